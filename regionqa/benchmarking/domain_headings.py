"""Headings of counts by domain: the domain, a colon, and the grade, such as Planning: Good."""

from collections.abc import Collection

from regionqa.exchange.columns import normalise
from regionqa.ratings import DeclaredScale

DOMAIN = "domain:"
LONGEST = 80


def domain_heading(domain: str, grade: str) -> str:
    """The heading of a column of counts, as templates write it."""
    return f"{domain}: {grade}"


def domain_meaning(domain: str, grade: str) -> str:
    """The meaning of a heading, as it is kept."""
    return f"{DOMAIN}{domain}:{grade}"


def domain_and_grade(meaning: str) -> tuple[str, str]:
    """The two parts of such a meaning; the last colon parts them."""
    domain, _, grade = meaning.removeprefix(DOMAIN).rpartition(":")
    return domain, grade


def read_domain_heading(
    header: str, scale: DeclaredScale, own_grades: Collection[str] = ()
) -> str | None:
    """The meaning of a heading that names a domain and a grade; None for any other.

    ``own_grades`` are the grades of the authority's mapping, which need not be on the scale.
    """
    domain, colon, word = header.rpartition(":")
    domain = " ".join(domain.split())
    if not colon or not domain or len(domain) > LONGEST:
        return None
    grade = scale.find(word)
    if grade is not None:
        return domain_meaning(domain, str(grade))
    own = {normalise(one): one for one in own_grades}.get(normalise(word))
    return domain_meaning(domain, own) if own is not None else None
