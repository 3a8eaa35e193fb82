"""What a copy of the watcher is called."""

import os
import secrets
import socket


def new_holder() -> str:
    """A name for a copy of the watcher, for its leases."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}"
