"""What agents post: forms that come from our own pages, and the answers in them."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

ANSWER_LONGEST = 1500  # characters; Twilio takes 1,600, and the rest is a margin
FORM_MOST_BYTES = 64 * 1024
_TOKEN = "form_token"  # noqa: S105 - the name of a field
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class StrangeFormError(Exception):
    """The form was not made by a page of this session."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as typed. key: tells the same form sent twice from two answers."""

    text: str
    key: str


def token(session: MutableMapping[str, Any]) -> str:
    """Return the token that the forms of a session carry, made the first time."""
    if _TOKEN not in session:
        session[_TOKEN] = secrets.token_urlsafe(32)
    return str(session[_TOKEN])


def check(session: Mapping[str, Any], form: Mapping[str, str]) -> None:
    """Raise StrangeFormError unless a form carries the token of its session."""
    expected = str(session.get(_TOKEN, ""))
    given = form.get(_TOKEN, "")
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise StrangeFormError


def new_key() -> str:
    """Return a key for one answer form."""
    return secrets.token_urlsafe(16)


def draft_of(form: Mapping[str, str]) -> Draft:
    """Return the answer of a form, its line ends as people type them."""
    text = form.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()
    key = form.get("key", "")
    return Draft(text, key if _KEY.fullmatch(key) else new_key())


def sending_key(draft: Draft) -> str:
    """Return the key under which an answer is queued once.

    The words count too: who goes back in the browser and writes something else means to send it.
    """
    return f"{draft.key}:{hashlib.sha256(draft.text.encode()).hexdigest()[:16]}"


def problem_of(draft: Draft) -> str | None:
    """Return the phrase that says why an answer can't be sent, None when it can."""
    if not draft.text:
        return "console.answer_empty"
    return "console.answer_too_long" if len(draft.text) > ANSWER_LONGEST else None
