"""What WhatsApp charges for a message: by its category, since a date, some of a month for nothing.

Source: contract sheet on the WhatsApp Cloud API, section 9. Prices are whole millionths of the
table's currency, which is what WhatsApp bills in and not that of the business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum


class MessageCategory(Enum):
    """What a message is charged as; SERVICE: free words inside the 24-hour window."""

    SERVICE = "service"
    UTILITY = "utility"
    MARKETING = "marketing"
    AUTHENTICATION = "authentication"


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices from a day on. free_service: messages of SERVICE a month and number that cost nothing.

    A category without a price costs nothing.
    """

    since: date
    micros: Mapping[MessageCategory, int]
    free_service: int = 0


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Price lists, oldest first; before the first one nothing costs anything."""

    currency: str
    lists: tuple[PriceList, ...]

    def price(self, category: MessageCategory, day: date, *, sent_before: int) -> int:
        """Return what one message costs. sent_before: of SERVICE by that number in its month."""
        valid = [one for one in self.lists if one.since <= day]
        if not valid:
            return 0
        latest = valid[-1]
        if category is MessageCategory.SERVICE and sent_before < latest.free_service:
            return 0
        return latest.micros.get(category, 0)
