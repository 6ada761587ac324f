"""The ground of every map: the divisions in the theme's colours, the national boundary lines, and where they are from.

Whoever draws it says `boundary_source()` beside it: no map of the country may be shown without.
"""

from collections.abc import Sequence
from typing import Any, Final

import folium

from components.colours import is_dark
from components.local_leaflet import AreaNames, LocalMap
from geo import boundaries
from locales import gettext as _

COUNTRY: Final = ((3.0, 73.0), (54.0, 136.0))
"""South-west and north-east corner of the whole country in degrees, the islands and dashes in the south included."""
_MOST_PROVINCES_WITH_COUNTIES: Final = 6
_NAMES_FROM: Final = 8.5  # zoom at which a province's counties leave room for their names


def base_map(provinces: Sequence[str]) -> LocalMap:
    """The counties of the provinces with these ids, or of none where they are many.

    Unless it is a single one, within the whole country: all provinces, with the national boundary lines.
    """
    ground, text, line, land = (
        ("#111818", "#c9d5d3", "#4a5a5a", "#1a2424") if is_dark() else ("#eef2f2", "#3c4a4a", "#9fb0b0", "#ffffff")
    )
    base = LocalMap(ground=ground, text=text, land=land, line=line)
    if len(provinces) != 1:
        _add(base, boundaries.provinces(), named=True, color=line, fillColor=land, weight=1)
        _add(base, boundaries.lines(), color=line, weight=1.2, fill=False)
    if len(provinces) <= _MOST_PROVINCES_WITH_COUNTIES:
        counties = [
            _add(base, boundaries.counties(province), named=True, color=line, fillColor=land, weight=0.8)
            for province in provinces
        ]
        AreaNames(counties, nearest=_NAMES_FROM).add_to(base)
    return base


def boundary_source() -> str:
    """Whose boundaries the map shows, and the number under which they were approved for publication (审图号)."""
    return _("Boundaries: {source} {approval}; no street map is loaded").format(
        source=boundaries.SOURCE, approval=boundaries.APPROVAL
    )


def _add(base: LocalMap, collection: dict[str, Any], *, named: bool = False, **style: Any) -> folium.GeoJson:
    look = {"fillOpacity": 1.0, **style}
    layer = folium.GeoJson(
        collection,
        style_function=lambda _feature: look,
        # The reference pack's own names: nothing typed comes here.
        tooltip=folium.GeoJsonTooltip(["name"], labels=False) if named else None,
        interactive=named,
        smooth_factor=0.8,
        control=False,
    )
    layer.add_to(base)
    return layer
