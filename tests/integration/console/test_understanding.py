"""What the bot got wrong is kept about nobody, labelled by an analyst, and exported."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import col, select

from actions.reviews import Looked, keep_new
from app.learning import export
from bot.messages.replies import Buttons, Choice, to_json
from storage.rows.facts import TurnRow
from storage.rows.mail import InboxRow, OutboxRow
from storage.rows.people import ConversationRow
from storage.rows.reviews import ReviewReason, ReviewRow, ReviewState
from storage.unit_of_work import transaction
from tests.integration.console.console_bench import ConsoleBench
from tests.integration.core_bench import in_parallel

_PAGE = "/console/understanding"


def read(
    bench: ConsoleBench,
    conversation_id: int,
    text: str,
    intent: str = "inform",
    confidence: float = 0.3,
    outcome: str = "fell_back",
    entities: list[dict[str, Any]] | None = None,
    minutes: int = 0,
) -> int:
    """Let the bot have read a message so; return its turn."""
    at = bench.now - timedelta(minutes=30) + timedelta(minutes=minutes)
    bench.hear(conversation_id, {"MessageSid": f"SM{text}{minutes}", "Body": text})
    with transaction(bench.engine) as db:
        item = db.exec(select(InboxRow).order_by(col(InboxRow.id).desc())).first()
        assert item is not None
        row = TurnRow(
            conversation_id=conversation_id,
            inbox_id=item.id,
            at=at,
            kind="text",
            intent=intent,
            confidence=confidence,
            entities=entities or [],
            ranking=[
                {"intent": intent, "confidence": confidence},
                {"intent": "book", "confidence": 0.2},
            ],
            commands=[],
            results=[],
            outcome=outcome,
            replies=1,
            wait_ms=0,
            nlu_ms=1,
            total_ms=2,
        )
        db.add(row)
        db.flush()
        assert row.id is not None
        return row.id


def look(
    bench: ConsoleBench, since: datetime | None = None, *, later: timedelta = timedelta(0)
) -> Looked:
    """Let the clock look through the turns."""
    return keep_new(bench.engine, bench.tools, since=since, now=bench.now + later)


def asked_which(bench: ConsoleBench, conversation_id: int, turn_id: int) -> None:
    """Let the bot have asked «move or cancel?» in a turn."""
    bench.say(conversation_id, f"¿mover o cancelar? {turn_id}")
    choices = (Choice("menu:move", "Cambiar un turno"), Choice("menu:cancel", "Cancelar un turno"))
    with transaction(bench.engine) as db:
        row = db.exec(select(OutboxRow).order_by(col(OutboxRow.id).desc())).first()
        assert row is not None
        row.turn_id, row.payload = turn_id, to_json(Buttons("¿Mover o cancelar?", choices))
        db.add(row)


def tapped(bench: ConsoleBench, conversation_id: int, tap_id: str, minutes: int = 1) -> None:
    """Let the person have tapped a button."""
    payload = {"MessageType": "button", "ButtonPayload": tap_id, "ButtonText": "x"}
    read(bench, conversation_id, f"tap{minutes}", outcome="answered", minutes=minutes)
    with transaction(bench.engine) as db:
        turn = db.exec(select(TurnRow).order_by(col(TurnRow.id).desc())).first()
        assert turn is not None
        item = db.get_one(InboxRow, turn.inbox_id)
        item.payload = item.payload | payload
        turn.kind, turn.intent, turn.confidence = "tap", None, None
        db.add(item)
        db.add(turn)


def kept(bench: ConsoleBench) -> list[ReviewRow]:
    with transaction(bench.engine) as db:
        return list(db.exec(select(ReviewRow).order_by(col(ReviewRow.id))).all())


class TestKeeping:
    @pytest.mark.parametrize(
        ("confidence", "outcome", "reason"),
        [
            (0.3, "fell_back", ReviewReason.NOT_UNDERSTOOD),
            (0.9, "handed_off", ReviewReason.LED_TO_A_PERSON),
            (0.45, "answered", ReviewReason.DOUBTFUL),
        ],
    )
    def test_what_went_wrong_is_kept_once(
        self, bench: ConsoleBench, confidence: float, outcome: str, reason: ReviewReason
    ) -> None:
        id_ = bench.conversation("Sofía")
        turn = read(bench, id_, "mmm ponele", confidence=confidence, outcome=outcome)

        first, second = look(bench), look(bench)

        assert (first.kept, second.kept) == (1, 0)
        assert [(one.turn_id, one.reason) for one in kept(bench)] == [(turn, reason)]

    def test_what_went_well_is_not(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        read(bench, id_, "quiero un turno", "book", 0.95, "answered")

        look(bench)

        assert kept(bench) == []

    def test_opening_the_page_keeps_nothing(self, bench: ConsoleBench) -> None:
        read(bench, bench.conversation("Sofía"), "mmm ponele")

        bench.agent("Ana").see(_PAGE)

        assert kept(bench) == []

    def test_a_turn_is_judged_once_what_followed_it_is_known(self, bench: ConsoleBench) -> None:
        turn = read(bench, bench.conversation("Sofía"), "mmm ponele", minutes=29)

        early = look(bench)
        late = look(bench, early.until, later=timedelta(minutes=3))

        assert (early.kept, late.kept) == (0, 1)
        assert [one.turn_id for one in kept(bench)] == [turn]
        assert look(bench, late.until, later=timedelta(minutes=4)).kept == 0

    def test_a_long_queue_is_gone_through_in_pieces(
        self, bench: ConsoleBench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("actions.reviews._MOST_AT_ONCE", 2)
        id_ = bench.conversation("Sofía")
        turns = [read(bench, id_, f"mmm {number}", minutes=number) for number in range(5)]

        looked = look(bench)
        for _ in range(3):
            looked = look(bench, looked.until)

        assert [one.turn_id for one in kept(bench)] == turns

    def test_two_clocks_keep_it_once(self, bench: ConsoleBench) -> None:
        read(bench, bench.conversation("Sofía"), "mmm ponele")

        raised = in_parallel(*[lambda: look(bench)] * 4)

        assert raised == []
        assert len(kept(bench)) == 1

    @pytest.mark.parametrize(
        ("intent", "tap_id", "reasons"),
        [
            ("cancel", "menu:move", [ReviewReason.CORRECTED]),
            ("reschedule", "menu:cancel", [ReviewReason.CORRECTED]),
            ("cancel", "menu:cancel", []),
            ("reschedule", "menu:mine", []),
            ("book", "menu:move", []),
        ],
    )
    def test_the_other_button_of_move_or_cancel_corrects(
        self, bench: ConsoleBench, intent: str, tap_id: str, reasons: list[ReviewReason]
    ) -> None:
        id_ = bench.conversation("Sofía")
        turn = read(bench, id_, "lo del jueves ya no va", intent, 0.55, "answered")
        asked_which(bench, id_, turn)
        tapped(bench, id_, tap_id)

        look(bench)

        assert [one.reason for one in kept(bench)] == reasons

    def test_a_tap_without_that_question_corrects_nothing(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        read(bench, id_, "cancelame el del jueves", "cancel", 0.95, "answered")
        tapped(bench, id_, "menu:move")

        look(bench)

        assert kept(bench) == []

    def test_what_made_somebody_start_again_was_wrong(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        turn = read(bench, id_, "dame para el jueves", "cancel", 0.9, "answered")
        read(bench, id_, "no! empecemos de nuevo", "restart", 0.95, "answered", minutes=1)

        look(bench)

        assert [(one.turn_id, one.reason) for one in kept(bench)] == [
            (turn, ReviewReason.CORRECTED)
        ]

    def test_it_is_about_nobody(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía Duarte")
        text = "soy Camila, DNI 30.123.456, camila@correo.com, con Laura el jueves en Yerbal 1820"
        start = text.index("el jueves")
        marks = [{"kind": "time", "text": "el jueves", "start": start, "end": start + 9}]
        read(bench, id_, text, entities=marks)
        look(bench)

        page = bench.agent("Ana").see(_PAGE).text

        (row,) = kept(bench)
        assert row.text == (
            "soy Sofía, DNI 00.000.000, nombre@ejemplo.com, con Laura el jueves en Mitre 100"
        )
        assert [row.text[one["start"] : one["end"]] for one in row.entities] == ["el jueves"]
        assert "30.123" not in page
        assert "Yerbal" not in page


class TestLabelling:
    def test_one_click_takes_a_guess_and_shows_the_next(self, bench: ConsoleBench) -> None:
        id_ = bench.conversation("Sofía")
        read(bench, id_, "primera cosa")
        read(bench, id_, "segunda cosa", minutes=1)
        look(bench)
        ana = bench.agent("Ana")
        assert "primera" in ana.see(_PAGE).text
        first = kept(bench)[0]

        done = ana.send(f"{_PAGE}/{first.id}", intent="book", spans="[]")

        assert done.status_code == 303
        assert "segunda" in ana.see(done.location).text
        row = kept(bench)[0]
        assert (row.state, row.right_intent, row.right_entities, row.decided_by) == (
            ReviewState.LABELLED,
            "book",
            [],
            "Ana",
        )

    def test_another_intent_with_marks(self, bench: ConsoleBench) -> None:
        read(bench, bench.conversation("Sofía"), "nos vemos el jueves")
        ana = bench.agent("Ana")
        look(bench)
        spans = '[{"kind": "time", "start": 10, "end": 19}]'

        ana.send(f"{_PAGE}/{kept(bench)[0].id}", intent="", other="goodbye", spans=spans)

        row = kept(bench)[0]
        assert row.right_intent == "goodbye"
        assert row.right_entities == [{"kind": "time", "start": 10, "end": 19}]

    def test_what_teaches_nothing_leaves_the_queue(self, bench: ConsoleBench) -> None:
        read(bench, bench.conversation("Sofía"), "asdfgh")
        ana = bench.agent("Ana")
        look(bench)

        done = ana.send(f"{_PAGE}/{kept(bench)[0].id}", dismiss="1")

        assert kept(bench)[0].state is ReviewState.DISMISSED
        assert "No queda nada por revisar" in ana.see(done.location).text

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"intent": "", "other": ""}, "Elegí qué quiso decir"),
            ({"intent": "hack"}, "Elegí qué quiso decir"),
            ({"intent": "book", "spans": "no json"}, "no coinciden"),
            ({"intent": "book", "spans": '[{"kind":"x","start":0,"end":1}]'}, "no coinciden"),
            ({"intent": "book", "spans": '[{"kind":"time","start":3,"end":2}]'}, "no coinciden"),
            ({"intent": "book", "spans": '[{"kind":"time","start":0,"end":99}]'}, "no coinciden"),
            ({"intent": "book", "spans": "[1]"}, "no coinciden"),
        ],
    )
    def test_bad_labels_are_refused_and_nothing_is_lost(
        self, bench: ConsoleBench, fields: dict[str, str], said: str
    ) -> None:
        read(bench, bench.conversation("Sofía"), "mmm ponele")
        ana = bench.agent("Ana")
        look(bench)

        answer = ana.send(f"{_PAGE}/{kept(bench)[0].id}", **fields)

        assert answer.status_code == 422
        assert said in answer.text
        assert "ponele" in answer.text
        assert kept(bench)[0].state is ReviewState.OPEN

    def test_a_review_that_is_not_there(self, bench: ConsoleBench) -> None:
        answer = bench.agent("Ana").send(f"{_PAGE}/999", intent="book")

        assert answer.status_code == 422
        assert "ya no está" in answer.text

    def test_nobody_unknown_gets_in(self, bench: ConsoleBench) -> None:
        read(bench, bench.conversation("Sofía"), "mmm ponele")
        stranger = bench.browser()

        assert stranger.see(_PAGE).status_code in (302, 303)
        assert stranger.send(f"{_PAGE}/1", intent="book").status_code == 400


class TestExport:
    def test_labels_become_training_data(self, bench: ConsoleBench, tmp_path: Path) -> None:
        id_ = bench.conversation("Sofía")
        (tmp_path / "amba.yml").write_text(
            'version: "3.1"\nnlu:\n- intent: book\n  examples: |\n    - ya [está](time), eh\n'
        )
        for text in ("el [jueves] 10hs\nporfa", "Ya está eh", "EL [jueves] 10hs porfa"):
            read(bench, id_, text)
        ana = bench.agent("Ana")
        look(bench)
        time = '[{"kind": "time", "start": 0, "end": 16}]'
        for row, intent in zip(kept(bench), ("inform", "deny", "book"), strict=True):
            ana.send(f"{_PAGE}/{row.id}", intent=intent, spans=time if row.id != 2 else "[]")

        count = export(bench.engine, tmp_path / "learned.yml")

        (lesson,) = yaml.safe_load((tmp_path / "learned.yml").read_text())["nlu"]
        assert count == 1
        assert lesson == {"intent": "book", "examples": "- [EL (jueves) 10hs](time) porfa\n"}

    def test_nothing_labelled_is_still_a_file(self, bench: ConsoleBench, tmp_path: Path) -> None:
        assert export(bench.engine, tmp_path / "learned.yml") == 0
        assert yaml.safe_load((tmp_path / "learned.yml").read_text())["nlu"] == []


def test_the_conversation_row_stays_as_it_was(bench: ConsoleBench) -> None:
    id_ = bench.conversation("Sofía")
    read(bench, id_, "mmm ponele")
    before = bench.row(id_)

    look(bench)
    bench.agent("Ana").see(_PAGE)

    after: ConversationRow = bench.row(id_)
    assert (after.handoff, after.session) == (before.handoff, before.session)
