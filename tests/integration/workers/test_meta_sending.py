"""Through Meta the outbox leaves in order, each thing once as far as Meta lets it be known."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from actions.waiting import apologise
from bot.channels.meta_replies import Rendered
from bot.messages.inbound import Attachment
from bot.messages.replies import (
    Buttons,
    Choice,
    ContactRequest,
    Document,
    LocationRequest,
    Menu,
    Reaction,
    Reply,
    Template,
    Text,
)
from storage.outbox import STATUS_RANK
from storage.pacing import Limits, Pacer
from storage.rows.facts import ChannelContentRow
from storage.rows.mail import OutboxState, Urgency
from storage.rows.people import ConversationRow, IdentityKind, IdentityRow
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, Core, until
from workers.gateways.errors import GatewayError
from workers.gateways.meta import MetaGateway

BETO = "+5491166660002"
HIDDEN = "AR.123456789"
Owe = Callable[..., None]


@pytest.fixture
def conversation(core: Core) -> int:
    """Ana has just written to the number at Meta."""
    return core.meet(ANA, channel="meta")[1]


@pytest.fixture
def owe(core: Core, conversation: int) -> Owe:
    """Puts replies into the outbox for Ana."""
    numbers = itertools.count()

    def put(*replies: Reply | str, to: int = conversation) -> None:
        with core.desk() as desk:
            for one in replies:
                reply = Text(one) if isinstance(one, str) else one
                desk.send(f"test:{next(numbers)}", to, reply, Urgency.REPLY)

    return put


@pytest.fixture
def gateway(core: Core) -> MetaGateway:
    found = core.wiring.channels.of("meta").gateway
    assert isinstance(found, MetaGateway)
    found._acknowledge_again_at = 0.0  # what went wrong in another test is no matter here
    return found


def states(core: Core) -> list[str]:
    return [row.state.value for row in core.outbox()]


def text(words: str) -> Rendered:
    return Rendered({"type": "text", "text": {"body": words}})


def line(core: Core) -> str:
    return core.settings.meta.numbers[0].id


class TestWhatLeaves:
    def test_every_kind_of_reply_reaches_the_phone(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        sid = core.say(ANA, "hola", channel="meta")["sid"]
        owe(
            Text("Hola"),
            Buttons("¿Va?", (Choice("a", "Sí"), Choice("b", "No"))),
            Menu("¿Cuál?", "Ver", tuple(Choice(str(one), f"Fila {one}") for one in range(10))),
            LocationRequest("¿Dónde?"),
            ContactRequest("¿Tu número?"),
            Reaction("👍", sid),
            Document("Tu constancia", "https://x.example.ar/c.pdf", "c.pdf", "application/pdf"),
        )

        core.deliver(conversation)

        assert states(core) == ["sent"] * 7
        kinds = [one["kind"] for one in core.messages(ANA)]
        assert kinds == ["text", "buttons", "list", "text", "text", "reaction", "document"]
        assert [one["asks"] for one in core.messages(ANA)][3:5] == ["location", "contact"]
        assert all(row.external_id.startswith("wamid.") for row in core.outbox() if row.external_id)

    def test_a_person_who_hides_the_number_is_reached_by_the_id(
        self, core: Core, gateway: MetaGateway
    ) -> None:
        core.post(
            "window", {"phone": HIDDEN, "last_inbound": core.now.isoformat(), "channel": "meta"}
        )

        gateway.send(text("hola"), to=HIDDEN, sender=line(core), reference=1, now=core.now)

        assert core.bubbles(HIDDEN) == ["hola"]

    def test_statuses_bring_it_to_read(self, core: Core, conversation: int, owe: Owe) -> None:
        owe("hola")
        core.deliver(conversation)

        core.settle()
        core.tick()

        assert core.outbox()[0].status_rank == STATUS_RANK.index("read") + 1
        assert all(row.done_at for row in core.inbox())

    def test_acknowledged_message_is_read_and_shows_typing(
        self, core: Core, gateway: MetaGateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workers.gateways.meta._ACKNOWLEDGE_SECONDS", 30.0)
        sid = core.say(ANA, "hola", channel="meta")["sid"]

        gateway.acknowledge(sid, sender=line(core))

        def status() -> str:
            return next(o["status"] for o in core.get("messages")["messages"] if o["sid"] == sid)

        until(lambda: status() == "read")

    def test_failed_acknowledgement_hurts_nobody_and_is_not_repeated_at_once(
        self, core: Core, gateway: MetaGateway
    ) -> None:
        sid = core.say(ANA, "hola", channel="meta")["sid"]
        core.fault("meta", "500", match="/messages")

        gateway.acknowledge(sid, sender=line(core))
        gateway.acknowledge(sid, sender=line(core))

        (bubble,) = [one for one in core.get("messages")["messages"] if one["sid"] == sid]
        assert bubble["status"] == "delivered"


def clock_ms(core: Core) -> Callable[[], float]:
    return lambda: core.now.timestamp() * 1000


class TestErrors:
    @pytest.mark.parametrize("kind", ["500", "429"])
    def test_passing_ones_are_tried_again_and_nothing_overtakes(
        self, core: Core, conversation: int, owe: Owe, kind: str
    ) -> None:
        owe("primero", "segundo")
        core.fault("meta", kind, match="/messages")

        core.deliver(conversation)
        assert states(core) == ["queued", "queued"]
        core.set_now(core.outbox()[0].due_at)
        core.tick()

        assert core.bubbles(ANA) == ["primero", "segundo"]

    def test_one_person_is_sent_no_more_than_whatsapp_takes(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        other = core.meet(BETO, channel="meta")[1]
        owe(*(f"mensaje {number}" for number in range(41)))
        owe("hola", to=other)

        for _ in range(3):  # twenty at a time
            core.deliver(conversation)
        core.deliver(other)

        (late,) = [row for row in core.outbox() if row.state is OutboxState.QUEUED]
        assert len(core.messages(ANA)) == 40
        assert late.due_at - core.now == timedelta(seconds=6)
        assert (late.error_code, late.attempts) == (None, 0)
        assert core.bubbles(BETO) == ["hola"]

        core.set_now(late.due_at)
        core.tick()
        assert len(core.messages(ANA)) == 41

    def test_pair_rate_holds_back_this_conversation_only(
        self, core: Core, conversation: int, owe: Owe, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = core.meet(BETO, channel="meta")[1]
        pacer = Pacer(core.redis, Limits(per_second=10_000, pair_burst=60), now_ms=clock_ms(core))
        monkeypatch.setattr(core, "wiring", replace(core.wiring, pacer=pacer))
        owe(*(f"mensaje {number}" for number in range(46)))
        owe("hola", to=other)

        for _ in range(4):  # twenty at a time
            core.deliver(conversation)
        core.deliver(other)

        assert len(core.messages(ANA)) == 45
        (late,) = [row for row in core.outbox() if row.state is OutboxState.QUEUED]
        assert late.error_code == "131056"
        assert late.due_at >= core.now + timedelta(seconds=6)
        assert core.bubbles(BETO) == ["hola"]

        core.set_now(late.due_at)
        core.tick()
        assert len(core.messages(ANA)) == 46

    def test_wrong_content_fails_for_good_and_the_next_still_leaves(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        owe("   ", "el que sigue")

        core.deliver(conversation)

        assert states(core) == ["failed", "sent"]
        assert core.outbox()[0].error_code == "131008"

    def test_wrong_token_is_kept_for_when_it_is_mended(
        self, core: Core, gateway: MetaGateway
    ) -> None:
        stranger = MetaGateway(
            "another token, long enough",
            api_url=core.settings.meta.api_url,
            version="v23.0",
            account_id=core.settings.meta.account_id,
            mark="x",
            engine=core.engine,
        )

        with pytest.raises(GatewayError) as caught:
            stranger.send(text("x"), to=ANA[1:], sender=line(core), reference=1, now=core.now)
        stranger.close()

        assert (caught.value.code, caught.value.permanent) == ("190", False)
        assert caught.value.retry_after == 60.0
        assert not caught.value.unknown

    def test_nobody_listening_is_no_uncertainty(self, core: Core) -> None:
        away = MetaGateway(
            "t" * 20,
            api_url="http://127.0.0.1:9",
            version="v23.0",
            account_id="1",
            mark="x",
            engine=core.engine,
        )

        with pytest.raises(GatewayError) as caught:
            away.send(text("x"), to=ANA[1:], sender="1", reference=1, now=core.now)
        away.close()

        assert (caught.value.permanent, caught.value.unknown) == (False, False)

    def test_channel_that_is_off_fails_for_good(self, core: Core, conversation: int) -> None:
        core.execute("UPDATE conversation SET channel = 'pigeon'")
        with core.desk() as desk:
            desk.send("x", conversation, Text("hola"), Urgency.REPLY)

        core.deliver(conversation)

        assert (states(core), core.outbox()[0].error_code) == (["failed"], "channel_off")


class TestUncertainty:
    def test_message_that_left_without_an_answer_is_recognised_by_its_status(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        owe("primero", "segundo")
        core.fault("meta", "timeout_after", match="/messages")

        core.deliver(conversation)
        assert states(core) == ["sending", "queued"]
        assert core.outbox()[0].error_code == "unconfirmed"

        core.settle()
        core.tick()
        assert core.bubbles(ANA) == ["primero", "segundo"]
        assert states(core) == ["sent", "sent"]
        first = core.outbox()[0]
        assert (first.external_id, first.error_code) == (core.messages(ANA)[0]["sid"], None)

    def test_message_that_never_left_is_sent_once_its_time_to_be_told_is_over(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        owe("hola")
        core.fault("meta", "timeout", match="/messages")

        core.deliver(conversation)
        core.tick()
        assert core.bubbles(ANA) == []

        core.end_leases()
        core.tick()
        assert core.bubbles(ANA) == ["hola"]
        assert states(core) == ["sent"]

    def test_what_a_dead_worker_left_is_given_time_before_it_is_sent_again(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        owe("hola")
        core.execute(
            "UPDATE outbox SET state = 'sending', attempts = 1,"
            " lease_until = clock_timestamp() - interval '1 second'"
        )

        core.tick()
        assert (core.bubbles(ANA), core.outbox()[0].error_code) == ([], "unconfirmed")

        core.end_leases()
        core.tick()
        assert core.bubbles(ANA) == ["hola"]

    def test_statuses_of_another_program_name_no_row_of_ours(
        self, core: Core, conversation: int, owe: Owe, gateway: MetaGateway
    ) -> None:
        owe("hola")
        core.execute(
            "UPDATE outbox SET state = 'sending',"
            " lease_until = clock_timestamp() + interval '1 hour'"
        )
        ours, gateway._mark = gateway._mark, "staging"
        try:
            gateway.send(text("x"), to=ANA[1:], sender=line(core), reference=1, now=core.now)
        finally:
            gateway._mark = ours

        core.settle()
        core.tick()

        assert states(core) == ["sending"]


REMINDER = Template("job_expired", ("Corte", "jue 13"), (), "Venció el pedido de Corte del jue 13.")


class TestWindow:
    def test_closed_window_takes_the_approved_template(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        core.pass_time(hours=25)
        owe(REMINDER)

        core.deliver(conversation)
        core.settle()

        (bubble,) = core.messages(ANA)
        assert bubble["template"]
        assert "Corte" in bubble["body"]
        assert (states(core), core.outbox()[0].as_template) == (["sent"], True)

    def test_words_in_a_closed_window_fail_with_their_code(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        core.execute("UPDATE conversation SET last_inbound_at = now() + interval '9 years'")
        core.pass_time(hours=25)
        owe("tarde")

        core.deliver(conversation)
        core.settle()
        core.tick()

        (row,) = core.outbox()
        assert (row.error_code, STATUS_RANK[row.status_rank - 1]) == ("131047", "failed")

    def test_template_that_met_a_closed_window_leaves_once_more_as_the_approved_one(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        core.execute("UPDATE conversation SET last_inbound_at = now() + interval '9 years'")
        core.pass_time(hours=25)  # Meta knows better than we when Ana last wrote
        owe(REMINDER)

        core.deliver(conversation)
        for _ in range(3):  # the failure is told, the template leaves, its statuses are told
            core.settle()
            core.tick()

        assert [one["template"] for one in core.messages(ANA)] == [False, True]
        (row,) = core.outbox()
        assert (row.state, row.as_template) == (OutboxState.SENT, True)
        assert STATUS_RANK[row.status_rank - 1] == "read"

    def test_paused_template_waits_and_leaves_when_it_is_approved_again(
        self, core: Core, conversation: int, owe: Owe
    ) -> None:
        core.pass_time(hours=25)
        with transaction(core.engine) as db:
            found = db.exec(select(ChannelContentRow)).all()
        (name,) = [one.content_id for one in found if "job_expired" in one.content_id]
        core.post("templates", {"name": name, "status": "PAUSED"})
        owe(REMINDER, "sin ventana")

        core.deliver(conversation)
        assert core.outbox()[0].error_code == "template_pending"
        assert core.messages(ANA)[0]["body"] == "sin ventana"  # it keeps nobody back

        core.post("templates", {"name": name, "status": "APPROVED"})

        def has_left() -> bool:
            core.set_now(max(core.now, core.outbox()[0].due_at))
            core.tick()
            return core.outbox()[0].state is OutboxState.SENT

        until(has_left, seconds=20)


class TestArgentineForms:
    def test_other_form_is_tried_once_and_remembered(self) -> None:
        tried: list[str] = []

        def refuse_with_nine(_: Rendered, form: str, *__: object) -> str:
            tried.append(form)
            if form.startswith("549"):
                raise GatewayError("131030", permanent=True)
            return "wamid.1"

        one = object.__new__(MetaGateway)
        one._forms, one._posted = {}, refuse_with_nine  # type: ignore[method-assign] # Meta's refusal

        for _ in range(2):
            assert one._send_to_form(text("x"), "5493874123456", "1", 1) == "wamid.1"

        assert tried == ["5493874123456", "543874123456", "543874123456"]


class TestFiles:
    def test_what_a_person_sends_is_downloaded(self, core: Core, gateway: MetaGateway) -> None:
        sid = core.post("messages", {"from": ANA, "kind": "audio", "channel": "meta"})["sid"]
        (row,) = [row for row in core.inbox() if row.external_id == sid]

        file = Attachment(row.payload["message"]["audio"]["id"])

        assert gateway.download(file, most_bytes=10_000).startswith(b"OggS")

    def test_what_is_uploaded_can_be_downloaded(self, core: Core, gateway: MetaGateway) -> None:
        media_id = gateway.upload(
            line(core), b"%PDF-1.4", name="a.pdf", mime_type="application/pdf"
        )

        assert gateway.download(Attachment(media_id), most_bytes=8) == b"%PDF-1.4"

    def test_file_over_the_limit_is_a_permanent_error(
        self, core: Core, gateway: MetaGateway
    ) -> None:
        media_id = gateway.upload(line(core), b"12345", name="a.txt", mime_type="text/plain")

        with pytest.raises(GatewayError) as caught:
            gateway.download(Attachment(media_id), most_bytes=4)

        assert (caught.value.code, caught.value.permanent) == ("too_large", True)

    def test_type_that_meta_does_not_take_is_refused_here_too(
        self, core: Core, gateway: MetaGateway
    ) -> None:
        with pytest.raises(GatewayError) as caught:
            gateway.upload(line(core), b"x", name="a.ics", mime_type="text/calendar")

        assert (caught.value.code, caught.value.permanent) == ("100", True)

    def test_unknown_file_is_a_permanent_error(self, gateway: MetaGateway) -> None:
        with pytest.raises(GatewayError) as caught:
            gateway.download(Attachment("404"), most_bytes=10_000)

        assert caught.value.permanent


class TestWhoIsWho:
    def identities(self, core: Core, contact_id: int) -> set[tuple[IdentityKind, str]]:
        with transaction(core.engine) as db:
            rows = db.exec(select(IdentityRow).where(IdentityRow.contact_id == contact_id)).all()
        return {(one.kind, one.value) for one in rows}

    def test_changed_number_stays_the_same_person(self, core: Core) -> None:
        contact_id = core.meet(ANA, channel="meta")[0]
        message = {
            "id": "wamid.change",
            "timestamp": "1800004500",
            "from": ANA[1:],
            "type": "system",
            "system": {"type": "user_changed_number", "body": "…", "wa_id": BETO[1:]},
        }
        self.tell(core, "messages", {"metadata": self.metadata(core), "messages": [message]})

        core.work()
        core.tick()

        found = self.identities(core, contact_id)
        assert (IdentityKind.PHONE, BETO) in found
        assert (IdentityKind.ADDRESS, f"meta|{BETO[1:]}") in found
        assert (IdentityKind.PHONE, ANA) not in found
        assert core.meet(BETO, channel="meta")[0] == contact_id

    def test_changed_user_id_stays_the_same_person(self, core: Core) -> None:
        contact_id = core.meet(ANA, channel="meta")[0]
        core.execute(
            "INSERT INTO contact_identity (contact_id, kind, value)"
            " VALUES (:id, 'external_user', 'AR.1')",
            id=contact_id,
        )
        change = {"user_id": {"previous": "AR.1", "current": "AR.2"}}
        self.tell(core, "user_id_update", {"user_id_update": [change]})

        core.work()

        assert (IdentityKind.EXTERNAL_USER, "AR.2") in self.identities(core, contact_id)
        assert all(row.done_at for row in core.inbox())

    def test_change_of_a_stranger_is_done_with_its_problem(self, core: Core) -> None:
        change = {"user_id": {"previous": "AR.8", "current": "AR.9"}}
        self.tell(core, "user_id_update", {"user_id_update": [change]})

        core.work()

        (row,) = core.inbox()
        assert (row.problem, row.done_at) == ("nobody", core.now)

    def metadata(self, core: Core) -> dict[str, str]:
        return {"phone_number_id": line(core)}

    def tell(self, core: Core, field: str, value: dict[str, object]) -> None:
        assert core.post("changes", {"field": field, "value": value})["statuses"] == [200]


def test_waiting_person_is_told_so_on_the_channel_they_wrote_on(core: Core) -> None:
    core.say(ANA, "hola", channel="meta")
    (item,) = core.inbox()
    assert item.id is not None
    with core.desk() as desk:
        assert apologise(desk, item.id)

    core.tick()

    assert [one["channel"] for one in core.messages(ANA)] == ["meta"]
    with transaction(core.engine) as db:
        (conversation,) = db.exec(select(ConversationRow)).all()
    assert (conversation.channel, conversation.address) == ("meta", ANA[1:])
