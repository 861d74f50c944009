"""Two contacts are one when the channel says so: everything moves, on record, and can go back."""

import json
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from actions import consent, merging
from actions.merging import CannotUndoError
from bot.dialogue.session import Ask, Days, Draft, Flow, Hours, Question, Session
from bot.dialogue.session_json import from_json, to_json
from bot.messages.replies import Text
from storage.erasure import forget
from storage.repositories import merges, people
from storage.rows.consent import ConsentRow
from storage.rows.mail import InboxKind, Urgency
from storage.rows.people import (
    ContactMergeRow,
    ContactRow,
    ConversationRow,
    IdentityKind,
    IdentityRow,
    MergeCause,
)
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, BETO, NOW, Core

HIDDEN = "AR.1349120865530274"
OTHER = "AR.2450231976641385"


def line(core: Core) -> str:
    return core.settings.meta.numbers[0].id


def writes(core: Core, *, phone: str = "", user_id: str = "", number: int = 1) -> None:
    """Let somebody tap «my appointments», shown by Meta under one name or under two at once."""
    head = {"from": phone.removeprefix("+")} if phone else {}
    head |= {"from_user_id": user_id} if user_id else {}
    button = {"type": "button_reply", "button_reply": {"id": "menu:mine", "title": "Mis turnos"}}
    message = {
        **head,
        "id": f"wamid.{phone}{user_id}{number}",
        "timestamp": str(int(core.now.timestamp())),
        "type": "interactive",
        "interactive": button,
    }
    tell(core, "messages", {"metadata": {"phone_number_id": line(core)}, "messages": [message]})


def tell(core: Core, field: str, value: Mapping[str, Any]) -> None:
    assert core.post("changes", {"field": field, "value": value})["statuses"] == [200]
    core.work()


def contact_of(core: Core, kind: IdentityKind, value: str) -> int | None:
    with transaction(core.engine) as db:
        statement = select(IdentityRow.contact_id).where(
            IdentityRow.kind == kind, IdentityRow.value == value
        )
        return db.exec(statement).first()


def by_phone(core: Core, phone: str) -> int | None:
    return contact_of(core, IdentityKind.PHONE, phone)


def by_id(core: Core, user_id: str) -> int | None:
    return contact_of(core, IdentityKind.EXTERNAL_USER, user_id)


def owners(core: Core, table: str) -> list[int]:
    with core.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT contact_id FROM {table} ORDER BY id"))
        return [int(one) for one in rows.scalars()]


def undo(core: Core, merge_id: int | None) -> None:
    assert merge_id is not None
    with core.desk(actor="agent:Caro") as desk:
        merging.undo(desk, merge_id, "Caro")


def wants(core: Core, contact_id: int, *, messages: bool = True, promotions: bool = False) -> None:
    with core.desk() as desk:
        row = desk.db.get_one(ContactRow, contact_id)
        if promotions:
            consent.set_promotions(desk, row, None, wanted=True, how="written")
        if not messages:
            consent.set_messages(desk, row, None, wanted=False, how="written")


@pytest.fixture
def two(core: Core) -> tuple[int, int]:
    """Ana is known by her phone, and somebody by an id that hides theirs."""
    writes(core, phone=ANA)
    core.pass_time(minutes=1)
    writes(core, user_id=HIDDEN)
    phone, hidden = by_phone(core, ANA), by_id(core, HIDDEN)
    assert phone is not None
    assert hidden is not None
    assert phone != hidden
    return phone, hidden


class TestShownTogether:
    def test_one_message_with_both_names_makes_them_one(
        self, core: Core, two: tuple[int, int]
    ) -> None:
        core.book(ANA, "laura", "corte", "2027-05-14T17:00")

        writes(core, phone=ANA, user_id=HIDDEN)

        kept, gone = two
        assert by_phone(core, ANA) == by_id(core, HIDDEN) == kept
        assert core.contact(gone).merged_into_id == kept
        assert gone not in owners(core, "conversation")
        (merge,) = core.all(ContactMergeRow)
        assert (merge.kept_id, merge.merged_id, merge.cause) == (
            kept,
            gone,
            MergeCause.TOLD_TOGETHER,
        )

    def test_the_older_one_stays_whoever_writes(self, core: Core) -> None:
        writes(core, user_id=HIDDEN)
        writes(core, phone=ANA)
        first = by_id(core, HIDDEN)

        writes(core, phone=ANA, user_id=HIDDEN)

        assert by_phone(core, ANA) == first

    def test_a_provider_stays_the_one(self, core: Core) -> None:
        writes(core, user_id=HIDDEN)
        with transaction(core.engine) as db:
            phone = db.execute(text("SELECT phone FROM provider WHERE slug = 'laura'")).scalar_one()
        writes(core, phone=phone)

        writes(core, phone=phone, user_id=HIDDEN)

        contact_id = by_id(core, HIDDEN)
        assert contact_id == by_phone(core, phone)
        assert contact_id is not None
        assert core.contact(contact_id).provider_id is not None

    def test_one_id_on_both_channels_is_one_person(self, core: Core) -> None:
        core.post("messages", {"from": HIDDEN, "kind": "sticker"})  # through Twilio
        core.work()
        first = by_id(core, HIDDEN)

        writes(core, phone=ANA, user_id=HIDDEN)

        assert first is not None
        assert by_phone(core, ANA) == by_id(core, HIDDEN) == first
        assert {row.channel for row in core.all(ConversationRow)} == {"twilio", "meta"}

    def test_two_providers_stay_two(self, core: Core, two: tuple[int, int]) -> None:
        core.execute("UPDATE contact SET provider_id = 1 WHERE id = :id", id=two[0])
        core.execute("UPDATE contact SET provider_id = 2 WHERE id = :id", id=two[1])

        writes(core, phone=ANA, user_id=HIDDEN)

        assert (by_phone(core, ANA), by_id(core, HIDDEN)) == two
        assert core.all(ContactMergeRow) == []

    def test_people_of_one_name_stay_two(self, core: Core, two: tuple[int, int]) -> None:
        core.execute("UPDATE contact SET name = 'Ana Paz'")

        writes(core, phone=ANA, number=2)
        writes(core, user_id=HIDDEN, number=2)

        assert (by_phone(core, ANA), by_id(core, HIDDEN)) == two

    def test_the_talk_goes_on_where_it_was_last(self, core: Core, two: tuple[int, int]) -> None:
        draft = Draft(Flow.BOOK, service_ids=(1,))
        session = to_json(Session(turn=7, draft=draft, question=Question(Ask.TIME, Flow.BOOK)))
        with transaction(core.engine) as db:
            hidden = db.exec(
                select(ConversationRow).where(ConversationRow.contact_id == two[1])
            ).one()
            hidden.session = session
            db.add(hidden)

        writes(core, phone=ANA, user_id=HIDDEN)

        shown, hidden = core.all(ConversationRow)
        assert from_json(shown.session).draft == draft
        assert hidden.session is None

    def test_everything_that_belongs_to_somebody_is_known_to_move(self, core: Core) -> None:
        with core.engine.connect() as connection:
            linked = connection.execute(
                text("""
                SELECT c.table_name FROM information_schema.columns c
                WHERE c.table_schema = 'public' AND c.column_name = 'contact_id'
                """)
            ).scalars()
            assert set(linked) == merges.owned_tables()


class TestHiding:
    def test_who_hides_the_number_goes_on_in_the_same_conversation(self, core: Core) -> None:
        writes(core, phone=ANA, user_id=HIDDEN)
        core.pass_time(minutes=1)

        writes(core, user_id=HIDDEN)
        writes(core, phone=ANA, user_id=HIDDEN, number=2)

        (conversation,) = core.all(ConversationRow)
        assert conversation.address == ANA[1:]
        assert (conversation.session or {})["turn"] == 3
        said = [row.thread for row in core.inbox() if row.kind is InboxKind.MESSAGE]
        assert said == [conversation.thread] * 3

    def test_notices_go_to_the_name_they_last_wrote_by(self, core: Core) -> None:
        writes(core, phone=ANA, user_id=HIDDEN)
        writes(core, user_id=HIDDEN)
        contact_id = by_id(core, HIDDEN)
        assert contact_id is not None
        with core.desk() as desk:
            found = people.conversation_with(desk.db, contact_id, line(core), "meta", now=NOW)

        assert found is not None
        assert found.address == HIDDEN


class TestConsent:
    def test_who_refused_under_one_name_has_refused(self, core: Core, two: tuple[int, int]) -> None:
        wants(core, two[1], messages=False)

        writes(core, phone=ANA, user_id=HIDDEN)

        assert core.contact(two[0]).opted_out_at is not None
        assert [(row.is_given, row.how) for row in core.all(ConsentRow)][-1] == (False, "merge")

    @pytest.mark.parametrize(("names", "is_agreed"), [((0,), False), ((1,), False), ((0, 1), True)])
    def test_promotions_only_when_both_agreed(
        self, core: Core, two: tuple[int, int], names: tuple[int, ...], is_agreed: bool
    ) -> None:
        for one in names:
            wants(core, two[one], promotions=True)

        writes(core, phone=ANA, user_id=HIDDEN)

        assert (core.contact(two[0]).promotions_at is not None) is is_agreed

    def test_a_refusal_meanwhile_holds_for_both_after_undoing(
        self, core: Core, two: tuple[int, int]
    ) -> None:
        writes(core, phone=ANA, user_id=HIDDEN)
        wants(core, two[0], messages=False)

        undo(core, core.all(ContactMergeRow)[0].id)

        assert all(core.contact(one).opted_out_at is not None for one in two)

    def test_what_each_had_agreed_to_comes_back(self, core: Core, two: tuple[int, int]) -> None:
        wants(core, two[0], promotions=True)
        wants(core, two[1], messages=False)
        writes(core, phone=ANA, user_id=HIDDEN)

        undo(core, core.all(ContactMergeRow)[0].id)

        kept, gone = (core.contact(one) for one in two)
        assert (kept.promotions_at is not None, kept.opted_out_at) == (True, None)
        assert gone.opted_out_at is not None


class TestUndoing:
    def test_puts_back_what_was_moved_and_only_that(self, core: Core, two: tuple[int, int]) -> None:
        before = core.book(BETO, "laura", "corte", "2027-05-14T17:00")
        core.execute(
            "UPDATE appointment SET contact_id = :id WHERE id = :one", id=two[1], one=before.id
        )
        core.execute("UPDATE contact SET name = NULL WHERE id = :id", id=two[0])
        core.execute("UPDATE contact SET name = 'Ana Paz' WHERE id = :id", id=two[1])
        writes(core, phone=ANA, user_id=HIDDEN)
        assert core.appointment(before.id).contact_id == two[0]
        assert core.contact(two[0]).name == "Ana Paz"
        after = core.book(BETO, "laura", "corte", "2027-05-14T18:00")
        core.execute(
            "UPDATE appointment SET contact_id = :id WHERE id = :one", id=two[0], one=after.id
        )

        undo(core, core.all(ContactMergeRow)[0].id)

        assert core.appointment(before.id).contact_id == two[1]
        assert core.appointment(after.id).contact_id == two[0]
        assert (by_phone(core, ANA), by_id(core, HIDDEN)) == two
        assert core.contact(two[0]).name is None
        assert core.contact(two[1]).merged_into_id is None
        (merge,) = core.all(ContactMergeRow)
        assert (merge.undone_at, merge.undone_by) == (core.now, "Caro")

    def test_who_was_taken_apart_is_never_made_one_again(
        self, core: Core, two: tuple[int, int]
    ) -> None:
        writes(core, phone=ANA, user_id=HIDDEN)
        undo(core, core.all(ContactMergeRow)[0].id)

        writes(core, phone=ANA, user_id=HIDDEN, number=2)

        assert (by_phone(core, ANA), by_id(core, HIDDEN)) == two
        assert len(core.all(ContactMergeRow)) == 1

    def test_it_is_undone_once(self, core: Core, two: tuple[int, int]) -> None:
        writes(core, phone=ANA, user_id=HIDDEN)
        (merge,) = core.all(ContactMergeRow)
        undo(core, merge.id)

        with pytest.raises(CannotUndoError):
            undo(core, merge.id)
        with pytest.raises(CannotUndoError):
            undo(core, 404)

    def test_of_a_chain_the_last_one_goes_first(self, core: Core) -> None:
        writes(core, user_id=OTHER)
        writes(core, phone=ANA)
        writes(core, user_id=HIDDEN)
        writes(core, phone=ANA, user_id=HIDDEN)  # Ana takes the hidden one in
        writes(core, phone=ANA, user_id=OTHER, number=2)  # and is then taken in by an older one
        first, second = core.all(ContactMergeRow)
        assert second.merged_id == first.kept_id

        with pytest.raises(CannotUndoError):
            undo(core, first.id)
        undo(core, second.id)
        undo(core, first.id)

        assert len({by_phone(core, ANA), by_id(core, HIDDEN), by_id(core, OTHER)}) == 3

    def test_forgetting_somebody_forgets_whom_they_were_too(
        self, core: Core, two: tuple[int, int]
    ) -> None:
        core.execute("UPDATE contact SET name = 'Ana Paz'")
        writes(core, phone=ANA, user_id=HIDDEN)
        core.post("echoes", {"to": ANA, "text": "Hola Ana"})
        core.work()

        with transaction(core.engine) as db:
            forget(db, two[0], now=NOW)

        assert [core.contact(one).name for one in two] == [None, None]
        assert core.all(ContactMergeRow) == []
        assert "Hola Ana" not in str([row.payload for row in core.inbox()])


class TestChangedNumbers:
    def test_the_conversation_goes_on_under_the_new_number(self, core: Core) -> None:
        writes(core, phone=ANA)
        contact_id = by_phone(core, ANA)

        assert core.post("renames", {"phone": ANA, "new": BETO})["statuses"] == [200]
        core.work()
        writes(core, phone=BETO)

        (conversation,) = core.all(ConversationRow)
        assert (conversation.contact_id, conversation.address) == (contact_id, BETO[1:])
        assert (conversation.session or {})["turn"] == 2
        assert by_phone(core, ANA) is None
        assert by_phone(core, BETO) == contact_id

    def test_whoever_has_the_old_number_then_is_somebody_else(self, core: Core) -> None:
        writes(core, phone=ANA)
        core.post("renames", {"phone": ANA, "new": BETO})
        core.work()

        writes(core, phone=ANA, number=2)

        assert by_phone(core, ANA) not in (None, by_phone(core, BETO))
        assert len(core.all(ConversationRow)) == 2

    def test_two_known_numbers_become_one_person_and_the_old_address_ends(self, core: Core) -> None:
        writes(core, phone=ANA)
        writes(core, phone=BETO)
        booked = core.book(BETO, "laura", "corte", "2027-05-14T17:00")
        kept, gone = by_phone(core, ANA), by_phone(core, BETO)
        old, new = _conversation_ids(core)
        with core.desk() as desk:
            tomorrow = core.now + timedelta(days=1)
            desk.send("later", old, Text("mañana"), Urgency.REMINDER, due_at=tomorrow)

        core.post("renames", {"phone": ANA, "new": BETO})
        core.work()

        assert by_phone(core, BETO) == kept
        assert core.outbox()[-1].conversation_id == new
        assert core.appointment(booked.id).contact_id == kept
        left = [row for row in core.all(ConversationRow) if row.left_at is not None]
        assert [row.thread for row in left] == [f"left|{left[0].id}"]
        (merge,) = core.all(ContactMergeRow)
        assert (merge.merged_id, merge.cause) == (gone, MergeCause.NUMBER_CHANGED)

        undo(core, merge.id)
        assert core.outbox()[-1].conversation_id == old
        assert (by_phone(core, ANA), by_phone(core, BETO)) == (kept, gone)
        assert core.appointment(booked.id).contact_id == gone
        meta = [row for row in core.all(ConversationRow) if row.channel == "meta"]
        assert {row.thread.rpartition("|")[2] for row in meta} == {ANA[1:], BETO[1:]}
        assert all(row.left_at is None for row in meta)

    def test_a_mere_change_is_on_record_and_goes_back(self, core: Core) -> None:
        writes(core, phone=ANA)
        contact_id = by_phone(core, ANA)
        core.post("renames", {"phone": ANA, "new": BETO})
        core.work()
        (merge,) = core.all(ContactMergeRow)
        assert merge.merged_id is None

        undo(core, merge.id)

        assert (by_phone(core, ANA), by_phone(core, BETO)) == (contact_id, None)
        assert [row.address for row in core.all(ConversationRow)] == [ANA[1:]]

    def test_a_number_taken_meanwhile_is_not_taken_back(self, core: Core) -> None:
        writes(core, phone=ANA)
        core.post("renames", {"phone": ANA, "new": BETO})
        core.work()
        writes(core, phone=ANA, number=2)
        newcomer = by_phone(core, ANA)

        undo(core, core.all(ContactMergeRow)[0].id)

        assert by_phone(core, ANA) == newcomer

    def test_a_changed_id_carries_the_conversation_along(self, core: Core) -> None:
        writes(core, user_id=HIDDEN)
        contact_id = by_id(core, HIDDEN)

        assert core.post("renames", {"phone": HIDDEN, "new": OTHER})["statuses"] == [200]
        core.work()
        writes(core, user_id=OTHER)

        (conversation,) = core.all(ConversationRow)
        assert (conversation.contact_id, conversation.address) == (contact_id, OTHER)
        assert (conversation.session or {})["turn"] == 2
        assert core.all(ContactMergeRow)[0].cause is MergeCause.USER_ID_CHANGED

    def test_a_provider_is_known_by_the_new_phone_alone(self, core: Core) -> None:
        with transaction(core.engine) as db:
            phone = db.execute(text("SELECT phone FROM provider WHERE slug = 'laura'")).scalar_one()
        writes(core, phone=phone)
        core.post("renames", {"phone": phone, "new": BETO})
        core.work()

        writes(core, phone=phone, number=2)
        newcomer = by_phone(core, phone)
        assert newcomer is not None
        assert core.contact(newcomer).provider_id is None


def _conversation_ids(core: Core) -> list[int]:
    """Return the conversations at Meta, Ana's first."""
    rows = [row for row in core.all(ConversationRow) if row.channel == "meta"]
    return [row.id for row in rows if row.id is not None]


class TestGivenNumber:
    def test_a_number_given_on_request_joins_whom_it_is_of(self, core: Core) -> None:
        writes(core, phone=ANA)
        known = by_phone(core, ANA)
        writes(core, user_id=HIDDEN)
        core.post("people", {"phone": HIDDEN, "name": "Misterio", "number": ANA})
        _ask_number(core)

        assert by_id(core, HIDDEN) == known
        assert core.all(ContactMergeRow)[0].cause is MergeCause.CONTACT_GIVEN

    def test_a_home_visit_goes_on_with_the_number_that_was_given(self, core: Core) -> None:
        writes(core, user_id=HIDDEN)
        core.post("people", {"phone": HIDDEN, "name": "Misterio", "number": ANA})
        _ask_number(core)

        (conversation,) = core.all(ConversationRow)
        session = from_json(conversation.session)
        assert session.question is not None
        assert session.question.ask is Ask.SLOT
        assert session.draft is not None
        assert session.draft.phone == ANA
        assert by_phone(core, ANA) == by_id(core, HIDDEN)

    def test_a_friends_card_is_a_number_to_call_but_nobodys_name(self, core: Core) -> None:
        writes(core, user_id=HIDDEN)
        _ask_number(core, quoted=False)

        (conversation,) = core.all(ConversationRow)
        session = from_json(conversation.session)
        assert session.draft is not None
        assert session.draft.phone == "+5491144440000"
        assert by_phone(core, "+5491144440000") is None


def _ask_number(core: Core, *, quoted: bool = True) -> None:
    """Put a home visit where only the number is missing, ask for it, and let it be given."""
    slot = core.slot("diego", "visita", "2027-05-14T10:00")
    draft = Draft(
        Flow.BOOK,
        service_ids=(slot.service_id,),
        days=(Days(date(2027, 5, 14), date(2027, 5, 14)),),
        hours=(Hours(time(10), time(10), exact=True),),
        address="Yerbal 1820, Caballito",
        zone="Caballito",
    )
    session = Session(turn=3, draft=draft, question=Question(Ask.PHONE, Flow.BOOK))
    core.execute(
        "UPDATE conversation SET session = CAST(:session AS jsonb) WHERE address = :address",
        session=json.dumps(to_json(session)),
        address=HIDDEN,
    )
    core.post("messages", {"from": HIDDEN, "channel": "meta", "kind": "sticker"})
    core.work()
    asked = core.messages(HIDDEN)[-1]
    assert asked["asks"] == "contact"
    wish = {"from": HIDDEN, "channel": "meta", "kind": "contact"}
    core.post("messages", wish | ({"quoted": asked["sid"]} if quoted else {}))
    core.work()
