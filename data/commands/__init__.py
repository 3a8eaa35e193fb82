"""Everything that changes what is kept. One file a noun; each command is one transaction with one audit entry."""
