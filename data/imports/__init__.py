"""Files that schools bring: read, compared with what is kept, shown before anything is taken (docs/imports.md)."""
