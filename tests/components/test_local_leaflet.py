"""The map loads nothing from outside, and what was typed reaches it only as data."""

import json
import re
from pathlib import Path

import folium
import pytest

from components.local_leaflet import AreaNames, LocalMap, SpotLayer
from components.vendored import VENDOR

THEME = {"ground": "#fff", "text": "#000", "land": "#eee", "line": "#999"}
STATIC = Path(__file__).resolve().parents[2] / "static"
HARMFUL = [
    "</script><script>alert(1)</script>",
    "${alert(1)}",
    "`+alert(1)+`",
    "<img src=x onerror=alert(1)>",
    "\u2028",
]


@pytest.mark.parametrize("cls", [LocalMap, SpotLayer, AreaNames])
def test_every_script_and_style_is_our_own_file(cls: type) -> None:
    for _name, address in [*getattr(cls, "default_js", []), *getattr(cls, "default_css", [])]:
        assert address.startswith(VENDOR)
        assert (STATIC / address.removeprefix("/app/static/")).is_file()


def test_a_map_drawn_in_full_names_no_other_machine() -> None:
    base = LocalMap(**THEME)
    group = folium.FeatureGroup(name="events").add_to(base)
    SpotLayer({"type": "FeatureCollection", "features": []}).add_to(group)

    drawn = base.get_root().render()

    loaded = re.findall(r"""(?:src|href)=["']([^"']+)["']""", drawn)
    assert loaded
    assert all(address.startswith(VENDOR) for address in loaded)


@pytest.mark.parametrize("text", HARMFUL)
def test_what_was_typed_can_end_neither_the_script_nor_a_string(text: str) -> None:
    base = LocalMap(**THEME)
    group = folium.FeatureGroup(name="events").add_to(base)
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [117.2, 39.1]},
        "properties": {"key": "1", "title": text, "lines": [text], "events": 1, "colour": "#000"},
    }
    SpotLayer({"type": "FeatureCollection", "features": [feature]}).add_to(group)

    drawn = base.get_root().render()

    [line] = [line for line in drawn.splitlines() if "L.geoJSON({" in line]
    data = line[line.index("{") : line.rindex("}") + 1]
    assert "<" not in data
    assert json.loads(data)["features"][0]["properties"]["title"] == text
