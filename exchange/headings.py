"""What the headings of a list mean: matched to our columns by a table of other names, or as the person says."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from exchange.aliases import (
    AS_TITLE,
    GROUPS,
    IF_FREE,
    MATERIAL_PARTS,
    MATERIALS,
    ON_SITE,
    WHOLE,
    heading_key,
)
from exchange.columns import BY_KEY, Form, column_of
from locales import LANGUAGES, gettext, mark, speaking

BETWEEN: Final = " / "  # the two parts of a heading that stands below another
GROUP_COUNTS: Final = "group_counts"
DETAILS: Final = "materials"
REASONS: Final = mark("Why it cannot go in yet")
"""What we head the column with that we add to rows given back to be mended; it says nothing about the event."""
LEFT_OUT: Final = ""

Path = tuple[str, ...]
"""A heading as it stands in the list: itself, or those above it and then itself."""

_PEOPLE: Final = ("attendance", "key_groups", GROUP_COUNTS)
_OF_WHICH: Final = "其中"
_REMEMBERED: Final = 4_096  # headings; anything at all may stand where headings are looked for
_NUMBERING: Final = frozenset(map(heading_key, ("序号", "序", "编次", "No", "Nr", "#", "行号")))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in the list, and what it was taken for.

    `key` is that of our column, "" where it stands for none and what stands below it is left out. `group` is the key
    group whose number the column holds (then `key` is "group_counts"), or the kind of material whose copies (then it
    is "materials"). `position` counts the columns from 0.
    """

    text: str
    key: str = LEFT_OUT
    group: str = ""
    position: int = 0


def match_headings(paths: Mapping[int, Path], chosen: Mapping[str, str] | None = None) -> list[Heading]:
    """The headings at their positions, matched so that no two of them mean the same column.

    `chosen` is what the person says of some of them, text → key of our column or "" for none; there, several may mean
    the same. Only numbers of key groups and of materials stand in several columns otherwise.
    """
    chosen = chosen or {}
    found = {at: Heading(text, position=at) for at, text in _texts(paths).items()}
    taken: set[str] = set()
    free: dict[int, tuple[str, ...]] = {}
    materials: dict[int, str] = {}
    for at, heading in found.items():
        if heading.text in chosen:
            key = chosen[heading.text]
            group = (_group(paths[at]) or paths[at][-1]) if key == GROUP_COUNTS and _counts_one(paths[at]) else ""
            found[at] = replace(heading, key=key, group=group)
            taken.add(key)
        elif group := _group(paths[at]):
            found[at] = replace(heading, key=GROUP_COUNTS, group=group)
        elif material := _material(paths[at]):
            materials[at] = material
        else:
            free[at] = _meanings(paths[at])
    for at in sorted(free, key=lambda at: (_only_if_free(paths[at]), at)):
        if key := next((key for key in free[at] if key not in taken), ""):
            found[at] = replace(found[at], key=key)
            taken.add(key)
    # Beside the copies of all together those of one kind would count twice.
    if "copies" not in taken:
        found |= {at: replace(found[at], key=DETAILS, group=material) for at, material in materials.items()}
    if "title" not in taken and (named := _best_title(paths, free)) is not None:
        found[named] = replace(found[named], key="title")
    return list(found.values())


def known(text: str) -> bool:
    """Whether a heading, standing by itself, means something."""
    return bool(_group((text,)) or _material((text,)) or _meanings((text,)))


def numbers_rows(heading: Heading) -> bool:
    """Whether a column only numbers the rows."""
    return heading_key(heading.text) in _NUMBERING


def tells_reasons(heading: Heading) -> bool:
    """Whether a column is the one in which we said why its row could not go in."""
    return heading_key(heading.text.split(BETWEEN)[-1]) in _reasons()


def _texts(paths: Mapping[int, Path]) -> dict[int, str]:
    """How each heading is called, so that no two are called the same: the second 备注 is 备注 (2)."""
    texts: dict[int, str] = {}
    taken: set[str] = set()
    again: Counter[str] = Counter()
    for at, path in paths.items():
        text = plain = BETWEEN.join(" ".join(part.split()) for part in path)
        while text in taken:
            again[plain] += 1
            text = f"{plain} ({again[plain] + 1})"
        texts[at] = text
        taken.add(text)
    return texts


@lru_cache(_REMEMBERED)
def _meanings(path: Path) -> tuple[str, ...]:
    """Columns that a heading may mean, the best first."""
    *above, own = path
    if not above:
        listed = _if_free().get(heading_key(own))
        column = column_of(own)
        return listed or ((column.key,) if column else ())
    parent = tuple(above)
    of_parent = _meanings(parent)
    own_key = heading_key(own)
    if own_key in _whole():
        return of_parent
    if set(of_parent) & set(_PEOPLE) and own_key in ON_SITE:
        return (ON_SITE[own_key],)
    numbers = any(BY_KEY[key].form is Form.NUMBER for key in of_parent)
    for text in (own, parent[-1] + own, own + parent[-1]):
        meanings = _meanings((text,))
        # Below 受众人次, 社区 is not where it was but how many came there.
        if meanings and not (numbers and BY_KEY[meanings[0]].form is not Form.NUMBER):
            return meanings
    return ()


@lru_cache(_REMEMBERED)
def _group(path: Path) -> str:
    """The key group whose number stands below a heading, "" for other headings."""
    *above, own = path
    key = heading_key(own)
    told = key.startswith(_OF_WHICH)
    group = _groups().get(key.removeprefix(_OF_WHICH).strip(":").removesuffix("人次").removesuffix("人数"), "")
    if not above or told or not group:
        return group
    parent = heading_key(above[-1])
    return group if parent.startswith(_OF_WHICH) or set(_meanings(tuple(above))) & set(_PEOPLE) else ""


@lru_cache(_REMEMBERED)
def _material(path: Path) -> str:
    """The kind of material whose copies stand below a heading, "" for other headings."""
    *above, own = path
    key = heading_key(own)
    of_materials = bool(above) and set(_meanings(tuple(above))) & {"copies", DETAILS}
    return _materials().get(key, "") or (_material_parts().get(key, "") if of_materials else "")


def _counts_one(path: Path) -> bool:
    """Whether a column the person takes for numbers of groups has one group's: it is not the one of all of them."""
    column = column_of(path[-1])
    return column is None or column.key != GROUP_COUNTS


def _only_if_free(path: Path) -> bool:
    return heading_key(path[-1]) in _if_free()


def _best_title(paths: Mapping[int, Path], free: Mapping[int, object]) -> int | None:
    named = {heading_key(paths[at][-1]): at for at in sorted(free, reverse=True)}
    return next((named[title] for title in AS_TITLE if title in named), None)


def unmatched(headings: Sequence[Heading], chosen: Mapping[str, str]) -> Iterator[str]:
    """Headings that are not known, but for those the person left out and those that only number the rows."""
    for heading in headings:
        if not heading.key and heading.text not in chosen and not (numbers_rows(heading) or tells_reasons(heading)):
            yield heading.text


@cache
def _if_free() -> dict[str, tuple[str, ...]]:
    return {heading_key(heading): tuple(keys) for heading, keys in IF_FREE.items()}


@cache
def _whole() -> frozenset[str]:
    return frozenset(map(heading_key, WHOLE))


@cache
def _groups() -> dict[str, str]:
    return {heading_key(name): group for group, names in GROUPS.items() for name in (group, *names)}


@cache
def _materials() -> dict[str, str]:
    return {heading_key(name): code for code, names in MATERIALS.items() for name in names}


@cache
def _material_parts() -> dict[str, str]:
    return {heading_key(name): code for code, names in MATERIAL_PARTS.items() for name in names}


@cache
def _reasons() -> frozenset[str]:
    found = set()
    for language in LANGUAGES:
        with speaking(language):
            found.add(heading_key(gettext(REASONS)))
    return frozenset(found)
