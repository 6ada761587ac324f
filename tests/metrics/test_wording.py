"""A filter in words names every condition, in the language spoken, and nothing the viewer may not see."""

from datetime import date
from typing import Any

import pytest

from locales import ENGLISH, speaking
from metrics.filter import Filter
from metrics.wording import filter_sentences
from models.dataset import Dataset
from models.permission import ADMINISTRATOR
from models.viewer import Viewer
from store.database import Database
from store.units import save_unit

PERIOD: dict[str, Any] = {"start": date(2024, 9, 1), "end": date(2024, 9, 30)}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, ["All dates; events whose date is not known are included"]),
        (PERIOD, ["1 Sep 2024 – 30 Sep 2024"]),
        ({"start": date(2024, 9, 1), "end": date(2024, 9, 1)}, ["1 Sep 2024"]),
        (PERIOD | {"organisation": 1}, ["1 Sep 2024 – 30 Sep 2024", "Organising unit: 武清支行 and all below"]),
        (PERIOD | {"venue_types": ("community", "school")}, [..., "Venue type: Community, School"]),
        (PERIOD | {"key_groups": ("students",), "topics": ("other",)}, [..., "Key groups: Students", "Topics: Other"]),
        (PERIOD | {"kinds": ("online",)}, [..., "Kind of event: Online publicity"]),
        (PERIOD | {"campaigns": (1,)}, [..., "Campaign: Financial Consumer Rights Education Month 2023"]),
        (PERIOD | {"division": "120114001"}, [..., "Place: 杨村街道 · 武清区 · 天津市 and all below"]),
        (PERIOD | {"text": " 反诈  讲座 "}, [..., "Text: 反诈 讲座"]),
        (PERIOD | {"dataset": Dataset.SAMPLE}, [..., "Records: Sample: real public reports"]),
        (PERIOD | {"organisation": 99}, [..., "Organising unit: #99 and all below"]),
    ],
)
def test_every_condition_is_a_sentence(
    ledger: Database, viewer: Viewer, conditions: dict[str, Any], expected: list[Any]
) -> None:
    save_unit(ledger, viewer, name="武清支行")
    with speaking(ENGLISH):
        told = filter_sentences(ledger, viewer, Filter(**conditions))
    assert told == [told[0] if sentence is ... else sentence for sentence in expected]


def test_words_are_named_in_the_language_spoken(ledger: Database, viewer: Viewer) -> None:
    with speaking("zh_CN"):
        told = " ".join(filter_sentences(ledger, viewer, Filter(**PERIOD, venue_types=("community", "school"))))
    assert "2024年9月1日 – 2024年9月30日" in told
    assert "社区、学校" in told


def test_the_name_of_a_unit_out_of_sight_is_not_told(ledger: Database, viewer: Viewer) -> None:
    for name in ("甲支行", "乙支行"):
        save_unit(ledger, viewer, name=name)
    with speaking(ENGLISH):
        told = filter_sentences(ledger, Viewer.holding("coordinator", ADMINISTRATOR, "1/"), Filter(organisation=2))
    assert "Only events of your own part of the bank" in told
    assert "Organising unit: #2 and all below" in told
