"""Twilio's wire format: every kind of the contract sheet is read, no limit is ever broken."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import twilio
from bot.channels.fitting import as_registered, cut, template_source
from bot.channels.twilio import UnknownShapeError
from bot.messages.inbound import LONGEST_TEXT, InboundKind
from bot.messages.replies import (
    Buttons,
    Choice,
    Menu,
    PaymentLink,
    Reply,
    Template,
    Text,
    from_json,
    to_json,
)
from bot.messages.templates import TEMPLATES

NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)
PAYLOADS = Path(__file__).parents[3] / "payloads" / "twilio"


def payload(name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return found


class TestDecode:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("text", {"kind": InboundKind.TEXT, "text": "Quiero un turno mañana a las 10 ☀"}),
            ("reply", {"kind": InboundKind.TEXT, "text": "sí, ese", "quoted_id": "MM" + "a" * 32}),
            ("button", {"kind": InboundKind.TAP, "tap_id": "cf:123", "text": "Confirmar"}),
            ("list", {"kind": InboundKind.TAP, "tap_id": "slot:1:2:3", "text": "Jue 26 10:00"}),
            ("image", {"kind": InboundKind.IMAGE, "text": ""}),
            ("image_with_caption", {"kind": InboundKind.IMAGE, "text": "¿me lo hacés así?"}),
            ("audio", {"kind": InboundKind.AUDIO}),
            ("video", {"kind": InboundKind.VIDEO}),
            ("document", {"kind": InboundKind.DOCUMENT}),
            ("sticker", {"kind": InboundKind.STICKER}),
            ("contact", {"kind": InboundKind.CONTACT}),
            ("location", {"kind": InboundKind.LOCATION, "place": "Caseros 123"}),
            ("location_bare", {"kind": InboundKind.LOCATION, "place": None}),
            ("reaction", {"kind": InboundKind.REACTION}),
            ("flow", {"kind": InboundKind.UNSUPPORTED}),
            ("unsupported", {"kind": InboundKind.UNSUPPORTED}),
            ("blank", {"kind": InboundKind.UNSUPPORTED}),
            ("hidden_number", {"kind": InboundKind.TEXT, "profile_name": "Misterio"}),
            ("ad", {"kind": InboundKind.TEXT, "text": "Vi el aviso"}),
            ("without_type", {"kind": InboundKind.TEXT, "text": "hola"}),
            ("media_without_type", {"kind": InboundKind.AUDIO}),
        ],
    )
    def test_every_kind_is_read(self, name: str, expected: dict[str, Any]) -> None:
        inbound = twilio.decode(payload(name), NOW)

        assert {field: getattr(inbound, field) for field in expected} == expected
        assert inbound.message_id == payload(name)["MessageSid"]

    def test_every_fixture_has_its_test(self) -> None:
        params = self.test_every_kind_is_read.pytestmark[0].args[1]  # type: ignore[attr-defined]  # pytest's mark

        assert {path.stem for path in PAYLOADS.glob("*.json")} == {name for name, _ in params}

    def test_phone_is_known_when_it_is_one(self) -> None:
        sender = twilio.decode_sender(payload("text"))

        assert (sender.phone, sender.external_user_id) == ("+5493874123456", None)
        assert sender.thread == "twilio|whatsapp:+5493875550000|whatsapp:+5493874123456"

    def test_hidden_number_is_no_phone(self) -> None:
        sender = twilio.decode_sender(payload("hidden_number"))

        assert (sender.phone, sender.external_user_id) == (None, "AR.1234567890abcdef")

    @pytest.mark.parametrize("missing", ["From", "To"])
    def test_nobody_is_an_unknown_shape(self, missing: str) -> None:
        with pytest.raises(UnknownShapeError):
            twilio.decode_sender({**payload("text"), missing: ""})

    def test_without_an_id_is_an_unknown_shape(self) -> None:
        with pytest.raises(UnknownShapeError):
            twilio.decode({**payload("text"), "MessageSid": "", "SmsMessageSid": ""}, NOW)

    @given(st.dictionaries(st.sampled_from(sorted(payload("text"))), st.text(), max_size=14))
    def test_anything_else_is_read_somehow(self, odd: dict[str, str]) -> None:
        inbound = twilio.decode({**payload("text"), **odd, "MessageSid": "SM1"}, NOW)

        assert inbound.kind in InboundKind


words = st.text(min_size=1, max_size=4000) | st.text(" \n", min_size=1, max_size=4000)
choices = st.builds(
    Choice, id=st.text(min_size=1, max_size=200), title=words, description=st.text(max_size=300)
)


def some(most: int, *, title_limit: int = 10_000) -> st.SearchStrategy[tuple[Choice, ...]]:
    """Choices that can be told apart, by their ids and by their titles once cut."""
    apart = (lambda one: one.id, lambda one: cut(one.title, title_limit))
    return st.lists(choices, min_size=1, max_size=most, unique_by=apart).map(tuple)


class TestLimits:
    """Contract sheet on Twilio, sections 4 and 7."""

    @given(words)
    def test_text_fits(self, body: str) -> None:
        rendered = encode(Text(body))

        assert len(rendered.body or "") <= 1600
        assert rendered.body == body or len(body) > 1600

    @given(words, st.text(min_size=1, max_size=60))
    def test_payment_link_is_never_cut(self, body: str, label: str) -> None:
        link = "https://www.mercadopago.com.ar/checkout/v1/redirect?pref_id=" + "a" * 60
        rendered = encode(PaymentLink(body, label, 1), link=link)

        assert len(rendered.body or "") <= 1600
        assert (rendered.body or "").endswith(f"\n\n{label}\n{link}")

    @given(words, some(3, title_limit=20))
    def test_buttons_fit(self, body: str, given_choices: tuple[Choice, ...]) -> None:
        content = encode(Buttons(body, given_choices)).content
        assert content is not None
        (layout,) = content.types.values()
        filled = [
            (content.variables[key(one["title"])], content.variables[key(one["id"])])
            for one in layout["actions"]
        ]

        assert len(content.variables[key(layout["body"])]) <= 1024
        assert all(len(title) <= 20 for title, _ in filled)
        assert [tap for _, tap in filled] == [one.id for one in given_choices]
        assert all(content.variables.values())
        assert content.samples.keys() == content.variables.keys()

    @given(words, words, some(10))
    def test_list_fits(self, body: str, button: str, given_choices: tuple[Choice, ...]) -> None:
        content = encode(Menu(body, button, given_choices)).content
        assert content is not None
        (layout,) = content.types.values()
        rows = [
            [content.variables[key(one[name])] for name in ("item", "id", "description")]
            for one in layout["items"]
        ]

        assert len(content.variables[key(layout["body"])]) <= 1024
        assert len(content.variables[key(layout["button"])]) <= 20
        assert all(len(title) <= 24 and len(about) <= 72 for title, _, about in rows)
        assert [row[1] for row in rows] == [one.id for one in given_choices]
        assert all(content.variables.values())

    def test_one_layout_is_registered_once_whatever_it_says(self) -> None:
        first = encode(Buttons("a", (Choice("1", "x"),))).content
        second = encode(Buttons("b", (Choice("2", "y"),))).content
        wider = encode(Buttons("b", (Choice("2", "y"), Choice("3", "z")))).content
        assert first is not None
        assert second is not None
        assert wider is not None

        assert (first.key, first.types) == (second.key, second.types)
        assert wider.key != first.key


class TestTemplates:
    def test_inside_the_window_it_is_an_ordinary_message(self) -> None:
        plain = encode(Template("job_expired", ("a", "b"), (), "Venció"))
        buttons = encode(Template("reminder", ("a",), (Choice("1", "Voy"),), "Te espero"))

        assert plain.body == "Venció"
        assert buttons.content is not None
        assert not buttons.content.needs_approval

    def test_outside_it_is_the_approved_one_with_its_values(self) -> None:
        reply = Template("job_expired", ("Corte", "jue 13"), (), "Venció")
        rendered = twilio.encode(
            reply, window_is_open=False, link=None, template_source="El {{1}} del {{2}} venció."
        )

        assert rendered.content is not None
        assert rendered.content.needs_approval
        assert rendered.content.variables == {"1": "Corte", "2": "jue 13"}

    def test_changed_words_are_another_template(self) -> None:
        reply = Template("job_expired", ("a", "b"), (), "x")
        keys = {
            rendered.content.key
            for source in ("Uno {{1}} {{2}}.", "Dos {{1}} {{2}}.")
            if (
                rendered := twilio.encode(
                    reply, window_is_open=False, link=None, template_source=source
                )
            ).content
        }

        assert len(keys) == 2

    @pytest.mark.parametrize("spec", TEMPLATES.values(), ids=lambda spec: spec.name)
    def test_what_is_registered_is_what_is_sent(self, spec: Any) -> None:
        def words_of(phrase: str, **places: str) -> str:
            return " ".join(["texto", *places.values(), "fin"]) if places else "título"

        registered = twilio.template_content(spec, words_of)
        taps = tuple(Choice(f"tap:{number}", "jue 13/5") for number in range(len(spec.buttons)))
        reply = Template(spec.name, tuple("v" for _ in spec.values), taps, "x")
        sent = twilio.encode(
            as_registered(reply, spec, words_of),
            window_is_open=False,
            link=None,
            template_source=template_source(spec, words_of),
        ).content

        assert sent is not None
        assert (sent.key, sent.types) == (registered.key, registered.types)
        assert sent.variables.keys() == registered.variables.keys()

    def test_missing_source_or_link_is_an_error_of_ours(self) -> None:
        with pytest.raises(ValueError, match="source"):
            twilio.encode(Template("x", (), (), ""), window_is_open=False, link=None)
        with pytest.raises(ValueError, match="address"):
            encode(PaymentLink("a", "b", 1))


@pytest.mark.parametrize(
    "reply",
    [
        Text("hola"),
        Buttons("¿?", (Choice("a", "b"),)),
        Menu("a", "b", (Choice("c", "d", "e"),)),
        PaymentLink("a", "b", 7),
        Template("reminder", ("a", "b"), (Choice("c", "d"),), "e"),
    ],
    ids=lambda reply: type(reply).__name__,
)
def test_reply_waits_in_the_outbox_unchanged(reply: Reply) -> None:
    assert from_json(json.loads(json.dumps(to_json(reply)))) == reply


def encode(reply: Reply, *, link: str | None = None) -> twilio.Rendered:
    return twilio.encode(reply, window_is_open=True, link=link)


def key(place: str) -> str:
    return place.removeprefix("{{").removesuffix("}}")


def test_nothing_is_read_beyond_what_a_phone_can_send() -> None:
    form = {**payload("text"), "Body": "a" * 70_000}

    assert len(twilio.decode(form, NOW).text) == LONGEST_TEXT


def test_nothing_is_echoed_by_this_channel() -> None:
    with pytest.raises(UnknownShapeError):
        twilio.decode_receiver({"To": "whatsapp:+5491166660001"})
