"""The configuration handed to supervisord, read back by supervisord's own parser."""

import contextlib
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from app.programs import programs, servers
from app.settings import Settings
from app.supervisor import Program, configuration

KEY = {"SECRET_KEY": "k" * 32}


def read_back(text: str, folder: Path) -> ServerOptions:
    """Parse as app.supervisor has it parsed: with the data folder as the current one."""
    path = folder / "supervisord.conf"
    path.write_text(text, "utf-8")
    options = ServerOptions()
    with contextlib.chdir(folder):
        options.realize(["-c", str(path), "-n"])
    return options


def settings_in(folder: Path, **values: str) -> Settings:
    return replace(Settings.load(KEY | values, None), data_dir=folder)


def names(settings: Settings) -> list[str]:
    return [program.name for program in programs(settings)]


def test_supervisord_understands_odd_folders_and_arguments(tmp_path: Path) -> None:
    folder = tmp_path / "100% años"
    folder.mkdir()
    command = ["/bin/echo", "a b", "%d", "it's"]
    program = Program(name="echo", command=command, folder=folder)

    options = read_back(configuration(folder, [], [program]), folder)

    [group] = options.process_group_configs
    [process] = group.process_configs
    assert process.make_process(group).get_execv_args() == ("/bin/echo", command)
    assert process.directory == str(folder)
    assert process.stdout_logfile == "log/echo.log"


def test_servers_start_at_once_and_stop_after_everything_else(tmp_path: Path) -> None:
    server = Program(name="postgres", command=["/bin/cat"], folder=tmp_path, stop_signal="INT")
    program = Program(name="web", command=["/bin/cat"], folder=tmp_path)

    options = read_back(configuration(tmp_path, [server], [program]), tmp_path)

    first, last = sorted(options.process_group_configs)
    assert (first.name, last.name) == ("postgres", "app")
    assert [config.autostart for config in first.process_configs] == [True]
    assert [config.autostart for config in last.process_configs] == [False]


def test_every_program_is_always_started_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)

    options = read_back(configuration(tmp_path, [], programs(settings)), tmp_path)

    [group] = options.process_group_configs
    for process in group.process_configs:
        assert process.autorestart.__name__ == "RestartUnconditionally"
        assert process.startretries > 1000
        assert process.killasgroup


def test_no_secret_stands_in_the_configuration(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)

    text = configuration(tmp_path, [], programs(settings))

    for secret in (
        settings.secret_key,
        settings.twilio_auth_token,
        settings.mercadopago_access_token,
        settings.mercadopago_webhook_secret,
    ):
        assert secret not in text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs supervisord as root")
def test_root_is_named_so_that_supervisord_does_not_warn(tmp_path: Path) -> None:
    options = read_back(configuration(tmp_path, [], programs(settings_in(tmp_path))), tmp_path)

    assert options.uid == 0


def test_everything_runs_in_a_demo(tmp_path: Path) -> None:
    assert names(settings_in(tmp_path)) == [
        "web",
        "simulator",
        "worker-1",
        "worker-2",
        "worker-3",
        "clock",
        "nlu",
    ]


def test_what_runs_elsewhere_is_not_started(tmp_path: Path) -> None:
    settings = settings_in(
        tmp_path,
        WORKERS="1",
        NLU_URL="http://rasa.example:5005",
        TWILIO_ACCOUNT_SID="AC" + "0" * 32,
        TWILIO_AUTH_TOKEN="t" * 32,
        TWILIO_WHATSAPP_FROM="+14155238886",
        MERCADOPAGO_ACCESS_TOKEN="APP_USR-123456",
        MERCADOPAGO_WEBHOOK_SECRET="s" * 32,
    )

    assert names(settings) == ["web", "worker-1", "clock"]
    assert servers(None, None) == []


def test_our_commands_run_on_our_own_interpreter(tmp_path: Path) -> None:
    [web, *_] = programs(settings_in(tmp_path))

    assert web.command == [sys.executable, "-m", "app.cli", "web"]


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long test folders get a short one for sockets: let it lie in the long one too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
