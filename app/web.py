"""The Flask application: every door mounted, with what each needs."""

from flask import Flask, Response, jsonify

import console.pages
import webhooks.mercadopago
import webhooks.meta
import webhooks.twilio
from app import demo, logs, start
from app.settings import Settings
from app.wiring import clock_of, door_of, engine_of, ours_of, redis_of, tools_of
from storage.clock import DemoClock
from storage.reports import health
from webhooks.door import Door

_POOL = 24  # one connection a thread, so that no webhook waits for another
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
}


def create_app(settings: Settings) -> Flask:
    """Return the application of one web process."""
    logs.configure(settings.log_format)
    app = Flask("turnero", static_folder=None)
    app.secret_key = settings.secret_key
    app.config["SESSION_COOKIE_SECURE"] = settings.public_url.startswith("https://")
    engine = engine_of(settings, pool_size=_POOL, checks_connections=True)
    clock = clock_of(settings, engine)
    door = door_of(settings, engine)
    register_channels(app, door, settings)
    app.register_blueprint(
        webhooks.mercadopago.blueprint(door, settings.mercadopago_webhook_secret)
    )
    app.register_blueprint(
        console.pages.blueprint(
            engine,
            clock,
            tools_of(settings),
            door.doorbell,
            password=settings.console_password,
            open_to_all=settings.whatsapp_is_simulated and settings.mercadopago_is_simulated,
            currency=settings.prices.currency,
        )
    )
    app.register_blueprint(start.blueprint(settings))
    start.register_errors(app)
    if isinstance(clock, DemoClock):
        app.register_blueprint(demo.blueprint(engine, clock, settings.simulator_url))
    redis = redis_of(settings)

    @app.get("/health/live")
    def live() -> Response:
        return jsonify(live=True)

    @app.get("/health/ready")
    def ready() -> tuple[Response, int]:
        found = health.check(engine, redis, now=clock.now())
        body = jsonify(
            database=found.database,
            redis=found.redis,
            oldest_waiting_seconds=found.oldest_waiting_seconds,
        )
        return body, 200 if found.database and found.redis else 503

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


def register_channels(app: Flask, door: Door, settings: Settings) -> None:
    """Mount the webhooks of the channels that are on."""
    if "twilio" in settings.channels:
        app.register_blueprint(webhooks.twilio.blueprint(door, settings.twilio_auth_token))
    if "meta" in settings.channels:
        app.register_blueprint(
            webhooks.meta.blueprint(
                door,
                app_secret=settings.meta.app_secret,
                verify_token=settings.meta.verify_token,
                ours=ours_of(settings),
            )
        )
