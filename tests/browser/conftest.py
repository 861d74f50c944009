"""A real Chromium, and a console in it. Where none can be installed, these tests are left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from redis import Redis
from sqlalchemy import Engine

from tests.browser.served import come_in, opened, serving
from tests.integration.console.console_bench import ConsoleBench, console_bench, demo_settings

CHROMIUM = Path("/usr/bin/chromium")
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium: install Debian's package chromium, or run make test as root")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture
def bench(engine: Engine, redis_url: str, tmp_path: Path) -> Iterator[ConsoleBench]:
    """A console on the demo world."""
    with Redis.from_url(redis_url) as redis:
        yield console_bench(engine, redis, demo_settings(tmp_path))


@pytest.fixture
def url(bench: ConsoleBench) -> Iterator[str]:
    """Where the console is served."""
    with serving(bench.app) as url:
        yield url


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """The console in the browser of Ana, who has come in."""
    with opened(browser, url) as page:
        come_in(page)
        yield page


@pytest.fixture
def plain_page(browser: Browser, url: str) -> Iterator[Page]:
    """The same in a browser without scripts."""
    with opened(browser, url, with_scripts=False) as page:
        come_in(page)
        yield page
