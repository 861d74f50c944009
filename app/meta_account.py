"""Read the credentials of Meta's Cloud API: whole, or not at all and then simulated."""

import re
from dataclasses import dataclass, field, replace

from app.credentials import HTTP, require_whole
from app.environment import EnvironmentReader
from app.secret_key import derived

META_API = "https://graph.facebook.com"
_NUMBER = re.compile(r"(\d{5,20})=(\+[1-9]\d{6,14})")
_VERSION = "v23.0"  # the newest with a published specification; versions live about two years


@dataclass(frozen=True, slots=True)
class MetaNumber:
    """One of our numbers: its id at Meta, and as people see it (E.164)."""

    id: str
    display: str


_DEMO_NUMBERS = (MetaNumber("100000000000001", "+5491155550001"),)
_DEMO_ACCOUNT = "200000000000001"


@dataclass(frozen=True, slots=True)
class MetaAccount:
    """One WhatsApp business account with its numbers; an empty token means none was given."""

    access_token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    account_id: str
    numbers: tuple[MetaNumber, ...]
    api_url: str
    api_version: str
    mark: str = ""

    def or_demo(self, secret_key: str) -> "MetaAccount":
        """Return this account with its mark, or without one an invented one for the simulator."""
        marked = replace(self, mark=derived(secret_key, "meta mark")[:12])
        if self.access_token:
            return marked
        return replace(
            marked,
            access_token=derived(secret_key, "meta token"),
            app_secret=derived(secret_key, "meta app"),
            verify_token=derived(secret_key, "meta verify"),
            account_id=_DEMO_ACCOUNT,
            numbers=self.numbers or _DEMO_NUMBERS,
        )


def read_meta(reader: EnvironmentReader, simulator_url: str) -> MetaAccount:
    """Return the account as given; what is missing or wrong is noted in the reader."""
    names = ("META_ACCESS_TOKEN", "META_APP_SECRET", "META_VERIFY_TOKEN")
    token, secret, verify = (
        reader.pattern(name, rf"\S{{{least},}}", expected=f"at least {least} characters, no space")
        for name, least in zip(names, (20, 16, 8), strict=True)
    )
    account_id = reader.pattern("META_WABA_ID", r"\d{5,20}", expected="the account's number")
    numbers = _read_numbers(reader)
    api_url = reader.url("META_API_URL", schemes=HTTP)
    version = reader.pattern("META_API_VERSION", r"v\d{1,3}\.\d{1,2}", expected="like v23.0")
    require_whole(
        reader,
        names,
        also=("META_WABA_ID", "META_PHONE_NUMBER_ID"),
        api_url=None if api_url == simulator_url else api_url,
    )
    return MetaAccount(
        access_token=token or "",
        app_secret=secret or "",
        verify_token=verify or "",
        account_id=account_id or "",
        numbers=numbers,
        api_url=api_url or (META_API if token else simulator_url),
        api_version=version or _VERSION,
    )


def _read_numbers(reader: EnvironmentReader) -> tuple[MetaNumber, ...]:
    text = reader.text("META_PHONE_NUMBER_ID")
    if text is None:
        return ()
    found = [_NUMBER.fullmatch(one.strip()) for one in text.split(",")]
    numbers = tuple(MetaNumber(one[1], one[2]) for one in found if one is not None)
    if len(numbers) < len(found) or len({one.id for one in numbers}) < len(numbers):
        expected = "like 106540352242922=+5491155550000, several with commas, none twice"
        reader.refuse("META_PHONE_NUMBER_ID", f"must be {expected}")
    return numbers
