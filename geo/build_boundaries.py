"""Cleans, renumbers and simplifies the Tianditu polygons for the reference pack.

Simplification is shapely's `coverage_simplify`: neighbours keep one shared edge and no ring is dropped, so that
the islands of the South China Sea and 钓鱼岛 stay on the map at any tolerance.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import mapping, shape

from geo.build_divisions import CITIES_WITHOUT_COUNTIES

# The polygons are of May 2024; the list of 2025-12-31 has given these counties other codes …
RENUMBERED: Final = {"460321": "460302", "460322": "460303", "540422": "540481", "540530": "540581"}
# … and made one county out of two.
UNITED: Final = ("500105", "500112")
UNITED_AS: Final = ("500157", "两江新区")

# Four decimals of a degree are about ten metres, below every tolerance used.
DECIMALS: Final = 4


@dataclass(frozen=True)
class Layer:
    """Polygons with the divisions they bound, in step."""

    codes: list[str]
    titles: list[str]
    polygons: npt.NDArray[Any]

    @property
    def names(self) -> dict[str, str]:
        """Name by code."""
        return dict(zip(self.codes, self.titles, strict=True))


def layer_of(features: list[dict[str, Any]]) -> Layer:
    """The areas among Tianditu's features; the code is `gb` without the country's 156."""
    areas = [feature for feature in features if _is_area(feature)]
    return Layer(
        [feature["properties"]["gb"][3:] for feature in areas],
        [feature["properties"]["name"] for feature in areas],
        np.array([repaired(shape(feature["geometry"])) for feature in areas]),
    )


def counties_of(features: list[dict[str, Any]]) -> Layer:
    """The county layer under the ids of the merged list."""
    raw = layer_of(features)
    codes = [RENUMBERED.get(code) or CITIES_WITHOUT_COUNTIES.get(code, code) for code in raw.codes]
    first, second = (codes.index(code) for code in UNITED)
    polygons = raw.polygons.copy()
    polygons[first] = repaired(shapely.union_all(polygons[[first, second]]))
    titles = list(raw.titles)
    codes[first], titles[first] = UNITED_AS
    kept = [index for index in range(len(codes)) if index != second]
    return Layer([codes[i] for i in kept], [titles[i] for i in kept], polygons[kept])


def lines_of(features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """National boundary lines, the ten dashes and the undefined boundaries, as they are."""
    return [
        {
            "type": "Feature",
            "properties": {"name": feature["properties"]["name"]},
            "geometry": feature["geometry"],
        }
        for feature in features
        if not _is_area(feature)
    ]


def simplified(layer: Layer, tolerance: float) -> list[dict[str, Any]]:
    """GeoJSON features of the layer, simplified by `tolerance` degrees and rounded."""
    polygons = shapely.coverage_simplify(layer.polygons, tolerance)
    return [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": title},
            "geometry": mapping(_rounded(polygon)),
        }
        for code, title, polygon in zip(layer.codes, layer.titles, polygons, strict=True)
    ]


def repaired(geometry: Any) -> Any:
    """A valid multipolygon of the same area; stray lines and points are left out."""
    valid = shapely.make_valid(geometry)
    parts = [part for whole in getattr(valid, "geoms", [valid]) for part in getattr(whole, "geoms", [whole])]
    return shapely.multipolygons([part for part in parts if part.geom_type == "Polygon"])


def _rounded(geometry: Any) -> Any:
    rounded = shapely.transform(geometry, lambda coordinates: np.round(coordinates, DECIMALS))
    return rounded if rounded.is_valid else repaired(rounded)


def _is_area(feature: dict[str, Any]) -> bool:
    return bool(feature["geometry"]["type"] == "MultiPolygon")
