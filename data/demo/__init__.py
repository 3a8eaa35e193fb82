"""Made-up schools, people, families and visits, for an empty database.

Nobody and nowhere in it is real (see `data/demo/names.py`). It is here so that somebody can look at Homeward before
their own school is in it.
"""

from data.demo.accounts import ACCOUNTS, DemoAccounts
from data.demo.fill import fill_if_empty

__all__ = ["ACCOUNTS", "DemoAccounts", "fill_if_empty"]
