"""The learning loop: messages that went wrong are kept, masked, and labelled by an analyst."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from actions.desk import Tools
from bot.channels.codecs import CODECS
from bot.channels.errors import UnknownShapeError
from bot.dialogue.taps import MenuTap, decode
from bot.domain.catalogue import Catalogue
from bot.language.masking import MarkedSpan, mask
from bot.messages.labels import ENTITIES, INTENTS
from storage.repositories import reviews
from storage.repositories.reviews import Candidate
from storage.rows.reviews import ReviewReason, ReviewRow, ReviewState
from storage.unit_of_work import transaction

_LOOK_BACK = timedelta(days=30)
_MOST_AT_ONCE = 200
_DOUBTFUL = 0.5  # likely enough to act on, and still wrong one time in three
_MEANT = {"move": "reschedule", "cancel": "cancel"}  # by the buttons of «move or cancel?»
_LONGEST = 1000  # characters; a longer story teaches nothing about one intent


class LabelError(ValueError):
    """A label that can't be kept: problem is a phrase key that says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Review:
    """A message to label as a page shows it. reason: one of ReviewReason's values.

    ranking: {intent, confidence}, best first; entities: {kind, start, end}, end exclusive.
    """

    id: int
    reason: str
    text: str
    ranking: Sequence[Mapping[str, Any]]
    entities: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Queue:
    """What the page shows: one review, None when all is done, and how many are where."""

    review: Review | None
    waiting: int
    labelled: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A look through the turns: how many messages were kept, and from where the next one goes on.

    until: turns from this instant on were not looked at; what follows them is still to come.
    """

    kept: int
    until: datetime


def keep_new(engine: Engine, tools: Tools, *, since: datetime | None, now: datetime) -> Looked:
    """Keep what went wrong, masked, for an analyst. A turn that was looked at twice is kept once.

    since: where the last look ended; None, as after a start, looks back a month.
    """
    until = now - reviews.SOON
    since = now - _LOOK_BACK if since is None else min(since, until)
    with transaction(engine) as db:
        found = reviews.candidates(
            db, since=since, until=until, doubtful=_DOUBTFUL, limit=_MOST_AT_ONCE
        )
        if not found:
            return Looked(0, until)
        catalogue = tools.catalogue.get(db)
        reasons = [(one, _reason(one, now)) for one in found]
        rows = [_review(one, why, catalogue, now=now) for one, why in reasons if why is not None]
        kept = reviews.keep(db, rows)
    return Looked(kept, until if len(found) < _MOST_AT_ONCE else found[-1].at)


def queue(engine: Engine, *, after: int = 0) -> Queue:
    """Return the next review that waits."""
    with transaction(engine) as db:
        row, counts = reviews.next_open(db, after=after), reviews.counts(db)
        return Queue(
            review=_shown(row) if row is not None else None,
            waiting=counts[ReviewState.OPEN],
            labelled=counts[ReviewState.LABELLED],
        )


def label(
    engine: Engine,
    review_id: int,
    intent: str,
    spans: Sequence[MarkedSpan],
    *,
    by: str,
    now: datetime,
) -> None:
    """Say what a message means. Raises LabelError; a review of two analysts keeps the last."""
    if intent not in INTENTS:
        raise LabelError("understanding.no_intent")
    with transaction(engine) as db:
        row = _existing(db, review_id)
        _check(row.text, spans)
        row.state, row.right_intent = ReviewState.LABELLED, intent
        row.right_entities = [
            {"kind": one.kind, "start": one.start, "end": one.end}
            for one in sorted(spans, key=lambda span: span.start)
        ]
        row.decided_at, row.decided_by = now, by
        db.add(row)


def dismiss(engine: Engine, review_id: int, *, by: str, now: datetime) -> None:
    """Say that a message teaches nothing. Raises LabelError."""
    with transaction(engine) as db:
        row = _existing(db, review_id)
        row.state, row.decided_at, row.decided_by = ReviewState.DISMISSED, now, by
        row.right_intent = row.right_entities = None
        db.add(row)


def _shown(row: ReviewRow) -> Review:
    assert row.id is not None
    return Review(row.id, row.reason.value, row.text, row.ranking, row.entities)


def _reason(one: Candidate, now: datetime) -> ReviewReason | None:
    """Return why a turn is worth a look, None when it is not: they chose what it was read as."""
    if one.reason in (None, ReviewReason.DOUBTFUL) and one.chosen is not None:
        tap = decode(_tap_id_of(one.source, one.chosen, now))
        if isinstance(tap, MenuTap) and _MEANT.get(tap.entry, one.intent) != one.intent:
            return ReviewReason.CORRECTED
    return one.reason


def _review(
    one: Candidate, reason: ReviewReason, catalogue: Catalogue, *, now: datetime
) -> ReviewRow:
    text = "\n".join(_text_of(one.source, payload, now) for payload in one.payloads)
    spans = [
        MarkedSpan(entity["kind"], entity["start"], entity["end"])
        for entity in one.entities
        if entity["end"] <= len(text)
    ]
    masked = mask(
        text,
        spans,
        private_names=[one.name] if one.name else [],
        public_names=[provider.name for provider in catalogue.providers],
    )
    is_lesson = bool(masked.text.strip()) and len(masked.text) <= _LONGEST
    return ReviewRow(
        turn_id=one.turn_id,
        reason=reason,
        state=ReviewState.OPEN if is_lesson else ReviewState.DISMISSED,
        text=masked.text if is_lesson else "",
        intent=one.intent,
        confidence=one.confidence,
        ranking=one.ranking,
        entities=[_as_json(span) for span in masked.spans] if is_lesson else [],
        kept_at=now,
    )


def _text_of(source: str, payload: dict[str, Any], now: datetime) -> str:
    try:
        return CODECS[source].decode(payload, now).text
    except UnknownShapeError:
        return ""


def _tap_id_of(source: str, payload: dict[str, Any], now: datetime) -> str:
    try:
        return CODECS[source].decode(payload, now).tap_id or ""
    except UnknownShapeError:
        return ""


def _as_json(span: MarkedSpan) -> dict[str, Any]:
    return {"kind": span.kind, "start": span.start, "end": span.end}


def _existing(db: Session, review_id: int) -> ReviewRow:
    row = db.get(ReviewRow, review_id)
    if row is None or not row.text:
        raise LabelError("understanding.gone")
    return row


def _check(text: str, spans: Sequence[MarkedSpan]) -> None:
    end = 0
    for span in sorted(spans, key=lambda one: one.start):
        if span.kind not in ENTITIES or not end <= span.start < span.end <= len(text):
            raise LabelError("understanding.bad_span")
        end = span.end
