"""The settings: what they default to, and that every wrong one is refused, all at once."""

import re
import stat
import tempfile
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest

from app.embedded import database_url, redis_url
from app.environment import SettingsError, read_env_file
from app.settings import PROJECT, Settings
from bot.messages.prices import MessageCategory

TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0a" * 16,
    "TWILIO_AUTH_TOKEN": "t" * 32,
    "TWILIO_WHATSAPP_FROM": "+14155238886",
}
MERCADOPAGO = {
    "MERCADOPAGO_ACCESS_TOKEN": "APP_USR-123456",
    "MERCADOPAGO_WEBHOOK_SECRET": "s" * 32,
}
META = {
    "META_ACCESS_TOKEN": "EAA" + "t" * 40,
    "META_APP_SECRET": "a" * 32,
    "META_VERIFY_TOKEN": "una palabra".replace(" ", "-"),
    "META_WABA_ID": "102290129340398",
    "META_PHONE_NUMBER_ID": "106540352242922=+5493875550000",
}
_SOURCES = (
    "settings.py",
    "credentials.py",
    "media_settings.py",
    "meta_account.py",
    "sending_settings.py",
)
KEY = {"SECRET_KEY": "k" * 32}


def load(**values: str) -> Settings:
    return Settings.load(KEY | values, None)


def problems(**values: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(KEY | values, None)
    return dict(caught.value.problems)


class TestDefaults:
    def test_nothing_given_simulates_both_parties_on_own_servers(self) -> None:
        settings = load()

        assert settings.public_url == "http://127.0.0.1:8000"
        assert settings.twilio_api_url == settings.mercadopago_api_url == "http://127.0.0.1:8001"
        assert settings.twilio_is_simulated
        assert settings.mercadopago_is_simulated
        assert settings.demo
        assert settings.embedded_postgres
        assert settings.embedded_redis
        assert settings.embedded_nlu
        assert settings.nlu_address == "http://127.0.0.1:8002"
        assert settings.twilio_whatsapp_from == "whatsapp:+5491155550000"
        assert settings.data_dir == PROJECT / ".data"
        assert (settings.host, settings.workers, settings.log_format) == ("127.0.0.1", 3, "console")
        assert settings.nlu_threshold == 0.40

    def test_everything_follows_the_port(self) -> None:
        settings = load(PORT="9000")

        assert settings.public_url == "http://127.0.0.1:9000"
        assert settings.simulator_url == settings.twilio_api_url == "http://127.0.0.1:9001"
        assert settings.nlu_port == 9002

    def test_an_empty_value_is_not_given(self) -> None:
        assert load(PORT="", TWILIO_ACCOUNT_SID=" ", DATABASE_URL="") == load()

    def test_demo_credentials_have_the_right_form_and_follow_the_secret_key(self) -> None:
        settings, other = load(), load(SECRET_KEY="another key, also long")

        Settings.load(
            KEY
            | {
                "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
                "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
                "TWILIO_WHATSAPP_FROM": settings.twilio_whatsapp_from,
            },
            None,
        )
        assert settings == load()
        assert settings.twilio_account_sid != other.twilio_account_sid
        assert settings.twilio_auth_token != other.twilio_auth_token
        assert settings.mercadopago_access_token != other.mercadopago_access_token
        assert settings.mercadopago_webhook_secret != settings.twilio_auth_token

    def test_settings_are_frozen_and_hide_secrets_in_their_text(self) -> None:
        settings = load(**TWILIO)

        with pytest.raises(FrozenInstanceError):
            settings.port = 1  # type: ignore[misc] # the point of the test
        for secret in (KEY["SECRET_KEY"], TWILIO["TWILIO_AUTH_TOKEN"]):
            assert secret not in repr(settings)


class TestRealParties:
    def test_twilio_is_asked_by_the_account_or_by_a_key_of_it(self) -> None:
        key = {"TWILIO_API_KEY": "SK" + "6" * 32, "TWILIO_API_SECRET": "s" * 32}
        service = {"TWILIO_MESSAGING_SERVICE_SID": "MG" + "5" * 32}

        plain, keyed = load(**TWILIO), load(**TWILIO, **key, **service)

        assert plain.twilio_login == (plain.twilio_account_sid, plain.twilio_auth_token)
        assert keyed.twilio_login == (key["TWILIO_API_KEY"], key["TWILIO_API_SECRET"])
        assert keyed.twilio_auth_token == plain.twilio_auth_token  # of the webhooks still
        assert (plain.twilio_messaging_service, keyed.twilio_messaging_service) == (
            None,
            service["TWILIO_MESSAGING_SERVICE_SID"],
        )
        assert key["TWILIO_API_SECRET"] not in repr(keyed)
        with pytest.raises(SettingsError, match="TWILIO_API_SECRET"):
            load(**TWILIO, TWILIO_API_KEY=key["TWILIO_API_KEY"])

    def test_twilio_credentials_alone_leave_only_payments_simulated(self) -> None:
        settings = load(**TWILIO)

        assert settings.twilio_api_url == "https://api.twilio.com"
        assert settings.twilio_whatsapp_from == "whatsapp:+14155238886"
        assert not settings.twilio_is_simulated
        assert settings.mercadopago_is_simulated
        assert settings.demo

    def test_all_credentials_end_the_demo(self) -> None:
        settings = load(**TWILIO, **MERCADOPAGO)

        assert settings.mercadopago_api_url == "https://api.mercadopago.com"
        assert not settings.demo

    def test_own_credentials_can_be_tried_on_the_simulator(self) -> None:
        settings = load(**TWILIO, TWILIO_API_URL="http://127.0.0.1:8001/")

        assert settings.twilio_is_simulated
        assert settings.twilio_account_sid == TWILIO["TWILIO_ACCOUNT_SID"]

    def test_the_demo_pages_can_be_turned_off(self) -> None:
        assert not load(TURNERO_DEMO="0").demo

    def test_the_demo_pages_cannot_be_forced_onto_real_parties(self) -> None:
        assert set(problems(TURNERO_DEMO="1", **TWILIO, **MERCADOPAGO)) == {"TURNERO_DEMO"}

    @pytest.mark.parametrize(
        ("given", "missing"),
        [
            (["TWILIO_ACCOUNT_SID"], {"TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM"}),
            (["TWILIO_AUTH_TOKEN"], {"TWILIO_ACCOUNT_SID", "TWILIO_WHATSAPP_FROM"}),
            (["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"], {"TWILIO_WHATSAPP_FROM"}),
            (["MERCADOPAGO_ACCESS_TOKEN"], {"MERCADOPAGO_WEBHOOK_SECRET"}),
            (["MERCADOPAGO_WEBHOOK_SECRET"], {"MERCADOPAGO_ACCESS_TOKEN"}),
        ],
    )
    def test_half_given_credentials_are_named(self, given: list[str], missing: set[str]) -> None:
        values = {name: (TWILIO | MERCADOPAGO)[name] for name in given}

        assert set(problems(**values)) == missing

    def test_a_real_api_needs_credentials(self) -> None:
        found = problems(MERCADOPAGO_API_URL="https://api.mercadopago.com")

        assert set(found) == {"MERCADOPAGO_ACCESS_TOKEN", "MERCADOPAGO_WEBHOOK_SECRET"}

    def test_real_credentials_behind_https_need_a_secret_key(self) -> None:
        with pytest.raises(SettingsError) as caught:
            Settings.load({**TWILIO, "PUBLIC_URL": "https://turnos.example"}, None)

        assert [name for name, _ in caught.value.problems] == ["SECRET_KEY"]


class TestMeta:
    def test_nothing_given_simulates_both_channels(self) -> None:
        settings = load()

        assert (settings.channels, settings.channel) == (("twilio", "meta"), "twilio")
        assert settings.meta.api_url == settings.simulator_url
        assert settings.meta_is_simulated
        assert settings.whatsapp_is_simulated
        assert settings.meta.numbers[0].display == "+5491155550001"
        assert settings.meta.mark

    def test_its_credentials_turn_it_on_and_the_simulated_channel_off(self) -> None:
        settings = load(**META)

        assert (settings.channels, settings.channel) == (("meta",), "meta")
        assert settings.meta.api_url == "https://graph.facebook.com"
        assert settings.line_of("meta") == "106540352242922"
        assert settings.number == "+5493875550000"
        assert not settings.whatsapp_is_simulated
        assert not settings.twilio_is_simulated
        assert settings.demo  # payments are still simulated

    def test_twilio_alone_leaves_it_off(self) -> None:
        settings = load(**TWILIO)

        assert settings.channels == ("twilio",)
        assert not settings.meta_is_simulated

    def test_both_may_be_on_and_one_is_for_people_who_never_wrote(self) -> None:
        settings = load(**TWILIO, **META, **MERCADOPAGO, WHATSAPP_CHANNEL="meta")

        assert (settings.channels, settings.channel) == (("twilio", "meta"), "meta")
        assert load(**TWILIO, **META).channel == "twilio"
        assert not settings.demo
        assert not settings.needs_simulator

    def test_several_numbers(self) -> None:
        numbers = "106540352242922=+5493875550000, 106540352242923=+5491155550000"

        settings = load(**META | {"META_PHONE_NUMBER_ID": numbers})

        assert [one.id for one in settings.meta.numbers] == ["106540352242922", "106540352242923"]

    def test_own_credentials_can_be_tried_on_the_simulator(self) -> None:
        settings = load(**META, META_API_URL="http://127.0.0.1:8001/")

        assert settings.meta_is_simulated
        assert settings.meta.access_token == META["META_ACCESS_TOKEN"]

    @pytest.mark.parametrize("given", META)
    def test_half_given_credentials_are_named(self, given: str) -> None:
        needs_others = given in ("META_ACCESS_TOKEN", "META_APP_SECRET", "META_VERIFY_TOKEN")

        if needs_others:
            assert set(problems(**{given: META[given]})) == META.keys() - {given}
        else:
            assert load(**{given: META[given]}).meta_is_simulated

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("META_ACCESS_TOKEN", "short"),
            ("META_APP_SECRET", "two words of a secret"),
            ("META_VERIFY_TOKEN", "short"),
            ("META_WABA_ID", "mine"),
            ("META_PHONE_NUMBER_ID", "106540352242922"),
            ("META_PHONE_NUMBER_ID", "106540352242922=011 5555"),
            ("META_PHONE_NUMBER_ID", "106540352242922=+5493875550000,"),
            ("META_PHONE_NUMBER_ID", "1065403=+5493875550000,1065403=+5493875550001"),
            ("META_API_URL", "ftp://host"),
            ("META_API_VERSION", "23"),
            ("WHATSAPP_CHANNEL", "telegram"),
            ("WHATSAPP_CHANNEL", "twilio"),
        ],
    )
    def test_a_wrong_value_is_refused_by_name(self, name: str, value: str) -> None:
        assert set(problems(**META | {name: value})) == {name}

    def test_secrets_are_hidden_in_the_text_of_settings(self) -> None:
        text = repr(load(**META))

        secrets = [META[name] for name in ("META_ACCESS_TOKEN", "META_APP_SECRET")]
        assert not [one for one in secrets if one in text]

    def test_real_credentials_behind_https_need_a_secret_key(self) -> None:
        with pytest.raises(SettingsError) as caught:
            Settings.load({**META, "PUBLIC_URL": "https://turnos.example"}, None)

        assert [name for name, _ in caught.value.problems] == ["SECRET_KEY"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PORT", "0"),
            ("PORT", "65534"),
            ("PORT", "80a"),
            ("WORKERS", "0"),
            ("WORKERS", "-1"),
            ("WORKERS", "65"),
            ("NLU_THRESHOLD", "1.1"),
            ("NLU_THRESHOLD", "nan"),
            ("LOG_FORMAT", "xml"),
            ("TURNERO_DEMO", "maybe"),
            ("SECRET_KEY", "short"),
            ("DATABASE_URL", "mysql://host/db"),
            ("DATABASE_URL", "sqlite:///x.db"),
            ("REDIS_URL", "http://host"),
            ("REDIS_URL", "redis://host:port"),
            ("NLU_URL", "host:5005"),
            ("PUBLIC_URL", "turnos.example"),
            ("PUBLIC_URL", "https://"),
            ("TWILIO_API_URL", "ftp://host"),
            ("MERCADOPAGO_API_URL", "nowhere"),
            ("TWILIO_WHATSAPP_FROM", "011 5555-0000"),
        ],
    )
    def test_a_wrong_value_is_refused_by_name(self, name: str, value: str) -> None:
        assert set(problems(**{name: value})) == {name}

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("TWILIO_ACCOUNT_SID", "AC123"),
            ("TWILIO_ACCOUNT_SID", "SK" + "0" * 32),
            ("TWILIO_AUTH_TOKEN", "short"),
            ("TWILIO_WHATSAPP_FROM", "telegram:+14155238886"),
            ("MERCADOPAGO_ACCESS_TOKEN", "two words"),
            ("MERCADOPAGO_WEBHOOK_SECRET", "short"),
        ],
    )
    def test_a_wrong_credential_is_refused_by_name(self, name: str, value: str) -> None:
        assert set(problems(**(TWILIO | MERCADOPAGO | {name: value}))) == {name}

    def test_every_problem_is_told_at_once(self) -> None:
        found = problems(PORT="x", WORKERS="x", NLU_THRESHOLD="x", PUBLIC_URL="x", LOG_FORMAT="x")

        assert set(found) == {"PORT", "WORKERS", "NLU_THRESHOLD", "PUBLIC_URL", "LOG_FORMAT"}

    def test_the_value_of_a_secret_is_not_repeated(self) -> None:
        assert "hunter2" not in str(problems(SECRET_KEY="hunter2"))


class TestEnvFile:
    def test_the_real_environment_wins(self, tmp_path: Path) -> None:
        file = tmp_path / ".env"
        file.write_text("PORT=9000\nWORKERS=3\n")

        settings = Settings.load(KEY | {"PORT": "9100"}, file)

        assert (settings.port, settings.workers) == (9100, 3)

    def test_quotes_comments_and_export_are_understood(self, tmp_path: Path) -> None:
        file = tmp_path / ".env"
        file.write_text(
            "# a comment\n\n"
            "PLAIN = value # why\n"
            "export SINGLE='a # b'\n"
            "DOUBLE=\"c 'd'\" # why\n"
            "HASH=a#b\n"
            "EMPTY=\n"
            "ONLY_COMMENT= # nothing\n"
        )

        values, wrong = read_env_file(file)

        assert not wrong
        assert values == {
            "PLAIN": "value",
            "SINGLE": "a # b",
            "DOUBLE": "c 'd'",
            "HASH": "a#b",
            "EMPTY": "",
            "ONLY_COMMENT": "",
        }

    def test_an_unreadable_line_is_named_with_the_other_problems(self, tmp_path: Path) -> None:
        file = tmp_path / ".env"
        file.write_text("PORT=x\nno value here\n")

        with pytest.raises(SettingsError) as caught:
            Settings.load(KEY, file)

        assert {name for name, _ in caught.value.problems} == {"PORT", ".env line 2"}

    def test_the_example_names_every_setting_and_no_other(self) -> None:
        text = (PROJECT / ".env.example").read_text("utf-8")
        sources = [PROJECT / "app" / name for name in _SOURCES]

        explained = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)
        read = {
            name
            for source in sources
            for name in re.findall(r'"([A-Z][A-Z_]{3,})"', source.read_text("utf-8"))
        }

        assert sorted(explained) == sorted(read)


class TestSecretKey:
    def test_it_is_made_once_and_only_its_owner_reads_it(self, tmp_path: Path) -> None:
        values = {"TURNERO_DATA_DIR": str(tmp_path / "data")}

        first, second = Settings.load(values, None), Settings.load(values, None)

        file = tmp_path / "data" / "secret_key"
        assert first.secret_key == second.secret_key == file.read_text().strip()
        assert len(first.secret_key) == 64
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(file.parent.iterdir()) == [file]

    def test_a_folder_that_cannot_be_made_is_a_named_problem(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        with pytest.raises(SettingsError) as caught:
            Settings.load({"TURNERO_DATA_DIR": str(tmp_path / "file" / "data")}, None)

        assert [name for name, _ in caught.value.problems] == ["TURNERO_DATA_DIR"]


class TestAddresses:
    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_a_given_database_is_addressed_by_our_driver(self, scheme: str) -> None:
        settings = load(DATABASE_URL=f"{scheme}://me:pw@db.example:5433/turnos?sslmode=require")

        expected = "postgresql+psycopg://me:pw@db.example:5433/turnos?sslmode=require"
        assert database_url(settings) == expected
        assert not settings.embedded_postgres

    def test_a_database_behind_a_socket_needs_no_host(self) -> None:
        settings = load(DATABASE_URL="postgresql://me@/turnos?host=/run/pg")

        assert database_url(settings) == "postgresql+psycopg://me@/turnos?host=/run/pg"

    def test_the_embedded_servers_live_in_the_data_folder(self, tmp_path: Path) -> None:
        settings = replace(load(), data_dir=tmp_path / "d")

        assert database_url(settings).startswith("postgresql+psycopg://postgres@/turnero?host=")
        assert redis_url(settings).startswith("unix:///")
        assert redis_url(load(REDIS_URL="redis://host:6379/1")) == "redis://host:6379/1"


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long test folders get a short one for sockets: let it lie in the long one too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


class TestSending:
    def test_speed_and_prices_have_defaults(self) -> None:
        settings = load()

        assert settings.sending_limits.per_second == 80
        assert settings.sending_limits.daily_reach is None
        prices = settings.prices
        day = date(2026, 10, 1)
        assert prices.currency == "USD"
        assert prices.price(MessageCategory.UTILITY, day, sent_before=0) == 26_000
        assert prices.price(MessageCategory.SERVICE, day, sent_before=999) == 0
        assert prices.price(MessageCategory.SERVICE, day, sent_before=1000) == 26_000
        assert prices.price(MessageCategory.SERVICE, date(2026, 9, 30), sent_before=1000) == 0
        assert prices.price(MessageCategory.MARKETING, date(2025, 6, 30), sent_before=0) == 0

    def test_a_number_may_have_a_speed_of_its_own(self) -> None:
        settings = load(WHATSAPP_RATE="80, +5491155550000=20")

        assert settings.sending_limits.rate_of("whatsapp:+5491155550000") == 20
        assert settings.sending_limits.rate_of("100000000000001") == 80

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("WHATSAPP_RATE", "fast"),
            ("WHATSAPP_RATE", "0"),
            ("WHATSAPP_RATE", "+5491199999999=20"),
            ("WHATSAPP_PAIR_SECONDS", "-1"),
            ("WHATSAPP_DAILY_REACH", "many"),
            ("WHATSAPP_PRICES", "USD; 2026-13-01 utility=1"),
            ("WHATSAPP_PRICES", "dollars; 2026-10-01 utility=1"),
            ("WHATSAPP_PRICES", "USD; 2026-10-01 utilities=1"),
            ("WHATSAPP_PRICES", "USD; 2026-10-01 utility"),
            ("WHATSAPP_PRICES", "USD;"),
        ],
    )
    def test_nonsense_is_named(self, name: str, value: str) -> None:
        assert list(problems(**{name: value})) == [name]
