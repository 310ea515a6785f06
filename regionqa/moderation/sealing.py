"""How the parts of a pack are kept: each encrypted, bound to its pack, case, version and part."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from regionqa.core.keys import DataKey
from regionqa.exchange.documents import Block
from regionqa.moderation.redaction import Report, report_from

DOCUMENT, TEXT, REPORT = "document", "text", "report"


def goes_with(pack_id: UUID, case_id: UUID, number: int, part: str) -> str:
    """What a ciphertext is bound to: it opens nowhere else."""
    return f"pack {pack_id}, case {case_id}, version {number}, {part}"


class PackSeal:
    """The key of one version of a pack in hand, with what its parts go with."""

    def __init__(self, key: DataKey, pack_id: UUID, case_id: UUID, number: int) -> None:
        self._key = key
        self._about = (pack_id, case_id, number)

    def seal(self, data: bytes, part: str) -> bytes:
        """Encrypt a part."""
        return self._key.seal(data, goes_with(*self._about, part))

    def open(self, sealed: bytes, part: str) -> bytes:
        """Decrypt a part. Raises ``NotOpened`` where it is not that."""
        return self._key.open(sealed, goes_with(*self._about, part))

    def seal_blocks(self, blocks: Iterable[Block]) -> bytes:
        """Encrypt the text."""
        return self.seal(json.dumps([asdict(one) for one in blocks]).encode(), TEXT)

    def open_blocks(self, sealed: bytes) -> tuple[Block, ...]:
        """Decrypt the text."""
        return tuple(
            Block(one["place"], one["kind"], one["text"], tuple(tuple(row) for row in one["rows"]))
            for one in json.loads(self.open(sealed, TEXT))
        )

    def seal_report(self, report: Report) -> bytes:
        """Encrypt what the check found."""
        return self.seal(json.dumps(report.plain()).encode(), REPORT)

    def open_report(self, sealed: bytes) -> Report:
        """Decrypt what the check found."""
        return report_from(json.loads(self.open(sealed, REPORT)))
