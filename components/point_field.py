"""The exact point of a new place: picked on a map, or told by the phone. Without one it lies in its division."""

from typing import Any, Final

import folium
import streamlit as st
from streamlit_folium import st_folium

from components.base_map import COUNTRY, base_map, boundary_source
from components.colours import ACCENT
from components.local_leaflet import LocalMap
from components.rows import Key
from geo import boundaries
from locales import gettext as _

HEIGHT: Final = 320
_HERE: Final = st.components.v2.component(
    "where_i_am",
    html="<button type='button' part='button'></button><span role='status'></span>",
    css="button{font:inherit;color:inherit;background:none;border:1px solid currentColor;border-radius:8px;"
    "padding:8px 14px;min-height:44px;cursor:pointer}span{margin-left:10px;font-size:13px}",
    js="""export default function ({ data, parentElement, setTriggerValue }) {
        const button = parentElement.querySelector("button"), told = parentElement.querySelector("span");
        button.textContent = data.label;
        button.onclick = () => {
            told.textContent = data.wait;
            if (!navigator.geolocation) { told.textContent = data.refused; return; }
            navigator.geolocation.getCurrentPosition(
                ({ coords }) => {
                    told.textContent = "";
                    setTriggerValue("point", { lat: coords.latitude, lng: coords.longitude });
                },
                () => { told.textContent = data.refused; },
                { enableHighAccuracy: true, timeout: 15000 },
            );
        };
    }""",
)


def point_field(at: Key, division: str | None) -> tuple[float | None, float | None]:
    """Latitude and longitude (WGS-84 degrees) of a row's place, None where none was picked; kept under `lat`, `lng`."""
    state = st.session_state
    lat, lng = state.get(at("lat")), state.get(at("lng"))
    label = _("Exact point") if lat is None else f"{lat:.5f}, {lng:.5f}"
    popover = st.popover(label, icon=":material/location_on:", on_change="rerun", key=at("point"))
    with popover:
        if popover.open:
            _pick(at, division)
    return lat, lng


def _pick(at: Key, division: str | None) -> None:
    state = st.session_state
    lat, lng = state.get(at("lat")), state.get(at("lng"))
    told = _HERE(
        key=at("here"),
        data={
            "label": _("Where I am now"),
            "wait": _("Asking the phone…"),
            "refused": _("This device does not tell where it is; click on the map instead."),
        },
        on_point_change=lambda: None,
    )
    if told.point:
        _keep(at, told.point)
    clicked = st_folium(
        _map(division, lat, lng),
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
        key=at("map"),
    )
    st.caption(boundary_source())
    # The map goes on telling of the last click: only a new one is taken.
    last = (clicked or {}).get("last_clicked")
    if last and last != state.get(at("clicked")):
        state[at("clicked")] = last
        _keep(at, last)
    if lat is not None and st.button(_("Take the point away"), key=at("no_point"), type="tertiary"):
        state[at("lat")] = state[at("lng")] = None
        st.rerun()


def _keep(at: Key, point: dict[str, Any]) -> None:
    lat, lng = float(point["lat"]), float(point["lng"])
    if -90 <= lat <= 90 and -180 <= lng <= 180:
        st.session_state[at("lat")], st.session_state[at("lng")] = round(lat, 6), round(lng, 6)
        st.rerun()


def _map(division: str | None, lat: float | None, lng: float | None) -> LocalMap:
    """The counties of the division's province, seen around the division; the whole country where none is known."""
    province = f"{division[:2]}0000" if division else None
    shown = base_map([province] if province else [])
    bounds: Any = COUNTRY
    if division and province:
        around = boundaries.counties(division[:6])
        bounds = folium.GeoJson(around if around["features"] else boundaries.counties(province)).get_bounds()
    if lat is not None and lng is not None:
        folium.CircleMarker([lat, lng], radius=8, color=ACCENT, fill=True, fill_opacity=0.9).add_to(shown)
        bounds = [[lat - 0.05, lng - 0.05], [lat + 0.05, lng + 0.05]]
    shown.fit_bounds(bounds)
    return shown
