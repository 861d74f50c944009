"""Meta's wire format: every kind of the contract sheet is read, no limit is ever broken."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import meta
from bot.channels.errors import UnknownShapeError
from bot.channels.fitting import template_source
from bot.channels.meta_batch import ItemKind, Ours, items
from bot.messages.inbound import InboundKind
from bot.messages.replies import (
    Buttons,
    Choice,
    ContactRequest,
    Document,
    LocationRequest,
    Menu,
    PaymentLink,
    Reaction,
    Reply,
    Template,
    Text,
    from_json,
    to_json,
)
from bot.messages.templates import TEMPLATES

NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)
SENT = datetime.fromtimestamp(1800004500, UTC)
PAYLOADS = Path(__file__).parents[3] / "payloads" / "meta"
LINE = "106540352242922"
OURS = Ours((LINE,), "mark")
QUOTED = "wamid.HBgNNTQ5Mzg3NDEyMzQ1NhUCABEYEkFBQUFBQUFBQUFBQUFBQUEA"
THREAD = f"meta|{LINE}|5493874123456"

NAMES = ["entry", "changes", "field", "value", "messages", "statuses", "errors", "metadata"]
NAMES += ["contacts", "phone_number_id", "id", "type", "system", "user_id", "timestamp"]

MESSAGES: dict[str, dict[str, Any]] = {
    "text": {"kind": InboundKind.TEXT, "text": "Quiero un turno mañana a las 10 ☀"},
    "reply": {"kind": InboundKind.TEXT, "text": "sí, ese", "quoted_id": QUOTED},
    "forwarded": {"kind": InboundKind.TEXT, "text": "mirá esto", "quoted_id": None},
    "blank": {"kind": InboundKind.UNSUPPORTED},
    "button": {"kind": InboundKind.TAP, "tap_id": "cf:123", "text": "Confirmar"},
    "list": {"kind": InboundKind.TAP, "tap_id": "slot:1:2:3", "text": "Jue 26 10:00"},
    "template_button": {"kind": InboundKind.TAP, "tap_id": "reminder:ok:7:1", "text": "Voy"},
    "flow": {"kind": InboundKind.UNSUPPORTED, "tap_id": None},
    "image": {"kind": InboundKind.IMAGE, "text": ""},
    "image_with_caption": {"kind": InboundKind.IMAGE, "text": "¿me lo hacés así?"},
    "audio": {"kind": InboundKind.AUDIO},
    "video": {"kind": InboundKind.VIDEO},
    "document": {"kind": InboundKind.DOCUMENT},
    "sticker": {"kind": InboundKind.STICKER},
    "location": {"kind": InboundKind.LOCATION, "place": "Caseros 123"},
    "location_bare": {"kind": InboundKind.LOCATION, "place": None},
    "contact": {"kind": InboundKind.CONTACT},
    "contact_given": {"kind": InboundKind.CONTACT},
    "hidden_number": {"kind": InboundKind.TEXT, "profile_name": "Misterio"},
    "without_contacts": {"kind": InboundKind.TEXT, "profile_name": None},
    "reaction": {"kind": InboundKind.REACTION, "text": "👍", "quoted_id": QUOTED},
    "reaction_removed": {"kind": InboundKind.REACTION, "text": "", "quoted_id": QUOTED},
    "order": {"kind": InboundKind.UNSUPPORTED},
    "unsupported": {"kind": InboundKind.UNSUPPORTED},
    "new_type": {"kind": InboundKind.UNSUPPORTED},
    "ad": {"kind": InboundKind.TEXT, "text": "Vi el aviso"},
    "edited": {"kind": InboundKind.TEXT, "text": "mejor el martes", "quoted_id": QUOTED},
}
OTHERS: dict[str, list[tuple[ItemKind, str]]] = {
    "revoked": [(ItemKind.NEWS, "revoke")],
    "request_welcome": [(ItemKind.NEWS, "request_welcome")],
    "profile_changed": [(ItemKind.NEWS, "identity")],
    "number_changed": [(ItemKind.IDENTITY, "identity")],
    "user_id_changed": [(ItemKind.IDENTITY, "identity")],
    "user_id_update": [(ItemKind.IDENTITY, "identity")],
    "status_sent": [(ItemKind.STATUS, "sent")],
    "status_delivered": [(ItemKind.STATUS, "delivered")],
    "status_read": [(ItemKind.STATUS, "read")],
    "status_played": [(ItemKind.STATUS, "played")],
    "status_failed": [(ItemKind.STATUS, "failed")],
    "errors": [(ItemKind.NEWS, "errors")],
    "smb_message_echoes": [(ItemKind.ECHO, "smb_message_echoes")],
    "standby": [(ItemKind.STANDBY, "standby")],
    "account_update": [(ItemKind.NEWS, "account_update")],
    "account_alerts": [(ItemKind.NEWS, "account_alerts")],
    "template_status": [(ItemKind.ACCOUNT, "message_template_status_update")],
    "template_quality": [(ItemKind.ACCOUNT, "message_template_quality_update")],
    "template_category": [(ItemKind.ACCOUNT, "template_category_update")],
    "phone_quality": [(ItemKind.NEWS, "phone_number_quality_update")],
    "user_preferences": [(ItemKind.ACCOUNT, "user_preferences")],
    "new_field": [(ItemKind.UNKNOWN, "brain_waves")],
    "other_number": [(ItemKind.UNKNOWN, "messages.other_number")],
    "batch": [
        (ItemKind.MESSAGE, "text"),
        (ItemKind.MESSAGE, "text"),
        (ItemKind.MESSAGE, "text"),
        (ItemKind.UNKNOWN, "messages.novelty"),
        (ItemKind.STATUS, "read"),
        (ItemKind.ACCOUNT, "message_template_status_update"),
    ],
}


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return found


def message(name: str) -> Any:
    """Return the one message of a fixture as it lies in the inbox."""
    (item,) = items(payload(name), OURS)
    assert item.kind is ItemKind.MESSAGE
    return item.payload


class TestDecode:
    @pytest.mark.parametrize(("name", "expected"), MESSAGES.items())
    def test_every_kind_is_read(self, name: str, expected: dict[str, Any]) -> None:
        (item,) = items(payload(name), OURS)
        inbound = meta.decode(item.payload, NOW)

        assert {field: getattr(inbound, field) for field in expected} == expected
        assert inbound.message_id == item.id
        assert inbound.sent_at == SENT

    def test_every_fixture_has_its_test(self) -> None:
        assert {path.stem for path in PAYLOADS.glob("*.json")} == MESSAGES.keys() | OTHERS.keys()

    def test_sender_is_known_by_phone_and_by_id(self) -> None:
        sender = meta.decode_sender(message("text"))

        assert (sender.phone, sender.external_user_id) == ("+5493874123456", "AR.1349120865530274")
        assert sender.thread == THREAD

    def test_hidden_number_is_no_phone(self) -> None:
        sender = meta.decode_sender(message("hidden_number"))

        assert (sender.phone, sender.address) == (None, "AR.1349120865530274")
        assert sender.external_user_id == "AR.1349120865530274"

    def test_given_number_is_learnt_though_the_address_stays_hidden(self) -> None:
        sender = meta.decode_sender(message("contact_given"))

        assert (sender.phone, sender.address) == ("+5493874123456", "AR.1349120865530274")

    @pytest.mark.parametrize(
        ("name", "expected"),
        [("contact_given", "+5493874123456"), ("contact", "+5491144440000"), ("text", None)],
    )
    def test_a_card_tells_its_number(self, name: str, expected: str | None) -> None:
        assert meta.decode(message(name), NOW).card_phone == expected

    @pytest.mark.parametrize("cards", [None, [], ["x"], [{}], [{"phones": []}], [{"phones": [1]}]])
    def test_a_card_without_a_number_tells_none(self, cards: Any) -> None:
        known = message("contact")
        bare = {**known, "message": {**known["message"], "contacts": cards}}

        assert meta.decode(bare, NOW).card_phone is None

    def test_an_echo_tells_whom_it_is_for(self) -> None:
        (echo,) = items(payload("smb_message_echoes"), OURS)

        receiver = meta.decode_receiver(echo.payload)
        assert (receiver.phone, receiver.external_user_id) == ("+5493874123456", None)
        assert echo.thread == f"echo|{receiver.thread}"
        assert receiver.thread == THREAD

    @pytest.mark.parametrize("named", [{"to": "AR.1"}, {"to_user_id": "AR.1"}])
    def test_an_echo_may_name_somebody_by_id(self, named: dict[str, str]) -> None:
        told = {"phone_number_id": "106540352242922", "message": named}

        receiver = meta.decode_receiver(told)
        assert (receiver.address, receiver.phone, receiver.external_user_id) == (
            "AR.1",
            None,
            "AR.1",
        )

    @pytest.mark.parametrize("told", [{}, {"phone_number_id": "1"}, {"message": {"to": "549"}}])
    def test_an_echo_to_nobody_is_an_unknown_shape(self, told: dict[str, Any]) -> None:
        with pytest.raises(UnknownShapeError):
            meta.decode_receiver(told)

    def test_a_friends_card_is_not_the_senders_number(self) -> None:
        assert meta.decode_sender(message("contact")).phone == "+5493874123456"

    @pytest.mark.parametrize("missing", ["phone_number_id", "message"])
    def test_nobody_is_an_unknown_shape(self, missing: str) -> None:
        known = message("without_contacts")

        with pytest.raises(UnknownShapeError):
            meta.decode_sender({**known, missing: {}})

    def test_without_an_id_is_an_unknown_shape(self) -> None:
        known = message("text")

        with pytest.raises(UnknownShapeError):
            meta.decode({**known, "message": {**known["message"], "id": ""}}, NOW)

    @pytest.mark.parametrize("stamp", ["", "soon", "9" * 11, "٣", 1800004500, None])
    def test_odd_timestamp_counts_as_received_now(self, stamp: Any) -> None:
        known = message("text")
        odd = {**known, "message": {**known["message"], "timestamp": stamp}}

        assert meta.decode(odd, NOW).sent_at == NOW

    def test_nothing_was_sent_later_than_it_came(self) -> None:
        early = datetime(2027, 1, 1, tzinfo=UTC)

        assert meta.decode(message("text"), early).sent_at == early

    @pytest.mark.parametrize(
        ("name", "expected"), [("image", "1331222222222222"), ("text", None), ("location", None)]
    )
    def test_files_are_known_by_their_id(self, name: str, expected: str | None) -> None:
        assert meta.media_id(message(name)) == expected

    @given(
        st.dictionaries(
            st.sampled_from(sorted(message("text")["message"])),
            st.none() | st.text() | st.lists(st.integers()) | st.dictionaries(st.text(), st.text()),
        )
    )
    def test_anything_else_is_read_somehow(self, odd: dict[str, Any]) -> None:
        known = message("text")
        inbound = meta.decode({**known, "message": {**known["message"], **odd, "id": "w"}}, NOW)

        assert inbound.kind in InboundKind


class TestBatch:
    @pytest.mark.parametrize("field", ["smb_message_echoes", "standby"])
    def test_what_is_beside_a_thread_is_ours_and_whole_or_unknown(self, field: str) -> None:
        whole = payload(field)
        value = whole["entry"][0]["changes"][0]["value"]
        (listed,) = [one for one in value if one in ("message_echoes", "messages")]
        (known,) = value[listed]
        odd: list[Any] = [{**known, "id": ""}, {"id": "wamid.1"}, "x"]
        value[listed] = odd
        value.pop("contacts", None)
        assert {one.kind for one in items(whole, OURS)} == {ItemKind.UNKNOWN}

        value[listed] = []
        assert [one.kind for one in items(whole, OURS)] == [ItemKind.UNKNOWN]

        value[listed] = [known]
        value["metadata"] = {"phone_number_id": "404"}
        (item,) = items(whole, OURS)
        assert (item.kind, item.shape) == (ItemKind.UNKNOWN, f"{field}.other_number")

    @pytest.mark.parametrize(("name", "expected"), OTHERS.items())
    def test_every_item_is_cut_out(self, name: str, expected: list[tuple[ItemKind, str]]) -> None:
        assert [(one.kind, one.shape) for one in items(payload(name), OURS)] == expected

    def test_each_message_takes_its_own_contact_along(self) -> None:
        found = [one for one in items(payload("batch"), OURS) if one.kind is ItemKind.MESSAGE]

        names = [meta.decode(one.payload, NOW).profile_name for one in found]
        assert names == ["Ana Paz", "Beto", "Ana Paz"]
        assert [one.thread for one in found] == [THREAD, f"meta|{LINE}|5491166660002", THREAD]

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            (
                "status_sent",
                {
                    "message_id": QUOTED,
                    "status": "sent",
                    "billable": True,
                    "category": "utility",
                    "outbox_id": 77,
                },
            ),
            ("status_played", {"message_id": QUOTED, "status": "read"}),
            ("status_failed", {"message_id": QUOTED, "status": "failed", "error_code": "131047"}),
        ],
    )
    def test_status_holds_no_person_and_only_our_own_mark(
        self, name: str, expected: dict[str, Any]
    ) -> None:
        (item,) = items(payload(name), OURS)

        assert item.payload == expected

    @pytest.mark.parametrize("told", ["mark:", "mark:x", "mark:-1", "mark:1:2", "mark:²", 7, None])
    def test_odd_marks_name_no_row(self, told: Any) -> None:
        body = payload("status_sent")
        body["entry"][0]["changes"][0]["value"]["statuses"][0]["biz_opaque_callback_data"] = told

        (item,) = items(body, OURS)
        assert "outbox_id" not in item.payload

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("number_changed", {"phone": ("5493874123456", "5493874999999")}),
            ("user_id_changed", {"external_user": ("AR.1349120865530274", "AR.999")}),
            ("user_id_update", {"external_user": ("AR.1349120865530274", "AR.999")}),
        ],
    )
    def test_changes_of_identity_say_from_what_to_what(
        self, name: str, expected: dict[str, tuple[str, str]]
    ) -> None:
        (item,) = items(payload(name), OURS)

        found = {key: (one["previous"], one["current"]) for key, one in item.payload.items()}
        assert found == expected

    def test_changed_number_is_read_in_the_words_of_either_version(self) -> None:
        body = payload("number_changed")
        told = body["entry"][0]["changes"][0]["value"]["messages"][0]
        told["system"] |= {"customer": told.pop("from"), "new_wa_id": told["system"].pop("wa_id")}

        (item,) = items(body, OURS)
        assert item.payload == {"phone": {"previous": "5493874123456", "current": "5493874999999"}}

    def test_refused_promotion_is_a_notice_and_a_wish_of_its_receiver(self) -> None:
        body = payload("status_failed")
        status = body["entry"][0]["changes"][0]["value"]["statuses"][0]
        status |= {"recipient_id": "5493874123456", "recipient_user_id": "AR.1"}
        status["errors"][0]["code"] = 131050

        notice, wish = items(body, OURS)

        assert (notice.kind, notice.payload["error_code"]) == (ItemKind.STATUS, "131050")
        assert (wish.kind, wish.shape) == (ItemKind.ACCOUNT, "user_preferences")
        (told,) = wish.payload["value"]["user_preferences"]
        assert told == {
            "wa_id": "5493874123456",
            "user_id": "AR.1",
            "category": "marketing_messages",
            "value": "stop",
        }
        assert [one.id for one in items(body, OURS)] == [notice.id, wish.id]

    @pytest.mark.parametrize("name", [*MESSAGES, *OTHERS])
    def test_told_again_it_has_the_same_id(self, name: str) -> None:
        first, again = (
            [(one.kind, one.id) for one in items(payload(name), OURS)] for _ in range(2)
        )

        assert first == again
        assert len(set(first)) == len(first)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(NAMES) | st.text(),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=20,
        )
    )
    def test_never_raises_and_loses_nothing(self, odd: Any) -> None:
        body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": odd}]}

        found = list(items(body, OURS))

        assert found or odd == []
        json.dumps([dict(one.payload) for one in found])


words = st.text(min_size=1, max_size=6000) | st.text(" \n", min_size=1, max_size=6000)
choices = st.builds(
    Choice, id=st.text(min_size=1, max_size=200), title=words, description=st.text(max_size=300)
)
some_choices = st.lists(choices, min_size=1, max_size=14).map(tuple)


class TestLimits:
    """Contract sheet on the WhatsApp Cloud API, section 5."""

    @given(words)
    def test_text_fits(self, body: str) -> None:
        text = encode(Text(body))["text"]["body"]

        assert len(text) <= 4096
        assert text == body or len(body) > 4096

    @given(words, st.text(min_size=1, max_size=60))
    def test_payment_link_is_never_cut(self, body: str, label: str) -> None:
        link = "https://www.mercadopago.com.ar/checkout/v1/redirect?pref_id=" + "a" * 60
        sent = encode(PaymentLink(body, label, 1), link=link)

        if sent["type"] == "text":
            assert sent["text"]["body"].endswith(f"\n\n{label}\n{link}")
            assert len(sent["text"]["body"]) <= 4096
        else:
            parameters = sent["interactive"]["action"]["parameters"]
            assert parameters["url"] == link
            assert len(parameters["display_text"]) <= 20
            assert len(sent["interactive"]["body"]["text"]) <= 1024

    @given(words, some_choices)
    def test_buttons_fit_or_become_numbered_words(
        self, body: str, given_choices: tuple[Choice, ...]
    ) -> None:
        sent = encode(Buttons(body, given_choices))

        if sent["type"] == "text":
            assert len(sent["text"]["body"]) <= 4096
            return
        replies = [one["reply"] for one in sent["interactive"]["action"]["buttons"]]
        assert [one["id"] for one in replies] == [one.id for one in given_choices]
        assert 1 <= len(replies) <= 3
        assert all(1 <= len(one["title"]) <= 20 for one in replies)
        assert len({one["title"] for one in replies}) == len(replies)
        assert len(sent["interactive"]["body"]["text"]) <= 1024

    @given(words, words, some_choices)
    def test_list_fits_or_becomes_numbered_words(
        self, body: str, button: str, given_choices: tuple[Choice, ...]
    ) -> None:
        sent = encode(Menu(body, button, given_choices))

        if sent["type"] == "text":
            assert len(sent["text"]["body"]) <= 4096
            return
        action = sent["interactive"]["action"]
        (section,) = action["sections"]
        assert 1 <= len(section["rows"]) <= 10
        assert [one["id"] for one in section["rows"]] == [one.id for one in given_choices]
        assert all(1 <= len(one["title"]) <= 24 for one in section["rows"])
        assert all(1 <= len(one.get("description", "x")) <= 72 for one in section["rows"])
        assert len(action["button"]) <= 20

    def test_too_many_choices_are_numbered(self) -> None:
        four = tuple(Choice(str(number), f"Opción {number}") for number in range(1, 5))

        sent = encode(Buttons("¿Cuál?", four))

        expected = "¿Cuál?\n\n1. Opción 1\n2. Opción 2\n3. Opción 3\n4. Opción 4"
        assert sent["text"]["body"] == expected

    def test_titles_that_look_the_same_once_cut_are_numbered(self) -> None:
        alike = tuple(Choice(str(one), f"Corte y color con {one}") for one in ("Ana", "Eva"))

        assert encode(Buttons("¿Cuál?", alike))["type"] == "text"

    def test_title_is_cut_at_a_word(self) -> None:
        sent = encode(Buttons("¿Va?", (Choice("1", "Sí, dale, confirmalo ya"),)))

        assert sent["interactive"]["action"]["buttons"][0]["reply"]["title"] == "Sí, dale,…"


class TestOtherReplies:
    def test_location_is_asked_for_with_a_button(self) -> None:
        sent = encode(LocationRequest("¿Dónde es?"))

        assert sent["interactive"]["type"] == "location_request_message"
        assert sent["interactive"]["action"] == {"name": "send_location"}

    def test_number_is_asked_for_with_a_button(self) -> None:
        sent = encode(ContactRequest("¿Tu número?"))

        assert sent["interactive"]["action"] == {"name": "request_contact_info"}

    def test_reaction_names_its_message(self) -> None:
        sent = encode(Reaction("👍", "wamid.X"))

        assert sent == {"type": "reaction", "reaction": {"message_id": "wamid.X", "emoji": "👍"}}

    @pytest.mark.parametrize(
        ("mime_type", "expected"),
        [
            ("image/png", {"link": "https://x.ar/f", "caption": "mirá"}),
            ("audio/ogg", {"link": "https://x.ar/f"}),
            ("application/pdf", {"link": "https://x.ar/f", "caption": "mirá", "filename": "f.pdf"}),
        ],
    )
    def test_file_goes_as_what_it_is(self, mime_type: str, expected: dict[str, str]) -> None:
        sent = encode(Document("mirá", "https://x.ar/f", "f.pdf", mime_type))

        assert sent[sent["type"]] == expected


class TestTemplates:
    def test_inside_the_window_it_is_an_ordinary_message(self) -> None:
        plain = meta.encode(
            Template("job_expired", ("a", "b"), (), "Venció"), window_is_open=True, link=None
        )

        assert plain.message["text"]["body"] == "Venció"
        assert not plain.as_template

    def test_outside_it_is_the_approved_one_with_its_values(self) -> None:
        reply = Template("x", ("Corte\ny  color", "jue 13"), (Choice("ok:1", "Voy"),), "…")
        rendered = meta.encode(
            reply, window_is_open=False, link=None, template_source="El {{1}} del {{2}} venció."
        )

        template = rendered.message["template"]
        assert rendered.as_template
        assert template["language"]["code"] == "es_AR"
        assert template["components"] == [
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "text": "Corte y color"},
                    {"type": "text", "text": "jue 13"},
                ],
            },
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": "0",
                "parameters": [{"type": "payload", "payload": "ok:1"}],
            },
        ]

    @pytest.mark.parametrize("spec", TEMPLATES.values(), ids=lambda spec: spec.name)
    def test_what_is_registered_is_what_is_sent(self, spec: Any) -> None:
        def words_of(phrase: str, **places: str) -> str:
            return " ".join(["texto", *places.values(), "fin"]) if places else "título"

        registered = meta.template_content(spec, words_of)
        taps = tuple(Choice(f"tap:{number}", "título") for number in range(len(spec.buttons)))
        sent = meta.encode(
            Template(spec.name, tuple("v" for _ in spec.values), taps, "x"),
            window_is_open=False,
            link=None,
            template_source=template_source(spec, words_of),
        )

        assert sent.template is not None
        assert (sent.template.key, sent.template.name) == (registered.key, registered.name)
        assert sent.message["template"]["name"] == registered.name

    def test_missing_source_or_link_is_an_error_of_ours(self) -> None:
        with pytest.raises(ValueError, match="source"):
            meta.encode(Template("x", (), (), ""), window_is_open=False, link=None)
        with pytest.raises(ValueError, match="address"):
            encode(PaymentLink("a", "b", 1))


class TestNumbers:
    @pytest.mark.parametrize(
        ("address", "phone", "other"),
        [
            ("5493874123456", "+5493874123456", "543874123456"),
            ("543874123456", "+5493874123456", "5493874123456"),
            ("5491123456789", "+5491123456789", "541123456789"),
            ("59899123456", "+59899123456", None),
            ("AR.1349120865530274", None, None),
            ("AR.5493874123456", None, None),
            ("", None, None),
        ],
    )
    def test_argentine_forms(self, address: str, phone: str | None, other: str | None) -> None:
        assert meta.phone_of(address) == phone
        assert meta.other_form(address) == other

    def test_address_of_a_phone_is_its_digits(self) -> None:
        assert meta.address_of("+5493874123456") == "5493874123456"


@pytest.mark.parametrize(
    "reply",
    [
        LocationRequest("¿Dónde?"),
        ContactRequest("¿Número?"),
        Reaction("👍", "wamid.1"),
        Document("a", "https://x.ar/f", "f.pdf", "application/pdf"),
    ],
    ids=lambda reply: type(reply).__name__,
)
def test_reply_waits_in_the_outbox_unchanged(reply: Reply) -> None:
    assert from_json(json.loads(json.dumps(to_json(reply)))) == reply


def encode(reply: Reply, *, link: str | None = None) -> Any:
    return meta.encode(reply, window_is_open=True, link=link).message
