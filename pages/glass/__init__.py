"""What was opened in an emergency: the line above every page."""
