"""The indicators a ledger starts with: an example that adds up to 100, for the bank to change on the page."""

from typing import Final

# name_zh, name_en, measure, narrowing, per, full_at, weight
INDICATORS: Final = (
    ("每网点宣教场次", "Sessions per outlet", "sessions", "", "outlets", "3", 20),
    ("每网点现场参与人次", "Attendance per outlet", "attendance", "", "outlets", "120", 15),
    ("每网点老年人人次", "Older people per outlet", "key_group:older_people", "", "outlets", "40", 15),
    ("每网点新市民人次", "New citizens per outlet", "key_group:new_citizens", "", "outlets", "20", 10),
    (
        "农村集市和村的场次占比",
        "Share of sessions in the country",
        "sessions",
        "venue_types=rural_market,village",
        "sessions",
        "0.3",
        15,
    ),
    ("每网点覆盖社区（村）", "Communities reached per outlet", "communities", "", "outlets", "2", 10),
    ("有佐证的活动占比", "Share of events with evidence", "evidence", "", "events", "1", 10),
    ("每网点接受咨询人次", "Consultations per outlet", "consultations", "", "outlets", "30", 5),
)
