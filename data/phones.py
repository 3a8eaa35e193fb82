"""Phone numbers as people in the United Kingdom write them, and as a telephone dials them."""

import phonenumbers

REGION = "GB"


class NotANumber(ValueError):
    """The text is no telephone number. `str()` is a sentence for the page."""

    def __init__(self) -> None:
        super().__init__("Give a telephone number with its area code, such as 07700 900123.")


def tidy(text: str) -> str:
    """The number with the usual spaces, such as 07700 900123; empty for an empty text. Raises NotANumber."""
    if not text.strip():
        return ""
    number = _parsed(text)
    home = number.country_code == phonenumbers.country_code_for_region(REGION)
    how = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, how)


def dialled(text: str) -> str:
    """The number for a `tel:` link, such as +447700900123; empty where there is none to dial."""
    try:
        return phonenumbers.format_number(_parsed(text), phonenumbers.PhoneNumberFormat.E164)
    except NotANumber:
        return ""


def _parsed(text: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise NotANumber from None
    # Possible, not valid: the numbers reserved for drama are assigned to nobody and are as good as any here. One that
    # can be dialled only within its own town is not enough.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise NotANumber
    return number
