"""The logs: one JSON object a line, and no word of an exception, whoever logs it."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from app import logs
from app.settings import Settings

PHONE = "+5491166660001"


@pytest.fixture
def json_logs(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """This process logs as in production for the moment of a test, where capsys reads it."""
    root = logging.getLogger()
    level, known = root.level, set(root.handlers)
    logs.configure("json")
    ours = set(root.handlers) - known
    yield
    for handler in ours:
        root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


def fail() -> None:
    try:
        raise ValueError(f"Key (thread)=({PHONE}) already exists")
    except ValueError as error:
        raise KeyError(f"no {PHONE}") from error


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    written = capsys.readouterr()
    assert PHONE not in written.out + written.err
    return [json.loads(line) for line in (written.out + written.err).splitlines()]


@pytest.mark.usefixtures("json_logs")
class TestJson:
    def test_event_has_its_ids_level_and_instant(self, capsys: pytest.CaptureFixture[str]) -> None:
        structlog.get_logger().info("turn.taken", turn_id=7)

        (line,) = lines(capsys)
        assert (line["event"], line["turn_id"]) == ("turn.taken", 7)
        assert line["level"] == "info"
        assert str(line["timestamp"]).endswith("Z")

    def test_exception_is_told_by_kind_and_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        try:
            fail()
        except KeyError:
            structlog.get_logger().exception("turn.failed", inbox_id=3)

        (line,) = lines(capsys)
        assert line["exception"] == "KeyError from ValueError"
        assert isinstance(line["at"], list)
        assert str(line["at"][-1]).endswith(" fail")

    def test_libraries_write_in_the_same_form(self, capsys: pytest.CaptureFixture[str]) -> None:
        try:
            fail()
        except KeyError:
            logging.getLogger("flask.app").exception("Exception on %s [%s]", "/consola", "GET")

        (line,) = lines(capsys)
        assert line["event"] == "Exception on /consola [GET]"
        assert line["logger"] == "flask.app"
        assert line["exception"] == "KeyError from ValueError"

    def test_traceback_inside_a_message_is_left_out(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        logging.getLogger("rq.worker").error("[Job 1]: raised\nTraceback\nKeyError: '%s'", PHONE)

        (line,) = lines(capsys)
        assert line["event"] == "[Job 1]: raised"

    def test_message_that_fits_no_arguments_tells_none(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        record = logging.LogRecord("rq", logging.ERROR, "", 0, "%d jobs", (PHONE,), None)
        handlers = logging.getLogger().handlers
        next(one for one in handlers if type(one).__module__ == "app.logs").handle(record)

        (line,) = lines(capsys)
        assert line["event"] == "log.unwritable"


@given(st.text(), st.text())
def test_no_text_breaks_a_line_in_two(event: str, value: str) -> None:
    rendered = structlog.processors.JSONRenderer()(None, "info", {"event": event, "value": value})

    assert "\n" not in str(rendered)


def test_json_where_it_is_no_demo() -> None:
    key = {"SECRET_KEY": "k" * 32}

    assert Settings.load(key, None).log_format == "console"
    assert Settings.load({**key, "TURNERO_DEMO": "0"}, None).log_format == "json"
