"""Everything that is read, one file a noun. A query that shows something of a school takes the viewer and narrows its
WHERE by the table of permissions; the page only follows."""
