"""Who meets the school's trigger and was not visited since."""
