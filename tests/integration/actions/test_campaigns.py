"""Promotions reach only who agreed to them, once a month, and BAJA ends them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from actions import consent
from actions.campaigns import come_back
from storage.rows.mail import OutboxRow, Urgency
from tests.integration.core_bench import ANA, BETO, Core

AWAY = timedelta(days=60)


@pytest.fixture
def agreed(core: Core) -> Callable[[str], int]:
    """Lets somebody who was here long ago agree to promotions; returns the contact."""

    def agree(phone: str) -> int:
        core.book(phone, "laura", "corte", "2027-05-13T12:00")
        contact_id, conversation_id = core.meet(phone)
        with core.desk() as desk:
            contact = core.contact(contact_id)
            consent.set_promotions(desk, contact, conversation_id, wanted=True, how="written")
        core.execute("DELETE FROM outbox WHERE urgency = 'reminder'")
        return contact_id

    return agree


def invite(core: Core) -> int:
    with core.desk(actor="campaign") as desk:
        owed = come_back(desk, AWAY)
    core.pass_time(seconds=2)
    core.tick()
    return owed


def invitations(core: Core) -> list[OutboxRow]:
    return [row for row in core.outbox() if row.urgency is Urgency.CAMPAIGN]


def test_only_who_agreed_and_was_away_is_invited_and_once_a_month(
    core: Core, agreed: Callable[[str], int]
) -> None:
    agreed(ANA)
    core.book(BETO, "marcos", "corte", "2027-05-13T12:00")
    assert invite(core) == 0  # she is coming tomorrow

    core.pass_time(days=70)
    assert invite(core) == 1
    assert invite(core) == 0  # the same day
    core.pass_time(days=1)
    invite(core)
    core.pass_time(days=30)
    invite(core)

    assert [(row.state.value, row.error_code) for row in invitations(core)] == [
        ("sent", None),
        ("cancelled", "capped"),
        ("sent", None),
    ]
    assert invitations(core)[0].as_template
    assert core.messages(BETO) == [
        one for one in core.messages(BETO) if "Hace un" not in one["body"]
    ]
    choices = [one["title"] for one in core.messages(ANA)[-1]["choices"]]
    assert choices == ["Sacar un turno", "No más promos"]


def test_consent_taken_back_meanwhile_keeps_it_from_leaving(
    core: Core, agreed: Callable[[str], int]
) -> None:
    contact_id = agreed(ANA)
    core.pass_time(days=70)
    with core.desk() as desk:
        assert come_back(desk, AWAY) == 1
        consent.set_promotions(desk, core.contact(contact_id), None, wanted=False, how="written")
    core.pass_time(seconds=2)
    core.tick()

    assert [(row.state.value, row.error_code) for row in invitations(core)] == [
        ("cancelled", "no_consent")
    ]
