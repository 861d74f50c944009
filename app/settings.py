"""The settings of one installation: read once, checked whole, frozen.

The only place that knows the names of environment variables. No other package reads the
environment: app hands each part what it needs. `.env.example` explains every name for people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from app.credentials import (
    HTTP,
    MercadoPagoAccount,
    TwilioAccount,
    read_mercadopago,
    read_twilio,
)
from app.environment import EnvironmentReader, Network, SettingsError, read_env_file
from app.media_settings import MediaSettings, read_media
from app.meta_account import MetaAccount, read_meta
from app.secret_key import kept_secret_key
from app.sending_settings import read_limits, read_prices
from bot.messages.prices import PriceTable
from storage.pacing import Limits

PROJECT = Path(__file__).resolve().parents[1]
ENV_FILE = PROJECT / ".env"

_SECRET_KEY_LENGTH = 16  # shorter ones can be guessed
_PASSWORD_LENGTH = 10
_LOG_FORMATS = {"console": "console", "json": "json"}
_CHANNELS = {"twilio": "twilio", "meta": "meta"}
_SWITCH = {"0": "0", "1": "1", "false": "0", "true": "1", "no": "0", "yes": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations. Addresses have no closing slash.

    database_url, redis_url, nlu_url: None means the server that Turnero brings along. channels: the
    names of those that are on; channel: by which messages leave to people who never wrote.
    """

    database_url: str | None = field(repr=False)
    redis_url: str | None = field(repr=False)
    nlu_url: str | None
    public_url: str
    secret_key: str = field(repr=False)
    host: str
    port: int
    workers: int
    data_dir: Path
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    twilio_login: tuple[str, str] = field(repr=False)
    twilio_messaging_service: str | None
    twilio_whatsapp_from: str
    twilio_api_url: str
    meta: MetaAccount
    channels: tuple[str, ...]
    channel: str
    mercadopago_access_token: str = field(repr=False)
    mercadopago_webhook_secret: str = field(repr=False)
    mercadopago_api_url: str
    sending_limits: Limits
    prices: PriceTable
    media: MediaSettings
    log_format: str
    nlu_threshold: float
    nlu_replicas: int
    console_password: str | None = field(repr=False)
    metrics_token: str | None = field(repr=False)
    trusted_proxies: tuple[Network, ...]
    demo: bool

    @classmethod
    def load(cls, environ: Mapping[str, str], env_file: Path | None) -> Self:
        """Return the settings of an environment and a `.env` file; the environment wins.

        Raises SettingsError with every problem at once. Effect: without a SECRET_KEY, one is
        made the first time and kept in the data folder, readable by its owner only.
        """
        written, problems = read_env_file(env_file)
        reader = EnvironmentReader({**written, **environ}, problems)
        port = reader.integer("PORT", default=8000, low=1, high=65500)  # more above it
        simulator_url = _local_address(port + 1)
        twilio = read_twilio(reader, simulator_url)
        meta = read_meta(reader, simulator_url)
        channels = _channels(twilio, meta)
        mercadopago = read_mercadopago(reader, simulator_url)
        used = [mercadopago.api_url]
        used += [twilio.api_url] if "twilio" in channels else []
        used += [meta.api_url] if "meta" in channels else []
        public_url = reader.url("PUBLIC_URL", schemes=HTTP) or _local_address(port)
        given_key = _read_secret_key(
            reader,
            must_be_given=bool(twilio.sid or meta.access_token or mercadopago.token)
            and public_url.startswith("https://"),
        )
        data_dir = PROJECT / Path(reader.text("TURNERO_DATA_DIR") or ".data").expanduser()
        demo = _read_demo(reader, simulated=simulator_url in used)
        settings = cls(
            database_url=_read_database_url(reader),
            redis_url=reader.url("REDIS_URL", schemes=("redis", "rediss", "unix")),
            nlu_url=reader.url("NLU_URL", schemes=HTTP),
            public_url=public_url,
            secret_key=given_key or "",
            host=reader.text("HOST") or "127.0.0.1",
            port=port,
            workers=reader.integer("WORKERS", default=3, low=1, high=64),
            data_dir=data_dir,
            twilio_account_sid=twilio.sid,
            twilio_auth_token=twilio.token,
            twilio_login=twilio.login,
            twilio_messaging_service=twilio.messaging_service,
            twilio_whatsapp_from=twilio.sender,
            twilio_api_url=twilio.api_url,
            meta=meta,
            channels=channels,
            channel=_read_channel(reader, channels),
            mercadopago_access_token=mercadopago.token,
            mercadopago_webhook_secret=mercadopago.webhook_secret,
            mercadopago_api_url=mercadopago.api_url,
            sending_limits=read_limits(reader, _own_addresses(twilio, meta)),
            prices=read_prices(reader),
            media=read_media(reader, PROJECT, data_dir),
            log_format=reader.choice(
                "LOG_FORMAT", _LOG_FORMATS, default="console" if demo else "json"
            ),
            nlu_threshold=reader.fraction("NLU_THRESHOLD", default=0.40),
            nlu_replicas=reader.integer("NLU_REPLICAS", default=1, low=1, high=16),
            console_password=_read_console_password(reader),
            metrics_token=_read_metrics_token(reader),
            trusted_proxies=reader.networks("TRUSTED_PROXIES"),
            demo=demo,
        )
        if reader.problems:
            raise SettingsError(reader.problems)
        return settings._with_secrets(twilio, mercadopago)

    def _with_secrets(self, twilio: TwilioAccount, mercadopago: MercadoPagoAccount) -> Self:
        """Return these settings with a kept secret key and demo credentials where none are."""
        try:
            secret_key = self.secret_key or kept_secret_key(self.data_dir)
        except OSError as error:
            message = f"cannot write in {self.data_dir}: {error.strerror}"
            raise SettingsError([("TURNERO_DATA_DIR", message)]) from error
        twilio = twilio.or_demo(secret_key)
        mercadopago = mercadopago.or_demo(secret_key)
        return replace(
            self,
            secret_key=secret_key,
            twilio_account_sid=twilio.sid,
            twilio_auth_token=twilio.token,
            twilio_login=twilio.login,
            meta=self.meta.or_demo(secret_key),
            mercadopago_access_token=mercadopago.token,
            mercadopago_webhook_secret=mercadopago.webhook_secret,
        )

    @property
    def simulator_url(self) -> str:
        """Where the simulator listens when it runs."""
        return _local_address(self.port + 1)

    @property
    def nlu_port(self) -> int:
        """Where the Rasa server beside the app listens."""
        return self.port + 2

    @property
    def nlu_replica_ports(self) -> list[int]:
        """Where the Rasa servers behind the balancer listen."""
        return [self.nlu_port + number for number in range(1, self.nlu_replicas + 1)]

    @property
    def nlu_address(self) -> str:
        """The address of the Rasa server, wherever it runs."""
        return self.nlu_url or _local_address(self.nlu_port)

    @property
    def twilio_is_simulated(self) -> bool:
        """Whether Twilio is on and its messages go to the simulator."""
        return "twilio" in self.channels and self.twilio_api_url == self.simulator_url

    @property
    def meta_is_simulated(self) -> bool:
        """Whether Meta is on and its messages go to the simulator."""
        return "meta" in self.channels and self.meta.api_url == self.simulator_url

    @property
    def whatsapp_is_simulated(self) -> bool:
        """Whether messages of every channel that is on go to the simulator."""
        simulated = {"twilio": self.twilio_is_simulated, "meta": self.meta_is_simulated}
        return all(simulated[name] for name in self.channels)

    @property
    def needs_simulator(self) -> bool:
        """Whether any party is stood in for."""
        parties = (self.twilio_is_simulated, self.meta_is_simulated, self.mercadopago_is_simulated)
        return any(parties)

    def line_of(self, channel: str) -> str:
        """Return our address on a channel, the first one where there are several."""
        return self.meta.numbers[0].id if channel == "meta" else self.twilio_whatsapp_from

    @property
    def number(self) -> str:
        """The WhatsApp number that people see first (E.164)."""
        if self.channel == "meta":
            return self.meta.numbers[0].display
        return self.twilio_whatsapp_from.removeprefix("whatsapp:")

    @property
    def mercadopago_is_simulated(self) -> bool:
        """Whether payments go to the simulator."""
        return self.mercadopago_api_url == self.simulator_url

    @property
    def embedded_postgres(self) -> bool:
        """Whether Turnero runs PostgreSQL itself."""
        return self.database_url is None

    @property
    def embedded_redis(self) -> bool:
        """Whether Turnero runs Redis itself."""
        return self.redis_url is None

    @property
    def embedded_nlu(self) -> bool:
        """Whether Turnero runs the Rasa server itself."""
        return self.nlu_url is None


def _local_address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _read_database_url(reader: EnvironmentReader) -> str | None:
    url = reader.url("DATABASE_URL", schemes=("postgresql", "postgres", "postgresql+psycopg"))
    return url and "postgresql+psycopg://" + url.partition("://")[2]


def _channels(twilio: TwilioAccount, meta: MetaAccount) -> tuple[str, ...]:
    """Return the channels with credentials; both, simulated, when there are none."""
    given = {"twilio": twilio.sid, "meta": meta.access_token}
    return tuple(name for name, key in given.items() if key) or tuple(given)


def _own_addresses(twilio: TwilioAccount, meta: MetaAccount) -> dict[str, str]:
    """Return our addresses on the channels by the numbers that people see."""
    addresses = {one.display: one.id for one in meta.numbers}
    return {**addresses, twilio.sender.removeprefix("whatsapp:"): twilio.sender}


def _read_channel(reader: EnvironmentReader, channels: tuple[str, ...]) -> str:
    channel = reader.choice("WHATSAPP_CHANNEL", _CHANNELS, default=channels[0])
    if channel not in channels:
        reader.refuse("WHATSAPP_CHANNEL", f"cannot be {channel} without its credentials")
    return channel


def _read_demo(reader: EnvironmentReader, *, simulated: bool) -> bool:
    switch = reader.choice("TURNERO_DEMO", _SWITCH, default="")
    if switch == "1" and not simulated:
        reader.refuse("TURNERO_DEMO", "cannot be 1 when WhatsApp and MercadoPago are real")
    return simulated and switch != "0"


def _read_console_password(reader: EnvironmentReader) -> str | None:
    password = reader.text("CONSOLE_PASSWORD")
    if password is not None and len(password) < _PASSWORD_LENGTH:
        reader.refuse("CONSOLE_PASSWORD", f"must have at least {_PASSWORD_LENGTH} characters")
    return password


def _read_metrics_token(reader: EnvironmentReader) -> str | None:
    token = reader.text("METRICS_TOKEN")
    if token is not None and len(token) < _SECRET_KEY_LENGTH:
        reader.refuse("METRICS_TOKEN", f"must have at least {_SECRET_KEY_LENGTH} characters")
    return token


def _read_secret_key(reader: EnvironmentReader, *, must_be_given: bool) -> str | None:
    key = reader.text("SECRET_KEY")
    if key is None and must_be_given:
        reader.refuse("SECRET_KEY", "is needed with real credentials and an https PUBLIC_URL")
    if key is not None and len(key) < _SECRET_KEY_LENGTH:
        reader.refuse("SECRET_KEY", f"must have at least {_SECRET_KEY_LENGTH} characters")
    return key
