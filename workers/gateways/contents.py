"""What was registered with a channel, kept so that it is registered only once."""

from datetime import datetime

from sqlalchemy import Engine, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from storage.rows.facts import ChannelContentRow
from storage.statements import columns_of, run
from storage.unit_of_work import each_by_itself, transaction

_CONTENT = columns_of(ChannelContentRow)
_OF_LAYOUT = _CONTENT.spelt_out(
    "SELECT channel_content.* FROM channel_content WHERE layout = %(layout)s"
)


def find(engine: Engine, key: str) -> ChannelContentRow | None:
    """Return what was registered under a key, None when nothing was."""
    with each_by_itself(engine) as db:
        found = run(db, _OF_LAYOUT, {"layout": key}).fetchone()
    return _CONTENT.loose(found) if found is not None else None


def keep(
    engine: Engine, key: str, content_id: str, *, approved: bool, now: datetime
) -> ChannelContentRow:
    """Note what was registered and return it; the first one noted under a key stays."""
    values = {
        "layout": key,
        "content_id": content_id,
        "approved": approved,
        "created_at": now,
    }
    with transaction(engine) as db:
        db.execute(insert(ChannelContentRow).values(values).on_conflict_do_nothing())
        return db.exec(select(ChannelContentRow).where(ChannelContentRow.layout == key)).one()


def approve(engine: Engine, key: str, *, approved: bool) -> None:
    """Note whether what was registered under a key may leave outside the window."""
    with transaction(engine) as db:
        db.execute(
            update(ChannelContentRow)
            .where(col(ChannelContentRow.layout) == key)
            .values(approved=approved)
        )


def templates_of(engine: Engine, prefix: str) -> list[ChannelContentRow]:
    """Return the templates whose keys begin like that, by key."""
    statement = (
        select(ChannelContentRow)
        .where(
            col(ChannelContentRow.name).is_not(None),
            col(ChannelContentRow.layout).startswith(prefix, autoescape=True),
        )
        .order_by(col(ChannelContentRow.layout))
    )
    with transaction(engine) as db:
        return list(db.exec(statement).all())


def note_state(
    engine: Engine,
    key: str,
    *,
    status: str,
    category: str | None,
    reason: str | None,
    now: datetime,
) -> None:
    """Note the channel's word on a template by now; it may leave when that is «approved»."""
    values = {
        "status": status.lower(),
        "category": category and category.lower(),
        "reason": reason,
        "approved": status.lower() == "approved",
        "updated_at": now,
    }
    with transaction(engine) as db:
        db.execute(
            update(ChannelContentRow).where(col(ChannelContentRow.layout) == key).values(values)
        )


def note(
    engine: Engine,
    key: str,
    *,
    name: str,
    status: str,
    category: str | None,
    reason: str | None,
    now: datetime,
) -> None:
    """Note the channel's word on a template. name: ours, whatever it was registered under."""
    with transaction(engine) as db:
        db.execute(
            update(ChannelContentRow)
            .where(col(ChannelContentRow.layout) == key)
            .values(
                name=name,
                status=status.lower(),
                category=category and category.lower(),
                reason=reason,
                updated_at=now,
            )
        )
