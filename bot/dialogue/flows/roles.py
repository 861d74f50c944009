"""One number, two roles: a provider who also books says which one is writing."""

from itertools import pairwise

from bot.dialogue.turn import Turn
from bot.language.folding import words

_AS_CUSTOMER = {
    (first, last) for first in ("modo", "como", "soy") for last in ("cliente", "clienta")
}
_AS_PROVIDER = {
    (first, last)
    for first in ("modo", "como", "soy")
    for last in ("profesional", "proveedor", "proveedora", "prestador", "prestadora")
}
_FIRST_WORDS = 3  # among which it stands: «hola, modo cliente»
_ALONE = 3  # no more words than this: there is nothing else in the message


def is_provider(turn: Turn) -> bool:
    """Whether the writer speaks as a provider now."""
    return turn.input.person.provider_id is not None and not turn.session.as_customer


def switch(turn: Turn) -> bool:
    """Change the role when a provider says which one is writing; what was begun in the other ends.

    False when there is more in the message («como clienta, quiero un turno»), or nothing of it.
    """
    said = words(turn.reading.text)
    role = _role_in(said)
    if turn.input.person.provider_id is None or role is None:
        return False
    as_customer = role in _AS_CUSTOMER
    turn.done()
    turn.change(as_customer=as_customer, parked=None)
    if len(said) > _ALONE:
        return False
    turn.tell("role.customer" if as_customer else "role.provider")
    return True


def _role_in(said: tuple[str, ...]) -> tuple[str, str] | None:
    pairs = list(pairwise(said))[:_FIRST_WORDS]
    if "no" in said[:_FIRST_WORDS]:
        return None
    return next((one for one in pairs if one in _AS_CUSTOMER | _AS_PROVIDER), None)
