"""Policies as they are kept, changed key by key; what a change does not name stays."""

from collections.abc import Mapping
from typing import Any

from bot.domain.policy_choices import Preset
from bot.domain.policy_keys import keys_of


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


def giving_way(
    policies: Mapping[str, Any], changes: Mapping[str, object | None]
) -> dict[str, object | None]:
    """Return changes in which what was set before gives way to a preset that is newly chosen.

    What the changes set otherwise than before stays: it was meant to differ from the preset.
    """
    preset = changes.get("preset")
    if preset is None or preset == written(policies, "preset"):
        return dict(changes)
    replaced = {
        key for key in keys_of(Preset(preset)) if changes.get(key) == written(policies, key)
    }
    return {key: None if key in replaced else value for key, value in changes.items()}


def _put(mapping: dict[str, Any], key: str, value: object | None) -> None:
    if value is None:
        mapping.pop(key, None)
    else:
        mapping[key] = value
