"""The statistics, pure: a frame in, a table out; a table in, a figure out."""
