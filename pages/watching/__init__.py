"""Parts of the page Watch, and what the board and every page's head say of who has the watch."""
