"""What is kept: the only room that talks SQL, reads settings or reads the clock."""
