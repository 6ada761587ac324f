"""What was clicked in a component of our own, told by two numbers: good only for what is drawn now.

Between a click and its answer another figure may have come in its place, in which the numbers mean something else.
So each drawing carries a seal made of its data, and a click tells the seal of what it was made on.
"""

import json
from hashlib import blake2b
from typing import Any

Clicked = tuple[int, int]


def sealed(data: dict[str, Any]) -> dict[str, Any]:
    """The data for a component, with its seal."""
    written = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return data | {"seal": blake2b(written.encode(), digest_size=8).hexdigest()}


def clicked(told: object, data: dict[str, Any]) -> Clicked | None:
    """The two numbers that a component drawn with this data told; None where it told something else or nothing."""
    match told:
        case [str(seal), int(first), int(second)] if seal == data["seal"]:
            return first, second
    return None
