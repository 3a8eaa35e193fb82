"""An example of every command and of every query that asks who looks, for tests that hold all of them to one promise."""
