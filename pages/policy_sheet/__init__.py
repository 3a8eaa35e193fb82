"""The parts of the page of policies."""
