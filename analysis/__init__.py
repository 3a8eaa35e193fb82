"""The statistics, pure: a frame in, a table out; a table in, a figure out."""

import os

# Our systems of equations are small. On more than one core numpy's threads wait for each other by spinning, and where the
# machine has other work a fifth of a second becomes twenty (measured). It has to be said before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
