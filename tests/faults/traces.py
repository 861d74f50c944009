"""What a log must never hold: secrets, and phones, names and words of people."""

from collections.abc import Iterator

from tests.faults.running import RunningTurnero

_WORDS = ("+54911", "54911000", "Persona ", "quiero un corte", "qué turnos tengo")


def traces_in(run: RunningTurnero) -> list[str]:
    """Return where the logs of a run hold a secret or something of a person; no word of it."""
    return sorted(set(_traces(run)))


def _traces(run: RunningTurnero) -> Iterator[str]:
    forbidden = {**_secrets(run), **{f"words {place}": word for place, word in enumerate(_WORDS)}}
    for path in sorted(run.log_dir.glob("*")):
        written = path.read_text("utf-8", errors="replace")
        for name, value in forbidden.items():
            if value in written:
                yield f"{path.name}: {name}"


def _secrets(run: RunningTurnero) -> dict[str, str]:
    settings = run.settings
    return {
        "SECRET_KEY": settings.secret_key,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "META_ACCESS_TOKEN": settings.meta.access_token,
        "META_APP_SECRET": settings.meta.app_secret,
        "MERCADOPAGO_ACCESS_TOKEN": settings.mercadopago_access_token,
        "MERCADOPAGO_WEBHOOK_SECRET": settings.mercadopago_webhook_secret,
    }
