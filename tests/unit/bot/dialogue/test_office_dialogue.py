"""Coming late, one's own data, invoices, and signing up as a provider, asked step by step."""

from datetime import timedelta

import pytest

from bot.messages.understanding import Entity, IntentGuess, Understanding
from tests.fakes.conversation import Conversation, local


@pytest.fixture
def chat() -> Conversation:
    """Ana, on Wednesday at 10:15."""
    return Conversation()


@pytest.fixture
def today(chat: Conversation) -> Conversation:
    """Ana has a cut today at 12:00."""
    chat.calendar.appointment("laura.corte", "2027-05-12T12:00")
    return chat


class TestComingLate:
    @pytest.mark.parametrize(
        ("words", "minutes"),
        [
            ("llego 15 tarde", 15),
            ("estoy atrasada media hora", 30),
            ("llego tipo 12:20", 20),
            ("llego tipo 12 y 10", 10),
        ],
    )
    def test_the_provider_is_told_by_how_much(
        self, today: Conversation, words: str, minutes: int
    ) -> None:
        said = today.say(words, "running_late")

        assert f"{minutes} minutos" in said
        assert today.calendar.office.late == [timedelta(minutes=minutes)]

    def test_how_much_is_asked_when_it_is_not_said(self, today: Conversation) -> None:
        assert "¿Cuánto" in today.say("llego tarde", "running_late")
        today.say("unos 20", "inform")

        assert today.calendar.office.late == [None, timedelta(minutes=20)]

    def test_or_told_as_an_hour(self, today: Conversation) -> None:
        today.say("llego tarde", "running_late")
        today.say("a las 12:30", "inform")

        assert today.calendar.office.late[-1] == timedelta(minutes=30)

    def test_no_answer_to_how_much_is_let_go(self, today: Conversation) -> None:
        today.say("llego tarde", "running_late")

        assert "Laura" in today.say("con quién era mi turno?", "check_booking")

    def test_the_next_customer_counts(self, today: Conversation) -> None:
        today.calendar.office.following = local("2027-05-12T12:45")

        assert "12:45" in today.say("llego 15 tarde", "running_late")
        assert len(today.titles) == 3

    def test_which_of_two(self, today: Conversation) -> None:
        today.calendar.appointment("silvia.sesion", "2027-05-12T16:00")

        assert "Silvia" in today.say("llego 10 tarde a lo de Silvia", "running_late")

    def test_no_appointment_today(self, chat: Conversation) -> None:
        assert "ningún turno" in chat.say("llego tarde", "running_late")
        chat.calendar.appointment("laura.corte", "2027-05-14T12:00")
        assert "vie 14/5" in chat.say("llego tarde", "running_late")


class TestData:
    def test_deletion_needs_a_yes(self, today: Conversation) -> None:
        said = today.say("quiero borrar mis datos", "delete_data")

        assert "se cancela" in said
        assert today.calendar.office.deletion == "requested"
        assert "miércoles 19/5" in today.say("sí, borralos", "affirm")
        assert today.calendar.office.deletion == "confirmed"

    def test_saying_it_again_is_a_yes(self, chat: Conversation) -> None:
        chat.say("quiero borrar mis datos", "delete_data")
        chat.say("que borres mis datos te digo", "delete_data")

        assert chat.calendar.office.deletion == "confirmed"

    def test_a_question_is_answered_and_it_is_asked_again(self, chat: Conversation) -> None:
        chat.say("quiero borrar mis datos", "delete_data")

        assert "Confirmás" in chat.say("cuánto sale el corte?", "ask_price")
        assert chat.calendar.office.deletion == "requested"

    @pytest.mark.parametrize(
        ("words", "intent"),
        [("no, dejalo", "deny"), ("no borres nada", "delete_data"), ("mejor no", "fallback")],
    )
    def test_a_no_keeps_everything(self, chat: Conversation, words: str, intent: str) -> None:
        chat.say("quiero borrar mis datos", "delete_data")

        assert "no borro nada" in chat.say(words, intent)
        assert chat.calendar.office.deletion is None

    def test_by_button(self, chat: Conversation) -> None:
        chat.say("quiero borrar mis datos", "delete_data")
        chat.tap("No, dejalos")
        assert chat.calendar.office.deletion is None
        chat.say("quiero borrar mis datos", "delete_data")
        chat.tap("Sí, borrar")

        assert chat.calendar.office.deletion == "confirmed"

    def test_an_old_button_deletes_nothing(self, chat: Conversation) -> None:
        chat.tap_id("deletion:99:yes")

        assert chat.calendar.office.deletion is None

    def test_second_thoughts(self, chat: Conversation) -> None:
        chat.say("quiero borrar mis datos", "delete_data")
        chat.say("sí", "affirm")

        assert "no borro nada" in chat.say("me arrepentí, no borres mis datos", "delete_data")

    def test_what_is_kept_is_told(self, chat: Conversation) -> None:
        chat.calendar.office.name = "Ana Benítez"

        assert "Ana Benítez" in chat.say("qué datos míos tienen?", "delete_data")

    def test_a_name_is_corrected(self, chat: Conversation) -> None:
        chat.say("mi nombre está mal, es Ana María Benítez", "delete_data")

        assert chat.calendar.office.name == "Ana María Benítez"

    def test_a_surname_is_corrected(self, chat: Conversation) -> None:
        chat.say("mi apellido está mal, es Benítez Paz", "delete_data")

        assert chat.calendar.office.name == "Ana Benítez Paz"

    def test_which_name_is_asked(self, chat: Conversation) -> None:
        assert "nombre completo" in chat.say("corregime el nombre", "delete_data")
        assert "nombre completo" in chat.say("", "fallback", 0.0)
        chat.say("Ana Paz", "inform")

        assert chat.calendar.office.name == "Ana Paz"

    def test_never_of_others(self, chat: Conversation) -> None:
        assert "Por seguridad" in chat.say("borrá los datos de Beto", "delete_data")
        assert chat.calendar.office.deletion is None

    def test_a_provider_is_for_people(self) -> None:
        laura = Conversation(provider_slug="laura")
        laura.say("borrá mis datos", "delete_data")

        assert laura.calendar.handoff == "personal_data"


class TestInvoice:
    def test_all_at_once(self, today: Conversation) -> None:
        said = today.say(
            "me hacés factura A a nombre de Sosa SRL, CUIT 30-50001091-2?", "request_invoice"
        )

        (sent,) = today.calendar.office.sent_invoices
        assert (sent.tax_id, sent.tax_name, sent.letter) == ("30500010912", "Sosa SRL", "A")
        assert "Corte con Laura" in said

    def test_only_what_is_missing_is_asked(self, today: Conversation) -> None:
        assert "CUIT" in today.say("necesito factura", "request_invoice")
        today.say("30123456", "request_invoice")

        (sent,) = today.calendar.office.sent_invoices
        assert (sent.tax_id, sent.tax_name) == ("30123456", "Ana Benítez")

    def test_a_wrong_number_is_asked_again(self, today: Conversation) -> None:
        assert "no me cierra" in today.say("factura, cuit 20-12345678-9", "request_invoice")
        assert "no me cierra" in today.say("20-12345678-8", "inform")
        today.say("20-12345678-6", "inform")

        assert today.calendar.office.sent_invoices[0].tax_id == "20123456786"

    def test_which_appointment_is_asked(self, today: Conversation) -> None:
        today.calendar.appointment("norma.semi", "2027-05-10T11:00")
        assert "Norma" in today.say("necesito factura", "request_invoice")
        assert "Norma" in today.say("eh?", "fallback", 0.0)
        today.say("la de Norma", "inform")
        today.say("30123456", "inform")

        assert today.calendar.office.sent_invoices[0].appointment_id == 2

    def test_by_button(self, today: Conversation) -> None:
        today.calendar.appointment("norma.semi", "2027-05-10T11:00")
        today.say("factura con dni 30123456", "request_invoice")
        today.tap_id("invoice:2")

        assert today.calendar.office.sent_invoices[0].appointment_id == 2

    def test_a_company_has_a_name_of_its_own(self, today: Conversation) -> None:
        assert "razón social" in today.say("factura, cuit 30-50001091-2", "request_invoice")
        today.say("Sosa y Cía", "inform")

        assert today.calendar.office.sent_invoices[0].tax_name == "Sosa y Cía"

    def test_kind_a_needs_a_cuit(self, today: Conversation) -> None:
        assert "hace falta el CUIT" in today.say("factura A dni 30123456", "request_invoice")

    def test_many_are_listed(self, today: Conversation) -> None:
        for day in (3, 4, 5):
            today.calendar.appointment("norma.semi", f"2027-05-0{day}T11:00")
        today.say("necesito factura", "request_invoice")

        assert len(today.titles) == 4

    def test_it_is_dropped(self, today: Conversation) -> None:
        today.say("necesito factura", "request_invoice")

        assert "dejo el pedido" in today.say("no, dejá", "deny")

    def test_something_else_is_answered_meanwhile(self, today: Conversation) -> None:
        today.say("necesito factura", "request_invoice")

        assert "CUIT" in today.say("cuánto sale el corte?", "ask_price")


ANSWERS_GIVEN = (
    "Julio Vera", "herrero", "Almagro", "rejas", "lunes a viernes", "20-12345678-6",
    "julio.vera.mp",
)  # fmt: skip
STEPS = [
    (1, "nombre"),
    (2, "dedicás"),
    (3, "zona"),
    (4, "servicios"),
    (5, "horarios"),
    (6, "CUIT"),
    (7, "alias o CBU"),
    (8, "25.326"),
]


class TestSigningUp:
    def test_step_by_step(self, chat: Conversation) -> None:
        chat.understand = lambda _: Understanding(
            "provider_signup", 0.9, (Entity("service", "plomero", 4, 11),),
            (IntentGuess("provider_signup", 0.9),), 1, "hand",
        )  # fmt: skip
        assert "nombre" in chat.say("soy plomero y quiero sumarme")
        chat.understand = Conversation().understand
        assert "zona" in chat.say("Julio Vera", "inform")
        assert "servicios" in chat.say("Almagro y Palermo", "inform")
        assert "horarios" in chat.say("arreglos desde 20 mil", "inform")
        assert "CUIT" in chat.say("de lunes a viernes", "inform")
        assert "alias o CBU" in chat.say("20-12345678-6", "inform")
        read_back = chat.say("julio.vera.mp", "inform")
        assert "JULIO.VERA.MP" in read_back
        assert "Ley 25.326" in read_back
        assert chat.calendar.office.lead is not None
        assert not chat.calendar.office.lead.submitted
        assert "Julio" in chat.tap("Sí, de acuerdo")

        lead = chat.calendar.office.lead
        assert lead is not None
        assert lead.submitted
        assert (lead.name, lead.trade, lead.tax_id) == ("Julio Vera", "plomero", "20123456786")

    def test_what_was_said_at_once_is_not_asked(self, chat: Conversation) -> None:
        said = chat.say("Soy Julio Vera, plomero de Almagro y quiero sumarme", "provider_signup")

        lead = chat.calendar.office.lead
        assert lead is not None
        assert (lead.name, lead.trade, lead.zone) == ("Julio Vera", "plomero", "Almagro")
        assert "servicios" in said

    def test_a_number_may_be_looked_up_for_days(self, chat: Conversation) -> None:
        self._up_to_the_tax_number(chat)

        chat.wait(days=3)

        assert "alias o CBU" in chat.say("hola, acá lo tengo: 20-12345678-6", "request_invoice")
        assert chat.calendar.office.lead is not None
        assert chat.calendar.office.lead.tax_id == "20123456786"

    def test_what_is_no_account_is_told(self, chat: Conversation) -> None:
        self._up_to_the_tax_number(chat)
        chat.say("20-12345678-6", "inform")

        assert "alias" in chat.say("mi alias es jv", "inform")
        assert "JULIO.VERA.MP" in chat.say("julio.vera.mp", "inform")

    def test_other_wishes_meanwhile_are_taken(self, chat: Conversation) -> None:
        self._up_to_the_tax_number(chat)
        chat.wait(days=3)

        assert "Laura" in chat.say("un corte con Laura el viernes a las 17", "book")

    def test_after_a_week_it_is_begun_anew(self, chat: Conversation) -> None:
        self._up_to_the_tax_number(chat)
        chat.wait(days=8)

        chat.say("20-12345678-6", "inform")

        assert chat.calendar.office.lead is not None
        assert chat.calendar.office.lead.tax_id is None

    def _up_to_the_tax_number(self, chat: Conversation) -> None:
        chat.say("quiero ofrecer mis servicios", "provider_signup")
        for answer in ("Julio Vera", "herrero", "Almagro", "rejas", "lunes a viernes"):
            chat.say(answer, "inform")

    def test_a_number_is_no_name(self, chat: Conversation) -> None:
        chat.say("quiero ofrecer mis servicios", "provider_signup")

        assert "nombre" in chat.say("123", "inform")
        assert "dedicás" in chat.say("Julio Vera", "inform")

    def test_a_name_with_its_zone(self, chat: Conversation) -> None:
        chat.say("quiero ofrecer mis servicios", "provider_signup")
        chat.say("Julio Vera, Almagro", "inform")

        lead = chat.calendar.office.lead
        assert lead is not None
        assert (lead.name, lead.zone) == ("Julio Vera", "Almagro")

    def test_it_is_gone_on_with_later(self, chat: Conversation) -> None:
        chat.say("quiero ofrecer mis servicios", "provider_signup")
        chat.say("Julio Vera", "inform")
        chat.wait(days=2)

        assert "dedicás" in chat.say("quiero sumarme", "provider_signup")

    def test_the_tax_number_may_come_later(self, chat: Conversation) -> None:
        for words in ("quiero sumarme", "Julio Vera", "plomero", "Almagro", "todo", "siempre"):
            chat.say(words, "provider_signup" if words == "quiero sumarme" else "inform")
        assert "no me cierra" in chat.say("20-12345678-9", "inform")
        chat.tap("Después")
        chat.tap("Después")
        chat.say("si", "affirm")

        assert chat.calendar.office.lead is not None
        assert chat.calendar.office.lead.submitted

    def test_or_in_words(self, chat: Conversation) -> None:
        for words in ("quiero sumarme", "Julio Vera", "plomero", "Almagro", "todo", "siempre"):
            chat.say(words, "provider_signup" if words == "quiero sumarme" else "inform")
        chat.say("todavía no tengo", "deny")
        chat.say("después te lo paso", "inform")
        chat.say("dale", "affirm")

        assert chat.calendar.office.lead is not None
        assert chat.calendar.office.lead.submitted

    def test_once_it_is_there_it_is_known(self, chat: Conversation) -> None:
        for words in ("quiero sumarme", "Julio Vera", "plomero", "Almagro", "todo", "siempre"):
            chat.say(words, "provider_signup" if words == "quiero sumarme" else "inform")
        chat.say("20-12345678-6", "inform")
        chat.say("2850590940090418135201", "inform")
        chat.say("si", "affirm")

        assert "Ya tenemos" in chat.say("quiero sumarme", "provider_signup")

    def test_a_wrong_account_is_told(self, chat: Conversation) -> None:
        self.all_but_consent(chat, account="")

        assert "no me cierra" in chat.say("2850590940090418135202", "inform")
        assert "2850590940090418135201" in chat.say("2850590940090418135201", "inform")

    def test_without_consent_nothing_is_kept(self, chat: Conversation) -> None:
        self.all_but_consent(chat)

        assert "dejamos acá" in chat.say("no", "deny")
        assert chat.calendar.office.lead is None

    def test_an_old_consent_button_does_nothing_sooner(self, chat: Conversation) -> None:
        chat.say("quiero sumarme", "provider_signup")

        assert "nombre" in chat.tap_id("menu:lead_agree")
        assert chat.calendar.office.lead is not None
        assert not chat.calendar.office.lead.submitted

    def test_who_is_one_already_is_told_so(self) -> None:
        laura = Conversation(provider_slug="laura", name="Laura Gómez")

        assert "Ya sos parte" in laura.say("quiero ofrecer mis servicios", "provider_signup")

    @pytest.mark.parametrize(("step", "asked"), STEPS)
    @pytest.mark.parametrize(
        ("words", "intent", "answer"),
        [
            ("cuánto sale el corte?", "ask_price", "12.000"),
            ("mis turnos", "check_booking", "turno"),
            ("cancelame el turno", "cancel", "turno"),
            ("seguimos", "affirm", ""),
        ],
    )
    def test_what_is_said_at_a_step_is_answered_and_the_step_asked_again(
        self, chat: Conversation, step: int, asked: str, words: str, intent: str, answer: str
    ) -> None:
        self.up_to(chat, step)
        before = chat.calendar.office.lead

        said = chat.say(words, intent)

        assert answer in said
        assert asked in said
        assert len(chat.replies) == 1
        assert chat.calendar.office.lead == before

    @pytest.mark.parametrize(("step", "asked"), STEPS)
    @pytest.mark.parametrize(
        ("words", "days"), [("sigo con el alta", 0), ("seguimos", 1), ("hola, sigamos", 6)]
    )
    def test_a_step_left_for_an_appointment_is_gone_on_with(
        self, chat: Conversation, step: int, asked: str, words: str, days: int
    ) -> None:
        self.up_to(chat, step)

        assert "sigo con el alta" in chat.say("quiero un turno", "book")
        chat.wait(days=days)
        if days:
            chat.say("no, dejá, después veo", "deny")

        assert asked in chat.say(words, "affirm")

    @pytest.mark.parametrize(("step", "asked"), STEPS)
    def test_a_step_put_off_waits_for_a_week(
        self, chat: Conversation, step: int, asked: str
    ) -> None:
        self.up_to(chat, step)

        assert "una semana" in chat.say("ahora no puedo, mañana sigo", "deny")
        assert asked in chat.wait(days=6).say("hola", "greet")

    @pytest.mark.parametrize(
        ("words", "answer"),
        [("para qué necesitan mi cbu?", "señas"), ("cobran comisión?", "te lo cuenta")],
    )
    def test_a_question_about_it_is_no_account(
        self, chat: Conversation, words: str, answer: str
    ) -> None:
        self.up_to(chat, 7)

        said = chat.say(words, "provider_signup")

        assert answer in said
        assert "alias o CBU" in said

    def test_nothing_is_gone_on_with_that_was_not_begun(self, chat: Conversation) -> None:
        chat.say("seguimos", "affirm")

        assert chat.calendar.office.lead is None

    def test_a_booking_under_way_is_not_left_for_a_bare_word(self, chat: Conversation) -> None:
        self.up_to(chat, 3)
        chat.say("un corte con Laura el viernes", "book")

        assert "servicios" not in chat.say("seguimos", "affirm")

    def up_to(self, chat: Conversation, step: int) -> None:
        """Sign up as far as the question with this number, from 1."""
        for answer in ("quiero ofrecer mis servicios", *ANSWERS_GIVEN[: step - 1]):
            is_first = answer.startswith("quiero")
            chat.say(answer, "provider_signup" if is_first else "inform")

    def all_but_consent(self, chat: Conversation, account: str = "julio.vera.mp") -> None:
        for words in ("quiero sumarme", "Julio Vera", "plomero", "Almagro", "todo", "siempre"):
            chat.say(words, "provider_signup" if words == "quiero sumarme" else "inform")
        chat.say("20-12345678-6", "inform")
        if account:
            chat.say(account, "inform")

    def test_it_is_dropped(self, chat: Conversation) -> None:
        chat.say("quiero sumarme", "provider_signup")

        assert "dejamos acá" in chat.say("dejá, no quiero", "deny")
        assert chat.calendar.office.lead is None

    def test_a_question_is_answered_meanwhile(self, chat: Conversation) -> None:
        chat.say("quiero sumarme", "provider_signup")

        assert "nombre" in chat.say("quién sos?", "bot_challenge")

    def test_another_task_is_taken(self, chat: Conversation) -> None:
        chat.say("quiero sumarme", "provider_signup")
        chat.say("quiero hablar con una persona", "talk_to_human")

        assert chat.calendar.handoff == "asked"

    def test_an_old_button(self, chat: Conversation) -> None:
        assert "ya no funciona" in chat.tap_id("menu:lead_skip")
