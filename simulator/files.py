"""The file behind an id: one that the application uploaded, that a person chose, or a drawn one."""

import base64
import binascii
from typing import Any

from simulator.media import MediaFile, file_of
from simulator.records import Channel, Message, MetaMedia
from simulator.world import World


def file_behind(world: World, media_id: str) -> MediaFile | None:
    """Return the file that Meta would give for an id, None when there is none."""
    kept = kept_file(world, media_id)
    if kept is not None:
        return kept
    parts = (one.attachment for one in world.state.all(Message) if one.channel is Channel.META)
    part = next((one for one in parts if one and one.sid == media_id and not one.url), None)
    return file_of(part.content_type) if part is not None else None


def kept_file(world: World, media_id: str) -> MediaFile | None:
    """Return a file that somebody gave us, None when it is drawn by code or unknown."""
    kept = world.state.get(MetaMedia, media_id)
    if kept is None:
        return None
    return MediaFile(kept.name, kept.mime_type, base64.b64decode(kept.data))


def keep(world: World, media_id: str, file: MediaFile) -> None:
    """Keep a file under an id."""
    data = base64.b64encode(file.data).decode()
    world.state.put(MetaMedia(media_id, file.content_type, file.name, data))


def chosen_file(wish: dict[str, Any]) -> MediaFile | None:
    """Return the file that a person chose to send, None for the one that is drawn by code.

    Raises ValueError or KeyError when it is none.
    """
    given = wish.get("file")
    if given is None:
        return None
    try:
        data = base64.b64decode(given["data"], validate=True)
    except binascii.Error as error:
        raise ValueError("data must be base64") from error
    return MediaFile(str(given.get("name") or "archivo"), str(given["type"]), data)
