"""What tests of files that we lend have in common."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import lent_files
from tests.fakes.hand_nlu import hand_nlu
from tests.integration.core_bench import Core, with_nlu


@pytest.fixture
def wordless(core: Core) -> Iterator[Core]:
    """The working core with a language server that makes nothing of any words."""
    with hand_nlu({}) as url:
        wiring = with_nlu(core.wiring, url)
        yield replace(core, wiring=wiring)
        wiring.nlu.close()


@pytest.fixture
def web(core: Core) -> FlaskClient:
    """The addresses of lent files as the web serves them."""
    app = Flask("web")
    wiring = core.wiring
    app.register_blueprint(
        lent_files.blueprint(wiring.engine, wiring.clock, wiring.tools, wiring.lent)
    )
    return app.test_client()
