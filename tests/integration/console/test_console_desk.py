"""Agents at work: who waits, taking over, answering once, giving back, and what they may not do."""

import pytest

from storage.rows.mail import OutboxState, Urgency
from storage.rows.people import Handoff
from tests.integration.console.console_bench import ConsoleBench, key_of


class TestList:
    def test_it_shows_who_waits_longest_first_and_why(self, bench: ConsoleBench) -> None:
        bench.conversation("Camila", minutes=3, reason="invoice", phone="+5491166660001")
        bench.conversation("Sofía", minutes=90, reason="complaint", phone="+5491166660002")
        bench.conversation("Bautista", reason=None, phone="+5491166660003")

        page = bench.agent("Ana").see("/console").text

        assert page.index("Sofía") < page.index("Camila")
        assert "Tiene un reclamo" in page
        assert "hace 1 h" in page
        assert "Necesita una factura" in page
        assert "Bautista" not in page

    def test_the_nameless_are_told_apart_by_four_digits_only(self, bench: ConsoleBench) -> None:
        bench.conversation(None, phone="+5491166661234")

        page = bench.agent("Ana").see("/console").text

        assert "Sin nombre" in page
        assert "··1234" in page
        assert "61234" not in page

    def test_its_live_piece_shows_who_is_with_whom(self, bench: ConsoleBench) -> None:
        mine, theirs = (
            bench.conversation("Sofía", phone="+5491166660001"),
            bench.conversation("Camila", phone="+5491166660002"),
        )
        ana = bench.agent("Ana")
        ana.take(mine)
        bench.agent("Bruno").take(theirs)

        piece = ana.see("/console/live").text

        assert "La tenés vos" in piece
        assert "Con Bruno" in piece
        assert "<html" not in piece

    def test_a_strange_reason_is_still_shown(self, bench: ConsoleBench) -> None:
        bench.conversation("Sofía", reason="something_new")

        assert "Necesita a una persona" in bench.agent("Ana").see("/console").text


class TestTranscript:
    def test_it_shows_all_sides_in_order(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía", said=("hola", "me *ayudás*? <b>"))
        bench.say(id_, "¿Con qué te ayudo?", choices=("Sacar un turno", "Mis turnos"))

        page = bench.agent("Ana").see(f"/console/conversations/{id_}").text

        places = [page.index(words) for words in ("hola", "me <strong>ayudás", "¿Con qué")]
        assert places == sorted(places)
        assert "<li>Mis turnos</li>" in page
        assert "&lt;b&gt;" in page

    def test_messages_of_one_instant_keep_their_order(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        for words in ("primero", "segundo", "tercero"):
            bench.say(id_, words)

        page = bench.agent("Ana").see(f"/console/conversations/{id_}/live").text

        assert page.index("primero") < page.index("segundo") < page.index("tercero")

    @pytest.mark.parametrize(
        ("state", "status_rank", "words"),
        [
            (OutboxState.FAILED, 0, "no se pudo enviar"),
            (OutboxState.SENT, 6, "no se pudo enviar"),
            (OutboxState.SENT, 7, "no se pudo enviar"),
            (OutboxState.SENT, 5, "leído"),
            (OutboxState.SENT, 4, "entregado"),
            (OutboxState.SENT, 0, "enviado"),
            (OutboxState.QUEUED, 0, "enviando…"),
        ],
    )
    def test_it_says_how_far_a_message_got(
        self, bench: ConsoleBench, state: OutboxState, status_rank: int, words: str
    ) -> None:
        id_ = bench.conversation("Sofía")
        bench.say(id_, "Hola", state=state, status_rank=status_rank)

        piece = bench.agent("Ana").see(f"/console/conversations/{id_}/live").text

        assert words in piece
        assert ("turn bot failed" in piece) is (words == "no se pudo enviar")

    def test_a_reminder_still_to_come_is_not_shown(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        bench.say(id_, "Te esperan", state=OutboxState.QUEUED, urgency=Urgency.REMINDER)

        assert "Te esperan" not in bench.agent("Ana").see(f"/console/conversations/{id_}").text

    def test_what_is_no_text_is_named(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        media = {"NumMedia": "1", "MediaContentType0": "audio/ogg", "Body": ""}
        bench.hear(id_, {"MessageSid": "SMaudio"} | media)

        assert "Mandó un audio" in bench.agent("Ana").see(f"/console/conversations/{id_}").text

    def test_after_a_day_it_warns_that_nothing_arrives(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía", minutes=24 * 60)
        ana = bench.agent("Ana")
        ana.take(id_)

        assert "más de 24 horas" in ana.see(f"/console/conversations/{id_}").text

    @pytest.mark.parametrize("id_", ["999", str(2**63 - 1), str(2**63), "0", "uno"])
    def test_a_conversation_that_is_not_there_is_not_found(
        self, bench: ConsoleBench, id_: str
    ) -> None:
        ana = bench.agent("Ana")

        assert ana.see(f"/console/conversations/{id_}").status_code == 404
        assert ana.send(f"/console/conversations/{id_}/take").status_code == 404


class TestTaking:
    def test_who_takes_it_may_answer(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")

        taken = ana.take(id_)

        assert taken.status_code == 303
        assert (bench.row(id_).handoff, bench.row(id_).agent) == (Handoff.ACTIVE, "Ana")
        assert "<textarea" in ana.see(taken.location).text

    def test_one_with_the_bot_may_be_taken_too(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía", reason=None)

        bench.agent("Ana").take(id_)

        assert bench.row(id_).agent == "Ana"

    def test_another_agent_reads_only(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        bench.agent("Ana").take(id_)
        bruno = bench.agent("Bruno")

        refused = bruno.take(id_)

        assert refused.status_code == 409
        assert "Ya la está atendiendo otra persona" in refused.text
        page = bruno.see(f"/console/conversations/{id_}").text
        assert "La está atendiendo Ana" in page
        assert "<textarea" not in page
        assert bench.row(id_).agent == "Ana"


class TestAnswering:
    def test_an_answer_is_queued_and_rung_for(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.take(id_)

        answered = ana.answer(id_, "  Hola Sofía,\r\nsoy Ana. ")

        assert answered.status_code == 303
        assert bench.owed() == [("agent:Ana", "Hola Sofía,\nsoy Ana.")]
        assert bench.rings() == [[id_]]
        assert "soy Ana." in ana.see(answered.location).text

    def test_the_same_form_sent_twice_sends_once(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.take(id_)
        key = key_of(ana.see(f"/console/conversations/{id_}"))

        first = ana.answer(id_, "Hola", key)
        second = ana.answer(id_, "Hola", key)

        assert (first.status_code, second.status_code) == (303, 303)
        assert bench.owed() == [("agent:Ana", "Hola")]
        assert bench.rings() == [[id_]]

    def test_the_same_words_may_be_said_again(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.take(id_)

        for _ in range(2):
            ana.answer(id_, "Hola", key_of(ana.see(f"/console/conversations/{id_}")))

        assert len(bench.owed()) == 2

    def test_other_words_from_a_page_gone_back_to_are_sent(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.take(id_)

        ana.answer(id_, "Hola", "form-key-1")
        ana.answer(id_, "Contame", "form-key-1")

        assert [words for _, words in bench.owed()] == ["Hola", "Contame"]

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [(" \n ", "Escribí algo"), ("ñ" * 1501, "entran hasta 1500 caracteres")],
    )
    def test_an_empty_or_too_long_one_is_kept_and_explained(
        self, bench: ConsoleBench, typed: str, problem: str
    ) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.take(id_)

        page = ana.answer(id_, typed)

        assert page.status_code == 422
        assert problem in page.text
        assert f">{typed.strip()}</textarea>" in page.text
        assert bench.owed() == []

    def test_the_longest_one_is_sent(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.take(id_)

        assert ana.answer(id_, "ñ" * 1500).status_code == 303

    def test_another_agent_is_refused_and_keeps_their_words(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        bench.agent("Ana").take(id_)

        refused = bench.agent("Bruno").answer(id_, "Hola, soy Bruno")

        assert refused.status_code == 409
        assert "ya no la tenés vos" in refused.text
        assert "Hola, soy Bruno</textarea>" in refused.text
        assert bench.owed() == []


class TestReleasing:
    def test_the_bot_goes_on(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        ana = bench.agent("Ana")
        ana.take(id_)

        released = ana.release(id_)

        assert released.status_code == 303
        assert (bench.row(id_).handoff, bench.row(id_).agent) == (Handoff.NONE, None)
        assert "La atiende el bot" in ana.see(released.location).text

    def test_another_agent_may_not(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        bench.agent("Ana").take(id_)

        assert bench.agent("Bruno").release(id_).status_code == 409
        assert bench.row(id_).agent == "Ana"
