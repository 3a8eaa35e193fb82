"""What is kept: the only room that talks SQL, reads settings or reads the clock."""

import os

# As in `analysis`: the first of our rooms that a process imports says it, before anything imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
