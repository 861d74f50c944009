"""A short version of bench.races: a crowd at few places, each told the truth."""

from dataclasses import replace

from bench import races
from storage.db import make_engine
from storage.repositories.catalogue import CatalogueCache
from tests.integration.core_bench import Core

CLIENTS, PLACES, ROUNDS = 40, 5, 3


def test_a_crowd_gets_what_there_is_and_nobody_an_error(core: Core, postgres_url: str) -> None:
    tools = replace(core.wiring.tools, catalogue=CatalogueCache())
    engine = make_engine(postgres_url, pool_size=CLIENTS)
    try:
        race = races.prepare(engine, tools, clients=CLIENTS, places=PLACES, now=core.now)
        rounds = [races.run_round(race, seed=seed) for seed in range(ROUNDS)]
    finally:
        engine.dispose()

    figures = races.summary(rounds, PLACES)
    assert (figures["errors"], figures["given_twice"], figures["losers_shown_nothing"]) == (0, 0, 0)
    assert figures["booked"] == PLACES * ROUNDS
    assert figures["losers"] == (CLIENTS - PLACES) * ROUNDS
