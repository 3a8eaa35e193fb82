"""A school's terms and closures from a file: what it says, the slips that real ones have, and what taking it would do."""
