"""People for pages: who has a phone, and who of them is a provider."""

from dataclasses import dataclass

from sqlalchemy import Engine, text


@dataclass(frozen=True, slots=True)
class Entry:
    """One person with a phone; trade None for customers."""

    phone: str
    name: str
    trade: str | None


_PHONEBOOK = text("""
SELECT phone, name, trade FROM provider
UNION ALL
SELECT i.value, c.name, NULL FROM contact_identity i JOIN contact c ON c.id = i.contact_id
WHERE i.kind = 'phone' AND c.name IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM provider p WHERE p.phone = i.value)
LIMIT :limit
""")


def phonebook(engine: Engine, *, limit: int = 100) -> list[Entry]:
    """Return providers first, then customers, at most `limit` together."""
    with engine.connect() as connection:
        rows = connection.execute(_PHONEBOOK, {"limit": limit})
        return [Entry(row.phone, row.name, row.trade) for row in rows]
