"""What we say to Meta for a reply is what the pywa library says for the same content."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pywa import types
from pywa.types import templates as parts

from bot.channels import meta as codec
from bot.channels.fitting import template_source
from bot.messages.inbound import Attachment
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
)
from bot.messages.templates import TEMPLATES
from tests.fakes.pywa_client import Pywa, make
from tests.fakes.recorder import Exchange, Recorder, recording
from tests.integration.core_bench import ANA, Core
from workers.gateways.meta import MetaGateway

DIGITS = ANA.removeprefix("+")
HIDDEN = "AR.123456789"
LINK = "https://mpago.la/2aB3cD4"
FILE = "https://x.ar/f"
CHOICES = tuple(Choice(f"tap:{number}", f"Fila {number}", "con Laura") for number in range(10))
SPANISH = parts.TemplateLanguage.SPANISH_ARG


@pytest.fixture
def wire(core: Core) -> Iterator[Recorder]:
    """What goes between here and the simulator."""
    with recording(core.settings.meta.api_url) as recorder:
        yield recorder


@pytest.fixture
def ours(core: Core, wire: Recorder) -> Iterator[MetaGateway]:
    core.meet(ANA, channel="meta")
    account = core.settings.meta
    made = MetaGateway(
        account.access_token,
        api_url=wire.url,
        version=account.api_version,
        account_id=account.account_id,
        mark=account.mark,
        engine=core.engine,
    )
    yield made
    made.close()


@pytest.fixture
def theirs(core: Core, wire: Recorder) -> Iterator[Pywa]:
    account = core.settings.meta
    made = make(
        wire.url,
        token=account.access_token,
        line=account.numbers[0].id,
        account=account.account_id,
        secret=account.app_secret,
    )
    yield made
    made.session.close()


def said(exchange: Exchange) -> Any:
    """Return method, path without its version, login and body; what is null counts as absent."""
    path = exchange.path.partition("/v")[2].partition("/")[2]
    body = _without_nulls(json.loads(exchange.body)) if exchange.body else None
    return exchange.method, path, exchange.headers["authorization"], body


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


def buttons() -> list[types.Button]:
    return [types.Button(one.title, one.id) for one in CHOICES[:3]]


def rows() -> types.SectionList:
    made = [types.SectionRow(one.title, one.id, one.description) for one in CHOICES]
    return types.SectionList("Ver", [types.Section(None, made)])  # type: ignore[arg-type] # Meta wants a title only of several


SAME: dict[str, tuple[Reply, Callable[..., Any]]] = {
    "text": (Text("¡Hola! ☀"), lambda wa, **more: wa.send_message(text="¡Hola! ☀", **more)),
    "buttons": (
        Buttons("¿Va?", CHOICES[:3]),
        lambda wa, **more: wa.send_message(text="¿Va?", buttons=buttons(), **more),
    ),
    "list": (
        Menu("¿Cuál?", "Ver", CHOICES),
        lambda wa, **more: wa.send_message(text="¿Cuál?", buttons=rows(), **more),
    ),
    "link": (
        PaymentLink("La seña", "Pagar", 1),
        lambda wa, **more: wa.send_message(
            text="La seña", buttons=types.URLButton("Pagar", LINK), **more
        ),
    ),
    "where": (
        LocationRequest("¿Dónde?"),
        lambda wa, **more: wa.request_location(text="¿Dónde?", **more),
    ),
    "number": (
        ContactRequest("¿Tu número?"),
        lambda wa, **more: wa.request_contact_info(text="¿Tu número?", **more),
    ),
    "image": (
        Document("Así", FILE, "a.png", "image/png"),
        lambda wa, **more: wa.send_image(image=FILE, caption="Así", **more),
    ),
    "file": (
        Document("El evento", FILE, "e.ics", "text/calendar"),
        lambda wa, **more: wa.send_document(
            document=FILE, caption="El evento", filename="e.ics", **more
        ),
    ),
    "audio": (
        Document("", FILE, "a.ogg", "audio/ogg"),
        lambda wa, **more: wa.send_audio(audio=FILE, is_voice=None, **more),
    ),
    "reaction": (
        Reaction("👍", "wamid.1"),
        lambda wa, **more: wa.send_reaction(emoji="👍", message_id="wamid.1", **more),
    ),
}


@pytest.mark.parametrize("to", [DIGITS, HIDDEN], ids=["phone", "user id"])
@pytest.mark.parametrize("name", SAME)
def test_every_reply_is_said_alike(
    core: Core, ours: MetaGateway, theirs: Pywa, wire: Recorder, name: str, to: str
) -> None:
    window = {"phone": HIDDEN, "last_inbound": core.now.isoformat(), "channel": "meta"}
    core.post("window", window)
    reply, say = SAME[name]
    account = core.settings.meta

    rendered = codec.encode(reply, window_is_open=True, link=LINK)
    ours.send(rendered, to=to, sender=account.numbers[0].id, reference=7, now=core.now)
    say(theirs.wa, to=to, tracker=f"{account.mark}:7")

    first, second = (said(one) for one in wire.exchanges)
    assert first == second


@pytest.mark.parametrize("name", ["reminder", "come_back", "job_expired", "time_given_back"])
def test_every_template_is_registered_and_sent_alike(
    core: Core, ours: MetaGateway, theirs: Pywa, wire: Recorder, name: str
) -> None:
    spec, words = TEMPLATES[name], core.wiring.tools.phrases.seeded(0)
    source, titles = template_source(spec, words), [words(one) for one in spec.buttons]
    content = codec.template_content(spec, words)
    components: list[Any] = [parts.BodyText(source, *spec.samples)]
    if titles:
        made = [parts.QuickReplyButton(text=one) for one in titles]
        components.append(parts.Buttons(buttons=made))
    template = parts.Template(
        name=content.name,
        language=SPANISH,
        category=parts.TemplateCategory(content.category),
        components=components,
    )
    theirs.wa.delete_template(content.name)
    core.execute("DELETE FROM channel_content")
    wire.exchanges.clear()

    ours.is_approved(content, now=core.now)
    theirs.wa.delete_template(content.name)
    theirs.wa.create_template(template)

    first, second = (said(one) for one in wire.exchanges if one.method == "POST")
    assert first == second

    core.settle()
    core.execute("UPDATE channel_content SET approved = true")
    choices = tuple(Choice(f"tap:{one}", one) for one in titles)
    rendered = codec.encode(
        Template(name, spec.samples, choices, ""),
        window_is_open=False,
        link=None,
        template_source=source,
    )
    params: list[Any] = [parts.BodyText.params(*spec.samples)]
    params += [
        parts.QuickReplyButton.params(callback_data=one.id, index=index)
        for index, one in enumerate(choices)
    ]
    wire.exchanges.clear()
    line, mark = core.settings.meta.numbers[0].id, core.settings.meta.mark
    ours.send(rendered, to=DIGITS, sender=line, reference=7, now=core.now)
    theirs.wa.send_template(DIGITS, content.name, SPANISH, params, tracker=f"{mark}:7")

    first, second = (said(one) for one in wire.exchanges if one.path.endswith("/messages"))
    assert spoken(first) == spoken(second)


def spoken(message: Any) -> Any:
    """Return a template message without what Meta reads alike: capitals and numbers as text."""
    *head, body = message
    template = body["template"]
    components = [
        {
            key: str(value).lower() if key in ("type", "sub_type", "index") else value
            for key, value in one.items()
        }
        for one in template["components"]
    ]
    return head, body | {"template": template | {"components": components}}


def test_reading_and_typing_are_said_alike(
    core: Core, ours: MetaGateway, theirs: Pywa, wire: Recorder
) -> None:
    sid = core.say(ANA, "hola", channel="meta")["sid"]

    ours.acknowledge(sid, sender=core.settings.meta.numbers[0].id)
    theirs.wa.indicate_typing(sid)

    first, second = (said(one) for one in wire.exchanges)
    assert first == second


def test_files_are_handed_over_and_fetched_alike(
    core: Core, ours: MetaGateway, theirs: Pywa, wire: Recorder
) -> None:
    line = core.settings.meta.numbers[0].id
    data = b"%PDF-1.4"

    media_id = ours.upload(line, data, name="c.pdf", mime_type="application/pdf")
    theirs.wa.upload_media(data, mime_type="application/pdf", filename="c.pdf")
    first, second = (fields(one) for one in wire.exchanges)
    assert first == second

    wire.exchanges.clear()
    assert ours.download(Attachment(media_id), most_bytes=1000) == data
    ours_asked = [said(one)[:3] for one in wire.exchanges]
    wire.exchanges.clear()
    assert theirs.wa.get_media_bytes(theirs.wa.get_media_url(media_id).url) == data
    assert [said(one)[:3] for one in wire.exchanges] == ours_asked


def fields(exchange: Exchange) -> dict[str, Any]:
    """Return the parts of a form with a file, by name, with the head of each but its name."""
    boundary = exchange.headers["content-type"].partition("boundary=")[2].encode()
    found = {}
    for part in exchange.body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        first, *more = head.decode().split("\r\n")
        name = first.partition('name="')[2].partition('"')[0]
        found[name] = (first.partition("filename=")[2], more, content)
    return found
