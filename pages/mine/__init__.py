"""The parts of the page My visits."""
