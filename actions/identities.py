"""Somebody is known by another number or id from now on: the person stays the same one."""

from collections.abc import Mapping

from actions.desk import Desk
from bot.channels.codecs import CODECS
from storage.repositories import people
from storage.rows.people import IdentityKind


def change(desk: Desk, channel: str, changes: Mapping[str, Mapping[str, str]]) -> bool:
    """Take over a change told by a channel; False when nobody was known by the old name.

    changes: "phone" (addresses that are phones) and "external_user", each with "previous" and
    "current".
    """
    known = [_renamed(desk, channel, name, one) for name, one in changes.items()]
    if any(known):
        desk.note("identity.changed", channel=channel, names=sorted(changes))
    return any(known)


def _renamed(desk: Desk, channel: str, name: str, told: Mapping[str, str]) -> bool:
    previous, current = told["previous"], told["current"]
    names = [(IdentityKind.ADDRESS, f"{channel}|{previous}", f"{channel}|{current}")]
    if name == "external_user":
        names.append((IdentityKind.EXTERNAL_USER, previous, current))
    phone_of = CODECS[channel].phone_of
    old, new = phone_of(previous), phone_of(current)
    if name == "phone" and old is not None and new is not None:
        names.append((IdentityKind.PHONE, old, new))
    known = [people.rename(desk.db, kind, before, after) for kind, before, after in names]
    return any(known)
