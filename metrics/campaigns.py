"""The campaigns there are: their days, how many events each has, and which are running."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from metrics.breakdown import breakdown
from metrics.counting import UNIT
from metrics.filter import Filter
from metrics.pace import Time
from models.campaign import CampaignDraft, ThemeDraft
from models.dataset import Dataset
from models.permission import Action
from models.place import Campaign
from models.viewer import Viewer
from store.campaigns import CAMPAIGN, TARGET, THEME, held_campaigns
from store.database import Database


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign as the list shows it; `events` are those the viewer sees, `targets` all that are set for it."""

    id: int
    label: str
    time: Time
    slogan: str
    organiser: str
    retired: bool
    own: bool
    """Whether it is the bank's own, not trial data."""
    events: int
    targets: int


def list_campaigns(database: Database, viewer: Viewer, dataset: Dataset, *, today: date) -> list[CampaignLine]:
    """All campaigns that events of a dataset may be in: running ones first, then the newest; merged ones are none."""
    if not viewer.reach(Action.READ):
        return []
    with database.reading() as connection:
        rows = held_campaigns(connection, dataset)
        set_for = (
            select(TARGET.c.campaign_id, func.count())
            .join_from(TARGET, UNIT, UNIT.c.id == TARGET.c.organisation_id)
            .where(UNIT.c.dataset == dataset.value)
            .group_by(TARGET.c.campaign_id)
        )
        counted: dict[int, int] = dict(connection.execute(set_for).all())
    told = breakdown(database, viewer, Filter(dataset=dataset), ("events",), "campaign")
    events = {row.key: row.events for row in told.rows}
    lines = [
        CampaignLine(
            row.id,
            Campaign(name_zh=row.name_zh, name_en=row.name_en, year=row.year).label,
            Time(row.starts, row.ends, today),
            row.slogan,
            row.organiser,
            row.retired_at is not None,
            row.dataset == Dataset.RECORDED.value,
            events.get(str(row.id), 0),
            counted.get(row.id, 0),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.time.running)


@dataclass(frozen=True, slots=True)
class CampaignRecord:
    """A campaign to look at and to change: `draft` is what stands in it, with its change number as `seen`."""

    label: str
    draft: CampaignDraft
    dataset: Dataset
    retired_at: datetime | None


def read_campaign(database: Database, viewer: Viewer, campaign_id: int) -> CampaignRecord | None:
    """A campaign, for whoever may see anything of the bank; None where there is none, or it was merged."""
    if not viewer.reach(Action.READ):
        return None
    with database.reading() as connection:
        row = connection.execute(
            select(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id, CAMPAIGN.c.merged_into.is_(None))
        ).first()
        if row is None:
            return None
        themes = connection.execute(
            select(THEME).where(THEME.c.campaign_id == campaign_id).order_by(THEME.c.starts, THEME.c.id)
        ).all()
    draft = CampaignDraft(
        id=row.id,
        seen=row.change,
        **{
            name: getattr(row, name) for name in ("name_zh", "name_en", "year", "starts", "ends", "slogan", "organiser")
        },
        themes=tuple(ThemeDraft(starts=theme.starts, ends=theme.ends, text=theme.text) for theme in themes),
    )
    label = Campaign(name_zh=row.name_zh, name_en=row.name_en, year=row.year).label
    return CampaignRecord(label, draft, Dataset(row.dataset), row.retired_at)
