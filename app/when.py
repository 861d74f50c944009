"""`turnero when`: what a time expression means, for one text or a stream of JSON lines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.language.times import read_times
from bot.language.times.plain import to_json, to_prediction

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")


@dataclass(frozen=True, slots=True)
class Answers:
    """Answered lines as JSON, in order, and one sentence for each line that was none."""

    lines: list[str]
    problems: list[str]


def local_time(instant: datetime) -> datetime:
    """Return an aware instant as Argentina's local time, without a zone, as times are read by."""
    return instant.astimezone(ZONE).replace(tzinfo=None)


def parse_now(text: str) -> datetime:
    """Return the local time of an ISO text; one without a zone is local already.

    Raises ValueError when the text is no ISO date and time.
    """
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo is None else local_time(instant)


def meaning(text: str, now: datetime) -> str:
    """Return as JSON all that a text says about time. now: local."""
    return json.dumps(to_json(read_times(text, now)), ensure_ascii=False)


def answer_lines(lines: Iterable[str], now: datetime) -> Answers:
    """Answer {"id", "text", "now"} lines; empty ones are skipped. now: local, for lines without."""
    answered, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answered.append(json.dumps(_answer(json.loads(line), now), ensure_ascii=False))
        except ValueError as error:
            problems.append(f"line {number}: {error}")
    return Answers(answered, problems)


def _answer(item: Any, now: datetime) -> dict[str, object]:
    if not isinstance(item, dict) or not isinstance(item.get("text"), str) or "id" not in item:
        raise ValueError('is not an object with "id" and "text"')
    reference = parse_now(str(item["now"])) if item.get("now") else now
    return {"id": item["id"], "pred": to_prediction(read_times(item["text"], reference))}
