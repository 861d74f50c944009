"""What the people of a benchmark say: mixed conversations, different for each of them."""

import random
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from twilio.request_validator import RequestValidator

from app.settings import Settings

MESSAGE_PATH, STATUS_PATH = (f"/webhooks/twilio/{name}" for name in ("whatsapp", "status"))
_SERVICES = (
    "corte con laura", "brushing con Laura", "un corte con marcos", "barba con marcos",
    "semi con norma", "pies con Norma", "sesión con silvia", "baño para el perro con rocío",
    "limpieza dental", "consulta con el dr peralta", "entrenamiento con bruno",
    "clase de matemática con sol",
)  # fmt: skip
_OPENINGS = (
    "hola! quiero",
    "buenas, tenés lugar para",
    "che, me anotás para",
    "necesito",
    "quisiera",
)
_SIDE = (
    "cuánto sale?", "aceptan débito?", "dónde queda?", "qué horarios hacen?", "sos un bot?",
    "hasta qué hora atienden?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said; tap: press the first button of the last answer instead, if it has one."""

    text: str
    tap: bool = False


def conversation(seed: int, now: datetime) -> Iterator[Line]:
    """Yield the lines of one person: greeting, request, side question, yes, check, move, thanks."""
    luck = random.Random(seed)
    while True:
        day = now + timedelta(days=luck.randint(1, 55))
        hour = luck.choice(("9", "10:30", "11", "16", "16 y media", "17", "18:15", "19"))
        if luck.random() < 0.3:
            yield Line(luck.choice(("hola", "buenas tardes", "hola, cómo va?")))
        what = f"{luck.choice(_OPENINGS)} {luck.choice(_SERVICES)}"
        yield Line(f"{what} el {day.day}/{day.month} a las {hour}")
        if luck.random() < 0.3:
            yield Line(luck.choice(_SIDE))
        yield Line("dale", tap=luck.random() < 0.6)
        if luck.random() < 0.3:
            yield Line("qué turnos tengo?")
        yield Line(luck.choice(("gracias!", "genial, gracias", "buenísimo")))


class Webhooks:
    """Makes the signed webhooks of a person's messages."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._validator = RequestValidator(settings.twilio_auth_token)
        self._url = f"{settings.public_url}{MESSAGE_PATH}"

    def message(
        self, phone: str, sid: str, line: Line, tap_id: str | None
    ) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of one inbound message."""
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": self._settings.twilio_account_sid,
            "From": f"whatsapp:{phone}",
            "To": self._settings.twilio_whatsapp_from,
            "WaId": phone.lstrip("+"),
            "ProfileName": f"Persona {phone[-4:]}",
            "Body": line.text,
            "NumMedia": "0",
            "MessageType": "text",
        }
        if tap_id is not None:
            form |= {"MessageType": "button", "ButtonPayload": tap_id, "ButtonText": line.text}
        return self._signed(self._url, form)

    def status(self, phone: str, sid: str, word: str) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of one delivery notice."""
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "MessageStatus": word,
            "AccountSid": self._settings.twilio_account_sid,
            "From": self._settings.twilio_whatsapp_from,
            "To": f"whatsapp:{phone}",
            "ChannelPrefix": "whatsapp",
        }
        return self._signed(f"{self._settings.public_url}{STATUS_PATH}", form)

    def _signed(self, url: str, form: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self._validator.compute_signature(url, form),
        }
        return urllib.parse.urlencode(form).encode(), headers
