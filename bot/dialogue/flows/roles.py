"""One number, two roles: a provider who also books says which one is writing."""

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


def is_provider(turn: Turn) -> bool:
    """Whether the writer speaks as a provider now."""
    return turn.input.person.provider_id is not None and not turn.session.as_customer


def switch(turn: Turn) -> bool:
    """Change the role when that is all that a provider says; what was begun in the other ends."""
    said = words(turn.reading.text)
    if turn.input.person.provider_id is None or said not in _AS_CUSTOMER | _AS_PROVIDER:
        return False
    as_customer = said in _AS_CUSTOMER
    turn.done()
    turn.change(as_customer=as_customer, parked=None)
    turn.tell("role.customer" if as_customer else "role.provider")
    return True
