"""The parts of the page of risk assessments."""
