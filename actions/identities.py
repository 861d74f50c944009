"""Who is who: the names by which a channel shows somebody, and what it tells of them.

The rule is docs/adr/0014-identities.md: names are of one person when the channel itself says so,
never because people are called the same or typed the same number.
"""

from collections.abc import Mapping, Sequence

from actions.desk import Desk
from actions.merging import join
from actions.renaming import Renaming, rename
from bot.channels.codecs import CODECS
from bot.messages.inbound import Sender
from storage.repositories import merges, people
from storage.rows.people import (
    ContactMergeRow,
    ContactRow,
    ConversationRow,
    IdentityKind,
    MergeCause,
)


def settle(
    desk: Desk, conversation: ConversationRow, contact: ContactRow, sender: Sender
) -> ContactRow:
    """Return whose message it is, once all the names it shows are of one person.

    Of two conversations with the same number of ours, the one written in last is gone on with.
    """
    names = people.names_of(sender)
    is_given = sender.phone is not None and CODECS[sender.channel].phone_of(sender.address) is None
    if sender.external_user_id is None and not is_given:
        return contact
    assert contact.id is not None
    known = people.known_by(desk.db, names)
    if len(known) < len(names):
        people.learn(desk.db, contact.id, sender)
    cause = MergeCause.CONTACT_GIVEN if is_given else MergeCause.TOLD_TOGETHER
    for other_id in sorted({row.contact_id for row in known.values()} - {contact.id}):
        assert contact.id is not None
        joined = join(desk, contact.id, other_id, cause)
        contact = joined.kept
        if joined.merge is not None:
            _go_on_from_latest(desk, conversation)
    return contact


def _go_on_from_latest(desk: Desk, conversation: ConversationRow) -> None:
    latest = merges.latest_of(desk.db, conversation)
    if latest.id != conversation.id and latest.session is not None:
        conversation.session, latest.session = latest.session, None
        desk.db.add_all([conversation, latest])


def change(desk: Desk, channel: str, changes: Mapping[str, Mapping[str, str]]) -> bool:
    """Take over a change told by a channel; False when nobody was known by the old name.

    changes: "phone" (addresses that are phones) and "external_user", each with "previous" and
    "current".
    """
    renamings = [one for name, told in changes.items() for one in _names(channel, name, told)]
    before = people.known_by(desk.db, [old for old, _ in renamings])
    if not before:
        return False
    cause = MergeCause.NUMBER_CHANGED if "phone" in changes else MergeCause.USER_ID_CHANGED
    after = people.known_by(desk.db, [new for _, new in renamings])
    holders = dict.fromkeys(row.contact_id for row in (*before.values(), *after.values()))
    contact_id, *others = holders
    contact, merge = desk.db.get_one(ContactRow, contact_id), None
    for other_id in others:
        assert contact.id is not None
        joined = join(desk, contact.id, other_id, cause)
        if joined.merge is None:
            return True  # they have to stay two, each with the names they have
        contact, merge = joined.kept, joined.merge
    _rename_on_record(desk, contact, renamings, merge, cause)
    desk.note("identity.changed", channel=channel, names=sorted(changes))
    return True


def _rename_on_record(
    desk: Desk,
    contact: ContactRow,
    renamings: Sequence[Renaming],
    merge: ContactMergeRow | None,
    cause: MergeCause,
) -> None:
    assert contact.id is not None
    changed = rename(desk.db, contact, renamings, now=desk.now)
    merge = merge or ContactMergeRow(kept_id=contact.id, cause=cause, at=desk.now, moved={})
    merge.moved = {**merge.moved, **changed}
    desk.db.add(merge)


def _names(channel: str, name: str, told: Mapping[str, str]) -> list[Renaming]:
    """Return by which names somebody was known, each with the one that takes its place.

    A phone is an address on every channel, whichever told of its change.
    """
    previous, current = told["previous"], told["current"]
    addresses = {f"{channel}|{previous}": f"{channel}|{current}"}
    names: list[Renaming] = []
    if name == "external_user":
        kind = IdentityKind.EXTERNAL_USER
        names.append(((kind, previous), (kind, current)))
    phone_of = CODECS[channel].phone_of
    old, new = phone_of(previous), phone_of(current)
    if name == "phone" and old is not None and new is not None:
        names.append(((IdentityKind.PHONE, old), (IdentityKind.PHONE, new)))
        for other, codec in CODECS.items():
            addresses[f"{other}|{codec.address_of(old)}"] = f"{other}|{codec.address_of(new)}"
    kind = IdentityKind.ADDRESS
    return [*names, *(((kind, before), (kind, after)) for before, after in addresses.items())]
