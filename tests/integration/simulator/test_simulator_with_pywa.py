"""The simulated Cloud API, driven and read by the pywa library as Meta's own would be."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pywa import errors, types
from pywa.types import templates as parts
from simulator_bench import (
    ANA,
    META_ACCOUNT,
    META_LINE,
    META_NUMBER,
    META_SECRET,
    META_TOKEN,
    Simulator,
    receiving,
    start,
)

from tests.fakes.pywa_client import Pywa, item_of, leaves, make

DIGITS = ANA.removeprefix("+")
HIDDEN = "AR.77"
PDF = b"%PDF-1.4 una constancia"
Send = Callable[[Any], Any]


def library(simulator: Simulator, token: str = META_TOKEN) -> Pywa:
    return make(
        simulator.base, token=token, line=META_LINE, account=META_ACCOUNT, secret=META_SECRET
    )


def read_all(pywa: Pywa, simulator: Simulator) -> list[Any]:
    """Return what the library makes of all that Meta's webhooks told."""
    return pywa.read(
        (call.raw, call.headers["x-hub-signature-256"])
        for call in simulator.receiver.calls
        if call.path == "/webhooks/meta"
    )


@pytest.fixture
def pywa(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> Iterator[Pywa]:
    caplog.set_level(logging.WARNING, "pywa")
    made = library(simulator)
    yield made
    made.session.close()
    assert not [one for one in caplog.records if one.name.startswith("pywa")]


@pytest.fixture
def wa(pywa: Pywa, simulator: Simulator) -> Any:
    """The library, with Ana's window open."""
    simulator.say(channel="meta")
    simulator.settle()
    simulator.receiver.clear()
    return pywa.wa


def buttons(*titles: str) -> list[types.Button]:
    return [types.Button(title, f"id:{title}") for title in titles]


def rows(count: int) -> types.SectionList:
    made = [types.SectionRow(f"Fila {n}", f"row:{n}", f"con Laura {n}") for n in range(count)]
    return types.SectionList("Ver", [types.Section("Jueves", made)])


def template(*titles: str, category: str = "UTILITY") -> parts.Template:
    components: list[Any] = [parts.BodyText("Hola {{1}}, te espero el {{2}}.", "Ana", "jueves")]
    if titles:
        made = [parts.QuickReplyButton(text=one) for one in titles]
        components.append(parts.Buttons(buttons=made))
    return parts.Template(
        name="prueba",
        language=parts.TemplateLanguage.SPANISH_ARG,
        category=parts.TemplateCategory(category),
        components=components,
    )


def filled(wa: Any, *titles: str) -> Any:
    params: list[Any] = [parts.BodyText.params("Ana", "jueves 26")]
    for index, title in enumerate(titles):
        params.append(parts.QuickReplyButton.params(callback_data=f"id:{title}", index=index))
    return wa.send_template(DIGITS, "prueba", parts.TemplateLanguage.SPANISH_ARG, params)


class TestSending:
    @pytest.mark.parametrize(
        ("send", "shown"),
        [
            (lambda wa: wa.send_message(DIGITS, "Hola ☀"), {"kind": "text", "body": "Hola ☀"}),
            (
                lambda wa: wa.send_message(DIGITS, "¿Va?", "Turno", "Ana", buttons("Sí", "No")),
                {"kind": "buttons", "body": "¿Va?", "header": "Turno", "footer": "Ana"},
            ),
            (
                lambda wa: wa.send_message(DIGITS, "¿Cuál?", buttons=rows(10)),
                {"kind": "list", "body": "¿Cuál?", "button": "Ver"},
            ),
            (
                lambda wa: wa.send_message(
                    DIGITS, "La seña", buttons=types.URLButton("Pagar", "https://x.ar/1")
                ),
                {"kind": "link", "links": [{"title": "Pagar", "url": "https://x.ar/1"}]},
            ),
            (lambda wa: wa.request_location(DIGITS, "¿Dónde?"), {"asks": "location"}),
            (lambda wa: wa.request_contact_info(DIGITS, "¿Tu número?"), {"asks": "contact"}),
            (lambda wa: wa.send_location(DIGITS, -34.6, -58.4), {"kind": "location"}),
            (
                lambda wa: wa.send_image(DIGITS, "https://x.ar/a.png", caption="Así"),
                {"kind": "image", "body": "Así"},
            ),
            (
                lambda wa: wa.send_document(
                    DIGITS, PDF, filename="c.pdf", mime_type="application/pdf"
                ),
                {"kind": "document"},
            ),
        ],
        ids=["text", "buttons", "list", "link", "where", "number", "place", "image", "file"],
    )
    def test_every_kind_is_taken_and_shown(
        self, simulator: Simulator, wa: Any, send: Send, shown: dict[str, Any]
    ) -> None:
        sent = send(wa)

        assert (sent.input, sent.chat.id, sent.from_phone_id) == (DIGITS, DIGITS, META_LINE)
        bubble = simulator.bubble(sent.id)
        assert {name: bubble[name] for name in shown} == shown

    def test_choices_keep_their_ids(self, simulator: Simulator, wa: Any) -> None:
        two = simulator.bubble(wa.send_message(DIGITS, "¿Va?", buttons=buttons("Sí", "No")).id)
        ten = simulator.bubble(wa.send_message(DIGITS, "¿Cuál?", buttons=rows(10)).id)

        assert [one["id"] for one in two["choices"]] == ["id:Sí", "id:No"]
        assert [one["id"] for one in ten["choices"]] == [f"row:{n}" for n in range(10)]

    def test_who_hides_the_number_is_reached_by_the_id(self, simulator: Simulator, wa: Any) -> None:
        simulator.say(channel="meta", **{"from": HIDDEN})

        sent = wa.send_message(HIDDEN, "hola")

        assert (sent.input, sent.chat.id) == (HIDDEN, HIDDEN)
        assert simulator.bubble(sent.id)["phone"] == HIDDEN

    def test_reaction_put_and_taken_back_and_quote(self, simulator: Simulator, wa: Any) -> None:
        sid = simulator.say(channel="meta")["sid"]

        put = wa.send_reaction(DIGITS, "👍", sid)
        back = wa.remove_reaction(DIGITS, sid)
        quote = wa.send_message(DIGITS, "Eso", reply_to_message_id=sid)

        assert [simulator.bubble(one.id)["body"] for one in (put, back)] == ["👍", ""]
        assert simulator.bubble(quote.id)["quoted"] == sid

    def test_read_and_typing(self, simulator: Simulator, wa: Any) -> None:
        first, second = (simulator.say(channel="meta")["sid"] for _ in range(2))

        assert wa.mark_message_as_read(first)
        assert wa.indicate_typing(second)
        assert [simulator.bubble(sid)["status"] for sid in (first, second)] == ["read", "read"]

    def test_files_up_down_and_away(self, simulator: Simulator, wa: Any) -> None:
        media = wa.upload_media(PDF, mime_type="application/pdf", filename="c.pdf")

        found = wa.get_media_url(media.id)
        assert (found.id, found.mime_type, found.file_size) == (
            media.id,
            "application/pdf",
            len(PDF),
        )
        assert wa.get_media_bytes(found.url) == PDF
        assert wa.delete_media(media.id)
        with pytest.raises(errors.WhatsAppError) as gone:
            wa.get_media_url(media.id)
        assert gone.value.code == 100


class TestRefusals:
    @pytest.mark.parametrize(
        ("send", "error"),
        [
            (
                lambda wa: wa.send_message(DIGITS, "¿Va?", buttons=buttons(*"abcd")),
                errors.InvalidParameter,
            ),
            (
                lambda wa: wa.send_message(DIGITS, "¿Va?", buttons=buttons("a" * 21)),
                errors.InvalidParameter,
            ),
            (
                lambda wa: wa.send_message(DIGITS, "¿Va?", buttons=rows(11)),
                errors.InvalidParameter,
            ),
            (lambda wa: wa.send_message(DIGITS, " "), errors.MissingRequiredParameter),
            (filled, errors.TemplateNotExists),
        ],
        ids=["buttons", "title", "rows", "blank", "template"],
    )
    def test_are_told_in_metas_own_classes(
        self, wa: Any, send: Send, error: type[errors.WhatsAppError]
    ) -> None:
        with pytest.raises(error) as refused:
            send(wa)

        assert refused.value.details
        assert refused.value.fbtrace_id

    def test_another_token(self, simulator: Simulator) -> None:
        stranger = library(simulator, token="another")

        with pytest.raises(errors.ExpiredAccessToken):
            stranger.wa.send_message(DIGITS, "x")
        stranger.session.close()

    def test_too_many_to_one_person(self, simulator: Simulator, wa: Any) -> None:
        simulator.post("clock", {"now": "2029-05-12T10:00:00-03:00"})
        simulator.say(channel="meta")

        for number in range(45):
            wa.send_message(DIGITS, str(number))

        with pytest.raises(errors.TooManyMessages):
            wa.send_message(DIGITS, "uno más")

    def test_too_many_at_once_from_one_number(self, tmp_path: Path) -> None:
        with receiving() as receiver:
            slow = start(receiver, tmp_path / "journal.jsonl", "--meta-rate", "2")
            pywa = library(slow)
            try:
                people = [f"54911223300{number:02d}" for number in range(40)]
                outcomes = [self._outcome(pywa, person) for person in people]
            finally:
                pywa.session.close()
                slow.kill()

        assert outcomes[:2] == ["sent", "sent"]
        assert "RateLimitHit" in outcomes
        assert set(outcomes) == {"sent", "RateLimitHit"}

    def _outcome(self, pywa: Pywa, person: str) -> str:
        try:
            pywa.wa.send_message(person, "hola")
        except errors.WhatsAppError as error:
            return type(error).__name__
        return "sent"


class TestTemplates:
    def test_created_judged_listed_sent_and_deleted(
        self, simulator: Simulator, pywa: Pywa, wa: Any
    ) -> None:
        created = wa.create_template(template("Voy", "No voy"))
        assert (created.status, created.category) == ("PENDING", "UTILITY")
        simulator.settle()

        (told,) = read_all(pywa, simulator)
        assert (told.new_status, told.template_id, told.template_name) == (
            "APPROVED",
            created.id,
            "prueba",
        )
        assert (told.category, told.template_language) == ("UTILITY", "es_AR")
        listed = wa.get_templates(statuses=[parts.TemplateStatus.APPROVED])
        assert (listed.total_count, [one.id for one in listed]) == (1, [created.id])
        ours, theirs = template("Voy", "No voy"), listed[0]
        assert [type(one) for one in theirs.components] == [type(one) for one in ours.components]
        assert theirs.components[0].text == ours.components[0].text
        assert not wa.get_templates(statuses=[parts.TemplateStatus.PAUSED])

        sent = filled(wa, "Voy", "No voy")
        assert sent.status == "accepted"
        bubble = simulator.bubble(sent.id)
        assert bubble["body"] == "Hola Ana, te espero el jueves 26."
        assert [one["id"] for one in bubble["choices"]] == ["id:Voy", "id:No voy"]
        assert wa.delete_template("prueba", template_id=created.id)
        assert not wa.get_templates()

    def test_long_lists_come_in_pages(self, wa: Any) -> None:
        for number in range(5):
            one = template()
            one.name = f"prueba_{number}"
            wa.create_template(one)

        page = wa.get_templates(pagination=types.Pagination(limit=2))
        seen = list(page)
        while page.has_next:
            page = wa.get_templates(pagination=types.Pagination(limit=2, after=page.after))
            seen += page

        assert [one.name for one in seen] == [f"prueba_{number}" for number in range(5)]

    @pytest.mark.parametrize(
        ("status", "error"),
        [("PAUSED", errors.TemplatePaused), ("DISABLED", errors.TemplateDisabled)],
    )
    def test_one_that_may_not_leave(
        self, simulator: Simulator, pywa: Pywa, wa: Any, status: str, error: type[Exception]
    ) -> None:
        wa.create_template(template())
        simulator.settle()
        simulator.receiver.clear()
        simulator.post("templates", {"name": "prueba", "status": status})
        simulator.settle()

        (told,) = read_all(pywa, simulator)
        assert told.new_status == status
        with pytest.raises(error):
            filled(wa)

    def test_one_that_meta_calls_marketing(self, simulator: Simulator, pywa: Pywa, wa: Any) -> None:
        wa.create_template(template())
        simulator.settle()
        simulator.receiver.clear()
        simulator.post("templates", {"name": "prueba", "category": "MARKETING"})
        simulator.settle()

        (told,) = read_all(pywa, simulator)
        assert (told.previous_category, told.new_category) == ("UTILITY", "MARKETING")
        (listed,) = wa.get_templates()
        assert listed.category == "MARKETING"


KEPT_ELSEWHERE = {"origin"}  # of a visiting card: the library does not read it


def lost(read: Any) -> list[Any]:
    """Return what the item said and what was read of it does not."""
    kept = {str(one) for one in leaves(read)}
    item = item_of(read)
    bare = {name: one for name, one in item.items() if name != "contacts"}
    cards = [
        {name: one for name, one in card.items() if name not in KEPT_ELSEWHERE}
        for card in item.get("contacts", [])
    ]
    if item.get("type") == "contacts":
        bare["contacts"] = cards
    return [one for one in leaves(bare) if str(one) not in kept]


class TestInbound:
    @pytest.mark.parametrize(
        "said",
        [
            {"kind": "text", "text": "hola, ¿tenés para el jueves? ☀"},
            {"kind": "audio"},
            {"kind": "image", "text": "quiero este corte"},
            {"kind": "image"},
            {"kind": "sticker"},
            {"kind": "document", "text": "el comprobante"},
            {"kind": "location"},
            {"kind": "location", "location": {"latitude": "-24.78", "longitude": "-65.41"}},
            {"kind": "contact"},
            {"kind": "text", "text": "hola", "from": HIDDEN, "profile_name": "anapaz"},
        ],
        ids=str,
    )
    def test_every_kind_is_read_whole(
        self, simulator: Simulator, pywa: Pywa, said: dict[str, str]
    ) -> None:
        simulator.post(
            "messages", {"from": ANA, "channel": "meta", "profile_name": "Ana Paz", **said}
        )

        (read,) = read_all(pywa, simulator)

        assert isinstance(read, types.Message)
        assert lost(read) == []
        who = read.from_user
        assert (who.name, who.wa_id) == (
            (said["profile_name"], None) if "from" in said else ("Ana Paz", DIGITS)
        )
        assert who.bsuid == item_of(read)["from_user_id"]
        assert read.metadata.display_phone_number == META_NUMBER.removeprefix("+")
        assert read.error is None

    def test_reaction_and_its_end(self, simulator: Simulator, pywa: Pywa, wa: Any) -> None:
        sid = wa.send_message(DIGITS, "Listo").id
        for emoji in ("❤️", ""):
            simulator.say(emoji, kind="reaction", quoted=sid, channel="meta")

        reactions = [one for one in read_all(pywa, simulator) if isinstance(one, types.Message)]

        assert [one.reaction.emoji for one in reactions] == ["❤️", None]
        assert [one.reaction.message_id for one in reactions] == [sid, sid]

    def test_what_whatsapp_can_not_show(self, simulator: Simulator, pywa: Pywa) -> None:
        simulator.post("messages", {"from": ANA, "channel": "meta", "kind": "unknown"})

        (read,) = read_all(pywa, simulator)

        assert read.type == "unsupported"
        assert isinstance(read.error, errors.UnsupportedMessageType)

    def test_answer_to_a_message_of_ours_and_to_their_own(
        self, simulator: Simulator, pywa: Pywa, wa: Any
    ) -> None:
        ours = wa.send_message(DIGITS, "¿Va?").id
        theirs = simulator.say(channel="meta")["sid"]
        simulator.receiver.clear()
        for sid in (ours, theirs):
            simulator.say("esto", quoted=sid, channel="meta")

        first, second = (one for one in read_all(pywa, simulator) if isinstance(one, types.Message))

        assert (first.reply_to_message.id, second.reply_to_message.id) == (ours, theirs)
        assert first.reply_to_message.from_user_id == META_NUMBER.removeprefix("+")
        assert second.reply_to_message.from_user_id == DIGITS

    def test_taps(self, simulator: Simulator, pywa: Pywa, wa: Any) -> None:
        wa.create_template(template("Voy"))
        simulator.settle()
        sent = (
            (wa.send_message(DIGITS, "¿Va?", buttons=buttons("Sí")).id, "id:Sí"),
            (wa.send_message(DIGITS, "¿Cuál?", buttons=rows(1)).id, "row:0"),
            (filled(wa, "Voy").id, "id:Voy"),
        )
        simulator.receiver.clear()
        for sid, choice in sent:
            chosen = {"sid": sid, "id": choice}
            simulator.post(
                "messages", {"from": ANA, "channel": "meta", "kind": "tap", "choice": chosen}
            )

        taps = [
            one for one in read_all(pywa, simulator) if not isinstance(one, types.MessageStatus)
        ]

        kinds = (types.CallbackButton, types.CallbackSelection, types.CallbackButton)
        assert [type(one) for one in taps] == list(kinds)
        assert [one.data for one in taps] == [choice for _, choice in sent]
        assert [one.title for one in taps] == ["Sí", "Fila 0", "Voy"]
        assert [one.reply_to_message.id for one in taps] == [sid for sid, _ in sent]
        assert (taps[1].description, taps[2].is_quick_reply) == ("con Laura 0", True)

    def test_number_given_when_asked_for(self, simulator: Simulator, pywa: Pywa, wa: Any) -> None:
        sid = wa.request_contact_info(DIGITS, "¿Tu número?").id
        simulator.receiver.clear()
        simulator.post(
            "messages", {"from": ANA, "channel": "meta", "kind": "contact", "quoted": sid}
        )

        (read,) = [one for one in read_all(pywa, simulator) if isinstance(one, types.Message)]

        assert read.contacts[0].phones[0].wa_id == DIGITS
        assert lost(read) == []

    def test_file_of_a_person_is_downloaded(self, simulator: Simulator, pywa: Pywa) -> None:
        simulator.post("messages", {"from": ANA, "channel": "meta", "kind": "audio"})

        (read,) = read_all(pywa, simulator)

        assert read.audio.voice
        assert pywa.wa.get_media_bytes(read.audio.get_media_url()).startswith(b"OggS")


class TestStatuses:
    def test_a_life_of_a_message(self, simulator: Simulator, pywa: Pywa, wa: Any) -> None:
        sent = wa.send_message(DIGITS, "hola", tracker="mark:7")
        simulator.settle()

        read = read_all(pywa, simulator)

        assert [one.status for one in read] == ["sent", "delivered", "read"]
        assert {one.id for one in read} == {sent.id}
        assert {one.tracker for one in read} == {"mark:7"}
        assert {one.from_user.wa_id for one in read} == {DIGITS}
        assert all(lost(one) == [] for one in read)
        (pricing,) = {one.pricing for one in read}
        assert (pricing.billable, pricing.type, pricing.category) == (
            False,
            "free_customer_service",
            "service",
        )

    def test_a_template_is_charged(self, simulator: Simulator, pywa: Pywa, wa: Any) -> None:
        wa.create_template(template(category="MARKETING"))
        simulator.settle()
        simulator.receiver.clear()
        filled(wa)
        simulator.settle()

        read = read_all(pywa, simulator)

        (pricing,) = {one.pricing for one in read}
        assert (pricing.billable, pricing.type, pricing.category) == (True, "regular", "marketing")

    def test_closed_window(self, simulator: Simulator, pywa: Pywa) -> None:
        pywa.wa.send_message(DIGITS, "hola")
        simulator.settle()

        (read,) = read_all(pywa, simulator)

        assert read.status == "failed"
        assert isinstance(read.error, errors.ReEngagementMessage)
        assert lost(read) == []

    def test_to_who_hides_the_number(self, simulator: Simulator, pywa: Pywa) -> None:
        simulator.say(channel="meta", **{"from": HIDDEN})
        simulator.receiver.clear()
        pywa.wa.send_message(HIDDEN, "hola")
        simulator.settle()

        read = read_all(pywa, simulator)

        assert [one.status for one in read] == ["sent", "delivered", "read"]
        assert {(one.from_user.bsuid, one.from_user.wa_id) for one in read} == {(HIDDEN, None)}
