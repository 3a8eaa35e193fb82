"""Whether something typed can be a phone number."""

import phonenumbers


def plausible(number: str) -> bool:
    """Whether a phone could be rung by it: the right kind of length for where it belongs, Britain unless it says.

    It does not ask whether the number is in use. A British mobile has ten digits after the 0; one short is a slip of
    the hand and the number that nobody answers when it matters.
    """
    if any(c.isalpha() for c in number):
        return False
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    national = str(parsed.national_number)
    if parsed.country_code == 44 and national.startswith("7") and len(national) != 10:
        return False
    return phonenumbers.is_possible_number(parsed)
