"""What the browser is given: vendored files, and the colours and options of the configuration."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image
from streamlit import config

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
NOTICE = STATIC / "NOTICE.md"
NEVER_ASKED = {
    "https://leafletjs.com",  # the link in Leaflet's attribution, which the map leaves out
    # Plotly's: maps of the world and its cloud, for which nothing here asks; links; who wrote a part of it.
    "https://cdn.plot.ly/un/",
    "https://cloud.plotly.com/newchart",
    "https://plotly.com/",
    "https://plotly.com/javascript/animations/",
    "https://github.com/d3/d3-format/tree/v1.4.5",
    "https://github.com/d3/d3-time-format/tree/v2.2.3",
    "https://github.com/voidqk/polybooljs",
    "http://getify.mit-license.org",
    "http://syntheti.cc",
}
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))

ROWS = [
    [cell.strip() for cell in row.strip("|").split("|")]
    for row in NOTICE.read_text("utf-8").splitlines()
    if row.startswith("|") and not row.startswith(("| package", "|---"))
]
LISTED = {row[3] for row in ROWS}
VENDORED = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file() and path != NOTICE}


def test_the_notice_lists_exactly_the_files_that_are_there() -> None:
    assert LISTED == VENDORED


@pytest.mark.parametrize("folder", sorted(path.name for path in (STATIC / "vendor").iterdir()))
def test_every_package_comes_with_its_licence_and_one_version(folder: str) -> None:
    rows = [row for row in ROWS if row[3].startswith(f"vendor/{folder}/") and row[0] != "*own*"]
    assert len({tuple(row[:3]) for row in rows}) == 1, "one package, one version, one licence for each folder"
    assert all(rows[0][:3])
    assert any("licen" in row[3].lower() for row in rows)


@pytest.mark.parametrize("style", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_style_sheets_load_only_files_that_are_there(style: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", style.read_text("utf-8"), flags=re.DOTALL)
    assert "@import" not in text
    for target in re.findall(r"url\(\s*['\"]?([^'\")]+)", text):
        # An empty fragment with a name is Internet Explorer's own behaviour, not a file.
        if not target.startswith("#"):
            assert (style.parent / target).is_file(), target


@pytest.mark.parametrize("script", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_scripts_name_no_outside_address_they_could_load(script: Path) -> None:
    addresses = set(re.findall(r"https?://[\w./-]+", script.read_text("utf-8")))
    assert {address for address in addresses if not address.startswith("http://www.w3.org/")} <= NEVER_ASKED


def test_leaflet_finds_its_pins_where_they_are_served() -> None:
    folder = re.search(r'"/app/static/(.+)"', (STATIC / "vendor/leaflet/icon-path.js").read_text("utf-8"))
    assert folder
    assert (STATIC / folder[1] / "marker-icon.png").is_file()


def test_the_icon_is_a_square_picture() -> None:
    with Image.open(STATIC / "icon.png") as icon:
        assert icon.size == (64, 64)


def options() -> list[str]:
    def walk(section: dict[str, object], above: str) -> list[str]:
        names: list[str] = []
        for name, value in section.items():
            names += walk(value, f"{above}{name}.") if isinstance(value, dict) else [above + name]
        return names

    return walk(CONFIG, "")


@pytest.mark.parametrize("option", options())
def test_streamlit_knows_every_option_of_the_configuration(option: str) -> None:
    known = config.get_config_options()
    assert option in known
    assert not known[option].deprecated


def test_only_this_machine_is_served_and_nothing_is_reported_outside() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert "http" not in (ROOT / ".streamlit" / "config.toml").read_text("utf-8")


# How a colour (linear RGB) looks to people who lack one kind of cone: Machado, Oliveira and Fernandes,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), table 1, severity 1.0.
VISION = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
Triple = tuple[float, float, float]


def linear(colour: str) -> Triple:
    """'#rrggbb' as linear RGB, each 0..1 (sRGB, IEC 61966-2-1)."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in bytes.fromhex(colour[1:]))
    )
    return red, green, blue


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, 1..21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def oklab(colour: str, vision: str) -> Triple:
    """The colour as seen with `vision`, in Ottosson's Oklab, where distances are about as large as they look."""
    r, g, b = (
        min(1.0, max(0.0, sum(factor * value for factor, value in zip(row, linear(colour), strict=True))))
        for row in VISION[vision]
    )
    l, m, s = (  # noqa: E741 - the cones' names
        (a * r + c * g + d * b) ** (1 / 3)
        for a, c, d in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    )
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


@pytest.mark.parametrize("vision", VISION)
def test_no_two_categories_look_alike(vision: str) -> None:
    seen = {colour: oklab(colour, vision) for colour in CONFIG["theme"]["chartCategoricalColors"]}
    assert len(seen) == 8
    near = {
        (one, other): sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        for one, other in itertools.combinations(seen, 2)
    }
    # 0.076 is what the widely used colours of Okabe and Ito reach.
    assert min(near.values()) > 0.076, min(near, key=lambda pair: near[pair])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_categories_stand_out_from_the_ground_of_both_themes(theme: str) -> None:
    ground = CONFIG["theme"][theme]["backgroundColor"]
    for colour in CONFIG["theme"]["chartCategoricalColors"]:
        assert contrast(colour, ground) > 2, colour
    assert contrast(CONFIG["theme"][theme]["primaryColor"], ground) > 4.5
    assert contrast(CONFIG["theme"][theme]["textColor"], ground) > 7


def test_the_scale_has_ten_steps_each_darker_than_the_one_before() -> None:
    steps = [luminance(colour) for colour in CONFIG["theme"]["chartSequentialColors"]]
    assert len(steps) == 10
    assert steps == sorted(steps, reverse=True)
