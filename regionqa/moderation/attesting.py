"""The words of an attestation: what somebody says in their own name before a pack is given out."""

from collections.abc import Sequence

ATTESTATION = (
    "I have read this pack from the first page to the last. It holds nothing that tells who the "
    "child, the family or a worker is, or which authority it comes from. Each finding of the check "
    "was put right, or I have said why it tells nothing."
)
UNREAD = (
    "What the service could not read I have looked at myself, page by page and picture by picture."
)
IN_WORDS = 20
MOST_WORDS = 500


def attestation(unread: Sequence[str]) -> str:
    """The wording that holds for a pack; longer where a part of it could not be checked."""
    return f"{ATTESTATION} {UNREAD}" if unread else ATTESTATION
