"""Parts of the pages with figures."""
