"""The themes of a campaign as people type them: a line for each, its time first."""

from datetime import date

from locales import mark
from models.campaign import ThemeDraft
from models.entry import tidy_text
from models.problem import InvalidError, Problem
from models.when import When, parse_when

_AFTER_TIME = "：:，,、"


def read_themes(text: str, year: int | None = None) -> tuple[tuple[ThemeDraft, ...], list[Problem]]:
    """The themes of lines such as "2026-06 货币金融知识" or "6月 …" (of `year`), and the problems of other lines.

    The time is a month or any other span that `parse_when` reads, written without blanks inside.
    """
    themes, problems = [], []
    for line in text.splitlines():
        if not (tidy := tidy_text(line)):
            continue
        first, _blank, rest = tidy.partition(" ")
        try:
            when = _read(first.rstrip(_AFTER_TIME), year)
        except InvalidError:
            when = None
        if when is None or when.start is None or when.end is None:
            sentence = mark("“{line}” does not begin with its time. Write for example 2026-06 货币金融知识.")
            problems.append(Problem.of("themes", "not_understood", sentence, line=tidy[:40]))
        else:
            themes.append(ThemeDraft(starts=when.start, ends=when.end, text=rest.strip()))
    return tuple(themes), problems


def write_themes(themes: tuple[ThemeDraft, ...]) -> str:
    """The themes as `read_themes` reads them."""
    return "\n".join(f"{span(theme.starts, theme.ends)} {theme.text}" for theme in themes)


def span(starts: date, ends: date) -> str:
    """The days of a theme without blanks: "2026-06" for a whole month, else "2026-06-01~2026-06-15"."""
    month = When.in_month(starts.year, starts.month)
    if (month.start, month.end) == (starts, ends):
        return f"{starts:%Y-%m}"
    return f"{starts.isoformat()}~{ends.isoformat()}" if starts != ends else starts.isoformat()


def _read(text: str, year: int | None) -> When:
    try:
        return parse_when(text)
    except InvalidError:
        if year is None:
            raise
        return parse_when(f"{year}年{text}")
