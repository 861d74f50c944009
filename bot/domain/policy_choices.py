"""The closed choices among policies; values are the words used in configuration."""

from enum import Enum


class DepositFate(Enum):
    """What becomes of a paid deposit when the customer cancels."""

    KEPT = "kept"
    REFUNDED = "refunded"
    CREDITED = "credited"  # stays with the business, for the customer's next appointment


class DepositFor(Enum):
    """Of whom a deposit is asked."""

    ALL = "all"
    NEW_CUSTOMERS = "new_customers"
    AFTER_NO_SHOW = "after_no_show"
    NOBODY = "nobody"


class DepositOnMove(Enum):
    """When a paid deposit goes with an appointment to another time."""

    CARRIED_OVER = "carried_over"  # always
    FIRST_WITH_NOTICE = "first_with_notice"  # once, while cancelling would be free


class NoAnswer(Enum):
    """What becomes of an appointment whose reminder was not answered."""

    NOTHING = "nothing"
    CALL = "call_list"  # somebody of the business calls
    RELEASE = "release"  # the place is free again, unless a deposit was paid


class PaymentMeans(Enum):
    """How a customer may pay."""

    CASH = "efectivo"
    TRANSFER = "transferencia"
    MERCADOPAGO = "mercadopago"


class ProviderChoice(Enum):
    """Who is offered when several could do it and none was named."""

    ANY = "any"
    FIRST_FREE = "first_free"
    NEAREST = "nearest"
    FAIR = "fair"


class Preset(Enum):
    """A set of policies by its name; every one of them can be overridden."""

    FLEXIBLE = "flexible"
    FAIR = "justa"
    STRICT = "estricta"
