"""Which processes serve the language model, and whether it is settled which model they serve."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.language_model import SERVICE, is_settled, model_in_use, models_folder
from app.programs import programs
from app.settings import Settings
from nlu.shelf import Shelf
from nlu.training import model_path


def settings_of(folder: Path, **environ: str) -> Settings:
    names = {"TURNERO_DATA_DIR": str(folder), "SECRET_KEY": "k" * 32, "PORT": "9000"}
    return Settings.load(names | environ, None)


def commands(settings: Settings) -> dict[str, list[str]]:
    found = {program.name: program.command for program in programs(settings)}
    return {name: command[-4:] for name, command in found.items() if name.startswith("nlu")}


def test_one_server_listens_where_the_app_asks(tmp_path: Path) -> None:
    assert commands(settings_of(tmp_path)) == {"nlu": ["nlu", "serve", "--port", "9002"]}


def test_several_servers_stand_behind_a_balancer(tmp_path: Path) -> None:
    found = commands(settings_of(tmp_path, NLU_REPLICAS="2"))

    assert found["nlu-1"] == ["nlu", "serve", "--port", "9003"]
    assert found["nlu-2"] == ["nlu", "serve", "--port", "9004"]
    assert found["nlu"][-2:] == ["nlu", "balance"]
    assert set(found) == {"nlu", "nlu-1", "nlu-2"}


def test_server_elsewhere_needs_no_process(tmp_path: Path) -> None:
    assert commands(settings_of(tmp_path, NLU_URL="http://127.0.0.1:5005")) == {}


@pytest.mark.parametrize("turned_down", [False, True])
def test_it_is_settled_once_the_present_model_was_judged(tmp_path: Path, turned_down: bool) -> None:
    settings = settings_of(tmp_path)
    folder = models_folder(settings)
    folder.mkdir(parents=True)
    old, new = folder / "turnero-old.tar.gz", model_path(SERVICE, folder)
    old.touch()
    new.touch()
    shelf = Shelf(folder)
    shelf.put_in_use(old)
    assert not is_settled(settings)

    if turned_down:
        shelf.turn_down(new)
    else:
        shelf.put_in_use(new)

    assert is_settled(settings)
    assert model_in_use(settings) == (old if turned_down else new)
