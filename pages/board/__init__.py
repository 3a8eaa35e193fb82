"""The parts of the board of live visits."""
