"""People who go on writing while processes die: each message is told until the door takes it."""

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import random
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from twilio.request_validator import RequestValidator

from app.settings import Settings
from bench.wire import Client

_TWILIO, _META = "/webhooks/twilio/whatsapp", "/webhooks/meta"
_REPEATED = 0.05  # of the messages are told once more although they were taken
_PAUSE_SECONDS = 0.4
_WANTED = (
    "un corte con Laura", "brushing con Laura", "un corte con Marcos", "barba con Marcos",
    "semi con Norma", "pies con Norma",
)  # fmt: skip
_SIDE = ("cuánto sale?", "dónde queda?", "qué horarios hacen?", "aceptan débito?")
_HOURS = ("10", "11", "16", "16 y media", "17", "18")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said; tap: the button pressed, None for a text."""

    text: str
    tap: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A message that the door has taken. place: its number among all that this person wrote."""

    external_id: str
    phone: str
    place: int


@dataclass(slots=True)
class Person:
    """Somebody who writes through one channel, one message after the other."""

    phone: str
    channel: str
    lines: Iterator[Said]
    written: int = 0


def lines(seed: int, today: datetime) -> Iterator[Said]:
    """Yield what a person says; the same few places are wanted by everybody."""
    luck = random.Random(seed)
    while True:
        day = today + timedelta(days=luck.randint(1, 6))
        if luck.random() < 0.2:
            yield Said(luck.choice(("hola", "buenas tardes", "che")))
        wanted, hour = luck.choice(_WANTED), luck.choice(_HOURS)
        # Long enough for the language server to be asked each time, also while it is down.
        yield Said(f"quiero {wanted} el {day.day}/{day.month} a las {hour} si puede ser")
        if luck.random() < 0.3:
            yield Said(luck.choice(_SIDE))
        yield Said("dale")
        yield Said("Mis turnos", "menu:mine") if luck.random() < 0.5 else Said("qué turnos tengo?")
        if luck.random() < 0.3:
            yield Said("cancelalo")
            yield Said("sí")
        yield Said("gracias!")


@dataclass(slots=True)
class Crowd:
    """Everybody who writes, and what the door has taken of it.

    refused: answers but 200, by status. unanswered: tries that came to no answer.
    """

    settings: Settings
    channels: tuple[str, ...]
    size: int
    today: datetime
    told: list[Told] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)
    unanswered: int = 0
    repeated: int = 0
    people: list[Person] = field(init=False)
    _client: Client = field(init=False)
    _validator: RequestValidator = field(init=False)
    _luck: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.people = [
            Person(f"+54911{number:08d}", channel, lines(number, self.today))
            for number, channel in zip(
                range(self.size), itertools.cycle(self.channels), strict=False
            )
        ]
        self._client = Client(self.settings.port, connections=self.size)
        self._validator = RequestValidator(self.settings.twilio_auth_token)
        self._luck = random.Random(7)

    async def write(self, *, rate: float, seconds: float) -> None:
        """Write so many messages a second, each by somebody whose last one was taken."""
        free: asyncio.Queue[Person] = asyncio.Queue()
        for person in self.people:
            free.put_nowait(person)
        started = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            for number in range(int(rate * seconds)):
                await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
                tasks.create_task(self._one(await free.get(), free))
        await self._client.close()

    async def _one(self, person: Person, free: "asyncio.Queue[Person]") -> None:
        person.written += 1
        external_id = f"{_SIGNS[person.channel]}{person.phone[1:]}{person.written:018d}"
        path, body, headers = self._webhook(person, external_id, next(person.lines))
        while not await self._taken(path, body, headers):
            await asyncio.sleep(_PAUSE_SECONDS)
        self.told.append(Told(external_id, person.phone, person.written))
        if self._luck.random() < _REPEATED:
            self.repeated += 1
            await self._taken(path, body, headers)
        free.put_nowait(person)

    async def _taken(self, path: str, body: bytes, headers: dict[str, str]) -> bool:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            status, _ = await asyncio.wait_for(self._client.post(path, body, headers), 15)
            if status != 200:
                self.refused[status] = self.refused.get(status, 0) + 1
            return status == 200
        self.unanswered += 1
        return False

    def _webhook(
        self, person: Person, external_id: str, said: Said
    ) -> tuple[str, bytes, dict[str, str]]:
        if person.channel == "meta":
            return _META, *self._meta(person, external_id, said)
        return _TWILIO, *self._twilio(person, external_id, said)

    def _twilio(self, person: Person, external_id: str, said: Said) -> tuple[bytes, dict[str, str]]:
        form = {
            "MessageSid": external_id,
            "AccountSid": self.settings.twilio_account_sid,
            "From": f"whatsapp:{person.phone}",
            "To": self.settings.twilio_whatsapp_from,
            "WaId": person.phone[1:],
            "ProfileName": f"Persona {person.phone[-4:]}",
            "Body": said.text,
            "NumMedia": "0",
            "MessageType": "text",
        }
        if said.tap is not None:
            form |= {"MessageType": "button", "ButtonPayload": said.tap, "ButtonText": said.text}
        url = f"{self.settings.public_url}{_TWILIO}"
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self._validator.compute_signature(url, form),
        }
        return urllib.parse.urlencode(form).encode(), headers

    def _meta(self, person: Person, external_id: str, said: Said) -> tuple[bytes, dict[str, str]]:
        number = self.settings.meta.numbers[0]
        message: dict[str, object] = {
            "from": person.phone[1:],
            "id": external_id,
            "timestamp": str(int(self.today.timestamp())),
        }
        if said.tap is None:
            message |= {"type": "text", "text": {"body": said.text}}
        else:
            reply = {"type": "button_reply", "button_reply": {"id": said.tap, "title": said.text}}
            message |= {"type": "interactive", "interactive": reply}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": number.display.lstrip("+"),
                "phone_number_id": number.id,
            },
            "contacts": [
                {
                    "profile": {"name": f"Persona {person.phone[-4:]}"},
                    "wa_id": person.phone[1:],
                }
            ],
            "messages": [message],
        }
        change = {"value": value, "field": "messages"}
        entry = {"id": self.settings.meta.account_id, "changes": [change]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        secret = self.settings.meta.app_secret.encode()
        digest = hmac.new(secret, body, hashlib.sha256).hexdigest()
        return body, {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": f"sha256={digest}",
        }


_SIGNS = {"twilio": "SM", "meta": "wamid."}
