"""The state of our templates with each channel, as the channel told it last."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from storage.rows.facts import ChannelContentRow


def change(
    db: Session,
    channel: str,
    registered_name: str,
    changes: Mapping[str, str | None],
    *,
    now: datetime,
) -> bool:
    """Note what changed of a template; False when it is none of ours.

    changes: columns of ChannelContentRow. With another status it may leave, or not any more.
    """
    values: dict[str, object] = {**changes, "updated_at": now}
    if "status" in changes:
        values["approved"] = changes["status"] == "approved"
    found = db.execute(
        update(ChannelContentRow)
        .where(
            col(ChannelContentRow.content_id) == registered_name,
            col(ChannelContentRow.layout).startswith(f"{channel}/"),
        )
        .values(**values)
        .returning(col(ChannelContentRow.id))
    )
    return found.first() is not None
