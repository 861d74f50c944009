"""What WhatsApp thinks of a template later takes effect: paused, disabled, called a promotion."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from actions import consent
from bot.messages.replies import Template
from storage.reports import deliveries
from storage.rows.consent import ConsentKind, ConsentRow
from storage.rows.facts import ChannelContentRow
from storage.rows.mail import OutboxRow, OutboxState, Urgency
from tests.integration.core_bench import ANA, Core
from workers import templates
from workers.gateways.errors import GatewayError

NOTICE = Template("job_expired", ("Corte", "jue 13"), (), "Venció el pedido de Corte del jue 13.")
CHANNELS = pytest.mark.parametrize("channel", ["meta", "twilio"])
_NUMBERS = itertools.count()
Judge = Callable[..., None]


def registered(core: Core, channel: str) -> ChannelContentRow:
    prefix = "meta/" if channel == "meta" else "template/"
    return next(
        row
        for row in core.all(ChannelContentRow)
        if row.name == NOTICE.name and row.layout.startswith(prefix)
    )


@pytest.fixture
def judge(core: Core) -> Iterator[Judge]:
    """Lets WhatsApp change its mind about the notice's template, and us hear of it."""

    def change(channel: str, **more: str) -> None:
        key = registered(core, channel)
        name = key.content_id if channel == "meta" else _submitted(key)
        core.post("templates", {"name": name, "channel": channel, **more})
        core.settle()
        core.work()
        if channel == "twilio":
            templates.look_again(core.wiring)

    yield change
    for channel in ("meta", "twilio"):
        change(channel, status="APPROVED", category="UTILITY")


def _submitted(row: ChannelContentRow) -> str:
    return f"turnero_{row.name}_{row.layout.rpartition('/')[2]}"


def owe(core: Core, channel: str, *, hours: int = 25) -> OutboxRow:
    """Let Ana be owed the notice so long after she wrote; return its row once it was tried."""
    _, conversation_id = core.meet(ANA, channel=channel)
    core.pass_time(hours=hours)
    with core.desk() as desk:
        key = f"notice:{next(_NUMBERS)}"
        desk.send(key, conversation_id, NOTICE, Urgency.NOTICE)
    core.deliver(conversation_id)
    return core.outbox()[-1]


def agree(core: Core, channel: str) -> int:
    contact_id, conversation_id = core.meet(ANA, channel=channel)
    with core.desk() as desk:
        contact = core.contact(contact_id)
        consent.set_promotions(desk, contact, conversation_id, wanted=True, how="written")
    return contact_id


@CHANNELS
class TestCalledPromotion:
    def test_does_not_leave_without_consent_and_people_are_told(
        self, core: Core, judge: Judge, channel: str
    ) -> None:
        judge(channel, category="MARKETING")

        row = owe(core, channel)

        assert (row.state, row.error_code) == (OutboxState.FAILED, "no_consent")
        assert core.messages(ANA) == []
        (letter,) = deliveries.dead_letters(core.engine, now=core.now)
        assert letter.error_code == "no_consent"
        (trouble,) = deliveries.template_troubles(core.engine)
        assert (trouble.name, trouble.channel, trouble.is_promotion) == (
            NOTICE.name,
            channel,
            True,
        )

    def test_leaves_to_who_agreed(self, core: Core, judge: Judge, channel: str) -> None:
        judge(channel, category="MARKETING")
        agree(core, channel)

        row = owe(core, channel)

        assert (row.state, row.as_template) == (OutboxState.SENT, True)

    def test_leaves_as_words_inside_the_window(
        self, core: Core, judge: Judge, channel: str
    ) -> None:
        judge(channel, category="MARKETING")

        row = owe(core, channel, hours=1)

        assert (row.state, row.as_template) == (OutboxState.SENT, False)

    def test_called_utility_again_it_leaves_to_everybody(
        self, core: Core, judge: Judge, channel: str
    ) -> None:
        judge(channel, category="MARKETING")
        judge(channel, category="UTILITY")

        assert owe(core, channel).state is OutboxState.SENT
        assert deliveries.template_troubles(core.engine) == []


@CHANNELS
class TestWithdrawn:
    def test_paused_one_waits_unsent_is_told_and_leaves_when_it_may(
        self, core: Core, judge: Judge, channel: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert owe(core, channel).state is OutboxState.SENT  # the worker knows it as approved
        judge(channel, status="PAUSED")
        asked = _listen(core, channel, monkeypatch)

        row = owe(core, channel)

        assert (row.state, row.error_code) == (OutboxState.QUEUED, "template_pending")
        assert asked == []
        (trouble,) = deliveries.template_troubles(core.engine)
        assert (trouble.status, trouble.waiting) == ("paused", 1)
        judge(channel, status="APPROVED")
        core.set_now(row.due_at)
        core.tick()
        assert core.outbox()[-1].state is OutboxState.SENT
        assert len(asked) == 1

    def test_disabled_one_fails_for_good_and_is_told(
        self, core: Core, judge: Judge, channel: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        judge(channel, status="DISABLED")
        asked = _listen(core, channel, monkeypatch)

        row = owe(core, channel)
        for _ in range(5):
            if core.outbox()[-1].state is OutboxState.QUEUED:  # until it was looked up
                core.set_now(core.outbox()[-1].due_at)
                core.tick()

        row = core.outbox()[-1]
        assert (row.state, row.error_code) == (OutboxState.FAILED, "template_rejected")
        assert asked == []
        assert [one.error_code for one in deliveries.dead_letters(core.engine, now=core.now)] == [
            "template_rejected"
        ]
        assert [one.status for one in deliveries.template_troubles(core.engine)] == ["disabled"]


def _listen(core: Core, channel: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that grows with each message the channel is asked to send."""
    asked: list[str] = []
    gateway: Any = core.wiring.channels.of(channel).gateway
    if channel == "meta":
        posted = gateway._posted
        monkeypatch.setattr(
            gateway, "_posted", lambda *given: asked.append("message") or posted(*given)
        )
    else:
        create = gateway._client.messages.create
        monkeypatch.setattr(
            gateway._client.messages,
            "create",
            lambda **given: asked.append("message") or create(**given),
        )
    return asked


class TestUnwantedPromotion:
    """Meta's 131050: somebody told WhatsApp, and not us, that they want no promotions."""

    def test_told_later_ends_promotions_as_whatsapps_own_stop_does(self, core: Core) -> None:
        contact_id = agree(core, "meta")
        row = owe(core, "meta", hours=1)
        core.settle()

        core.post("statuses", {"sid": row.external_id, "status": "failed", "error_code": 131050})
        core.work()
        core.tick()

        self._ended(core, contact_id)
        assert core.outbox()[-1].error_code == "131050"

    def test_told_at_once_does_too(self, core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
        contact_id = agree(core, "meta")

        def refuse(*_: object, **__: object) -> str:
            raise GatewayError("131050", permanent=True)

        monkeypatch.setattr(core.wiring.channels.gateways["meta"], "send", refuse)
        row = owe(core, "meta")

        assert (row.state, row.error_code) == (OutboxState.FAILED, "131050")
        self._ended(core, contact_id)

    def test_other_errors_end_nothing(self, core: Core) -> None:
        contact_id = agree(core, "meta")
        row = owe(core, "meta", hours=1)
        core.settle()

        core.post("statuses", {"sid": row.external_id, "status": "failed", "error_code": 131049})
        core.work()

        assert core.contact(contact_id).promotions_at is not None

    def _ended(self, core: Core, contact_id: int) -> None:
        ana = core.contact(contact_id)
        assert (ana.promotions_at, ana.opted_out_at) == (None, None)
        proof = core.all(ConsentRow)[-1]
        assert (proof.kind, proof.is_given, proof.how) == (ConsentKind.PROMOTIONS, False, "channel")
