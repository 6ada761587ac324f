"""The map of where events took place: county boundaries, clustered spots, click through to the events."""

from collections.abc import Sequence
from typing import Final

import folium
import streamlit as st
from streamlit_folium import st_folium

from components.base_map import COUNTRY, base_map, boundary_source
from components.colours import VENUE_TYPES, is_dark, venue_colour
from components.figures import short
from components.ledger import words
from components.local_leaflet import LocalMap, SpotLayer
from components.safe_html import escaped
from geo.spread import spread_all
from locales import gettext as _
from locales import ngettext
from locales.numbers import number
from metrics.spot import Spot

HEIGHT: Final = 560
_WIDE: Final = 12.0  # degrees; wider than this, half a country with its edges cut off would be shown


def show_spots(spots: Sequence[Spot], region: Sequence[Spot], *, key: str) -> str | None:
    """Draw `spots` on the counties of the provinces that `region` lies in; returns the key of the clicked spot.

    `region` stays the same while filters change, so that the map keeps its zoom.
    """
    clicked = st_folium(
        _base(region),
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=_layer(spots),
        key=key,
    )
    drawing = (clicked or {}).get("last_active_drawing") or {}
    chosen = (drawing.get("properties") or {}).get("key")
    return chosen if isinstance(chosen, str) else None


def legend() -> None:
    """The legend and the source of the boundaries, below the map."""
    vocabulary = words()
    colours = [(vocabulary.label("venue_type", venue), venue_colour(venue)) for venue in VENUE_TYPES]
    st.html(
        "<div style='display:flex;flex-wrap:wrap;gap:2px 14px;font-size:13px'>"
        + "".join(
            f"<span style='white-space:nowrap'><i style='display:inline-block;width:10px;height:10px;"
            f"border-radius:50%;background:{colour};margin-right:5px'></i>{escaped(label)}</span>"
            for label, colour in [*colours, (_("Other venues"), venue_colour(None))]
        )
        + "</div>"
    )
    st.caption(
        _("An event at several places is shown at each of them.")
        + " "
        + _("Filled: the place itself · dashed: only its community, township or county is known, drawn near its middle")
        + "  \n"
        + boundary_source()
    )


def _base(region: Sequence[Spot]) -> LocalMap:
    base = base_map(sorted({spot.position.path[:6] for spot in region if spot.position.path}))
    base.fit_bounds(_bounds(region))
    return base


def _bounds(region: Sequence[Spot]) -> Sequence[Sequence[float]]:
    """South-west and north-east corner: the spots with some room around them, or the whole country."""
    lats = [spot.position.lat for spot in region if spot.position.lat is not None]
    lngs = [spot.position.lng for spot in region if spot.position.lng is not None]
    if not lats or max(lats) - min(lats) > _WIDE or max(lngs) - min(lngs) > _WIDE:
        return COUNTRY
    room = 0.25 + 0.1 * (max(lats) - min(lats))
    return [[min(lats) - room, min(lngs) - room], [max(lats) + room, max(lngs) + room]]


def _layer(spots: Sequence[Spot]) -> folium.FeatureGroup:
    points = spread_all(
        [(spot.position.lat or 0.0, spot.position.lng or 0.0, spot.position.precision) for spot in spots]
    )
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(lng, 5), round(lat, 5)]},
            "properties": {
                "key": spot.key,
                "title": spot.name,
                "lines": _lines(spot),
                "events": spot.events,
                "colour": venue_colour(spot.venue_type),
                "stroke": _stroke(venue_colour(spot.venue_type)),
                "coarse": spot.position.precision != "exact",
            },
        }
        for spot, (lat, lng) in zip(spots, points, strict=True)
    ]
    group = folium.FeatureGroup(name="events", control=False)
    SpotLayer({"type": "FeatureCollection", "features": features}).add_to(group)
    return group


def _stroke(colour: str) -> str:
    """The colour of a circle's edge: on dark ground half way to white, or a dashed edge alone would hardly be seen."""
    if not is_dark():
        return colour
    return "#" + "".join(f"{(int(colour[at : at + 2], 16) + 255) // 2:02x}" for at in (1, 3, 5))


def _lines(spot: Spot) -> list[str]:
    lines = [" · ".join(name for name in spot.position.chain if name != spot.name)]
    lines.append(ngettext("{count} event", "{count} events", spot.events).format(count=number(spot.events)))
    if spot.attendance.value is not None:
        lines.append(_("Attendance: {figure}").format(figure=short(spot.attendance)))
    return [line for line in lines if line]
