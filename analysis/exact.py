"""Exact intervals for small counts: Clopper-Pearson for a share, Garwood's for a rate. Neither leans on large numbers.

C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413; F. Garwood, Biometrika 28 (1936), 437-442.
"""

from collections.abc import Callable
from math import exp, inf, log, log1p
from typing import Any

import numpy as np

LEVEL = 0.95
_HALVINGS = 80


def share(found: int, of: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Between which shares, 0 to 1, the true one lies when `found` of `of` were counted. Of none it may be any."""
    if of == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = 0.0 if found == 0 else _where(lambda p: _binomial(found - 1, of, p), 1 - tail, top=1.0)
    high = 1.0 if found == of else _where(lambda p: _binomial(found, of, p), tail, top=1.0)
    return low, high


def rate(found: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Between which expected counts the true one lies when `found` were counted. Divide both by what they happened in."""
    tail = (1 - level) / 2
    top = 2.0 * found + 50
    low = 0.0 if found == 0 else _where(lambda mean: _poisson(found - 1, mean), 1 - tail, top=top)
    return low, _where(lambda mean: _poisson(found, mean), tail, top=top)


def _where(at_most: Callable[[float], float], wanted: float, *, top: float) -> float:
    """Where a falling function has this value, between 0 and `top`."""
    low, high = 0.0, top
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(middle) > wanted else (low, middle)
    return (low + high) / 2


def _binomial(most: int, of: int, p: float) -> float:
    """The chance of at most `most` among `of`, each with the chance `p`."""
    if p <= 0.0 or p >= 1.0:
        return 1.0 if p <= 0.0 or most >= of else 0.0
    upto = np.arange(1, most + 1, dtype="float64")
    steps = np.log(of - upto + 1) - np.log(upto) + log(p) - log1p(-p)
    return _added(of * log1p(-p), steps)


def _poisson(most: int, mean: float) -> float:
    """The chance of at most `most` where `mean` are expected."""
    if mean <= 0.0:
        return 1.0
    upto = np.arange(1, most + 1, dtype="float64")
    return _added(-mean, log(mean) - np.log(upto))


def _added(first: float, steps: "np.ndarray[Any, Any]") -> float:
    """The sum of chances whose logarithms begin with `first` and go on by `steps`."""
    logs = first + np.concatenate(([0.0], np.cumsum(steps)))
    most = float(logs.max())
    return 0.0 if most == -inf else min(1.0, exp(most) * float(np.exp(logs - most).sum()))
