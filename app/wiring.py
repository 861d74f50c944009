"""Every part made from the settings and handed what it needs: the composition of the product."""

import gettext
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from redis import Redis
from sqlalchemy import Engine

from actions.desk import Tools
from actions.lending import LentFiles
from app.embedded import database_url, redis_url
from app.hearing import transcriber_of
from app.settings import PROJECT, Settings
from bot.channels import meta, twilio
from bot.channels.meta_batch import Ours
from bot.language.formats import LOCALE
from bot.language.phrases import Phrases
from nlu.client import NluClient
from storage.clock import Clock, DemoClock, SystemClock
from storage.db import make_engine
from storage.doorbell import Doorbell, make_queue
from storage.pacing import Pacer
from storage.repositories.catalogue import CatalogueCache
from storage.vault import Vault
from webhooks.door import Door
from workers.channels import Channels, Gateway
from workers.gateways.mercadopago import MercadoPagoGateway
from workers.gateways.meta import MetaGateway
from workers.gateways.twilio import TwilioGateway, TwilioLogin
from workers.wiring import MediaRules, Wiring

LOCALES = PROJECT / "locales"


def load_phrases(folder: Path = LOCALES) -> Phrases:
    """Return the texts of the product. Raises FileNotFoundError before `make setup`."""
    own = gettext.translation("turnero", localedir=str(folder), languages=[LOCALE])
    names = sorted(path.parts[-3] for path in folder.glob("*/LC_MESSAGES/turnero.mo"))
    others = {  # what another language does not say is said in our own
        name: gettext.translation("turnero", localedir=str(folder), languages=[name, LOCALE])
        for name in names
        if name != LOCALE
    }
    return Phrases(own, others=others)


def engine_of(
    settings: Settings, *, pool_size: int = 5, checks_connections: bool = False
) -> Engine:
    """Return the connection to the database; the web checks its own, a job is simply rung again."""
    return make_engine(
        database_url(settings), pool_size=pool_size, checks_connections=checks_connections
    )


def redis_of(settings: Settings) -> Redis:
    """Return the connection to Redis."""
    return Redis.from_url(redis_url(settings))


def clock_of(settings: Settings, engine: Engine) -> Clock:
    """Return the real clock, or the one that can be moved in a demo."""
    return DemoClock(engine) if settings.demo else SystemClock()


def door_of(settings: Settings, engine: Engine) -> Door:
    """Return what webhooks work with."""
    bell = Doorbell(make_queue(redis_of(settings)))
    return Door(engine, clock_of(settings, engine), bell, settings.public_url)


def tools_of(settings: Settings) -> Tools:
    """Return what every action of a process shares."""
    return Tools(
        catalogue=CatalogueCache(),
        phrases=load_phrases(),
        channel=settings.channel,
        business_address=settings.line_of(settings.channel),
        threshold=settings.nlu_threshold,
        open_channels=frozenset(settings.channels),
    )


def ours_of(settings: Settings) -> Ours:
    """Return what is ours in a webhook of Meta."""
    return Ours(tuple(one.id for one in settings.meta.numbers), settings.meta.mark)


def channels_of(settings: Settings, engine: Engine) -> Channels:
    """Return the channels that are on."""
    makers: dict[str, Callable[[Settings, Engine], Gateway]] = {
        twilio.CHANNEL: _twilio,
        meta.CHANNEL: _meta,
    }
    return Channels({name: makers[name](settings, engine) for name in settings.channels})


def _twilio(settings: Settings, engine: Engine) -> TwilioGateway:
    return TwilioGateway(
        TwilioLogin(settings.twilio_account_sid, *settings.twilio_login),
        api_url=settings.twilio_api_url,
        status_callback=f"{settings.public_url}/webhooks/twilio/status",
        engine=engine,
        messaging_service=settings.twilio_messaging_service,
    )


def _meta(settings: Settings, engine: Engine) -> MetaGateway:
    account = settings.meta
    return MetaGateway(
        account.access_token,
        api_url=account.api_url,
        version=account.api_version,
        account_id=account.account_id,
        mark=account.mark,
        engine=engine,
    )


def vault_of(settings: Settings) -> Vault:
    """Return where files that people sent are kept."""
    return Vault(settings.media.folder, settings.media.key or settings.secret_key)


def lent_of(settings: Settings) -> LentFiles:
    """Return what makes the addresses of files that we serve."""
    return LentFiles(settings.public_url, settings.secret_key)


def wiring_of(settings: Settings) -> Wiring:
    """Return what a worker or the clock works with."""
    engine, redis = engine_of(settings), redis_of(settings)
    return Wiring(
        engine=engine,
        clock=clock_of(settings, engine),
        doorbell=Doorbell(make_queue(redis)),
        nlu=NluClient(settings.nlu_address),
        tools=tools_of(settings),
        channels=channels_of(settings, engine),
        mercadopago=MercadoPagoGateway(
            settings.mercadopago_access_token, api_url=settings.mercadopago_api_url
        ),
        notification_url=f"{settings.public_url}/webhooks/mercadopago?source_news=webhooks",
        return_url=f"{settings.public_url}/pago",
        pacer=Pacer(redis, settings.sending_limits),
        prices=settings.prices,
        vault=vault_of(settings),
        media=MediaRules(
            most_bytes=settings.media.most_bytes,
            kept_for=timedelta(days=settings.media.retention_days),
        ),
        lent=lent_of(settings),
        transcriber=transcriber_of(settings.media.transcriber, settings.media.model),
    )
