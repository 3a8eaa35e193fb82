"""What is measured against what: each file is a script that prints a table. `make bench` runs them all."""
