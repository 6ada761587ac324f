"""The table of measures in docs/counting.md is what the code says, in both languages."""

from pathlib import Path

import pytest

from locales import CHINESE, ENGLISH, gettext, speaking
from metrics.dimensions import DIMENSIONS
from metrics.measures import KEY_GROUP_PREFIX, MEASURES, Measure, measure

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "counting.md").read_text("utf-8")
TOLD = (*MEASURES.values(), measure(f"{KEY_GROUP_PREFIX}…"))


def row_of(key: str) -> list[str]:
    rows = [line for line in DOCUMENT.splitlines() if line.startswith(f"| `{key}` |")]
    assert len(rows) == 1, f"{key} has {len(rows)} rows"
    return [cell.strip() for cell in rows[0].strip("|").split("|")]


def in_both(message: str, separator: str = " · ") -> str:
    """A message as the table prints it; one that is not translated yet in English only."""
    said = []
    for code in (CHINESE, ENGLISH):
        with speaking(code):
            said.append(gettext(message))
    return separator.join(said) if said[0] != said[1] else said[1]


@pytest.mark.parametrize("one", TOLD, ids=lambda one: one.key)
def test_a_measure_is_printed_as_it_is_defined(one: Measure) -> None:
    _key, label, unit, definition = row_of(one.key)
    assert label.endswith(in_both(one.label))
    assert unit.endswith(in_both(one.unit))
    assert definition.endswith(in_both(one.definition, " "))


@pytest.mark.parametrize("key", DIMENSIONS)
def test_a_dimension_is_printed_as_it_is_called(key: str) -> None:
    _key, label, unknown = row_of(key)
    assert label.endswith(in_both(DIMENSIONS[key].label))
    assert unknown.endswith(in_both(DIMENSIONS[key].unknown))


def test_nothing_is_printed_that_is_not_measured() -> None:
    printed = [line.split("`")[1] for line in DOCUMENT.splitlines() if line.startswith("| `")]
    assert sorted(printed) == sorted([*(one.key for one in TOLD), *DIMENSIONS])
