"""Phones as people of Argentina write them, as the one form in which they are kept (E.164)."""

import phonenumbers
from phonenumbers import NumberParseException

_ARGENTINA = 54
_MOBILE = "9"  # stands before the area code of a mobile, which is what has WhatsApp


def e164(written: str) -> str | None:
    """Return «11 5555-0101» or «011 15 5555-0101» as +5491155550101; None when it is no phone.

    A number of Argentina is taken to be a mobile; one of another country begins with «+».
    """
    try:
        number = phonenumbers.parse(written, "AR")
    except NumberParseException:
        return None
    national = str(number.national_number)
    if number.country_code == _ARGENTINA and not national.startswith(_MOBILE):
        number.national_number = int(_MOBILE + national)
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def shown(phone: str) -> str:
    """Return a number in E.164 as people write it here, «11 4444-0101»; a foreign one with its +.

    What is no number stays as it is.
    """
    try:
        number = phonenumbers.parse(phone, None)
    except NumberParseException:
        return phone
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written.removeprefix("+54 9 ").removeprefix("+54 ")
