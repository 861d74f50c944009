"""The team decides who joins: a provider is made, or a reason is told; each decided once."""

from datetime import timedelta

import pytest
from sqlmodel import col, select
from werkzeug.test import TestResponse

from storage.rows.catalogue import Confirmation, OpeningHoursRow, ProviderRow
from storage.rows.people import ContactRow
from storage.rows.requests import LeadState, ProviderLeadRow
from storage.unit_of_work import transaction
from tests.integration.console.console_bench import ConsoleBench

_PAGE = "/console/signups"
PHONE = "+5491166661234"


def sign_up(bench: ConsoleBench, **more: str | None) -> int:
    """Let somebody have signed up; return their lead."""
    phone = more.pop("phone", PHONE)
    id_ = bench.conversation("Julio", reason="provider_signup", phone=phone or "+5491166660009")
    known = {
        "name": "Julio Vera",
        "trade": "tapicero",
        "zone": "Corrientes 4500, Almagro",
        "services": "sillas y sillones",
        "hours": "de lunes a viernes de 9 a 18",
        "tax_id": "20123456786",
        "account": "JULIO.VERA.MP",
    }
    at = bench.now - timedelta(hours=2)
    with transaction(bench.engine) as db:
        row = ProviderLeadRow(
            contact_id=bench.row(id_).contact_id,
            conversation_id=id_,
            state=LeadState.SUBMITTED,
            phone=phone,
            created_at=at,
            touched_at=at,
            submitted_at=at,
            consented_at=at,
            **(known | more),
        )
        db.add(row)
        db.flush()
        assert row.id is not None
        return row.id


def lead(bench: ConsoleBench, lead_id: int) -> ProviderLeadRow:
    with transaction(bench.engine) as db:
        return db.get_one(ProviderLeadRow, lead_id)


def made(bench: ConsoleBench) -> ProviderRow | None:
    with transaction(bench.engine) as db:
        return db.exec(select(ProviderRow).where(ProviderRow.phone == PHONE)).first()


class TestTheList:
    def test_shows_what_they_told_and_how_it_would_be_loaded(self, bench: ConsoleBench) -> None:
        sign_up(bench)

        shown = bench.agent("Ana").see(_PAGE).text

        for words in (
            "Julio Vera",
            "tapicero",
            "Corrientes 4500, Almagro",
            "20-12345678-6",
            "JULIO.VERA.MP",
            "lun 9:00 a 18:00",
            "hace 2 h",
        ):
            assert words in shown

    def test_says_what_is_missing(self, bench: ConsoleBench) -> None:
        sign_up(bench, tax_id=None, account=None, hours="a convenir")

        shown = bench.agent("Ana").see(_PAGE).text

        assert shown.count("no lo pasó") == 2
        assert "No se pueden leer" in shown

    def test_is_empty_without_anybody(self, bench: ConsoleBench) -> None:
        assert "No hay nadie esperando" in bench.agent("Ana").see(_PAGE).text

    def test_is_behind_the_door(self, bench: ConsoleBench) -> None:
        assert bench.browser().see(_PAGE).status_code == 303


class TestVerifying:
    def test_makes_a_provider_with_their_week(self, bench: ConsoleBench) -> None:
        lead_id = sign_up(bench)

        answer = self.send(bench, lead_id)

        assert answer.status_code == 303
        row = made(bench)
        assert row is not None
        assert (row.slug, row.name, row.trade) == ("julio_vera", "Julio Vera", "tapicero")
        assert (row.address, row.home_zones) == ("Corrientes 4500, Almagro", [])
        assert row.confirmation is Confirmation.AUTO
        with transaction(bench.engine) as db:
            week = db.exec(
                select(OpeningHoursRow).where(OpeningHoursRow.provider_id == row.id)
            ).all()
            contact = db.get_one(ContactRow, lead(bench, lead_id).contact_id)
        assert sorted(one.weekday for one in week) == [0, 1, 2, 3, 4]
        assert contact.provider_id == row.id

    def test_tells_them_how_to_go_on(self, bench: ConsoleBench) -> None:
        lead_id = sign_up(bench)

        self.send(bench, lead_id)

        ((_, words),) = bench.owed()
        assert "Julio" in words
        assert "agregá" in words
        assert bench.rings() == [[lead(bench, lead_id).conversation_id]]

    def test_who_goes_out_works_in_zones_and_accepts_each_job(self, bench: ConsoleBench) -> None:
        self.send(bench, sign_up(bench, zone="Almagro, Palermo y Flores"))

        row = made(bench)
        assert row is not None
        assert row.home_zones == ["Almagro", "Palermo", "Flores"]
        assert row.confirmation is Confirmation.PROVIDER

    def test_needs_a_phone(self, bench: ConsoleBench) -> None:
        lead_id = sign_up(bench, phone=None)

        answer = self.send(bench, lead_id)

        assert answer.status_code == 422
        assert "Falta su teléfono" in answer.text
        assert lead(bench, lead_id).state is LeadState.SUBMITTED
        assert bench.owed() == []

    def test_a_phone_is_one_providers(self, bench: ConsoleBench) -> None:
        lead_id = sign_up(bench, phone="+5491155550101")  # Laura's

        assert "ya es de alguien" in self.send(bench, lead_id).text
        assert lead(bench, lead_id).state is LeadState.SUBMITTED

    def test_twice_is_once(self, bench: ConsoleBench) -> None:
        lead_id = sign_up(bench)
        self.send(bench, lead_id)

        again = self.send(bench, lead_id)

        assert again.status_code == 422
        assert "ya está decidida" in again.text
        with transaction(bench.engine) as db:
            found = db.exec(select(ProviderRow).where(col(ProviderRow.phone) == PHONE)).all()
        assert len(found) == 1

    def test_two_of_a_name_are_told_apart(self, bench: ConsoleBench) -> None:
        self.send(bench, sign_up(bench))
        self.send(bench, sign_up(bench, phone="+5491166665678"))

        with transaction(bench.engine) as db:
            slugs = db.exec(select(ProviderRow.slug).where(ProviderRow.name == "Julio Vera")).all()
        assert sorted(slugs) == ["julio_vera", "julio_vera_2"]

    def send(self, bench: ConsoleBench, lead_id: int) -> TestResponse:
        return bench.agent("Ana").send(f"{_PAGE}/{lead_id}/verify")


class TestRejecting:
    def test_tells_them_the_reason(self, bench: ConsoleBench) -> None:
        lead_id = sign_up(bench)
        agent = bench.agent("Ana")

        agent.send(f"{_PAGE}/{lead_id}/reject", reason="no trabajamos en esa zona")

        ((_, words),) = bench.owed()
        assert "no trabajamos en esa zona" in words
        row = lead(bench, lead_id)
        assert (row.state, row.decided_by) == (LeadState.REJECTED, "Ana")
        assert made(bench) is None
        assert "no trabajamos en esa zona" in agent.see(_PAGE).text

    @pytest.mark.parametrize(("reason", "problem"), [(" ", "Escribí"), ("x" * 301, "muy largo")])
    def test_needs_a_reason(self, bench: ConsoleBench, reason: str, problem: str) -> None:
        lead_id = sign_up(bench)

        answer = bench.agent("Ana").send(f"{_PAGE}/{lead_id}/reject", reason=reason)

        assert answer.status_code == 422
        assert problem in answer.text
        assert lead(bench, lead_id).state is LeadState.SUBMITTED

    def test_strange_forms_decide_nothing(self, bench: ConsoleBench) -> None:
        lead_id = sign_up(bench)
        agent = bench.agent("Ana")
        agent.token = "made up"

        assert agent.send(f"{_PAGE}/{lead_id}/verify").status_code == 400
        assert lead(bench, lead_id).state is LeadState.SUBMITTED
