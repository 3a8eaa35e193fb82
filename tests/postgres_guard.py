"""Stops a PostgreSQL server when whoever started it lets go of this process's standard input, by closing it or by dying.

Run as `python postgres_guard.py PID FOLDER`. The tests' data is thrown away: the server is stopped at once, not gently.
"""

import shutil
import signal
import sys

import psutil

server = psutil.Process(int(sys.argv[1]))
sys.stdin.read()
# Windows has no SIGQUIT; ending the postmaster ends its children there.
server.send_signal(getattr(signal, "SIGQUIT", signal.SIGTERM))
server.wait(30)
shutil.rmtree(sys.argv[2])
