"""Meta's refusals, as its Graph API words them: code, text, details and HTTP status."""

import uuid
from typing import Any

# Source: contract sheet whatsapp-cloud-api.md §7 (2026-11-22).
_TEXTS = {
    100: "Invalid parameter",
    190: "Access token has expired",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131026: "Message undeliverable",
    131030: "Recipient phone number not in allowed list",
    131047: "Re-engagement message",
    131051: "Unsupported message type",
    131052: "Media download error",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132015: "Template is paused",
    132016: "Template is disabled",
    132018: "There was an issue with the parameters in your template",
}
_HTTP = {190: 401, 130429: 429, 131000: 500, 132001: 404}


class MetaError(Exception):
    """A refusal of the Graph API; code is Meta's, details say what exactly was wrong."""

    def __init__(self, code: int, details: str = "", *, subcode: int = 0) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details
        self.subcode = subcode

    @property
    def http_status(self) -> int:
        """The HTTP code this refusal travels with."""
        return _HTTP.get(self.code, 400)

    def as_json(self) -> dict[str, Any]:
        """Return the body Meta answers with."""
        return {
            "error": {
                "message": f"(#{self.code}) {text_of(self.code)}",
                "type": "OAuthException",
                "code": self.code,
                "error_subcode": self.subcode,
                "error_data": {
                    "messaging_product": "whatsapp",
                    "details": self.details or text_of(self.code),
                },
                "fbtrace_id": "A" + uuid.uuid4().hex[:20],
                "is_transient": self.code in (130429, 131000),
            }
        }


def text_of(code: int) -> str:
    """Return Meta's sentence for an error code; a general one for codes not listed here."""
    return _TEXTS.get(code, "Message undeliverable")
