"""The file of a message as each channel names it, and calendar files as each channel takes them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels import meta, twilio
from bot.messages.inbound import Attachment
from bot.messages.replies import CalendarFile, ReceiptFile, Reply, from_json, to_json

NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)
ADDRESS = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"
REPLY = CalendarFile("Acá va tu turno.", 7)
RECEIPT = ReceiptFile("Acá va el comprobante.", 7)


def by_twilio(**fields: str) -> Attachment | None:
    form = {"MessageSid": "MM1", "NumMedia": "1", "MediaUrl0": ADDRESS, **fields}
    return twilio.decode(form, NOW).attachment


def by_meta(kind: str, content: Any) -> Attachment | None:
    message = {"id": "wamid.1", "type": kind, kind: content}
    return meta.decode({"message": message}, NOW).attachment


class TestTwilio:
    @pytest.mark.parametrize("kind", ["image", "audio", "video", "document"])
    def test_file_is_named_by_the_end_of_its_address(self, kind: str) -> None:
        assert by_twilio(MessageType=kind) == Attachment("ME1", ADDRESS)

    @pytest.mark.parametrize("kind", ["sticker", "contacts", "location"])
    def test_what_nobody_looks_at_has_none(self, kind: str) -> None:
        assert by_twilio(MessageType=kind, Latitude="1" if kind == "location" else "") is None

    @pytest.mark.parametrize("address", ["", "https://api.twilio.com/", "https://x/" + "a" * 201])
    def test_address_without_an_id_has_none(self, address: str) -> None:
        assert by_twilio(MessageType="image", MediaUrl0=address) is None

    @pytest.mark.parametrize("address", ["http://[", "x", "//[::1", "https://x:y/z"])
    def test_strange_address_breaks_nothing(self, address: str) -> None:
        found = by_twilio(MessageType="image", MediaUrl0=address)

        assert found is None or found.address == address

    def test_calendar_file_is_its_address_under_the_words(self) -> None:
        rendered = twilio.encode(REPLY, window_is_open=True, link="https://x.ar/turno.ics")

        assert rendered.body == "Acá va tu turno.\n\nhttps://x.ar/turno.ics"

    def test_long_words_leave_room_for_the_address(self) -> None:
        reply = CalendarFile("muy " * 500, 7)

        rendered = twilio.encode(reply, window_is_open=True, link="https://x.ar/turno.ics")

        assert len(rendered.body or "") <= twilio.BODY_LIMIT
        assert (rendered.body or "").endswith("\n\nhttps://x.ar/turno.ics")


class TestMeta:
    @pytest.mark.parametrize("kind", ["image", "audio", "video", "document"])
    def test_file_is_named_by_its_id(self, kind: str) -> None:
        assert by_meta(kind, {"id": "123"}) == Attachment("123")

    @pytest.mark.parametrize(
        ("kind", "content"),
        [
            ("sticker", {"id": "123"}),
            ("image", {}),
            ("image", {"id": 5}),
            ("image", None),
            ("image", {"id": "1" * 201}),
        ],
    )
    def test_what_has_no_file_of_use_has_none(self, kind: str, content: Any) -> None:
        assert by_meta(kind, content) is None

    def test_calendar_file_is_a_document_by_its_id(self) -> None:
        rendered = meta.encode(REPLY, window_is_open=True, link="media-1")

        assert rendered.message == {
            "type": "document",
            "document": {
                "id": "media-1",
                "filename": "turno.ics",
                "caption": "Acá va tu turno.",
            },
        }


def test_receipt_is_fetched_by_twilio_and_a_document_by_its_id_at_meta() -> None:
    address = "https://x.ar/comprobante.pdf"
    fetched = twilio.encode(RECEIPT, window_is_open=True, link=address)
    handed = meta.encode(RECEIPT, window_is_open=True, link="media-1")

    assert (fetched.body, fetched.media_url) == (RECEIPT.body, address)
    assert handed.message == {
        "type": "document",
        "document": {
            "id": "media-1",
            "filename": "comprobante.pdf",
            "caption": "Acá va el comprobante.",
        },
    }


@pytest.mark.parametrize("encode", [twilio.encode, meta.encode])
@pytest.mark.parametrize(("reply", "name"), [(REPLY, "calendar file"), (RECEIPT, "receipt")])
def test_file_needs_where_it_is(encode: Any, reply: Reply, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        encode(reply, window_is_open=True, link=None)


@pytest.mark.parametrize("reply", [REPLY, RECEIPT])
def test_file_waits_in_the_outbox_as_json(reply: Reply) -> None:
    assert from_json(to_json(reply)) == reply
