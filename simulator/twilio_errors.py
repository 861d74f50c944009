"""Twilio's refusals, as its REST API words them: code, text, link and HTTP status."""

from typing import Any

# Sources: contract sheet twilio-whatsapp.md §6 and twilio.com/docs/api/errors/<code>.
_TEXTS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20422: "Invalid Parameter",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21211: "Invalid 'To' Phone Number",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number",
    21609: "The 'StatusCallback' URL is not a valid URL.",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21655: "The ContentSid is Invalid",
    21656: "The ContentVariables Parameter is invalid",
    21701: "The Messaging Service does not exist",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    63007: "Twilio could not find a Channel with the specified From address",
    63016: "Failed to send freeform message because you are outside the allowed window.",
    63018: "Rate limit exceeded for Channel",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
}

_HTTP = {20003: 401, 20404: 404, 20429: 429, 20500: 500}


class TwilioError(Exception):
    """A refusal of the REST API; code is Twilio's, detail says what exactly was wrong."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    @property
    def http_status(self) -> int:
        """The HTTP code this refusal travels with."""
        return _HTTP.get(self.code, 400)

    def as_json(self) -> dict[str, Any]:
        """Return the body Twilio answers with."""
        text = text_of(self.code)
        return {
            "code": self.code,
            "message": f"{text}: {self.detail}" if self.detail else text,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.http_status,
        }


def text_of(code: int) -> str:
    """Return Twilio's sentence for an error code; a general one for codes not listed here."""
    return _TEXTS.get(code, "Message could not be delivered")
