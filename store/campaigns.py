"""Commands on campaigns: save with their themes, retire, and merge one that was typed wrongly into the right one."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from locales import mark
from models.base import Base, table_of
from models.campaign import CampaignDocument, CampaignDraft, CampaignTheme, check_campaign
from models.dataset import Dataset
from models.event import Event, EventCampaign
from models.permission import Action
from models.place import Campaign
from models.problem import Problem
from models.target import Target
from models.viewer import Viewer
from store.baseline import EVENT_RECORD
from store.database import Database, Writing
from store.outcome import Outcome, require
from store.states import State, event_states

CAMPAIGN_RECORD: Final = "campaign"
CAMPAIGN: Final = table_of(Campaign)
THEME: Final = table_of(CampaignTheme)
DOCUMENT: Final = table_of(CampaignDocument)
TARGET: Final = table_of(Target)
LINK: Final = table_of(EventCampaign)
EVENT: Final = table_of(Event)
BATCH: Final = 500  # events moved in one statement


def save_campaign(
    database: Database, viewer: Viewer, draft: CampaignDraft, *, dataset: Dataset = Dataset.RECORDED
) -> Outcome:
    """Write a campaign and its themes; its id, and its change number as the version.

    A draft with an `id` replaces that campaign, unless somebody has changed it since it was `seen`. Raises
    NotAllowedError unless the viewer arranges the whole bank.
    """
    require(viewer, Action.MANAGE)
    if problems := check_campaign(draft):
        return Outcome.refused(*problems)
    with database.writing(viewer, "save campaign") as writing:
        session = writing.session
        campaign = Campaign(dataset=dataset.value) if draft.id is None else session.get(Campaign, draft.id)
        if campaign is None or campaign.merged_into is not None:
            return Outcome.refused(no_campaign())
        if draft.id is not None and draft.seen != campaign.change:
            return Outcome.refused(_changed_meanwhile())
        if _is_taken(session, campaign, draft):
            return Outcome.refused(
                Problem.of("campaign_name", "exists", mark("there is a campaign of this name and year already."))
            )
        before = state_of_campaign(session.connection(), draft.id) if draft.id is not None else None
        for name in ("name_zh", "name_en", "slogan", "organiser"):
            setattr(campaign, name, getattr(draft, name).strip())
        campaign.year, campaign.starts, campaign.ends = draft.in_year, draft.starts, draft.ends
        campaign.change = writing.change
        session.add(campaign)
        session.flush()
        session.execute(delete(THEME).where(THEME.c.campaign_id == campaign.id))
        session.add_all(
            CampaignTheme(
                campaign_id=campaign.id or 0,
                starts=theme.starts,
                ends=theme.ends,
                text=theme.text.strip(),
                change=writing.change,
            )
            for theme in draft.themes
        )
        note_campaign(writing, campaign, "create" if draft.id is None else "change", before)
        return Outcome(id=campaign.id, version=campaign.change)


def retire_campaign(database: Database, viewer: Viewer, campaign_id: int, *, retired: bool = True) -> Outcome:
    """Mark a campaign as retired, which is offered last and says so, or take the mark off. Raises NotAllowedError."""
    require(viewer, Action.MANAGE)
    with database.writing(viewer, "retire campaign") as writing:
        campaign = writing.session.get(Campaign, campaign_id)
        if campaign is None or campaign.merged_into is not None:
            return Outcome.refused(no_campaign())
        if (campaign.retired_at is not None) != retired:
            before = state_of_campaign(writing.session.connection(), campaign_id)
            campaign.retired_at = writing.now if retired else None
            campaign.change = writing.change
            note_campaign(writing, campaign, "retire" if retired else "bring_back", before)
        return Outcome(id=campaign.id, version=campaign.change)


def merge_campaigns(database: Database, viewer: Viewer, wrong_id: int, right_id: int) -> Outcome:
    """Give all events of one campaign to another, each once, approved ones and the bin included; the id of the other.

    For names typed wrongly in passing: whoever types the wrong one later means the right one. Refused where the wrong
    one has themes, papers or targets of its own. Raises NotAllowedError unless the viewer arranges the whole bank.
    """
    require(viewer, Action.MANAGE)
    with database.writing(viewer, "merge campaigns") as writing:
        session, connection = writing.session, writing.session.connection()
        wrong, right = session.get(Campaign, wrong_id), session.get(Campaign, right_id)
        if wrong is None or right is None or wrong.merged_into is not None or right.merged_into is not None:
            return Outcome.refused(no_campaign())
        if wrong_id == right_id or wrong.dataset != right.dataset:
            return Outcome.refused(Problem.of("campaigns", "same", mark("choose another campaign to merge into.")))
        if _has_belongings(connection, wrong_id):
            sentence = mark("it has themes, documents or targets of its own, so it is no slip. Remove them first.")
            return Outcome.refused(Problem.of("campaigns", "not_empty", sentence))
        before = state_of_campaign(connection, wrong_id)
        _move_events(writing, wrong_id, right_id)
        connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.merged_into == wrong_id).values(merged_into=right_id))
        wrong.merged_into, wrong.change = right_id, writing.change
        right.change = writing.change
        note_campaign(writing, wrong, "merge", before)
        return Outcome(id=right_id, version=right.change)


def _move_events(writing: Writing, wrong_id: int, right_id: int) -> None:
    connection = writing.session.connection()
    waiting = iter(connection.scalars(select(LINK.c.event_id).where(LINK.c.campaign_id == wrong_id)).all())
    while ids := list(islice(waiting, BATCH)):
        before = event_states(connection, ids)
        has_both = set(
            connection.scalars(select(LINK.c.event_id).where(LINK.c.campaign_id == right_id, LINK.c.event_id.in_(ids)))
        )
        connection.execute(delete(LINK).where(LINK.c.campaign_id == wrong_id, LINK.c.event_id.in_(ids)))
        if missing := [{"event_id": id_, "campaign_id": right_id} for id_ in ids if id_ not in has_both]:
            connection.execute(insert(LINK), missing)
        connection.execute(
            update(EVENT)
            .where(EVENT.c.id.in_(ids))
            .values(
                change=writing.change,
                version=EVENT.c.version + 1,
                updated_at=writing.now,
                updated_by=writing.viewer.name,
            )
        )
        for event_id, after in event_states(connection, ids).items():
            writing.note(EVENT_RECORD, event_id, "change", before[event_id], after)


def _has_belongings(connection: Connection, campaign_id: int) -> bool:
    held: tuple[type[Base], ...] = (CampaignTheme, CampaignDocument, Target)
    return any(
        connection.scalar(select(exists().where(table_of(model).c.campaign_id == campaign_id))) for model in held
    )


def _is_taken(session: Session, campaign: Campaign, draft: CampaignDraft) -> bool:
    """Whether another campaign that is offered has one of its names in the same year."""
    names = {draft.name_zh.strip(), draft.name_en.strip()} - {""}
    same_name = or_(col(Campaign.name_zh).in_(names), col(Campaign.name_en).in_(names))
    others = select_rows(func.count()).where(
        same_name,
        col(Campaign.year).is_not_distinct_from(draft.in_year),
        Campaign.dataset == campaign.dataset,
        col(Campaign.merged_into).is_(None),
    )
    if campaign.id is not None:
        others = others.where(Campaign.id != campaign.id)
    return session.exec(others.select_from(Campaign)).one() > 0


def state_of_campaign(connection: Connection, campaign_id: int) -> State:
    """A campaign as the history compares it, with its themes and papers; what is empty is left out."""
    columns = [column for column in CAMPAIGN.columns if column.name not in {"id", "change"}]
    row = connection.execute(select(*columns).where(CAMPAIGN.c.id == campaign_id)).one()
    state: State = {name: _json(value) for name, value in row._mapping.items() if value not in (None, "")}
    themes = select(THEME.c.starts, THEME.c.ends, THEME.c.text).where(THEME.c.campaign_id == campaign_id)
    papers = select(DOCUMENT.c.sha256, DOCUMENT.c.name).where(DOCUMENT.c.campaign_id == campaign_id)
    for name, asked in (("themes", themes), ("documents", papers)):
        found = sorted([_json(value) for value in row] for row in connection.execute(asked))
        state |= {name: found} if found else {}
    return state


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def note_campaign(writing: Writing, campaign: Campaign, action: str, before: State | None) -> None:
    """Put into the history what was done to a campaign, which is as it now stands."""
    writing.session.flush()
    assert campaign.id is not None  # noqa: S101 - set by the flush
    after = state_of_campaign(writing.session.connection(), campaign.id)
    writing.note(CAMPAIGN_RECORD, campaign.id, action, before, after)


def no_campaign() -> Problem:
    """The problem of a campaign that is not there, or no more since it was merged into another."""
    return Problem.of("campaigns", "gone", mark("the campaign is no longer there."))


def _changed_meanwhile() -> Problem:
    sentence = mark("somebody has changed this campaign since you opened it. Copy what you typed and open it again.")
    return Problem.of("campaigns", "changed_meanwhile", sentence)


def held_campaigns(connection: Connection, dataset: Dataset) -> Sequence[Any]:
    """The rows of all campaigns that records of a dataset may be in, the newest first, those merged left out."""
    return connection.execute(
        select(CAMPAIGN)
        .where(CAMPAIGN.c.dataset.in_((dataset.value, Dataset.RECORDED.value)), CAMPAIGN.c.merged_into.is_(None))
        .order_by(CAMPAIGN.c.year.desc(), CAMPAIGN.c.starts.desc(), CAMPAIGN.c.id)
    ).all()
