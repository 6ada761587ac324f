"""The map page: which places it shows, what it leaves out and says so, and the events of a place clicked."""

import json

import pytest

from components.base_map import boundary_source
from components.event_form import Form
from components.local_leaflet import SpotLayer
from components.spot_map import _base, _layer
from metrics.filter import Filter
from metrics.spots import spots
from models.dataset import Dataset
from models.viewer import Viewer
from store.database import Database
from tests.pages.visiting import said, visit


@pytest.mark.usefixtures("spoken")
def test_events_on_the_map_and_those_without_a_place_are_both_counted(sample_ledger: Database, viewer: Viewer) -> None:
    answer = spots(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))
    assert answer.without_place

    line = visit(sample_ledger, "map", period="all").caption[0].value

    assert str(answer.events - answer.without_place) in line
    assert str(answer.without_place) in line


@pytest.mark.parametrize("venue", ["community", "school"])
def test_a_filter_in_the_address_narrows_the_places(venue: str, sample_ledger: Database, viewer: Viewer) -> None:
    narrowed = spots(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE, venue_types=(venue,)))
    everything = spots(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))
    assert 0 < len(narrowed.spots) < len(everything.spots)

    app = visit(sample_ledger, "map", period="all", venue_types=venue)

    shown = said(app)
    busiest = max(narrowed.spots, key=lambda spot: spot.sessions)
    assert not app.exception
    assert busiest.name in shown.replace("\\", "")


def test_the_map_holds_every_place_as_a_point_with_its_events(sample_ledger: Database, viewer: Viewer) -> None:
    answer = spots(sample_ledger, viewer, Filter(dataset=Dataset.SAMPLE))

    [layer] = _layer(answer.spots)._children.values()
    assert isinstance(layer, SpotLayer)
    features = json.loads(layer.features)["features"]

    assert {feature["properties"]["key"] for feature in features} == {spot.key for spot in answer.spots}
    assert sum(feature["properties"]["events"] for feature in features) >= answer.events - answer.without_place


@pytest.mark.parametrize("dataset", list(Dataset))
def test_the_ground_of_the_map_is_drawn_for_any_ledger(
    dataset: Dataset, sample_ledger: Database, viewer: Viewer
) -> None:
    region = spots(sample_ledger, viewer, Filter(dataset=dataset)).spots

    ground = _base(region).get_root().render()

    assert "FeatureCollection" in ground


@pytest.mark.usefixtures("spoken")
def test_the_approval_number_is_shown_with_the_map_and_with_the_picker_of_a_point(sample_ledger: Database) -> None:
    assert boundary_source() in said(visit(sample_ledger, "map", period="all"))

    app = visit(sample_ledger, "record")
    app.text_input(key=Form().key("places_0_name")).set_value("某小区").run()
    assert boundary_source() not in said(app)
    app.session_state[Form().key("places_0_point")] = True
    app.run()
    assert not app.exception
    assert boundary_source() in said(app)
