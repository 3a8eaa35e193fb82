"""The parts of the page Oversight."""
