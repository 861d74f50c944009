"""A wish is taken for one, whatever else it was read as; names are whose they are."""

import pytest

from bot.domain.appointments import AppointmentState
from bot.messages.replies import PaymentLink
from bot.messages.understanding import Entity, IntentGuess, Understanding
from tests.fakes.conversation import Conversation


@pytest.fixture
def chat() -> Conversation:
    return Conversation()


class TestNothingToMove:
    @pytest.mark.parametrize(
        "text",
        [
            "Diego podrá pasar el viernes a las 9? estoy en Rojas 450, Caballito",
            "que pase Diego el viernes a las 9 por Rojas 450, Caballito",
            "se puede mover Diego hasta Rojas 450, Caballito el viernes a las 9",
        ],
    )
    def test_a_visit_is_booked(self, chat: Conversation, text: str) -> None:
        assert "Visita de plomería en Rojas 450, Caballito" in chat.say(text, "reschedule")

    def test_what_was_thought_to_exist_is_said_and_a_new_one_looked_for(
        self, chat: Conversation
    ) -> None:
        said = chat.say("me cambiás el turno con Laura al viernes a las 17, un corte", "reschedule")

        assert "No te veo turnos para cambiar" in said
        assert "Corte con Laura" in said

    def test_a_day_alone_moves_nothing(self, chat: Conversation) -> None:
        assert "No te veo turnos" in chat.say("me lo pasás al viernes?", "reschedule")
        assert chat.titles == []

    def test_a_free_time_asked_for_is_no_own_appointment(self, chat: Conversation) -> None:
        said = chat.say(
            "hola tenés turno el viernes a las 17 con Laura para un corte?", "check_booking"
        )

        assert "¿Te lo reservo?" in said or "¿Querés" in said or "¿Lo confirmamos?" in said

    def test_an_own_appointment_asked_for_is_not_booked(self, chat: Conversation) -> None:
        assert "No te veo turnos" in chat.say("tengo turno con Laura el viernes?", "check_booking")


class TestWhatSomebodyDoes:
    @pytest.mark.parametrize(
        "text",
        [
            "me gotea la canilla del baño, lo mandan a Diego el jueves a las 11?",
            "se me tapó la pileta de la cocina, puede venir Diego?",
            "pierde el caño del baño y de la cocina, viene Diego?",
            "se rompió la mochila en el baño, Diego puede?",
        ],
    )
    def test_rooms_are_no_services_of_others(self, chat: Conversation, text: str) -> None:
        assert "Diego no hace" not in chat.say(text, "book")

    @pytest.mark.parametrize(
        "text",
        ["corte y barba con Laura", "barba y corte con Laura", "con Laura corte y tambien barba"],
    )
    def test_what_is_listed_is(self, chat: Conversation, text: str) -> None:
        assert "Laura no hace Barba" in chat.say(text, "book")

    @pytest.mark.parametrize(
        "text",
        [
            "quiero pintarme el cabello, color con la Laura el viernes a las 16",
            "color de pelo con Laura el viernes a las 16",
            "tintura para el pelo con Lau el viernes a las 16",
        ],
    )
    def test_hair_is_no_second_service(self, chat: Conversation, text: str) -> None:
        said = chat.say(text, "book")

        assert "Color con Laura" in said
        assert "Corte" not in said


class TestWithAnybody:
    @pytest.mark.parametrize(
        "text",
        [
            "un corte el sábado 10:30, con cualquiera que tenga lugar me da igual",
            "corte el sábado a las 10:30 con quien sea",
            "me da lo mismo con quién, corte sábado 10:30",
        ],
    )
    def test_the_day_that_was_said_stays(self, chat: Conversation, text: str) -> None:
        assert "sábado 15/5 a las 10:30 hs" in chat.say(text, "book")

        chat.say("dale", "affirm")

        assert chat.booked == ["laura.corte 2027-05-15T10:30"]


class TestWriter:
    @pytest.fixture
    def chat(self) -> Conversation:
        chat = Conversation(name=None)
        chat.say("Norma me podrá hacer los pies el sábado a las 12?", "book")
        return chat

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Romina Paz", "Romina Paz"),
            ("Laura Benítez", "Laura Benítez"),
            ("soy Romina Paz", "Romina"),
            ("me llamo romina", "Romina"),
        ],
    )
    def test_a_name_given_is_the_writers(self, chat: Conversation, text: str, name: str) -> None:
        chat.say(text, "inform")
        chat.say("si", "affirm")

        assert (chat.calendar.noted_name or "").startswith(name)
        assert chat.booked == ["norma.pies 2027-05-15T12:00"]

    def test_it_is_said_once_and_the_offer_again(self, chat: Conversation) -> None:
        said = chat.say("Romina Paz", "inform")

        assert "¡Gracias, Romina!" in said
        assert "Belleza de pies con Norma" in said

    def test_a_provider_is_still_named(self, chat: Conversation) -> None:
        assert "Graciela" in chat.say(
            "mejor un masaje con Graciela Paz el viernes a las 18", "book"
        )
        assert chat.calendar.noted_name is None

    def test_a_known_writer_is_not_renamed(self) -> None:
        chat = Conversation()

        chat.say("Romina Paz", "inform")

        assert chat.calendar.noted_name is None


class TestRefusalAndWish:
    def test_no_person_but_an_appointment(self, chat: Conversation) -> None:
        chat.say("son unos inútiles", "complain")

        said = chat.say(
            "no, dejá. poneme una limpieza con Peralta el viernes 15:30 y ya está", "book"
        )

        assert "Limpieza dental con Dr. Hugo Peralta" in said

    def test_not_cancelled_and_another_booked(self, chat: Conversation) -> None:
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        chat.say("cancelá mi turno", "cancel")

        said = chat.say(
            "no, dejalo. Anotame además una barba con Marcos el sábado a las 11", "book"
        )

        assert "Barba con Marcos" in said
        assert len(chat.booked) == 1


class TestPeople:
    @pytest.mark.parametrize(
        "text", ["sí, una persona", "un humano porfa", "con alguien por favor"]
    )
    def test_a_person_is_fetched(self, chat: Conversation, text: str) -> None:
        chat.say(text, "affirm")

        assert chat.calendar.handoff == "asked"

    def test_the_robot_offers_one(self, chat: Conversation) -> None:
        chat.say("sos un robot?", "bot_challenge")
        assert "Hablar con alguien" in chat.titles

        chat.say("sí", "affirm")

        assert chat.calendar.handoff is not None

    def test_two_persons_who_come_are_not_people_of_the_team(self, chat: Conversation) -> None:
        chat.say("somos dos personas", "inform")

        assert chat.calendar.handoff is None


class TestProvider:
    @pytest.fixture
    def chat(self) -> Conversation:
        chat = Conversation(provider_slug="laura")
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        return chat

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("hola, que turnos tengo el viernes?", "check_booking"),
            ("cómo viene el viernes?", "ask_hours"),
            ("quién viene el viernes", "inform"),
            ("mostrame mis turnos del viernes", "check_booking"),
        ],
    )
    def test_own_jobs_are_the_agenda(self, chat: Conversation, text: str, intent: str) -> None:
        assert "Corte, Ana Benítez" in chat.say(text, intent)

    def test_an_appointment_with_another_is_theirs_as_a_customer(self, chat: Conversation) -> None:
        assert "Tu agenda" not in chat.say("a qué hora tengo turno con Marcos?", "check_booking")

    def test_a_late_answer_starts_no_booking(self, chat: Conversation) -> None:
        said = chat.say("perdón recién veo, si si voy mañana a las 15", "inform")

        assert "pedidos esperando" in said


class TestReminded:
    def test_a_doubt_about_another_day_is_no_delay(self, chat: Conversation) -> None:
        chat.reminded = chat.calendar.appointment("peralta.limpieza", "2027-05-14T18:15")

        said = chat.say("uff no sé si llego, capaz salgo tarde del laburo", "running_late")

        assert "no te figura" not in said
        assert len(chat.titles) == 3
        assert chat.calendar.attending == []


class TestPaid:
    def test_what_is_in_process_is_said_at_once(self, chat: Conversation) -> None:
        view = chat.calendar.appointment(
            "laura.color", "2027-05-14T16:00", state=AppointmentState.HELD
        )
        fields = {name: getattr(view, name) for name in view.__slots__}
        chat.calendar.own[0] = type(view)(**fields | {"deposit_in_process": True})

        said = chat.say("recién pagué, les entró la plata?", "payment_done")

        assert "todavía lo está procesando" in said


class TestTwoTasks:
    @pytest.fixture
    def chat(self) -> Conversation:
        chat = Conversation()
        chat.calendar.appointment("silvia.sesion", "2027-05-13T15:00")
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
        return chat

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("cancelá el de Laura y pasá el de Silvia para el viernes a las 10", "reschedule"),
            ("el de Silvia pasalo al viernes a las 10 y dame de baja el de Laura", "cancel"),
            ("no voy a lo de Laura, cancelalo, y la kine movela al viernes 10hs", "cancel"),
        ],
    )
    def test_one_after_the_other(self, chat: Conversation, text: str, intent: str) -> None:
        assert "cancele tu turno de Corte con Laura" in chat.say(text, intent)
        assert "viernes 14/5 a las 10:00 hs" in chat.say("sí", "affirm")

        chat.say("dale", "affirm")

        assert chat.booked == ["silvia.sesion 2027-05-14T10:00"]

    def test_kept_after_all_the_other_is_still_moved(self, chat: Conversation) -> None:
        chat.say("cancelá el de Laura y pasá el de Silvia para el viernes a las 10", "cancel")

        assert "viernes 14/5 a las 10:00 hs" in chat.say("no, ese dejalo", "deny")

    def test_without_a_time_it_is_asked_for(self, chat: Conversation) -> None:
        chat.say("cancelá el de Laura y cambiame el de Silvia", "cancel")

        assert "¿Para qué día y hora lo paso?" in chat.say("sí", "affirm")

    def test_two_to_cancel_are_asked_about_together(self, chat: Conversation) -> None:
        said = chat.say("cancelame el de Laura y el de Silvia", "cancel")

        assert "¿Los cancelo?" in said


class TestHeld:
    @pytest.mark.parametrize(
        "text",
        [
            "¿Qué pasó que no me tomó la tarjeta? ¿Sigo teniendo el lugar?",
            "sigue en pie mi turno?",
            "tengo guardado el turno?",
        ],
    )
    def test_a_question_about_it_is_answered_with_the_link(
        self, chat: Conversation, text: str
    ) -> None:
        chat.calendar.appointment("norma.kapping", "2027-05-14T14:30", state=AppointmentState.HELD)

        assert "el lugar sigue siendo tuyo" in chat.say(text, "check_booking")
        assert [type(reply) for reply in chat.replies] == [PaymentLink]


class TestSaidAgain:
    @pytest.mark.parametrize("text", ["si, a las 17", "sí, el jueves 17hs", "dale, mañana a las 5"])
    def test_a_yes_to_what_is_booked_books_nothing_more(
        self, chat: Conversation, text: str
    ) -> None:
        chat.say("corte con Laura mañana a las 17", "book")
        chat.say("dale", "affirm")

        chat.say(text, "affirm")

        assert chat.titles == []
        assert chat.booked == ["laura.corte 2027-05-13T17:00"]


class TestUnaccented:
    def test_the_time_of_a_sure_wish_counts_though_its_verb_reads_as_past(self) -> None:
        text = "entreno con Bruno el viernes a las 8"
        at = text.index("el viernes")
        time = Entity("time", text[at:], at, len(text))
        guess = IntentGuess("book", 0.95)
        chat = Conversation(
            understand=lambda _: Understanding("book", 0.95, (time,), (guess,), 1, "x")
        )

        chat.say(text)

        assert chat.titles == ["vie 14/5 08:00 hs", "vie 14/5 20:00 hs"]

    def test_a_past_time_is_no_wish(self) -> None:
        text = "ayer fui con Bruno, quiero otro turno"
        guess = IntentGuess("book", 0.95)
        time = Entity("time", "ayer", 0, 4)
        chat = Conversation(
            understand=lambda _: Understanding("book", 0.95, (time,), (guess,), 1, "x")
        )

        assert "ya pasó" not in chat.say(text)


class TestRefusedDays:
    def test_a_day_refused_with_the_wish_is_not_offered(self, chat: Conversation) -> None:
        chat.say("corte con Marcos después de las 18, el jueves no", "book")

        assert chat.titles
        assert not any("jue" in title for title in chat.titles)

    def test_the_day_wished_in_its_stead_stays(self, chat: Conversation) -> None:
        said = chat.say("corte con Marcos, el jueves no, el viernes a las 17", "book")

        assert "viernes 14/5 a las 17:00" in said
