"""What people agree to is proven, and WhatsApp's own «stop» and template news take effect."""

import json
from typing import Any

import pytest
from sqlmodel import col, select

from actions import consent
from storage import inbox
from storage.inbox import InboxItem, InboxKind
from storage.rows.consent import ConsentKind, ConsentRow
from storage.rows.facts import ChannelContentRow
from storage.rows.mail import InboxRow
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, Core
from workers import changes

THREAD = "account|meta"


def proofs(core: Core) -> list[tuple[ConsentKind, bool, str, bool]]:
    return [
        (one.kind, one.is_given, one.how, one.wording is not None) for one in core.all(ConsentRow)
    ]


def tell(core: Core, field: str, value: dict[str, Any]) -> InboxRow:
    payload = {"field": field, "at": 1, "value": value}
    item = InboxItem("meta", InboxKind.ACCOUNT, json.dumps(payload), THREAD, payload)
    inbox.record_all(core.engine, [item], now=core.now)
    changes.work(core.wiring, THREAD)
    return core.inbox()[-1]


def preference(
    value: str, phone: str = ANA, category: str = "marketing_messages"
) -> dict[str, Any]:
    one = {"wa_id": phone.lstrip("+"), "category": category, "value": value}
    return {"user_preferences": [one]}


@pytest.fixture
def promoted(core: Core) -> int:
    """Ana writes through Meta and agreed to promotions."""
    contact_id, conversation_id = core.meet(ANA, channel="meta")
    with core.desk() as desk:
        contact = core.contact(contact_id)
        consent.set_promotions(desk, contact, conversation_id, wanted=True, how="written")
    return contact_id


class TestProof:
    def test_each_time_is_kept_with_how_and_by_which_words(self, core: Core, promoted: int) -> None:
        with core.desk() as desk:
            contact = core.contact(promoted)
            consent.set_messages(desk, contact, None, wanted=False, how="tapped")

        assert proofs(core) == [
            (ConsentKind.PROMOTIONS, True, "written", True),
            (ConsentKind.MESSAGES, False, "tapped", True),
            (ConsentKind.PROMOTIONS, False, "tapped", True),
        ]
        ana = core.contact(promoted)
        assert (ana.promotions_at, ana.opted_out_at) == (None, core.now)

    def test_who_wants_promotions_wants_the_other_messages_too(
        self, core: Core, promoted: int
    ) -> None:
        with core.desk() as desk:
            contact = core.contact(promoted)
            consent.set_messages(desk, contact, None, wanted=False, how="written")
            consent.set_promotions(desk, contact, None, wanted=True, how="written")

        assert core.contact(promoted).opted_out_at is None

    def test_the_same_words_have_the_same_version(self, core: Core, promoted: int) -> None:
        with core.desk() as desk:
            contact = core.contact(promoted)
            for wanted in (True, False):
                consent.set_promotions(desk, contact, None, wanted=wanted, how="written")

        first, again, refused = [one.wording for one in core.all(ConsentRow)]
        assert first == again != refused


class TestPreferences:
    def test_stop_told_to_whatsapp_ends_promotions_only(self, core: Core, promoted: int) -> None:
        row = tell(core, "user_preferences", preference("stop"))

        ana = core.contact(promoted)
        assert (row.done_at, row.problem) == (core.now, None)
        assert (ana.promotions_at, ana.opted_out_at) == (None, None)
        assert proofs(core)[-1] == (ConsentKind.PROMOTIONS, False, "channel", False)

    def test_resume_is_no_consent_to_ours(self, core: Core, promoted: int) -> None:
        tell(core, "user_preferences", preference("stop"))
        tell(core, "user_preferences", preference("resume"))

        assert core.contact(promoted).promotions_at is None

    @pytest.mark.parametrize(
        "value",
        [
            preference("stop", "+5491199999999"),
            preference("stop", category="other"),
            {"user_preferences": ["odd"]},
            {},
        ],
    )
    def test_nobody_we_know_and_odd_shapes_change_nothing(
        self, core: Core, promoted: int, value: dict[str, Any]
    ) -> None:
        row = tell(core, "user_preferences", value)

        assert row.problem == "nobody"
        assert core.contact(promoted).promotions_at is not None


class TestTemplates:
    def test_status_quality_and_category_are_taken_over(self, core: Core) -> None:
        registered = self._reminder(core).content_id
        tell(
            core,
            "message_template_status_update",
            {"event": "PAUSED", "message_template_name": registered, "reason": "LOW_QUALITY"},
        )
        tell(
            core,
            "message_template_quality_update",
            {"new_quality_score": "RED", "message_template_name": registered},
        )
        tell(
            core,
            "template_category_update",
            {"new_category": "MARKETING", "message_template_name": registered},
        )

        now = self._reminder(core)
        assert (now.status, now.approved, now.reason) == ("paused", False, "LOW_QUALITY")
        assert (now.quality, now.category) == ("red", "marketing")
        tell(
            core,
            "message_template_status_update",
            {"event": "APPROVED", "message_template_name": registered, "reason": None},
        )
        assert self._reminder(core).approved

    def test_another_programs_template_is_none_of_ours(self, core: Core) -> None:
        row = tell(
            core,
            "message_template_status_update",
            {"event": "PAUSED", "message_template_name": "theirs"},
        )

        assert row.problem == "nobody"

    def _reminder(self, core: Core) -> ChannelContentRow:
        with transaction(core.engine) as db:
            statement = select(ChannelContentRow).where(
                col(ChannelContentRow.layout).startswith("meta/reminder/")
            )
            return db.exec(statement).one()
