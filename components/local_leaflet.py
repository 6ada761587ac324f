"""Folium's map with scripts and styles served by the app itself; folium's own defaults come from the internet."""

import re
from collections.abc import Sequence
from typing import Any, Final

import folium
from branca.element import Element, Figure
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from components.vendored import VENDOR

_TEMPLATE_SIGN: Final = re.compile(r"\{(?=[{%#])")  # never in the JSON itself: there a brace is followed by " or }


class LocalMap(folium.Map):
    """A map without tiles; the ground takes the theme's colour, and Leaflet's flag prefix is removed."""

    default_js = [  # noqa: RUF012 - as folium declares it
        ("leaflet", f"{VENDOR}/leaflet/leaflet.js"),
        ("icon_path", f"{VENDOR}/leaflet/icon-path.js"),
        ("markercluster", f"{VENDOR}/markercluster/leaflet.markercluster.js"),
    ]
    default_css = [  # noqa: RUF012 - as folium declares it
        ("leaflet_css", f"{VENDOR}/leaflet/leaflet.css"),
        ("markercluster_css", f"{VENDOR}/markercluster/MarkerCluster.css"),
    ]

    def __init__(self, *, ground: str, text: str, land: str, line: str) -> None:
        """The theme's colours: behind the land, of letters, of the land and the buttons, of borders."""
        super().__init__(
            tiles=None,
            prefer_canvas=True,
            maxZoom=18,  # without tiles nothing else says how far one can go, and clustering needs to know
            minZoom=2,  # the whole country on a phone
            zoomSnap=0.25,
            zoom_control=True,
            attributionControl=False,
        )
        style = (
            f".leaflet-container{{background:{ground};color:{text};font:13px 'Noto Sans SC','PingFang SC',"
            "'Microsoft YaHei','Noto Sans CJK SC',sans-serif}"
            ".spot-cluster{border-radius:50%;background:#0f6e6ecc;color:#fff;display:flex;align-items:center;"
            "justify-content:center;font-weight:600;border:2px solid #fff}"
            ".leaflet-tooltip{white-space:normal;min-width:120px;max-width:260px}"
            f".leaflet-bar{{border-color:{line} !important}}"
            f".leaflet-bar a,.leaflet-bar a:hover{{background:{land};color:{text};border-color:{line}}}"
            f".leaflet-bar a.leaflet-disabled{{background:{land};color:{line}}}"
            f".area-name{{color:{text};text-shadow:0 0 3px {land},0 0 3px {land};white-space:nowrap;"
            "pointer-events:none}.area-name span{position:absolute;transform:translate(-50%,-50%)}"
        )
        figure = self.get_root()
        assert isinstance(figure, Figure)  # noqa: S101 - a folium map makes itself one
        figure.header.add_child(Element(f"<style>{style}</style>"))


class SpotLayer(JSCSSMixin, Layer):
    """Spots as circles, clustered where they crowd; a cluster says how many events lie under it.

    `features`: GeoJSON points with the properties key, title, lines (list of texts), events, colour, stroke, coarse.
    Texts travel as data and are put in as text nodes, so nothing typed can become mark-up or script.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = (function () {
            function card(properties) {
                var box = document.createElement("div");
                var title = document.createElement("b");
                title.textContent = properties.title;
                box.appendChild(title);
                properties.lines.forEach(function (line) {
                    var row = document.createElement("div");
                    row.textContent = line;
                    box.appendChild(row);
                });
                return box;
            }
            var group = L.markerClusterGroup({
                showCoverageOnHover: false,
                maxClusterRadius: 42,
                chunkedLoading: true,
                iconCreateFunction: function (cluster) {
                    var events = 0;
                    cluster.getAllChildMarkers().forEach(function (marker) {
                        events += marker.feature.properties.events;
                    });
                    var size = events < 10 ? 30 : events < 100 ? 36 : events < 1000 ? 44 : 54;
                    var icon = document.createElement("div");
                    icon.className = "spot-cluster";
                    icon.style.width = icon.style.height = size + "px";
                    icon.textContent = events;
                    return L.divIcon({html: icon, className: "", iconSize: [size, size]});
                },
            });
            L.geoJSON({{ this.features }}, {
                pointToLayer: function (feature, latlng) {
                    var properties = feature.properties;
                    return L.circleMarker(latlng, {
                        radius: Math.min(18, 6 + 2 * Math.log2(properties.events)),
                        color: properties.stroke,
                        weight: properties.coarse ? 2 : 1.5,
                        dashArray: properties.coarse ? "3 3" : null,
                        fillColor: properties.colour,
                        fillOpacity: properties.coarse ? 0.12 : 0.75,
                    });
                },
                onEachFeature: function (feature, layer) {
                    layer.bindTooltip(function () { return card(feature.properties); }, {direction: "top"});
                },
            }).addTo(group);
            return group;
        })();
        {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, features: dict[str, Any]) -> None:
        """`features` is a GeoJSON FeatureCollection."""
        super().__init__(name="spots", overlay=True, control=False)
        self._name = "SpotLayer"
        self.features = as_script(features)


class AreaNames(JSCSSMixin, Layer):
    """The names of the areas in sight, each in the middle of what is seen of it, once one has come near enough.

    `layers` are GeoJSON layers of polygons with the property name; `nearest` is the zoom from which on names are shown.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = (function (map) {
            var areas = [], names = L.layerGroup(), STEPS = 9;
            [{% for layer in this.layers %}{{ layer.get_name() }},{% endfor %}].forEach(function (layer) {
                layer.eachLayer(function (area) { areas.push(area); });
            });
            function holds(lines, at) {  // lines: one ring of points, or rings, or polygons of rings
                if (!(lines[0] instanceof L.LatLng)) {
                    return lines.reduce(function (inside, part) { return inside !== holds(part, at); }, false);
                }
                var inside = false;
                for (var i = 0, j = lines.length - 1; i < lines.length; j = i++) {
                    var a = lines[i], b = lines[j];
                    if ((a.lat > at.lat) !== (b.lat > at.lat) &&
                        at.lng < (b.lng - a.lng) * (at.lat - a.lat) / (b.lat - a.lat) + a.lng) inside = !inside;
                }
                return inside;
            }
            function middle(points) {
                var sum = points.reduce(function (held, at) { return [held[0] + at.lat, held[1] + at.lng]; }, [0, 0]);
                var mean = L.latLng(sum[0] / points.length, sum[1] / points.length);
                return points.reduce(function (best, at) {
                    return mean.distanceTo(at) < mean.distanceTo(best) ? at : best;
                });
            }
            function write() {
                names.clearLayers();
                if (map.getZoom() < {{ this.nearest }}) return;
                var size = map.getSize(), view = map.getBounds();
                areas.forEach(function (area) {
                    if (!view.intersects(area.getBounds())) return;
                    var seen = [];
                    for (var x = 1; x < STEPS; x++) {
                        for (var y = 1; y < STEPS; y++) {
                            var at = map.containerPointToLatLng([size.x * x / STEPS, size.y * y / STEPS]);
                            if (area.getBounds().contains(at) && holds(area.getLatLngs(), at)) seen.push(at);
                        }
                    }
                    if (!seen.length) return;
                    var name = document.createElement("span");
                    name.textContent = area.feature.properties.name;
                    var icon = L.divIcon({html: name, className: "area-name", iconSize: [0, 0]});
                    L.marker(middle(seen), {icon: icon, interactive: false, keyboard: false}).addTo(names);
                });
            }
            map.on("moveend", write);
            map.whenReady(write);
            return names;
        })({{ this._parent.get_name() }});
        {{ this.get_name() }}.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, layers: Sequence[folium.GeoJson], *, nearest: float) -> None:
        """See above."""
        super().__init__(name="names", overlay=True, control=False)
        self._name = "AreaNames"
        self.layers = layers
        self.nearest = nearest


def as_script(data: dict[str, Any]) -> str:
    """JSON for a script that branca writes: it compiles what it has written once more as a template, so that nothing
    in a text may look like the beginning of one.
    """
    return _TEMPLATE_SIGN.sub(r"\\u007b", str(htmlsafe_json_dumps(data)))
