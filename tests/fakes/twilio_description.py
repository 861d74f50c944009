"""What Twilio's published OpenAPI description says of the operations used here, without its prose.

    python -m tests.fakes.twilio_description CHECKOUT

writes tests/payloads/twilio_description.json anew from a checkout of github.com/twilio/twilio-oai
(MIT licence; commit d50069b of 14 April 2026 is what stands there). Operations are JSON schemas:
nothing unknown may be sent or answered, and an answer has everything that it is said to have.
"""

import contextlib
import json
import re
import sys
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jsonschema import Draft202012Validator, FormatChecker

from tests.conftest import project_file
from tests.fakes.recorder import Exchange

KEPT = project_file("tests", "payloads", "twilio_description.json")
_MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages"
_USED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "twilio_api_v2010": {
        f"{_MESSAGES}.json": ("get", "post"),
        f"{_MESSAGES}/{{Sid}}.json": ("get", "post", "delete"),
        f"{_MESSAGES}/{{MessageSid}}/Media.json": ("get",),
        f"{_MESSAGES}/{{MessageSid}}/Media/{{Sid}}.json": ("get", "delete"),
    },
    "twilio_content_v1": {
        "/v1/Content": ("get", "post"),
        "/v1/Content/{Sid}": ("get", "put", "delete"),
        "/v1/Content/{Sid}/ApprovalRequests": ("get",),
        "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp": ("post",),
        "/v1/ContentAndApprovals": ("get",),
    },
    "twilio_messaging_v2": {"/v2/Indicators/Typing.json": ("post",)},
}
_LAYOUTS = {
    "twilio/text",
    "twilio/media",
    "twilio/location",
    "twilio/list-picker",
    "twilio/call-to-action",
    "twilio/quick-reply",
}
_KEPT_WORDS = ("pattern", "minLength", "maxLength", "enum", "required")
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time-rfc-2822", raises=ValueError)
def _is_rfc2822(value: object) -> bool:
    return value is None or parsedate_to_datetime(str(value)) is not None


def extract(checkout: Path) -> dict[str, Any]:
    """Return the operations by "METHOD path", as a checkout of the description tells them."""
    found: dict[str, Any] = {}
    for name, paths in _USED.items():
        file = checkout / "spec" / "json" / f"{name}.json"
        whole = json.loads(file.read_text(encoding="utf-8"))
        for path, methods in paths.items():
            for method in methods:
                told = whole["paths"][path][method]
                found[f"{method.upper()} {path}"] = _operation(told, whole)
    return found


def _operation(told: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {one["name"]: one for one in told.get("parameters", [])}
    query = {
        name: _schema(one["schema"], whole)
        for name, one in parameters.items()
        if one["in"] == "query"
    }
    ids = {
        name: _schema(one["schema"], whole)
        for name, one in parameters.items()
        if one["in"] == "path"
    }
    contents = told.get("requestBody", {}).get("content", {})
    answers = {
        status: _whole(answer.get("content", {}).get("application/json", {}).get("schema"), whole)
        for status, answer in told["responses"].items()
    }
    return {
        "ids": ids,
        "query": _closed(query),
        "requests": {kind: _schema(one["schema"], whole) for kind, one in contents.items()},
        "answers": answers,
    }


def _schema(told: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON schema of an OpenAPI one: references resolved, nothing unknown allowed."""
    if "$ref" in told:
        return _schema(whole["components"]["schemas"][told["$ref"].rpartition("/")[2]], whole)
    made: dict[str, Any] = {name: told[name] for name in _KEPT_WORDS if name in told}
    if told.get("format") == "date-time-rfc-2822":
        made["format"] = told["format"]
    if "type" in told:
        made["type"] = [told["type"], "null"] if told.get("nullable") else told["type"]
    if "items" in told:
        made["items"] = _schema(told["items"], whole)
    if isinstance(told.get("additionalProperties"), dict):
        made["additionalProperties"] = _schema(told["additionalProperties"], whole)
    if "properties" in told:
        names = told["properties"].keys()
        kept = names & _LAYOUTS or names  # of the many layouts, those that can be used here
        properties = {name: _schema(told["properties"][name], whole) for name in sorted(kept)}
        made |= _closed(properties)
    return made


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _whole(told: Mapping[str, Any] | None, whole: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the schema of an answer, which has all of its properties; None of an empty one."""
    return _required(_schema(told, whole)) if told is not None else None


def _required(schema: dict[str, Any]) -> dict[str, Any]:
    made = dict(schema)
    if "items" in made:
        made["items"] = _required(made["items"])
    if "properties" in made:
        made["properties"] = {name: _required(one) for name, one in made["properties"].items()}
        made["required"] = sorted(made["properties"])
    return made


def differences(exchange: Exchange, described: Mapping[str, Any]) -> list[str]:
    """Return how a request and its answer differ from the description, nothing when they do not."""
    found = _operation_of(exchange, described)
    if found is None:
        return [f"no such operation: {exchange.method} {exchange.path}"]
    name, ids, operation = found
    problems = [
        problem
        for key, value in ids.items()
        for problem in _problems(value, operation["ids"].get(key, {}))
    ]
    query = {key: values[-1] for key, values in exchange.query.items()}
    problems += _problems(_typed(query, operation["query"]), operation["query"])
    problems += _of_request(exchange, operation["requests"])
    problems += _of_answer(exchange, operation["answers"])
    return [f"{name}: {one}" for one in problems]


def _operation_of(
    exchange: Exchange, described: Mapping[str, Any]
) -> tuple[str, dict[str, str], Mapping[str, Any]] | None:
    for name, operation in described.items():
        method, _, template = name.partition(" ")
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/.]+)", re.escape(template))
        matched = re.fullmatch(pattern, exchange.path)
        if method == exchange.method and matched is not None:
            return name, matched.groupdict(), operation
    return None


def _of_request(exchange: Exchange, requests: Mapping[str, Any]) -> list[str]:
    kind = exchange.headers.get("content-type", "").partition(";")[0]
    if not exchange.body:
        return ["no body"] if requests else []
    if kind not in requests:
        return [f"a body of {kind or 'no type'}"]
    schema = requests[kind]
    if kind == "application/json":
        return _problems(json.loads(exchange.body), schema)
    given = parse_qs(exchange.body.decode(), keep_blank_values=True, strict_parsing=True)
    arrays = {name for name, one in schema["properties"].items() if one.get("type") == "array"}
    repeated = [name for name, values in given.items() if len(values) > 1 and name not in arrays]
    form = {name: values if name in arrays else values[0] for name, values in given.items()}
    return [*(f"{name} twice" for name in repeated), *_problems(_typed(form, schema), schema)]


def _typed(fields: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form or query, whole numbers and switches as such."""
    typed: dict[str, Any] = {}
    for name, value in fields.items():
        kind = schema["properties"].get(name, {}).get("type")
        readable = isinstance(value, str) and kind in ("integer", "boolean", "number")
        typed[name] = value
        if readable:
            with contextlib.suppress(ValueError):  # it is told to be no number then
                typed[name] = json.loads(value)
    return typed


def _of_answer(exchange: Exchange, answers: Mapping[str, Any]) -> list[str]:
    status = str(exchange.status)
    if status not in answers:
        return [f"answered with {status}"]
    if answers[status] is None:
        return ["an answer where there is none"] if exchange.answer else []
    return _problems(json.loads(exchange.answer), answers[status])


def _problems(value: Any, schema: Mapping[str, Any]) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=_FORMATS)
    return [f"{one.json_path} {one.message}" for one in validator.iter_errors(value)]


if __name__ == "__main__":
    described = extract(Path(sys.argv[1]))
    lines = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(one, sort_keys=True)}"
        for name, one in sorted(described.items())
    )
    KEPT.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
