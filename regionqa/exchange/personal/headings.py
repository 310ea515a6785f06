"""Headings that announce personal details, and headings of columns that people stand in."""

from collections.abc import Set
from enum import StrEnum
from itertools import pairwise

from regionqa.exchange.columns import words
from regionqa.exchange.personal.lists import heading_words


class Kind(StrEnum):
    """What a column or a piece of text gives away."""

    NAME = "name"
    BIRTH = "date of birth"
    NHS = "NHS number"
    INSURANCE = "National Insurance number"
    PUPIL = "unique pupil number"
    POSTCODE = "postcode"
    ADDRESS = "address"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    CASE = "case number"

    @property
    def a_kind(self) -> str:
        """The kind with its article: ``an NHS number``, ``a unique pupil number``."""
        article = "an" if self in (Kind.NHS, Kind.ADDRESS, Kind.EMAIL) else "a"
        return f"{article} {self}"


_NUMBER = heading_words("number")
_IDENTITY = _NUMBER | {"id", "identifier", "key", "ref", "reference", "code"}
_SYSTEMS = heading_words("systems")
_PERSONS = heading_words("persons")
_ORGANISATION = heading_words("organisation")
_READERS = heading_words("readers")
_NAME_WORDS = heading_words("name_words")
_REFERENCE = heading_words("reference")


def personal_kind(header: str) -> Kind | None:
    """What a heading says that its column holds; None when it says nothing of the kind."""
    tokens = words(header)
    joined, have = "".join(tokens), set(tokens)
    for kind, test in (
        (Kind.BIRTH, _is_birth),
        (Kind.EMAIL, lambda j, h: bool(h & {"email", "emails"}) or "emailaddress" in j),
        (Kind.PHONE, _is_phone),
        (Kind.POSTCODE, lambda j, _: "postcode" in j or "postalcode" in j or "zipcode" in j),
    ):
        if test(joined, have):
            return kind
    if joined.startswith("email") or (tokens[:2] == ["e", "mail"]):
        return Kind.EMAIL
    return _numbered(tokens, joined, have) or _named(tokens, have)


def _is_birth(joined: str, have: Set[str]) -> bool:
    if "dob" in have or joined == "dob" or "dateofbirth" in joined:
        return True
    return bool(have & {"birth", "birthday", "birthdate", "born"}) and "weight" not in have


def _is_phone(joined: str, have: Set[str]) -> bool:
    return bool(have & {"phone", "telephone", "mobile", "tel", "landline"}) or (
        joined in {"contactnumber", "contactno"}
    )


def _numbered(tokens: list[str], joined: str, have: Set[str]) -> Kind | None:
    pairs = set(pairwise(tokens))
    if (
        joined == "nhs"
        or "nhsnumber" in joined
        or ("nhs" in have and have & (_IDENTITY - {"code"}))
    ):
        return Kind.NHS
    if (
        "nino" in have
        or "nationalinsurance" in joined
        or "ninumber" in joined
        or ("ni", "no") in pairs
    ):
        return Kind.INSURANCE
    if have & {"upn", "uln"} or "uniquepupil" in joined or "uniquelearner" in joined:
        return Kind.PUPIL
    if "uprn" in have or ("address" in have and ("to", "address") not in pairs):
        return Kind.ADDRESS
    return Kind.CASE if _is_case_number(pairs, joined, have) else None


def _is_case_number(pairs: set[tuple[str, str]], joined: str, have: Set[str]) -> bool:
    if have & {"pid", "personid", "clientid", "childid", "caseno", "casenumber"}:
        return True
    if have & _SYSTEMS and (have & _IDENTITY or len(have) == 1):
        return True
    if any(a == "case" and b in _NUMBER for a, b in pairs):
        return True
    return joined == "serviceuserid" or any(
        a in _PERSONS and (b in _NUMBER or b == "id") for a, b in pairs
    )


def _named(tokens: list[str], have: Set[str]) -> Kind | None:
    if not have & _NAME_WORDS and tokens[:2] != ["known", "as"]:
        return None
    return None if have & _ORGANISATION and not have & (_PERSONS | _READERS) else Kind.NAME


def is_bare_name(header: str) -> bool:
    """Whether the heading is "Name" alone, which may as well be an authority's."""
    return words(header) == ["name"]


def holds_people(header: str) -> bool:
    """Whether people stand in the column, by name or by code: readers, workers, children."""
    have = set(words(header))
    return bool(have & (_READERS | _PERSONS)) and not have & {"count", "number", "rate", "percent"}


def holds_references(header: str) -> bool:
    """Whether the column identifies cases: "Case", "Child ref"; not "Indicator id"."""
    have = set(words(header))
    return bool(have & _REFERENCE) and not have & _ORGANISATION


_DATED = heading_words("dated")


def holds_event_dates(header: str) -> bool:
    """Whether the heading says that its dates are of work done, not of birth."""
    return bool(set(words(header)) & _DATED)
