"""What people send is fetched once, kept encrypted for a while, and put to the right use."""

import base64
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from actions import media as acts
from actions.booking import book
from bot.dialogue.commands import BookSlot, SlotBooked
from bot.dialogue.orders.files import AttachFile
from bot.domain.files import FileUse
from bot.messages.inbound import Attachment
from simulator.media import file_of
from storage.erasure import forget
from storage.rows.facts import TurnRow
from storage.rows.media import MediaRow, MediaState
from storage.rows.people import ConversationRow, Handoff
from storage.unit_of_work import transaction
from storage.vault import Vault, WrongKeyError
from tests.fakes.hand_nlu import hand_nlu
from tests.fakes.sounds import ReadsSounds, sound_saying
from tests.integration.core_bench import ANA, BETO, Core, in_parallel, until, with_nlu
from workers import clock, media
from workers.channels import Channels
from workers.wiring import MediaRules

CHANNELS = pytest.mark.parametrize("channel", ["twilio", "meta"])
KEY = "a key for tests only"
PNG = file_of("image/png").data
_WANTED = "quiero un corte con Laura el viernes a las 16"
_ASKED = "quiero este corte, ¿cuánto sale?"
PROGRAM = b"MZ\x90\x00" + b"\0" * 60


class Counting:
    """A gateway that counts its downloads."""

    def __init__(self, gateway: Any) -> None:
        self._gateway = gateway
        self.downloads = 0

    def download(self, attachment: Attachment, *, most_bytes: int) -> bytes:
        self.downloads += 1
        data: bytes = self._gateway.download(attachment, most_bytes=most_bytes)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)


@pytest.fixture
def keeping(core: Core, tmp_path: Path) -> Core:
    """The core with a vault of this test's own."""
    return replace(core, wiring=replace(core.wiring, vault=Vault(tmp_path, KEY)))


@pytest.fixture
def talking(keeping: Core) -> Iterator[Core]:
    """The same, with a language server that knows what is said here."""
    with hand_nlu({_WANTED: "book", "dale": "affirm", _ASKED: "ask_price"}) as url:
        wiring = with_nlu(keeping.wiring, url)
        yield replace(keeping, wiring=wiring)
        wiring.nlu.close()


def sends(core: Core, kind: str, channel: str, phone: str = ANA, **more: Any) -> None:
    core.post("messages", {"from": phone, "kind": kind, "channel": channel, **more})
    core.work()


def says(core: Core, words: str, channel: str) -> str:
    """Let Ana write; return everything that was answered."""
    before = len(core.bubbles(ANA))
    core.say(ANA, words, channel=channel)
    core.work()
    core.end_holds()
    return "\n".join(core.bubbles(ANA)[before:])


def file_with(data: bytes, mime_type: str) -> dict[str, str]:
    return {"type": mime_type, "data": base64.b64encode(data).decode()}


def booked(core: Core, channel: str, service: str = "color", phone: str = ANA) -> int:
    """Book for somebody on a channel; color needs a deposit, corte none."""
    contact_id, conversation_id = core.meet(phone, channel=channel)
    with core.desk() as desk:
        command = BookSlot(core.slot("laura", service, "2027-05-14T16:00"), None)
        outcome = book(desk, command, contact_id, conversation_id)
    assert isinstance(outcome, SlotBooked)
    return outcome.appointment.id


def the_file(core: Core) -> MediaRow:
    (row,) = core.all(MediaRow)
    return row


def media_id_of(core: Core) -> str:
    """The channel's id of the file of the only message."""
    payload = core.inbox()[0].payload
    if "MediaUrl0" in payload:
        return str(payload["MediaUrl0"]).rpartition("/")[2]
    return str(payload["message"]["image"]["id"])


def contents(folder: Path) -> list[Path]:
    """The files that a vault holds."""
    return [one for one in folder.rglob("*") if one.is_file() and one.name != "key-check"]


class TestUse:
    @CHANNELS
    def test_picture_while_a_deposit_is_owed_is_kept_as_its_possible_receipt(
        self, keeping: Core, channel: str
    ) -> None:
        appointment_id = booked(keeping, channel)

        sends(keeping, "image", channel)

        row = the_file(keeping)
        assert (row.state, row.use) == (MediaState.KEPT, FileUse.RECEIPT)
        assert row.appointment_id == appointment_id
        assert keeping.wiring.vault.get(row.digest or "") == PNG
        assert "Lo que confirma la seña es Mercado Pago" in "\n".join(keeping.bubbles(ANA))

    @CHANNELS
    def test_document_with_an_appointment_ahead_is_kept_as_a_reference(
        self, keeping: Core, channel: str
    ) -> None:
        appointment_id = booked(keeping, channel, "corte")

        sends(keeping, "document", channel)

        row = the_file(keeping)
        assert (row.use, row.appointment_id) == (FileUse.REFERENCE, appointment_id)
        assert "Lo guardé con tu turno" in keeping.bubbles(ANA)[-1]
        assert "Laura sí" in keeping.bubbles(ANA)[-1]

    def test_picture_of_somebody_without_an_appointment_is_for_nothing(self, keeping: Core) -> None:
        sends(keeping, "image", "twilio")

        assert (the_file(keeping).state, the_file(keeping).use) == (MediaState.KEPT, FileUse.TALK)
        assert "no puedo abrir fotos" in keeping.bubbles(ANA)[-1]

    @CHANNELS
    def test_reference_sent_while_booking_goes_with_the_appointment(
        self, talking: Core, channel: str
    ) -> None:
        says(talking, _WANTED, channel)
        sends(talking, "image", channel)
        before = the_file(talking).appointment_id
        says(talking, "dale", channel)

        row = the_file(talking)
        assert (before, row.use) == (None, FileUse.REFERENCE)
        assert row.appointment_id is not None
        assert "para que lo vea Laura" in "\n".join(talking.bubbles(ANA))

    def test_picture_with_words_is_kept_and_its_words_are_answered(self, talking: Core) -> None:
        appointment_id = booked(talking, "twilio", "corte")

        sends(talking, "image", "twilio", text=_ASKED)

        assert the_file(talking).appointment_id == appointment_id
        assert "Lo guardé con tu turno" in talking.bubbles(ANA)[-1]
        assert "12.000" in talking.bubbles(ANA)[-1]

    def test_appointment_of_somebody_else_gets_no_file(self, keeping: Core) -> None:
        theirs = booked(keeping, "twilio", "corte", phone=BETO)
        sends(keeping, "image", "twilio")
        attachment = Attachment(the_file(keeping).external_id)
        talk = keeping.all(ConversationRow)[-1]

        with keeping.desk() as desk:
            order = AttachFile(attachment, FileUse.REFERENCE, theirs)
            acts.attach(desk, order, talk.contact_id, talk)

        assert the_file(keeping).appointment_id is None


class TestFetching:
    @CHANNELS
    def test_file_is_downloaded_once_whatever_comes_and_rings(
        self, keeping: Core, channel: str
    ) -> None:
        counting = Counting(keeping.wiring.channels.of(channel).gateway)
        wiring = replace(keeping.wiring, channels=Channels({channel: counting}))
        message = {"from": ANA, "kind": "image", "channel": channel, "deliveries": 3}
        keeping.post("messages", message)
        keeping.execute("UPDATE inbox SET payload = payload")  # nothing was fetched at the door
        at_the_door = keeping.count("media")

        keeping.work(wiring)
        keeping.work(wiring)
        media.work(wiring, the_file(keeping).id or 0)

        assert (at_the_door, counting.downloads) == (0, 1)

    def test_workers_at_the_same_moment_download_it_once(self, keeping: Core) -> None:
        counting = Counting(keeping.wiring.channels.of("twilio").gateway)
        wiring = replace(keeping.wiring, channels=Channels({"twilio": counting}))
        sends(keeping, "image", "twilio")
        self._forget_that_it_is_here(keeping)

        raised = in_parallel(*[partial(media.work, wiring, the_file(keeping).id or 0)] * 6)

        assert raised == []
        assert (counting.downloads, the_file(keeping).state) == (1, MediaState.KEPT)

    def test_worker_that_died_at_it_is_followed_by_another(self, keeping: Core) -> None:
        sends(keeping, "image", "twilio")
        self._forget_that_it_is_here(keeping)
        keeping.execute("UPDATE media SET lease_until = clock_timestamp() + interval '1 minute'")
        keeping.sweep()
        during = the_file(keeping).state
        keeping.execute("UPDATE media SET lease_until = clock_timestamp() - interval '1 second'")
        keeping.sweep()

        assert (during, the_file(keeping).state) == (MediaState.WAITING, MediaState.KEPT)

    def _forget_that_it_is_here(self, core: Core) -> None:
        core.execute(
            "UPDATE media SET state = 'waiting', digest = NULL, address = :address",
            address=core.inbox()[0].payload["MediaUrl0"],
        )

    @CHANNELS
    def test_passing_error_is_tried_again_later(self, keeping: Core, channel: str) -> None:
        keeping.post("messages", {"from": ANA, "kind": "image", "channel": channel})
        keeping.fault(channel, "500", match=media_id_of(keeping))
        keeping.work()
        failed = the_file(keeping)
        media.work(keeping.wiring, failed.id or 0)  # it is not due yet
        attempts = the_file(keeping).attempts
        keeping.pass_time(seconds=10)
        keeping.sweep()

        code = {"twilio": "500", "meta": "131000"}[channel]
        assert (failed.state, failed.reason, attempts) == (MediaState.WAITING, code, 1)
        assert the_file(keeping).state is MediaState.KEPT

    @CHANNELS
    def test_file_that_the_channel_does_not_have_is_told_of(
        self, keeping: Core, channel: str
    ) -> None:
        keeping.post("messages", {"from": ANA, "kind": "image", "channel": channel})
        keeping.execute(
            "UPDATE inbox SET payload = replace(payload::text, :id, 'ME404')::jsonb",
            id=media_id_of(keeping),
        )

        keeping.work()

        assert the_file(keeping).state is MediaState.LOST
        assert "no me llegó bien" in keeping.bubbles(ANA)[-1]

    @CHANNELS
    def test_file_that_is_too_large_is_refused_and_told_of(
        self, keeping: Core, tmp_path: Path, channel: str
    ) -> None:
        rules = MediaRules(most_bytes=len(PNG) - 1, kept_for=keeping.wiring.media.kept_for)
        core = replace(keeping, wiring=replace(keeping.wiring, media=rules))

        sends(core, "image", channel)

        assert (the_file(core).state, the_file(core).reason) == (MediaState.REFUSED, "too_large")
        assert "demasiado pesado" in core.bubbles(ANA)[-1]
        assert contents(tmp_path) == []

    @CHANNELS
    def test_file_that_is_not_what_it_is_said_to_be_is_refused_and_told_of(
        self, keeping: Core, tmp_path: Path, channel: str
    ) -> None:
        sends(keeping, "document", channel, file=file_with(PROGRAM, "application/pdf"))

        assert the_file(keeping).reason == "wrong_type"
        assert "Ese tipo de archivo no lo puedo guardar" in keeping.bubbles(ANA)[-1]
        assert contents(tmp_path) == []

    def test_nothing_is_told_while_an_agent_answers(self, keeping: Core) -> None:
        keeping.meet(ANA)
        keeping.execute("UPDATE conversation SET handoff = :active", active=Handoff.ACTIVE.value)

        sends(keeping, "document", "twilio", file=file_with(PROGRAM, "application/pdf"))

        assert (the_file(keeping).reason, keeping.bubbles(ANA)) == ("wrong_type", [])

    def test_wrong_key_harms_nothing_and_is_made_up_for_when_it_is_right(
        self, keeping: Core, tmp_path: Path
    ) -> None:
        sends(keeping, "image", "twilio")
        kept = the_file(keeping).digest or ""
        wrong = replace(keeping, wiring=replace(keeping.wiring, vault=Vault(tmp_path, "another")))
        document = file_with(file_of("application/pdf").data, "application/pdf")
        sends(wrong, "document", "twilio", file=document)
        waiting = keeping.all(MediaRow)[1].state
        with pytest.raises(WrongKeyError, match="MEDIA_KEY"):
            wrong.wiring.vault.get(kept)
        keeping.pass_time(minutes=2)
        keeping.sweep()

        assert waiting is MediaState.WAITING
        assert [one.state for one in keeping.all(MediaRow)] == [MediaState.KEPT] * 2
        assert keeping.wiring.vault.get(kept) == PNG


class TestKeeping:
    def test_file_is_encrypted_and_kept_once_for_all_who_sent_it(
        self, keeping: Core, tmp_path: Path
    ) -> None:
        sends(keeping, "image", "twilio")
        sends(keeping, "image", "meta", phone=BETO)

        (path,) = contents(tmp_path)
        assert PNG[:40] not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        assert keeping.count("media") == 2

    def test_file_is_deleted_when_its_time_is_over(self, keeping: Core, tmp_path: Path) -> None:
        sends(keeping, "image", "twilio")
        keeping.set_now(keeping.now + keeping.wiring.media.kept_for)
        media.let_go(keeping.wiring)
        on_its_last_day = len(contents(tmp_path))
        keeping.pass_time(seconds=1)
        media.let_go(keeping.wiring)

        assert (on_its_last_day, contents(tmp_path)) == (1, [])
        assert the_file(keeping).state is MediaState.EXPIRED

    def test_running_clock_deletes_it(self, keeping: Core, tmp_path: Path) -> None:
        sends(keeping, "image", "twilio")
        keeping.set_now(keeping.now + keeping.wiring.media.kept_for)
        keeping.pass_time(seconds=1)
        stop = threading.Event()
        running = threading.Thread(target=clock.run, args=(keeping.wiring, stop))
        running.start()
        try:
            until(lambda: not contents(tmp_path))
        finally:
            stop.set()
            running.join()

    def test_folder_that_cannot_be_written_keeps_its_rows_for_another_time(
        self, keeping: Core, tmp_path: Path
    ) -> None:
        sends(keeping, "image", "twilio")
        keeping.set_now(keeping.now + keeping.wiring.media.kept_for)
        keeping.pass_time(seconds=1)
        (path,) = contents(tmp_path)
        path.rename(tmp_path / "away")
        path.mkdir()  # nobody can unlink a folder, not even root
        media.let_go(keeping.wiring)
        during = keeping.count("media_file")
        path.rmdir()
        media.let_go(keeping.wiring)

        assert (during, keeping.count("media_file")) == (1, 0)

    def test_forgotten_person_s_file_stays_only_for_another_who_sent_the_same(
        self, keeping: Core, tmp_path: Path
    ) -> None:
        for phone in (ANA, BETO):
            sends(keeping, "image", "twilio", phone=phone)
        keeping.pass_time(hours=2)
        left = []
        for talk in keeping.all(ConversationRow):
            with transaction(keeping.engine) as db:
                forget(db, talk.contact_id, now=keeping.now)
            media.let_go(keeping.wiring)
            left.append((keeping.count("media"), len(contents(tmp_path))))

        assert left == [(1, 1), (0, 0)]

    def test_content_that_was_put_a_moment_ago_is_not_swept(
        self, keeping: Core, tmp_path: Path
    ) -> None:
        sends(keeping, "image", "twilio")
        keeping.execute("DELETE FROM media")
        media.let_go(keeping.wiring)
        at_once = len(contents(tmp_path))
        keeping.pass_time(hours=2)
        media.let_go(keeping.wiring)

        assert (at_once, contents(tmp_path)) == (1, [])


class TestVoice:
    @CHANNELS
    def test_voice_note_is_answered_as_its_words(self, talking: Core, channel: str) -> None:
        core = listening(talking)

        sends(core, "audio", channel, file=voice(_WANTED))

        said = "\n".join(core.bubbles(ANA))
        assert f"Te escuché: «{_WANTED}»" in said
        assert "16:00" in said
        (turn,) = core.all(TurnRow)
        assert (turn.kind, turn.intent) == ("audio", "book")
        assert the_file(core).transcript == _WANTED

    def test_voice_note_is_listened_to_once_though_its_turn_is_taken_again(
        self, keeping: Core
    ) -> None:
        core = listening(keeping)  # nobody understands: the turn waits
        sends(core, "audio", "twilio", file=voice("hola"))
        for _ in range(3):
            core.pass_time(seconds=6)
            core.sweep()

        assert core.wiring.transcriber.listened == 1  # type: ignore[union-attr]
        assert core.count("turn") == 0

    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            ("bueno mirá te cuento " * 40, "muy largo"),
            ("   ", "no llegué a escuchar nada"),
        ],
    )
    def test_too_much_or_nothing_is_asked_for_again(
        self, keeping: Core, words: str, answer: str
    ) -> None:
        core = listening(keeping)

        sends(core, "audio", "twilio", file=voice(words))

        assert answer in core.bubbles(ANA)[-1]

    @CHANNELS
    def test_sound_that_cannot_be_heard_is_asked_for_in_writing(
        self, keeping: Core, channel: str
    ) -> None:
        core = listening(keeping)

        sends(core, "audio", channel)  # no words are written in it

        assert "no lo pude escuchar" in core.bubbles(ANA)[-1]
        assert the_file(core).state is MediaState.KEPT

    def test_nobody_listening_it_is_asked_for_in_writing_and_kept(self, keeping: Core) -> None:
        sends(keeping, "audio", "twilio")

        assert "audios" in keeping.bubbles(ANA)[-1]
        assert the_file(keeping).state is MediaState.KEPT

    def test_turn_waits_for_a_sound_that_is_late_but_not_for_ever(self, keeping: Core) -> None:
        core = listening(keeping)
        core.post("messages", {"from": ANA, "kind": "audio", "channel": "twilio"})
        core.fault("twilio", "500", times=4, match="/Media/")
        core.work()
        at_once = core.bubbles(ANA)
        for _ in range(4):
            core.pass_time(seconds=20)
            core.sweep()

        assert at_once == []
        assert "no lo pude escuchar" in "\n".join(core.bubbles(ANA))


def listening(core: Core) -> Core:
    return replace(core, wiring=replace(core.wiring, transcriber=ReadsSounds()))


def voice(words: str) -> dict[str, str]:
    return file_with(sound_saying(words), "audio/wav")
