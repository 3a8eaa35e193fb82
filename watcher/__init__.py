"""Finds what is due, walks the ladder, sends; scheduled jobs. A process of its own: `python -m watcher`."""
