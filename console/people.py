"""The page of people who turned out to be one, where what was merged is taken apart again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions import console as acts
from actions import merging
from actions.desk import Tools
from actions.merging import CannotUndoError
from bot.language import formats
from bot.language.phrases import Phrases
from console.entrance import Page
from console.words import ago
from storage.clock import Clock
from storage.reports import merges
from storage.reports.merges import Merge, Person

_ONE = f"/people/<int(max={2**63 - 1}):merge_id>"
_CAUSES = {
    "told_together": "people.cause_told_together",
    "contact_given": "people.cause_contact_given",
    "number_changed": "people.cause_number_changed",
    "user_id_changed": "people.cause_user_id_changed",
}
_COUNTED = {
    "appointment": "people.count_appointment",
    "conversation": "people.count_conversation",
    "waitlist_wish": "people.count_waitlist_wish",
    "contact_identity": "people.count_contact_identity",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One merge in words."""

    merge: Merge
    title: str
    cause: str
    moved: str
    since: str
    undone: str


def install(
    routes: Blueprint, engine: Engine, clock: Clock, tools: Tools, agent: Callable[[], str]
) -> None:
    """Add the page to the routes of the console."""
    phrases = tools.phrases

    def page(problem: str | None, status: int) -> Page:
        now = clock.now()
        lines = [_line(one, phrases, now) for one in merges.latest(engine)]
        return render_template("console/people.html", lines=lines, problem=problem), status

    @routes.get("/people")
    def people() -> Page:
        return page(None, 200)

    @routes.post(f"{_ONE}/undo")
    def undo_merge(merge_id: int) -> AnyResponse | Page:
        by = agent()
        try:
            acts.perform(
                engine,
                tools,
                by,
                lambda desk: merging.undo(desk, merge_id, by),
                now=clock.now(),
            )
        except CannotUndoError:
            return page("people.cannot_undo", 409)
        return redirect(url_for("console.people"), 303)


def _line(one: Merge, phrases: Phrases, now: datetime) -> Line:
    kept = _who(one.kept, phrases)
    if one.merged is None:
        title = phrases("people.renamed", kept=kept)
    else:
        title = phrases("people.merged", kept=kept, merged=_who(one.merged, phrases))
    undone = ""
    if one.undone_at is not None:
        since = ago(one.undone_at, phrases, now=now)
        undone = phrases("people.undone", agent=one.undone_by, since=since)
    return Line(
        merge=one,
        title=title,
        cause=phrases(_CAUSES[one.cause]),
        moved=_moved(one, phrases),
        since=ago(one.at, phrases, now=now),
        undone=undone,
    )


def _who(person: Person, phrases: Phrases) -> str:
    tail = f"··{person.phone_tail}" if person.phone_tail else ""
    if person.name is None:
        return phrases("people.someone", tail=tail).strip()
    return phrases("people.who", name=person.name, tail=tail).strip()


def _moved(one: Merge, phrases: Phrases) -> str:
    """Return what moved, what matters most first; "" where only a name changed."""
    if one.merged is None:
        return ""
    parts = [
        phrases.plural(phrase, one.moved[name])
        for name, phrase in _COUNTED.items()
        if one.moved.get(name)
    ]
    if others := sum(count for name, count in one.moved.items() if name not in _COUNTED):
        parts.append(phrases.plural("people.count_other", others))
    return formats.all_of(parts) if parts else phrases("people.nothing_moved")
