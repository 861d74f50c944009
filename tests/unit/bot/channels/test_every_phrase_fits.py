"""Every reply of every phrase of the catalogue keeps within every limit of every channel."""

import string
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import meta, twilio
from bot.channels.fitting import template_source
from bot.messages.replies import (
    Buttons,
    CalendarFile,
    Choice,
    ContactRequest,
    Document,
    LocationRequest,
    Menu,
    PaymentLink,
    Reaction,
    ReceiptFile,
    Reply,
    Template,
    Text,
)
from bot.messages.templates import TEMPLATES
from tests.conftest import project_file

CATALOGUE = project_file("locales", "es_AR", "LC_MESSAGES", "turnero.po")
LINK = "https://www.mercadopago.com.ar/checkout/v1/redirect?pref_id=" + "a" * 80


def _entries() -> list[Message]:
    with CATALOGUE.open("rb") as file:
        return [one for one in read_po(file) if one.id]


def wordings() -> list[str]:
    """Return every text of the catalogue, plural forms and wordings apart."""
    found = []
    for message in _entries():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        found += [text for form in forms for text in str(form).split("\n---\n")]
    return found


PHRASES = wordings()
# Names, addresses and the like are what people wrote: of any length and any letters.
values = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=400)


@st.composite
def said(draw: st.DrawFn) -> str:
    """A phrase with its places filled."""
    phrase = draw(st.sampled_from(PHRASES))
    places = [name for _, name, _, _ in string.Formatter().parse(phrase) if name]
    return phrase.format(**{name: draw(values) for name in places})


choices = st.lists(
    st.builds(Choice, id=st.text("abc:019", min_size=1, max_size=200), title=said()),
    min_size=1,
    max_size=12,
).map(tuple)
replies: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Text, said()),
    st.builds(Buttons, said(), choices),
    st.builds(Menu, said(), said(), choices),
    st.builds(PaymentLink, said(), said(), st.just(1)),
    st.builds(Template, st.just("reminder"), st.just(("a",)), choices, said()),
    st.builds(LocationRequest, said()),
    st.builds(ContactRequest, said()),
    st.builds(Reaction, st.just("👍"), st.just("wamid.1")),
    st.builds(CalendarFile, said(), st.just(1)),
    st.builds(ReceiptFile, said(), st.just(1)),
    st.builds(
        Document,
        said(),
        st.just("https://x.ar/f"),
        st.text(max_size=400),
        st.sampled_from(["image/png", "audio/ogg", "application/pdf"]),
    ),
)


def check_twilio(rendered: twilio.Rendered) -> None:
    if rendered.content is None:
        assert len(rendered.body or "") <= 1600
        return
    ((name, layout),) = rendered.content.types.items()

    def filled(place: str) -> str:
        return rendered.content.variables[place.strip("{}")] if rendered.content else ""

    assert all(rendered.content.variables.values())
    assert len(filled(layout["body"])) <= 1024
    if name == "twilio/quick-reply":
        titles = [filled(one["title"]) for one in layout["actions"]]
        assert 1 <= len(titles) <= 3
        assert len(set(titles)) == len(titles)
        assert all(len(one) <= 20 for one in titles)
    else:
        assert 1 <= len(layout["items"]) <= 10
        assert len(filled(layout["button"])) <= 20
        for row in layout["items"]:
            assert len(filled(row["item"])) <= 24
            assert len(filled(row["id"])) <= 200
            assert len(filled(row["description"])) <= 72


def check_meta(message: Any) -> None:
    content = message[message["type"]]
    if message["type"] == "text":
        assert 1 <= len(content["body"]) <= 4096
    elif message["type"] in ("image", "audio", "document"):
        assert len(content.get("caption", "")) <= 1024
        assert "caption" not in content or message["type"] != "audio"
    elif message["type"] == "interactive":
        assert 1 <= len(content["body"]["text"]) <= 1024
        check_action(content["type"], content["action"])
    else:
        assert message["type"] == "reaction"


def check_action(name: str, action: Any) -> None:
    if name == "button":
        made = [one["reply"] for one in action["buttons"]]
        assert 1 <= len(made) <= 3
        assert all(len(one["id"]) <= 256 and 1 <= len(one["title"]) <= 20 for one in made)
        assert len({one["title"] for one in made}) == len({one["id"] for one in made}) == len(made)
    elif name == "list":
        made = [row for section in action["sections"] for row in section["rows"]]
        assert 1 <= len(made) <= 10
        assert len(action["button"]) <= 20
        assert len({one["id"] for one in made}) == len(made)
        for row in made:
            assert len(row["id"]) <= 200
            assert 1 <= len(row["title"]) <= 24
            assert 1 <= len(row.get("description", "x")) <= 72
    elif name == "cta_url":
        assert action["parameters"]["url"] == LINK
        assert 1 <= len(action["parameters"]["display_text"]) <= 20
    else:
        assert name in ("location_request_message", "request_contact_info")


@given(replies)
def test_every_reply_fits_both_channels(reply: Reply) -> None:
    check_twilio(twilio.encode(reply, window_is_open=True, link=LINK))
    check_meta(meta.encode(reply, window_is_open=True, link=LINK).message)


ENDLESS = "a" * 5000  # nothing to cut at: it fills whatever it is given


@pytest.mark.parametrize("count", range(1, 13))
def test_endless_words_fit_exactly(count: int) -> None:
    many = tuple(Choice(f"tap:{number}", f"{number}{ENDLESS}", ENDLESS) for number in range(count))
    for reply in (
        Text(ENDLESS),
        Buttons(ENDLESS, many),
        Menu(ENDLESS, ENDLESS, many),
        Template("reminder", ("a",), many, ENDLESS),
        Buttons("¿Va?", tuple(Choice(one.id, one.title[:30]) for one in many)),
        PaymentLink(ENDLESS, ENDLESS[:20], 1),
        LocationRequest(ENDLESS),
        Document(ENDLESS, "https://x.ar/f", ENDLESS, "application/pdf"),
    ):
        check_twilio(twilio.encode(reply, window_is_open=True, link=LINK))
        check_meta(meta.encode(reply, window_is_open=True, link=LINK).message)


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_fits_as_it_stands(phrase: str) -> None:
    for reply in (Text(phrase), Buttons(phrase, (Choice("a", phrase),))):
        check_twilio(twilio.encode(reply, window_is_open=True, link=None))
        check_meta(meta.encode(reply, window_is_open=True, link=None).message)


@pytest.mark.parametrize("spec", TEMPLATES.values(), ids=lambda spec: spec.name)
def test_every_template_can_be_registered_with_meta(spec: Any) -> None:
    by_id = {str(one.id): str(one.string) for one in _entries()}

    def words(phrase: str, **places: str) -> str:
        return by_id[phrase].format(**places)

    content = meta.template_content(spec, words)

    assert len(template_source(spec, words)) <= 1024
    buttons = [one for part in content.components[1:] for one in part["buttons"]]
    assert [one["text"] for one in buttons] == [words(title) for title in spec.buttons]
    assert content.name.replace("_", "").isalnum()
    assert content.name == content.name.lower()
