"""Policies as they are kept, changed key by key; what a change does not name stays."""

from collections.abc import Mapping
from typing import Any


def overridden(policies: Mapping[str, Any], changes: Mapping[str, object | None]) -> dict[str, Any]:
    """Return policies with dotted keys changed; None takes a key away. Nothing is checked."""
    found: dict[str, Any] = dict(policies)
    for path, value in changes.items():
        section, _, key = path.partition(".")
        if not key:
            _put(found, section, value)
            continue
        inner = dict(found.get(section, {}))
        _put(inner, key, value)
        _put(found, section, inner or None)
    return found


def written(policies: Mapping[str, Any], path: str) -> object | None:
    """Return what is written under a dotted key; None when nothing is."""
    section, _, key = path.partition(".")
    value = policies.get(section)
    if not key:
        return value
    return value.get(key) if isinstance(value, Mapping) else None


def _put(mapping: dict[str, Any], key: str, value: object | None) -> None:
    if value is None:
        mapping.pop(key, None)
    else:
        mapping[key] = value
