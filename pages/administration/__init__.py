"""The parts of the page People: staff, cover, and what the school has set."""
