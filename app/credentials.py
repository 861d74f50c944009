"""Read the credentials of Twilio and MercadoPago: whole, or not at all and then simulated."""

from dataclasses import dataclass, replace

from app.environment import EnvironmentReader
from app.secret_key import derived

HTTP = ("http", "https")
TWILIO_API = "https://api.twilio.com"
MERCADOPAGO_API = "https://api.mercadopago.com"
DEMO_SENDER = "whatsapp:+5491155550000"


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """One Twilio account and its WhatsApp sender; an empty sid means none was given.

    token: the key of its webhooks. api_key: SID and secret of a key that asks in its stead.
    """

    sid: str
    token: str
    sender: str
    api_url: str
    api_key: tuple[str, str] | None = None
    messaging_service: str | None = None

    @property
    def login(self) -> tuple[str, str]:
        """Return user and password of every call."""
        return self.api_key or (self.sid, self.token)

    def or_demo(self, secret_key: str) -> "TwilioAccount":
        """Return this account, or without one an invented one for the simulator."""
        if self.sid:
            return self
        return replace(
            self,
            sid="AC" + derived(secret_key, "twilio account"),
            token=derived(secret_key, "twilio token"),
        )


@dataclass(frozen=True, slots=True)
class MercadoPagoAccount:
    """One MercadoPago application; an empty token means none was given."""

    token: str
    webhook_secret: str
    api_url: str

    def or_demo(self, secret_key: str) -> "MercadoPagoAccount":
        """Return this account, or without one an invented one for the simulator."""
        if self.token:
            return self
        return replace(
            self,
            token="TEST-" + derived(secret_key, "mercadopago token"),
            webhook_secret=derived(secret_key, "mercadopago webhook"),
        )


def read_twilio(reader: EnvironmentReader, simulator_url: str) -> TwilioAccount:
    """Return the account as given; what is missing or wrong is noted in the reader."""
    sid = reader.pattern(
        "TWILIO_ACCOUNT_SID", r"AC[0-9a-fA-F]{32}", expected="AC and 32 hexadecimal digits"
    )
    token = reader.pattern(
        "TWILIO_AUTH_TOKEN", r"\S{16,}", expected="at least 16 characters without a space"
    )
    sender = reader.pattern(
        "TWILIO_WHATSAPP_FROM",
        r"(whatsapp:)?\+[1-9]\d{6,14}",
        expected="a number like +5491155550000 or whatsapp:+5491155550000",
    )
    key = reader.pattern(
        "TWILIO_API_KEY", r"SK[0-9a-fA-F]{32}", expected="SK and 32 hexadecimal digits"
    )
    secret = reader.pattern(
        "TWILIO_API_SECRET", r"\S{16,}", expected="at least 16 characters without a space"
    )
    if key or secret:
        own = ("TWILIO_API_KEY", "TWILIO_API_SECRET")
        require_whole(reader, own, also=("TWILIO_ACCOUNT_SID",), api_url=None)
    service = reader.pattern(
        "TWILIO_MESSAGING_SERVICE_SID",
        r"MG[0-9a-fA-F]{32}",
        expected="MG and 32 hexadecimal digits",
    )
    api_url = reader.url("TWILIO_API_URL", schemes=HTTP)
    names = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
    require_whole(
        reader,
        names,
        also=("TWILIO_WHATSAPP_FROM",),
        api_url=None if api_url == simulator_url else api_url,
    )
    return TwilioAccount(
        sid or "",
        token or "",
        "whatsapp:" + (sender or DEMO_SENDER).removeprefix("whatsapp:"),
        api_url or (TWILIO_API if sid else simulator_url),
        (key, secret) if key and secret else None,
        service,
    )


def read_mercadopago(reader: EnvironmentReader, simulator_url: str) -> MercadoPagoAccount:
    """Return the application as given; what is missing or wrong is noted in the reader."""
    names = ("MERCADOPAGO_ACCESS_TOKEN", "MERCADOPAGO_WEBHOOK_SECRET")
    expected = "at least 8 characters without a space"
    token, secret = (reader.pattern(name, r"\S{8,}", expected=expected) for name in names)
    api_url = reader.url("MERCADOPAGO_API_URL", schemes=HTTP)
    require_whole(reader, names, also=(), api_url=None if api_url == simulator_url else api_url)
    return MercadoPagoAccount(
        token or "", secret or "", api_url or (MERCADOPAGO_API if token else simulator_url)
    )


def require_whole(
    reader: EnvironmentReader,
    names: tuple[str, ...],
    *,
    also: tuple[str, ...],
    api_url: str | None,
) -> None:
    """Refuse credentials given by half, and a real API (None: the simulator's) without them."""
    given = [name for name in names if reader.text(name)]
    if not given and api_url is None:
        return
    reason = f"when {given[0]} is given" if given else f"to use {api_url}"
    for name in (*names, *also):
        if reader.text(name) is None:
            reader.refuse(name, f"is needed {reason}")
