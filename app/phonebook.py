"""Who lives in the database, as the simulator's phones are told of them."""

from typing import Any

import httpx
from sqlalchemy import Engine

from storage.reports.people import phonebook


def entries(engine: Engine) -> list[dict[str, Any]]:
    """Return everybody with a phone and a name, providers first, as the simulator reads them."""
    return [
        {
            "phone": one.phone,
            "name": one.name,
            "role": "provider" if one.trade is not None else "customer",
            "note": one.trade or "",
        }
        for one in phonebook(engine)
    ]


def tell(simulator: httpx.Client, engine: Engine) -> None:
    """Let the phones know who came or is called otherwise by now; a simulator that is away is not.

    Effects: one POST to its control interface, which keeps what is new.
    """
    try:
        simulator.post("/phones/api/people", json=entries(engine), timeout=5.0)
    except httpx.HTTPError:
        return  # the page asks again when it is opened
