"""Who may use the console: the one place where accounts will plug in.

Until there are accounts an agent only gives a name, and where the data is real a shared password.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

NAME_LONGEST = 40  # characters; it stands above every answer
_AGENT = "agent"
_PROOF = "console_proof"


@dataclass(frozen=True, slots=True)
class Guard:
    """How the console is locked. password None: there is none.

    open_to_all: without a password everybody may come in, otherwise nobody.
    """

    secret_key: str
    password: str | None
    open_to_all: bool

    @property
    def is_closed(self) -> bool:
        """Whether nobody may come in."""
        return self.password is None and not self.open_to_all

    def agent_of(self, session: MutableMapping[str, Any]) -> str | None:
        """Return the name of the agent of a signed session, None when they must come in first."""
        agent = session.get(_AGENT)
        if self.is_closed or not isinstance(agent, str):
            return None
        return agent if hmac.compare_digest(str(session.get(_PROOF, "")), self._proof()) else None

    def accepts(self, password: str) -> bool:
        """Whether this is the password; any will do where there is none."""
        if self.password is None:
            return self.open_to_all
        return hmac.compare_digest(password.encode(), self.password.encode())

    def let_in(self, session: MutableMapping[str, Any], agent: str) -> None:
        """Remember an agent in their session; another password ends it."""
        session[_AGENT] = agent
        session[_PROOF] = self._proof()

    def _proof(self) -> str:
        """Return what only a session let in under the present password holds."""
        words = f"console|{self.password or ''}"
        return hmac.new(self.secret_key.encode(), words.encode(), hashlib.sha256).hexdigest()


def agent_name(typed: str) -> str | None:
    """Return a name as it is shown, None when it is empty, too long or not made of words."""
    name = " ".join(typed.split())
    is_plain = all(unicodedata.category(sign)[0] != "C" for sign in name)
    has_letter = any(sign.isalpha() for sign in name)
    return name if has_letter and is_plain and len(name) <= NAME_LONGEST else None
