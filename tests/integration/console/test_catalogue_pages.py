"""Setting up and changing the catalogue by its forms, on real PostgreSQL."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import select

from bot.domain.money import Money
from bot.domain.policy_choices import DepositFate
from bot.domain.schedule import LocalSpan
from storage.repositories.catalogue import CatalogueCache
from storage.rows.appointments import AppointmentRow
from storage.rows.catalogue import BusinessRow, ClosedDateRow
from storage.rows.people import ContactRow, IdentityKind, IdentityRow
from storage.unit_of_work import transaction
from tests.integration.console.catalogue_bench import (
    PAGE,
    book,
    catalogue_of,
    empty,
    filled,
    provider_fields,
    service_fields,
)
from tests.integration.console.console_bench import Agent, ConsoleBench

_THURSDAY_10 = datetime(2027, 5, 13, 13, 0, tzinfo=UTC)  # 10:00 in Buenos Aires
_AGREED = re.compile(r'name="agreed" value="([\d,]+)"')
LAURA, CORTE, COLOR, YOGA, PAULA, DIEGO = 1, 1, 2, 20, 13, 4


@pytest.fixture
def ana(bench: ConsoleBench) -> Agent:
    """Somebody of the business at the console."""
    agent = bench.agent("Ana")
    agent.see(PAGE)
    return agent


@pytest.fixture
def newcomer(bench: ConsoleBench) -> Agent:
    """Somebody at the console of a business that was never set up."""
    empty(bench.engine)
    agent = bench.agent("Ana")
    agent.see(PAGE)
    return agent


class TestBeginning:
    def test_nothing_set_up_shows_the_first_step(self, newcomer: Agent) -> None:
        page = newcomer.see(PAGE)

        assert page.status_code == 200
        assert "Sumá a quien atiende" in page.text
        assert f"{PAGE}/providers/new?kind=clases" in page.text

    def test_first_provider_leads_to_their_first_service(
        self, bench: ConsoleBench, newcomer: Agent
    ) -> None:
        done = newcomer.send(f"{PAGE}/providers/new?kind=salon", **provider_fields())

        assert done.location == f"{PAGE}/providers/1/services/new?kind=salon"
        catalogue = catalogue_of(bench.engine)
        assert catalogue.providers == ()
        (romina,) = catalogue.in_force
        assert (romina.slug, romina.phone) == ("romina_paz", "+5491144440101")
        assert romina.schedule.hours_on(date(2027, 5, 13)) == (
            LocalSpan(time(9), time(13)),
            LocalSpan(time(16), time(20)),
        )
        assert romina.schedule.closed[date(2027, 5, 25)] == "Día de la Revolución de Mayo"

    def test_two_who_begin_at_once_set_up_one_business(
        self, bench: ConsoleBench, newcomer: Agent
    ) -> None:
        others = [bench.agent("Bruno"), bench.agent("Carla")]
        for other in others:
            other.see(PAGE)
        with ThreadPoolExecutor(2) as pool:
            sent = [
                pool.submit(
                    agent.send,
                    f"{PAGE}/providers/new",
                    **provider_fields(name=f"Persona {name}", phone=f"11 4444-010{number}"),
                )
                for number, (agent, name) in enumerate(zip(others, "AB", strict=True))
            ]
        assert [one.result().status_code for one in sent] == [303, 303]

        with transaction(bench.engine) as db:
            (business,) = db.exec(select(BusinessRow)).all()
        assert business.catalogue_version == 2
        assert len(catalogue_of(bench.engine).in_force) == 2

    def test_defaults_of_each_kind_are_kept_as_they_come(
        self, bench: ConsoleBench, newcomer: Agent
    ) -> None:
        for number, kind in enumerate(("salon", "domicilio", "clases", "otro")):
            page = newcomer.see(f"{PAGE}/providers/new?kind={kind}")
            own = {"name": f"Persona {'ABCD'[number]}", "phone": f"11 4444-010{number}"}
            place = {"address": "Mitre 100", "zones": "Flores", "trade": "algo"}
            newcomer.send(f"{PAGE}/providers/new?kind={kind}", **filled(page.text) | own | place)

        catalogue = catalogue_of(bench.engine)
        assert [one.visits_homes for one in catalogue.in_force] == [False, True, False, False]
        assert all(any(one.schedule.weekly.days) for one in catalogue.in_force)


class TestSalon:
    def test_three_chairs_are_shared_by_three_people(
        self, bench: ConsoleBench, newcomer: Agent
    ) -> None:
        newcomer.send(f"{PAGE}/providers/new", **provider_fields())
        newcomer.send(
            f"{PAGE}/providers/1/services/new",
            **service_fields(name="Corte", resource_name="Sillones", units="3"),
        )
        for name, phone in (("Tamara Gil", "11 4444-0102"), ("Yanina Sosa", "11 4444-0103")):
            page = newcomer.see(f"{PAGE}/providers/new?like=1")
            same = filled(page.text) | {"name": name, "phone": phone}
            newcomer.send(f"{PAGE}/providers/new?like=1", **same)

        catalogue = catalogue_of(bench.engine)
        assert [one.name for one in catalogue.providers] == [
            "Romina Paz",
            "Tamara Gil",
            "Yanina Sosa",
        ]
        assert {one.services[0].name for one in catalogue.providers} == {"Corte"}
        assert {one.services[0].resources for one in catalogue.providers} == {(1,)}
        assert catalogue.resources[1].units == 3
        assert len({one.schedule.weekly for one in catalogue.providers}) == 1


class TestErrors:
    def test_every_wrong_field_is_said_and_nothing_typed_is_lost(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        typed = provider_fields(
            name="", phone="123", hours_1="9 a las", holidays="special", weight="cero"
        )

        page = ana.send(f"{PAGE}/providers/new", **typed)

        assert page.status_code == 422
        for field in ("name", "phone", "hours_1", "holiday_hours", "weight"):
            assert f'id="{field}-problem"' in page.text, field
        assert 'value="9 a las"' in page.text
        assert 'value="Mitre 100, Caballito"' in page.text
        assert len(catalogue_of(bench.engine).providers) == 13

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"name": "laura gomez"}, "Ya hay alguien con ese nombre"),
            ({"phone": "+54 9 11 5555 0101"}, "Ese WhatsApp ya es de Laura Gómez"),
            ({"place": "home", "zones": ""}, "Decinos dónde"),
            ({"place": "home", "zones": "Flores", "ways": "Flores - Once: 10"}, "«Once» no está"),
            ({"place": "home", "zones": "Flores", "ways": "lejos"}, "No lo entendí"),
            ({"hours_1": "20 a 2"}, "Si pasa la medianoche"),
            ({"break": "7 a 8"}, "no cae dentro"),
            ({"province": "?"}, "Elegí una de las opciones"),
        ],
    )
    def test_what_cannot_be_a_provider(
        self, bench: ConsoleBench, ana: Agent, changed: dict[str, str], said: str
    ) -> None:
        page = ana.send(f"{PAGE}/providers/new", **provider_fields(**changed))

        assert (page.status_code, said in page.text) == (422, True)
        assert len(catalogue_of(bench.engine).providers) == 13

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"name": "corte"}, "Ya tiene un servicio con ese nombre"),
            ({"minutes": "media hora"}, "Poné un número entero"),
            ({"minutes": "1"}, "Tiene que estar entre 5 y 720"),
            ({"price": "doce mil"}, "Poné un monto"),
            ({"price": "99.999.999"}, "Tiene que estar entre"),
            ({"deposit": "13.000"}, "La seña no puede ser más"),
            ({"capacity": "0"}, "Tiene que estar entre 1 y"),
            ({"step": "7"}, "Tiene que entrar justo en un día"),
            ({"resources": "77"}, "Elegí una de las opciones"),
            ({"resource_name": "Sillones", "units": "2"}, "Ya hay uno con ese nombre"),
            ({"resource_name": "Lavacabezas", "units": ""}, "Poné un número entero"),
        ],
    )
    def test_what_cannot_be_a_service(
        self, bench: ConsoleBench, ana: Agent, changed: dict[str, str], said: str
    ) -> None:
        page = ana.send(f"{PAGE}/providers/1/services/new", **service_fields(**changed))

        assert (page.status_code, said in page.text) == (422, True)
        assert len(catalogue_of(bench.engine).provider(LAURA).services) == 3

    @pytest.mark.parametrize("path", ["providers/99", "services/99", "resources/99", "seasons/99"])
    def test_what_is_not_there(self, ana: Agent, path: str) -> None:
        assert ana.see(f"{PAGE}/{path}").status_code == 404
        assert ana.send(f"{PAGE}/{path}").status_code == 404

    @pytest.mark.parametrize("path", [f"services/{10**30}", f"providers/new?like={10**30}"])
    def test_a_number_that_no_key_can_be(self, ana: Agent, path: str) -> None:
        assert ana.see(f"{PAGE}/{path}").status_code in (200, 404)

    def test_nobody_unknown_gets_in(self, bench: ConsoleBench) -> None:
        stranger = bench.browser()

        assert stranger.see(PAGE).status_code == 303
        assert stranger.send(f"{PAGE}/providers/1/retire").status_code == 400
        assert len(catalogue_of(bench.engine).providers) == 13


class TestChanging:
    def test_workers_see_an_edit_with_their_next_look(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        cache = CatalogueCache()
        with transaction(bench.engine) as db:
            before = cache.get(db)

        ana.send(f"{PAGE}/services/{CORTE}", **_as_shown(ana, f"services/{CORTE}", minutes="50"))

        with transaction(bench.engine) as db:
            after = cache.get(db)
        assert after.version > before.version
        assert after.service(CORTE).duration == timedelta(minutes=50)

    def test_a_page_sent_back_as_it_was_changes_nothing(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        before = catalogue_of(bench.engine)
        for path in ("providers/13", "providers/4", "services/2", "services/20", "policies"):
            assert ana.send(f"{PAGE}/{path}", **_as_shown(ana, path)).status_code == 303, path

        after = catalogue_of(bench.engine)
        assert after.providers == before.providers
        assert after.policies == before.policies

    def test_the_overview_shows_the_price_of_today(self, bench: ConsoleBench, ana: Agent) -> None:
        path = f"services/{CORTE}"

        done = ana.send(f"{PAGE}/{path}", **_as_shown(ana, path, price="15.000", price_from=""))

        page = ana.see(done.headers["Location"])
        card = page.text.replace("\xa0", " ").split(f'href="{PAGE}/services/{CORTE}"')[1]
        assert "$ 15.000" in card.split("</li>")[0]
        assert 'href="/phones"' in page.text

    def test_a_price_counts_from_its_day_and_earlier_ones_stay(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        path = f"services/{CORTE}"
        shown = _as_shown(ana, path, price="15.000", price_from="2027-06-01")
        assert ana.send(f"{PAGE}/{path}", **shown).status_code == 303

        catalogue = catalogue_of(bench.engine)
        assert catalogue.quote(CORTE, date(2027, 5, 31)).price == Money.pesos(12000)
        assert catalogue.quote(CORTE, date(2027, 6, 1)).price == Money.pesos(15000)
        page = ana.see(f"{PAGE}/{path}")
        assert "$ 15.000" in page.text.replace("\xa0", " ")
        ana.send(f"{PAGE}/{path}", **filled(page.text) | {"dropped": "2027-06-01"})
        assert catalogue_of(bench.engine).quote(CORTE, date(2027, 6, 1)).price == Money.pesos(12000)

    def test_ways_between_zones_are_kept(self, bench: ConsoleBench, ana: Agent) -> None:
        path = f"providers/{DIEGO}"
        shown = _as_shown(ana, path, usual_way="30", ways="flores - Almagro: 15")
        assert ana.send(f"{PAGE}/{path}", **shown).status_code == 303

        travel = catalogue_of(bench.engine).policies_of_provider(DIEGO).travel
        assert travel.time("Flores", "Almagro") == timedelta(minutes=15)
        assert travel.time("Flores", "Caballito") == timedelta(minutes=30)
        assert "Almagro - Flores: 15" in ana.see(f"{PAGE}/{path}").text

    def test_a_break_is_taken_out_of_every_day(self, bench: ConsoleBench, ana: Agent) -> None:
        path = f"providers/{DIEGO}"
        sent = _as_shown(ana, path, **{"break": "12 a 13"})
        assert ana.send(f"{PAGE}/{path}", **sent).status_code == 303

        monday, *_, saturday, _ = catalogue_of(bench.engine).provider(DIEGO).schedule.weekly.days
        assert monday == (LocalSpan(time(8), time(12)), LocalSpan(time(13), time(17)))
        assert saturday == (LocalSpan(time(8), time(12)),)

    def test_another_phone_leaves_the_old_one_without_the_role(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        with transaction(bench.engine) as db:
            for phone, provider_id in (("+5491155550101", LAURA), ("+5491144449999", None)):
                contact = ContactRow(name="x", provider_id=provider_id, created_at=bench.now)
                db.add(contact)
                db.flush()
                assert contact.id is not None
                db.add(IdentityRow(contact_id=contact.id, kind=IdentityKind.PHONE, value=phone))

        path = f"providers/{LAURA}"
        ana.send(f"{PAGE}/{path}", **_as_shown(ana, path, phone="11 4444-9999"))

        with transaction(bench.engine) as db:
            roles = db.exec(
                select(IdentityRow.value, ContactRow.provider_id)
                .join(ContactRow, ContactRow.id == IdentityRow.contact_id)
                .where(IdentityRow.value.in_(["+5491155550101", "+5491144449999"]))
            ).all()
        assert dict(roles) == {"+5491155550101": None, "+5491144449999": LAURA}

    def test_holidays_of_a_province_come_with_it(self, bench: ConsoleBench, ana: Agent) -> None:
        path = f"providers/{LAURA}"
        shown = _as_shown(ana, path, province="A", holidays="closed")
        assert ana.send(f"{PAGE}/{path}", **shown).status_code == 303

        with transaction(bench.engine) as db:
            known = db.exec(select(ClosedDateRow).where(ClosedDateRow.province == "A")).all()
        closed = catalogue_of(bench.engine).provider(LAURA).schedule.closed
        assert known
        assert all(row.day in closed for row in known)


class TestPolicies:
    def test_a_preset_replaces_what_was_set_but_not_what_is_typed_now(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        shown = _as_shown(ana, "policies", preset="estricta", cancellation__late_kept_percent="80")
        assert ana.send(f"{PAGE}/policies", **shown).status_code == 303

        policies = catalogue_of(bench.engine).policies
        assert policies.free_cancellation_until == timedelta(hours=48)
        assert policies.early_paid_deposit is DepositFate.CREDITED
        assert (policies.deposit_percent, policies.late_kept_percent) == (50, 80)
        assert policies.min_notice == timedelta(minutes=120)

    def test_a_service_has_its_own_over_its_provider_s(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        ana.send(f"{PAGE}/providers/{LAURA}/policies", limits__per_day="6", min_notice_minutes="30")
        ana.send(f"{PAGE}/services/{COLOR}/policies", min_notice_minutes="1440")

        catalogue = catalogue_of(bench.engine)
        assert catalogue.policies_of_provider(LAURA).quota.per_day == 6
        assert catalogue.policies_of(CORTE).min_notice == timedelta(minutes=30)
        assert catalogue.policies_of(COLOR).min_notice == timedelta(days=1)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("deposit__percent", "120"),
            ("limits__per_day", "0"),
            ("slot_step_minutes", "7"),
            ("slot_offset_minutes", "15"),
            ("max_advance_days", "0"),
            ("deposit__for", "anybody"),
        ],
    )
    def test_what_cannot_be_is_said_beside_the_field(
        self, bench: ConsoleBench, ana: Agent, field: str, value: str
    ) -> None:
        before = catalogue_of(bench.engine).version
        page = ana.send(f"{PAGE}/policies", **_as_shown(ana, "policies", **{field: value}))

        assert page.status_code == 422
        assert f'id="{field}-problem"' in page.text
        assert catalogue_of(bench.engine).version == before


class TestDays:
    def test_a_holiday_is_worked_by_one_and_a_week_is_closed_for_all(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        day = {"provider": "2", "first": "2027-05-25", "working": "special", "hours": "10 a 14"}
        assert ana.send(f"{PAGE}/dates", **day).status_code == 303
        week = {"first": "2027-07-12", "last": "2027-07-16", "working": "closed", "name": "Receso"}
        assert ana.send(f"{PAGE}/dates", **week).status_code == 303

        schedules = [one.schedule for one in catalogue_of(bench.engine).providers]
        assert schedules[1].hours_on(date(2027, 5, 25)) == (LocalSpan(time(10), time(14)),)
        assert schedules[2].hours_on(date(2027, 5, 25)) == ()
        assert all(one.hours_on(date(2027, 7, 14)) == () for one in schedules)
        ana.send(f"{PAGE}/dates/clear", provider_id="1", day="2027-07-14")
        laura = catalogue_of(bench.engine).provider(LAURA).schedule
        assert laura.hours_on(date(2027, 7, 14))

    def test_what_is_said_last_of_a_day_counts(self, bench: ConsoleBench, ana: Agent) -> None:
        day = date(2027, 5, 20)
        said = {"provider": "1", "first": day.isoformat(), "working": "special"}
        ana.send(f"{PAGE}/dates", **said, hours="10 a 12")
        ana.send(f"{PAGE}/dates", **said, hours="15 a 18")
        schedule = catalogue_of(bench.engine).provider(LAURA).schedule
        assert schedule.hours_on(day) == (LocalSpan(time(15), time(18)),)

        ana.send(f"{PAGE}/dates", **said | {"working": "closed"})
        assert catalogue_of(bench.engine).provider(LAURA).schedule.hours_on(day) == ()

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"first": "2027-05-01"}, "first"),
            ({"first": "mañana"}, "first"),
            ({"last": "2027-05-20"}, "last"),
            ({"last": "2027-12-20"}, "last"),
            ({"working": "special"}, "hours"),
            ({"provider": "99"}, "provider"),
            ({"provider": "2", "first": "2027-05-30", "working": "usual"}, "working"),
        ],
    )
    def test_what_cannot_be(self, ana: Agent, changed: dict[str, str], field: str) -> None:
        fields = {"first": "2027-05-25", "working": "closed", "provider": "2"} | changed
        page = ana.send(f"{PAGE}/dates", **fields)

        assert page.status_code == 422
        assert f'id="{field}-problem"' in page.text

    def test_seasons_are_made_changed_and_taken_away(self, bench: ConsoleBench, ana: Agent) -> None:
        summer = {"first": "21/12", "last": "28/2", "hours_0": "8 a 12"}
        path = f"{PAGE}/providers/{LAURA}/seasons/new"
        assert ana.send(path, **summer).status_code == 303
        clash = ana.send(path, **summer | {"first": "1/2", "last": "31/3"})
        assert "Se pisa con otra temporada" in clash.text

        monday = date(2028, 1, 3)
        schedule = catalogue_of(bench.engine).provider(LAURA).schedule
        assert schedule.hours_on(monday) == (LocalSpan(time(8), time(12)),)
        ana.send(f"{PAGE}/seasons/2", **summer | {"hours_0": "7 a 10"})
        schedule = catalogue_of(bench.engine).provider(LAURA).schedule
        assert schedule.hours_on(monday) == (LocalSpan(time(7), time(10)),)
        ana.send(f"{PAGE}/seasons/2", **summer | {"then": "remove"})
        schedule = catalogue_of(bench.engine).provider(LAURA).schedule
        assert schedule.seasons == ()


class TestForeseen:
    """What a change would break is said first; agreed to, the appointments stay."""

    def test_retiring_a_service(self, bench: ConsoleBench, ana: Agent) -> None:
        id_ = book(bench.engine, CORTE, _THURSDAY_10)
        page = ana.send(f"{PAGE}/services/{CORTE}/retire")

        assert page.status_code == 409
        assert "Sofía Duarte" in page.text
        assert "jue 13/5 10:00 hs" in page.text
        assert catalogue_of(bench.engine).has_service(CORTE)
        done = ana.send(f"{PAGE}/services/{CORTE}/retire", agreed=_agreed(page.text))
        assert done.status_code == 303
        catalogue = catalogue_of(bench.engine)
        assert not catalogue.has_service(CORTE)
        assert catalogue.service(CORTE).name == "Corte"
        with transaction(bench.engine) as db:
            assert db.get_one(AppointmentRow, id_).state.value == "confirmed"
        ana.send(f"{PAGE}/services/{CORTE}/restore")
        assert catalogue_of(bench.engine).has_service(CORTE)

    def test_retiring_a_provider_hides_all_they_do(self, bench: ConsoleBench, ana: Agent) -> None:
        assert ana.send(f"{PAGE}/providers/{LAURA}/retire").status_code == 303

        catalogue = catalogue_of(bench.engine)
        assert LAURA not in {one.id for one in catalogue.providers}
        assert not catalogue.has_service(COLOR)
        assert catalogue.provider_of(COLOR).name == "Laura Gómez"
        assert "Volver a ofrecer" in ana.see(PAGE).text

    def test_shorter_hours(self, bench: ConsoleBench, ana: Agent) -> None:
        book(bench.engine, CORTE, _THURSDAY_10)
        path = f"providers/{LAURA}"
        shown = _as_shown(ana, path, hours_3="16 a 20")
        page = ana.send(f"{PAGE}/{path}", **shown)

        assert page.status_code == 409
        assert "quedaría fuera de horario" in page.text
        assert 'value="16 a 20"' in page.text
        agreed = {"agreed": _agreed(page.text)}
        assert ana.send(f"{PAGE}/{path}", **shown | agreed).status_code == 303

    def test_another_one_booked_meanwhile_is_said_as_well(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        book(bench.engine, CORTE, _THURSDAY_10)
        shown = _as_shown(ana, f"providers/{LAURA}", hours_3="16 a 20")
        first = ana.send(f"{PAGE}/providers/{LAURA}", **shown)
        book(bench.engine, CORTE, _THURSDAY_10 + timedelta(hours=1), customer="Camila")

        second = ana.send(f"{PAGE}/providers/{LAURA}", **shown | {"agreed": _agreed(first.text)})

        assert second.status_code == 409
        assert "Camila" in second.text

    @pytest.mark.parametrize(
        ("path", "changed", "said"),
        [
            (f"services/{YOGA}", {"capacity": "2"}, "quedaría sin lugar en la clase"),
            ("resources/1", {"units": "2"}, "quedaría sin recurso"),
            (f"providers/{DIEGO}", {"zones": "Flores, Almagro"}, "ya no iría a esa zona"),
            (f"providers/{LAURA}", {"address": "Mitre 1"}, "se le dijo otra dirección"),
        ],
    )
    def test_what_else_would_break(
        self, bench: ConsoleBench, ana: Agent, path: str, changed: dict[str, str], said: str
    ) -> None:
        wednesday_18 = datetime(2027, 5, 19, 21, 0, tzinfo=UTC)
        visit = next(
            one.id for one in catalogue_of(bench.engine).services if one.provider_id == DIEGO
        )
        book(bench.engine, YOGA, wednesday_18, seat=3)
        book(bench.engine, CORTE, _THURSDAY_10, units=[(1, 3)])
        book(bench.engine, visit, _THURSDAY_10, zone="Caballito")

        page = ana.send(f"{PAGE}/{path}", **_as_shown(ana, path, **changed))

        assert (page.status_code, page.text.count("tag warm")) == (409, 1)
        assert said in page.text

    def test_a_closed_date(self, bench: ConsoleBench, ana: Agent) -> None:
        book(bench.engine, CORTE, _THURSDAY_10)
        fields = {"first": "2027-05-13", "working": "closed", "provider": "1"}

        assert ana.send(f"{PAGE}/dates", **fields).status_code == 409

    def test_a_season_is_taken_away_only_when_that_is_agreed_to(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        autumn = {"first": "1/5", "last": "31/5", "hours_3": "14 a 15"}
        ana.send(f"{PAGE}/providers/{LAURA}/seasons/new", **autumn)
        book(bench.engine, CORTE, _THURSDAY_10 + timedelta(hours=4))  # 14:00

        page = ana.send(f"{PAGE}/seasons/2", **autumn | {"then": "remove"})
        assert page.status_code == 409
        assert len(catalogue_of(bench.engine).provider(LAURA).schedule.seasons) == 1

        again = filled(page.text) | {"agreed": _agreed(page.text)}
        assert ana.send(f"{PAGE}/seasons/2", **again).status_code == 303
        assert catalogue_of(bench.engine).provider(LAURA).schedule.seasons == ()

    def test_a_resource_that_is_needed_stays(self, bench: ConsoleBench, ana: Agent) -> None:
        page = ana.send(f"{PAGE}/resources/1/retire")

        assert page.status_code == 422
        assert "Lo usan estos servicios: Brushing, Color, Corte" in page.text

    def test_what_was_wrong_before_is_not_the_edit_s_fault(
        self, bench: ConsoleBench, ana: Agent
    ) -> None:
        book(bench.engine, CORTE, _THURSDAY_10 + timedelta(hours=4))  # 14:00, in the break

        shown = _as_shown(ana, f"providers/{LAURA}", hours_3="9 a 13")
        assert ana.send(f"{PAGE}/providers/{LAURA}", **shown).status_code == 303


def _as_shown(ana: Agent, path: str, **changed: str) -> dict[str, str]:
    """Return what a browser would send from a page, with some fields changed."""
    return filled(ana.see(f"{PAGE}/{path}").text) | changed


def _agreed(page: str) -> str:
    found = _AGREED.search(page)
    assert found is not None
    return found[1]
