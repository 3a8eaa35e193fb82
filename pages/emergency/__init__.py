"""The parts of the emergency briefing."""
