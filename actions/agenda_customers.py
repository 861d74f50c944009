"""For whom the business makes an appointment: somebody known, or a phone and a name."""

from dataclasses import dataclass

from actions.agenda_errors import AgendaError
from actions.desk import Desk
from bot.channels.codecs import CODECS
from bot.language.folding import fold
from bot.messages.inbound import Sender
from storage.locks import LockBusyError, lock_thread
from storage.repositories import people
from storage.rows.people import ContactRow

_PATIENCE_MS = 5000  # a message of the same person is being answered meanwhile


@dataclass(frozen=True, slots=True)
class Customer:
    """Who books. contact_id: who was picked, else phone is E.164. name None: as it is known.

    guest: who comes, when it is said that it is somebody else.
    """

    contact_id: int | None = None
    phone: str | None = None
    name: str | None = None
    guest: str | None = None


def contact_of(desk: Desk, who: Customer) -> ContactRow:
    """Return the contact of a customer, made when the phone is new. Raises AgendaError."""
    if who.contact_id is not None:
        contact = desk.db.get(ContactRow, who.contact_id)
        if contact is None:
            raise AgendaError("agenda.no_customer")
        return contact
    if who.phone is None:
        raise AgendaError("agenda.no_phone")
    channel = desk.tools.channel
    address = CODECS[channel].address_of(who.phone)
    sender = Sender(channel, address, desk.tools.business_address, phone=who.phone)
    try:
        lock_thread(desk.db, sender.thread, wait_ms=_PATIENCE_MS)
    except LockBusyError as error:
        raise AgendaError("agenda.busy") from error
    contact = people.customer_of(desk.db, sender, who.name, now=desk.now)
    if contact.name is None:
        raise AgendaError("agenda.no_name")
    return contact


def guest_of(contact: ContactRow, who: Customer) -> str | None:
    """Return the name of who comes when it is not the one who has the phone, else None."""
    if who.guest is not None or who.name is None or contact.name is None:
        return who.guest
    typed, known = fold(who.name).split(), fold(contact.name).split()
    return None if typed[:1] == known[:1] else who.name
