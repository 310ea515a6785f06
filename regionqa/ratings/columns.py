"""The columns of a file of double-graded cases, and how much such a file may hold."""

from regionqa.exchange import Column, Limits
from regionqa.ratings.scales import DeclaredScale

LIMITS = Limits(rows=50_000, columns=60)
"""A region of twenty authorities with sixty cases each in twelve domains, read twice, is 28,800."""

MOST_DOMAINS = 40
MOST_READERS = 300
LONGEST_REFERENCE = 80
LONGEST_NAME = 120

HOME, PEER = "home", "peer"
ROLE_WORDS = {
    "home": HOME, "own": HOME, "host": HOME, "internal": HOME,
    "peer": PEER, "peers": PEER, "external": PEER, "moderator": PEER,
}  # fmt: skip

LABELS = {
    "case": "Case",
    "reader": "Reader",
    "authority": "Authority",
    "domain": "Domain",
    "grade": "Grade",
    "role": "Home or peer",
}

CASE = Column(
    "Case",
    ("Case reference", "Case ref", "Case ID", "Case code", "Subject", "Unit", "Item"),
    description="A reference made for this exercise, the same for every reader of the case. "
    "No name, date of birth, NHS or case number.",
    example="case-001",
)
READER = Column(
    "Reader",
    ("Rater", "Auditor", "Grader", "Moderator", "Observer", "Reader code", "Auditor code"),
    description="A code for who gave the grade, such as R1. No name.",
    example="R1",
)
AUTHORITY = Column(
    "Authority",
    ("Local authority", "LA", "LA name", "Council"),
    required=False,
    description="The authority of the case, or of the reader.",
)
DOMAIN = Column(
    "Domain",
    ("Judgement", "Judgement area", "Judgement domain", "Theme", "Area", "Criterion", "Question"),
    required=False,
    description="What was judged. Without this column all rows are one domain.",
    example="Assessment",
)
GRADE = Column(
    "Grade",
    ("Rating", "Score", "Mark", "Judgement grade"),
    description="One of the grades of the scale. Blank where no grade was given.",
    example="Good",
)
ROLE = Column(
    "Role",
    ("Home or peer", "Reader role", "Reader type"),
    required=False,
    description="Write home for a reader of the case’s own authority, peer for any other.",
    allowed=(HOME, PEER),
    example=HOME,
)
FIELDS = {
    "case": CASE, "reader": READER, "authority": AUTHORITY,
    "domain": DOMAIN, "grade": GRADE, "role": ROLE,
}  # fmt: skip
WANTED = tuple(FIELDS.values())
SYNTHETIC = "synthetic"
"""A column of this name with a word in it says that the rows are made up."""


def template_columns(scale: DeclaredScale) -> list[Column]:
    """The columns of the template, with the scale's grades to choose from."""
    from dataclasses import replace

    grade = replace(GRADE, allowed=scale.words)
    return [grade if column is GRADE else column for column in WANTED]
