"""How many came to a made-up event, and how such numbers get reported: exactly, roughly, or not at all."""

from math import log
from random import Random

from exchange.made_up.scenes import Shares
from models.count import Count, Qualifier
from models.draft import KeyGroupDraft


def median_times(random: Random, median: int, spread: float) -> int:
    """A number around the median, at least 1; `spread` is the standard deviation of its logarithm."""
    return max(1, round(random.lognormvariate(log(median), spread)))


def people(random: Random, median: int) -> int:
    """How many came, at least 3."""
    return max(3, median_times(random, median, 0.5))


def reported(random: Random, value: int, *, basis: str | None = None) -> Count:
    """The number as somebody would report it; without a `basis` one is drawn that fits how exact it is."""
    luck = random.random()
    if luck < 0.55 or value < 20:
        return Count(value, Qualifier.EXACT, basis or random.choice(("sign_in", "head_count", "head_count")))
    step = 10 if value < 200 else 100
    below = value // step * step
    if luck < 0.74:
        return Count(below, Qualifier.AT_LEAST, basis or random.choice(("head_count", "estimate")))
    if luck < 0.83:
        return Count(below, Qualifier.OVER, basis or "estimate")
    if luck < 0.87:
        return Count(below, Qualifier.MORE_THAN, basis)
    if luck < 0.95:
        return Count((value + step // 2) // step * step, Qualifier.ABOUT, basis or "estimate")
    return Count(below + step, Qualifier.NEARLY, basis or "estimate")


def key_groups(random: Random, shares: Shares, attendance: Count | None) -> tuple[KeyGroupDraft, ...]:
    """One or two of the groups; with a number, never above the attendance, in six of ten events that have one."""
    chosen = random.sample(shares, 2) if len(shares) > 1 and random.random() < 0.35 else [random.choice(shares)]
    counted = attendance is not None and random.random() < 0.6
    groups = []
    for group, least, most in chosen:
        count = None
        if counted and attendance is not None:
            count = attendance if least == most == 1 else Count(int(attendance.value * random.uniform(least, most)))
        groups.append(KeyGroupDraft(key_group=group, count=count))
    return tuple(groups)
