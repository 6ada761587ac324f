"""The one escaping function for text that people typed, wherever it meets HTML or a script."""

from typing import Final

_ENTITIES: Final = {ord(c): f"&#{ord(c)};" for c in "&<>\"'`${}\\"}


def escaped(text: str) -> str:
    """`text` with every character that HTML or a JavaScript template literal could act on as a numeric entity.

    `html.escape` is not enough: folium writes popups and tooltips as template literals, in which `${...}` runs.
    """
    return text.translate(_ENTITIES)
