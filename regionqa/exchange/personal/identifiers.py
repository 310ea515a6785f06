"""Numbers and marks that name a person: NHS, National Insurance, pupil number, postcode, phone."""

import re

NHS = re.compile(r"(?<![\d.,/-])(\d{3})([ -]?)(\d{3})\2(\d{4})(?![\d/-]|[.,]\d)", re.ASCII)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[A-Za-z][\w.-]{0,60}")
PHONE = re.compile(
    r"(?<![\d.,/])(?:\+44[ -]?(?:\(0\))?|\(?0)[1-37](?:[ ()-]{0,2}\d){8,9}(?![\d/]|[.,]\d)",
    re.ASCII,
)
NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
    re.ASCII,
)
PUPIL = re.compile(r"\b([A-HJ-NP-RT-Z])(\d{11}[\dA-HJ-NP-RT-Z])\b", re.ASCII)
_OUTWARD = (
    r"(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ]\d[A-HJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY])"
)
POSTCODE = re.compile(rf"\b{_OUTWARD} \d[ABD-HJLNP-UW-Z]{{2}}\b", re.ASCII)
POSTCODE_JOINED = re.compile(rf"{_OUTWARD}\d[ABD-HJLNP-UW-Z]{{2}}", re.ASCII)

_PUPIL_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end in the NHS check digit (modulus 11, NHS Data Dictionary).

    Weights 10 to 2 on the first nine; 11 minus the remainder is the tenth, 11 counts as 0 and 10
    is never valid. Ten equal digits are not an NHS number.
    """
    if len(digits) != 10 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    check = (11 - total % 11) % 11
    return check == int(digits[9])


def is_pupil_number(text: str) -> bool:
    """Whether thirteen characters are a unique pupil number with its check letter (DfE, UPN guide).

    Weights 2 to 13 on the twelve characters after the letter; the remainder by 23 picks it.
    A temporary number ends in a letter, which counts by its place in the same alphabet.
    """
    found = PUPIL.fullmatch(text)
    if found is None:
        return False
    values = [int(c) if c.isdigit() else _PUPIL_LETTERS.index(c) for c in found.group(2)]
    total = sum(value * weight for value, weight in zip(values, range(2, 14), strict=True))
    return _PUPIL_LETTERS[total % 23] == found.group(1)


def nhs_numbers(text: str) -> list[re.Match[str]]:
    """Where a text holds NHS numbers that pass the check."""
    hits = NHS.finditer(text)
    return [hit for hit in hits if is_nhs_number(hit.group(1) + hit.group(3) + hit.group(4))]
