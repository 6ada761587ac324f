"""The security paper says what the code does: its table of permissions, its tests, its settings."""

import os
import re
from pathlib import Path

from gate.provider import NEEDED, OPTIONAL
from locales import CHINESE, ENGLISH, gettext, speaking
from models.permission import ACTIONS, PERMISSIONS, ROLES, Reach

ROOT = Path(__file__).resolve().parents[1]
PAPER = ROOT / "docs" / "security.md"


def both(label: str) -> str:
    """A label in Chinese and English."""
    spoken = []
    for language in (CHINESE, ENGLISH):
        with speaking(language):
            spoken.append(gettext(label))
    return " · ".join(spoken)


def permission_table() -> str:
    """The table as the code has it: a row for each action, a column for each role."""
    cells = {Reach.ALL: "✓", Reach.APPROVED: "已通过的 · approved only", None: "–"}
    lines = [
        "| " + " | ".join(["", *(both(label) for label in ROLES.values())]) + " |",
        "|" + "---|" * (len(ROLES) + 1),
    ]
    for action, label in ACTIONS.items():
        row = [both(label), *(cells[PERMISSIONS[role].get(action)] for role in ROLES)]
        lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines)


def test_the_table_of_permissions_is_that_of_the_code() -> None:
    text = PAPER.read_text("utf-8")
    if os.environ.get("OUTREACH_WRITE_PAPERS"):
        held = re.compile(r"PERMISSION_TABLE|\|  \|.*?\n\n", re.DOTALL)
        text = held.sub(lambda found: permission_table() + ("\n\n" if found[0].endswith("\n") else ""), text, count=1)
        PAPER.write_text(text, "utf-8")
    assert permission_table() in text, "write it anew with OUTREACH_WRITE_PAPERS=1"


def test_every_setting_named_is_read_somewhere() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for folder in ("gate", "store", "launch", "components")
        for path in (ROOT / folder).glob("*.py")
    )
    named = set(re.findall(r"OUTREACH_[A-Z_]+", PAPER.read_text("utf-8")))
    assert named
    prefix = "OUTREACH_OIDC_"
    assert [name for name in sorted(named) if name not in code and not name.startswith(prefix)] == []
    assert {name.removeprefix(prefix).lower() for name in named if name.startswith(prefix)} == {*NEEDED, *OPTIONAL}
