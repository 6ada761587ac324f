"""A branch that does not exist, with three years of outreach, for showing and measuring the ledger.

The divisions are real; the bank, its units, its events and every number are made up from a seed.
"""

from exchange.made_up.calendar import FIRST_DAY, LAST_DAY
from exchange.made_up.drafts import SEED, made_up_drafts
from exchange.made_up.load import EVENTS, load_made_up

__all__ = ["EVENTS", "FIRST_DAY", "LAST_DAY", "SEED", "load_made_up", "made_up_drafts"]
