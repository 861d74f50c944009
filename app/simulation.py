"""Runs the simulator with the settings of this installation.

The secrets go over within the process: on a command line every user of the machine could read them.
"""

from app.settings import Settings
from simulator.__main__ import main as simulator_command


def simulate(settings: Settings) -> None:
    """Stand in for Twilio and MercadoPago until SIGTERM."""
    options = {
        "--port": str(settings.port + 1),
        "--app-url": f"http://127.0.0.1:{settings.port}",
        "--browser-url": settings.public_url,
        "--public-url": settings.public_url,
        "--account-sid": settings.twilio_account_sid,
        "--auth-token": settings.twilio_auth_token,
        "--sender": settings.twilio_whatsapp_from,
        "--mp-access-token": settings.mercadopago_access_token,
        "--mp-webhook-secret": settings.mercadopago_webhook_secret,
        "--journal": str(settings.data_dir / "simulator.jsonl"),
    }
    words = [f"{name}={value}" for name, value in options.items()]
    simulator_command.main(words, prog_name="turnero simulator", standalone_mode=False)
