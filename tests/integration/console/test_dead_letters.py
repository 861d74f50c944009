"""What reached nobody is shown with its reason, and leaves again once when somebody says so."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.messages.replies import Template, to_json
from storage import numbers
from storage.rows.facts import ChannelContentRow, EventRow
from storage.rows.mail import InboxKind, InboxRow, OutboxKind, OutboxRow, OutboxState, Urgency
from storage.rows.people import IdentityRow
from storage.unit_of_work import transaction
from tests.integration.console.console_bench import BOT_NUMBER, ConsoleBench

PAGE = "/console/dead-letters"
_SOFIA = select(IdentityRow).where(IdentityRow.value == "+5491166661234")


def fail(bench: ConsoleBench, conversation_id: int, words: str, code: str, **more: object) -> int:
    """Let a message of ours have failed; return its row."""
    row = OutboxRow(
        key=f"failed:{words}",
        kind=OutboxKind.MESSAGE,
        urgency=Urgency.NOTICE,
        conversation_id=conversation_id,
        payload=to_json(Template("job_expired", ("a", "b"), (), words)),
        state=OutboxState.FAILED,
        error_code=code,
        due_at=bench.now,
        created_at=bench.now,
    )
    row.sqlmodel_update(more)
    with transaction(bench.engine) as db:
        db.add(row)
        db.flush()
        assert row.id is not None
        return row.id


def stored(bench: ConsoleBench, row_id: int) -> OutboxRow:
    with transaction(bench.engine) as db:
        return db.get_one(OutboxRow, row_id)


class TestWhatIsShown:
    def test_nothing_when_everything_arrived(self, bench: ConsoleBench) -> None:
        bench.say(bench.conversation("Sofía"), "hola", status_rank=5)

        page = bench.agent("Ana").see(PAGE)

        assert "Llegó todo" in page.text
        assert 'class="count"' not in page.text.split("<nav")[1].split("</nav>")[0]

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("63024", "no recibe mensajes de WhatsApp"),
            ("131026", "no recibe mensajes de WhatsApp"),
            ("131047", "ya no acepta texto libre"),
            ("template_rejected", "no aceptó la plantilla"),
            ("no_consent", "lo cuenta como promoción"),
            ("131050", "lo cuenta como promoción"),
            ("channel_off", "apagado"),
            ("131008", "WhatsApp no lo aceptó"),
        ],
    )
    def test_each_with_its_reason_and_a_count_on_every_page(
        self, bench: ConsoleBench, code: str, reason: str
    ) -> None:
        fail(bench, bench.conversation("Sofía <b>"), "Se venció", code)
        agent = bench.agent("Ana")

        page = agent.see(PAGE)

        assert reason in page.text
        assert f"Código {code}" in page.text
        assert "Sofía &lt;b&gt;" in page.text
        assert '<span class="count">1</span>' in agent.see("/console").text

    def test_what_left_and_was_refused_later_is_there_too(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        bench.say(id_, "no llegó", status_rank=7)

        assert "no llegó" in bench.agent("Ana").see(PAGE).text

    def test_free_words_after_a_day_can_only_wait(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía", minutes=25 * 60)
        bench.say(id_, "hola", state=OutboxState.FAILED)

        page = bench.agent("Ana").see(PAGE)

        assert "cuando vuelva a escribir" in page.text
        assert "Reenviar" not in page.text

    def test_template_that_whatsapp_calls_a_promotion_and_we_do_not(
        self, bench: ConsoleBench
    ) -> None:
        with transaction(bench.engine) as db:
            for name in ("job_expired", "come_back"):
                db.add(
                    ChannelContentRow(
                        layout=f"meta/{name}/0",
                        content_id=f"turnero_{name}_0",
                        approved=True,
                        created_at=bench.now,
                        name=name,
                        status="approved",
                        category="marketing",
                    )
                )

        page = bench.agent("Ana").see(PAGE).text

        assert "WhatsApp la cuenta como promoción" in page
        assert page.count('<span class="fact-name">') == 1  # come_back is one
        assert '<span class="fact-name">«Se venció el pedido' in page

    def test_templates_that_may_not_leave_and_what_waits_for_them(
        self, bench: ConsoleBench
    ) -> None:
        id_ = bench.conversation("Sofía")
        waiting = {"state": OutboxState.QUEUED, "due_at": bench.now + timedelta(hours=1)}
        fail(bench, id_, "Se venció", "template_pending", **waiting)
        with transaction(bench.engine) as db:
            for name, status in (("job_expired", "REJECTED"), ("reminder", "APPROVED")):
                db.add(
                    ChannelContentRow(
                        layout=f"template/{name}/0",
                        content_id=f"HX{name}",
                        approved=status == "APPROVED",
                        created_at=bench.now,
                        name=name,
                        status=status,
                        reason="INVALID_FORMAT" if status == "REJECTED" else None,
                    )
                )

        page = bench.agent("Ana").see(PAGE).text

        assert "Llegó todo" in page
        assert '<span class="fact-name">«Se venció el pedido' in page
        assert "_expired" not in page
        assert "Rechazada" in page
        assert "el formato no les sirve" in page
        assert "un mensaje la espera" in page
        assert page.count('<span class="fact-name">') == 1

    def test_at_what_pace_messages_leave_by_each_number(self, bench: ConsoleBench) -> None:
        before = bench.agent("Ana").see(PAGE).text
        with transaction(bench.engine) as db:
            since = bench.now - timedelta(hours=2)
            numbers.note(db, BOT_NUMBER, coexists=True, now=since)
        after = bench.agent("Ana").see(PAGE).text

        assert before.count("hasta 80 mensajes por segundo") == 1
        assert "hasta 80 mensajes por segundo" not in after
        assert "hasta 20 mensajes por segundo" in after
        assert "también en la app del teléfono" in after
        assert "lo supimos hace 2 h" in after

    def test_what_whatsapp_says_of_quality(self, bench: ConsoleBench) -> None:
        value = {"event": "FLAGGED", "current_limit": "TIER_1K", "display_phone_number": "54911"}
        with transaction(bench.engine) as db:
            db.add(
                InboxRow(
                    source="meta",
                    kind=InboxKind.NEWS,
                    external_id="n1",
                    thread="news|meta",
                    payload={"field": "phone_number_quality_update", "at": 1, "value": value},
                    received_at=bench.now,
                    done_at=bench.now,
                )
            )

        page = bench.agent("Ana").see(PAGE).text

        assert "Calidad del número" in page
        assert "+54911 · hasta 1.000 personas por día · en observación" in page

    def test_an_approved_template_is_no_news_and_codes_are_words(self, bench: ConsoleBench) -> None:
        values = (
            ("turnero_job_expired_ab12cd34", "APPROVED", "NONE"),
            ("turnero_job_expired_ab12cd34", "REJECTED", "NEW_REASON"),
            ("somebody_elses", "PAUSED", "NONE"),
        )
        with transaction(bench.engine) as db:
            for number, (name, event, reason) in enumerate(values):
                said = {"message_template_name": name, "event": event, "reason": reason}
                payload = {"field": "message_template_status_update", "at": 1, "value": said}
                db.add(
                    InboxRow(
                        source="meta",
                        kind=InboxKind.NEWS,
                        external_id=f"n{number}",
                        thread="news|meta",
                        payload=payload,
                        received_at=bench.now,
                        done_at=bench.now,
                    )
                )

        page = bench.agent("Ana").see(PAGE).text

        assert page.count('<span class="fact-name">') == 2
        assert "aprobada" not in page
        assert "…» · rechazada · WhatsApp lo llama «NEW_REASON»" in page
        assert "<span>somebody_elses · en pausa</span>" in page


class TestActs:
    def test_resent_once_however_often_it_is_asked_for(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        row_id = fail(bench, id_, "Se venció", "63024", attempts=3, external_id="SM1")
        with transaction(bench.engine) as db:
            identity = db.exec(_SOFIA).one()
            identity.unreachable_at = bench.now
            db.add(identity)
        agent = bench.agent("Ana")
        assert "No recibe mensajes" in agent.see(PAGE).text

        answers = [agent.send(f"{PAGE}/{row_id}/resend") for _ in range(2)]

        row = stored(bench, row_id)
        assert [one.status_code for one in answers] == [303, 303]
        assert (row.state, row.attempts, row.external_id) == (OutboxState.QUEUED, 0, None)
        assert bench.rings() == [[id_]]
        assert "Llegó todo" in agent.see(PAGE).text
        with transaction(bench.engine) as db:
            mark = db.exec(_SOFIA).one().unreachable_at
            events = [one.kind for one in db.exec(select(EventRow)).all()]
        assert mark is None
        assert events == ["message.resent"]

    def test_dismissed_stays_failed_and_is_shown_no_more(self, bench: ConsoleBench) -> None:
        row_id = fail(bench, bench.conversation("Sofía"), "Se venció", "63024")
        agent = bench.agent("Ana")
        agent.see(PAGE)

        agent.send(f"{PAGE}/{row_id}/dismiss")
        agent.send(f"{PAGE}/{row_id}/resend")

        row = stored(bench, row_id)
        assert (row.state, row.resolved_by) == (OutboxState.FAILED, "Ana")
        assert "Llegó todo" in agent.see(PAGE).text
        assert bench.rings() == []

    def test_what_arrived_is_never_sent_again(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        bench.say(id_, "hola", status_rank=5)
        agent = bench.agent("Ana")
        agent.see(PAGE)

        agent.send(f"{PAGE}/1/resend")

        assert stored(bench, 1).state is OutboxState.SENT
        assert bench.rings() == []

    def test_nobody_comes_in_without_a_name(self, bench: ConsoleBench) -> None:
        row_id = fail(bench, bench.conversation("Sofía"), "Se venció", "63024")
        stranger = bench.browser()
        stranger.see("/console/entrar")

        assert stranger.send(f"{PAGE}/{row_id}/resend").status_code == 401
        assert stored(bench, row_id).state is OutboxState.FAILED
