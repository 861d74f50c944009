"""Fetching the files that people sent, outside of every transaction: each once, then kept.

A voice note that somebody listens to is fetched before its turn is taken, all others after.
"""

from dataclasses import replace
from datetime import timedelta

import filetype
import structlog

from actions import media as acts
from actions.desk import open_desk
from bot.domain.files import FileRefusal, refusal
from bot.messages.inbound import LONGEST_TEXT, Attachment, Inbound, InboundKind, Unheard
from nlu.hearing import HearingError, Transcriber
from storage import media
from storage.media import Item
from storage.rows.media import MediaState
from storage.unit_of_work import each_by_itself, transaction
from storage.vault import MissingFileError, WrongKeyError
from workers import sending
from workers.gateways.errors import GatewayError
from workers.wiring import Wiring

_LOG = structlog.get_logger()
_MOST_TRIES = 10  # over some twenty minutes
_MOST_TRIES_HEARD = 4  # then the person is answered, who waits; it is fetched for the console
_LONGEST_PAUSE_SECONDS = 300.0
_FOLDER_PAUSE = timedelta(minutes=1)  # until somebody puts the folder or its key right
_LONGEST_SOUND_BYTES = 1_500_000  # ten minutes as WhatsApp records them
_LONGEST_SPEECH = 700  # characters; nobody asks for an appointment in more


def work(wiring: Wiring, media_id: int) -> None:
    """Fetch a file that is due, and keep it or say why not."""
    item = media.claim(wiring.engine, media_id, now=wiring.clock.now())
    if item is None:
        return
    _fetch(wiring, item)
    with each_by_itself(wiring.engine) as db:
        fetched = media.find(db, media_id)
    if fetched is not None:
        _LOG.info("media.worked", media_id=media_id, state=fetched.state.value)


def _fetch(wiring: Wiring, item: Item) -> None:
    now = wiring.clock.now()
    try:
        data = _download(wiring, item)
        mime_type = filetype.guess_mime(data)
        refused = refusal(len(data), mime_type)
        if refused is None:
            media.keep(wiring.engine, wiring.vault, item.id, data, mime_type, now=now)
            return
    except GatewayError as error:
        _failed(wiring, item, error)
        return
    except (WrongKeyError, OSError) as error:
        _LOG.error("media.not_writable", media_id=item.id, problem=str(error))
        media.postpone(wiring.engine, item.id, now + _FOLDER_PAUSE, type(error).__name__)
        return
    _give_up(wiring, item, MediaState.REFUSED, refused.value)


def _download(wiring: Wiring, item: Item) -> bytes:
    gateway = wiring.channels.of(item.source).gateway
    attachment = Attachment(item.external_id, item.address)
    return gateway.download(attachment, most_bytes=wiring.media.most_bytes)


def _failed(wiring: Wiring, item: Item, error: GatewayError) -> None:
    """Try again later what may yet be had, and give up what may not."""
    _LOG.warning("media.not_fetched", media_id=item.id, code=error.code, attempts=item.attempts)
    if error.code == FileRefusal.TOO_LARGE.value:
        _give_up(wiring, item, MediaState.REFUSED, error.code)
    elif error.permanent or item.attempts >= _MOST_TRIES:
        _give_up(wiring, item, MediaState.LOST, error.code)
    else:
        pause = sending.pause_after(item.attempts, error, longest_seconds=_LONGEST_PAUSE_SECONDS)
        media.postpone(wiring.engine, item.id, wiring.clock.now() + pause, error.code)


def _give_up(wiring: Wiring, item: Item, state: MediaState, reason: str) -> None:
    with transaction(wiring.engine) as db:
        desk = open_desk(db, wiring.tools, now=wiring.clock.now(), actor="system")
        acts.give_up(desk, item, state, reason)
    sending.deliver_all(wiring, desk)


def heard(wiring: Wiring, source: str, inbound: Inbound, inbox_id: int) -> Inbound | None:
    """Return a message with the words of its voice note, if anybody listens.

    None when it is not fetched yet: the turn waits a little, and is rung for again.
    """
    transcriber = wiring.transcriber
    if transcriber is None or inbound.kind is not InboundKind.AUDIO or inbound.attachment is None:
        return inbound
    now = wiring.clock.now()
    with each_by_itself(wiring.engine) as db:
        item = media.note(db, source, inbound, inbox_id, now=now)
    if item is None:
        return replace(inbound, unheard=Unheard.UNREADABLE)
    if item.state is MediaState.WAITING:
        claimed = media.claim(wiring.engine, item.id, now=now)
        if claimed is not None:
            _fetch(wiring, claimed)
            with each_by_itself(wiring.engine) as db:
                item = media.find(db, item.id) or item
    if item.state is MediaState.WAITING and item.attempts < _MOST_TRIES_HEARD:
        return None
    return _as_said(inbound, _words(wiring, transcriber, item))


def _words(wiring: Wiring, transcriber: Transcriber, item: Item) -> str | Unheard:
    """Return what a voice note says, listening to it the first time."""
    if item.transcript is not None:
        return item.transcript
    if item.digest is None:
        return Unheard.UNREADABLE
    try:
        sound = wiring.vault.get(item.digest)
        if len(sound) > _LONGEST_SOUND_BYTES:
            return Unheard.TOO_LONG
        words = transcriber.words_of(sound, str(filetype.guess_mime(sound)))
    except (HearingError, MissingFileError, WrongKeyError) as error:
        _LOG.warning("media.unheard", media_id=item.id, error=type(error).__name__)
        return Unheard.UNREADABLE
    words = " ".join(words.split())[:LONGEST_TEXT]
    media.note_words(wiring.engine, item.id, words)
    return words


def _as_said(inbound: Inbound, words: str | Unheard) -> Inbound:
    if isinstance(words, Unheard):
        return replace(inbound, unheard=words)
    if not words:
        return replace(inbound, unheard=Unheard.NOTHING_SAID)
    if len(words) > _LONGEST_SPEECH:
        return replace(inbound, unheard=Unheard.TOO_LONG)
    return replace(inbound, kind=InboundKind.TEXT, text=words, spoken=words)


def ring_due(wiring: Wiring) -> None:
    """Ring for the files whose ring was lost, or that are to be tried again."""
    for media_id in media.due(wiring.engine, now=wiring.clock.now()):
        wiring.doorbell.ring_media(media_id)


def let_go(wiring: Wiring) -> None:
    """Delete what was kept long enough, and contents that nothing refers to any more.

    A folder that cannot be written is told of; what should go from it goes another time.
    """
    now = wiring.clock.now()
    expired = media.expire(wiring.engine, before=now - wiring.media.kept_for)
    try:
        dropped = media.sweep(wiring.engine, wiring.vault, now=now)
    except OSError as error:
        _LOG.error("media.not_deleted", error=type(error).__name__)
        dropped = 0
    if expired or dropped:
        _LOG.info("media.let_go", expired=expired, dropped=dropped)
