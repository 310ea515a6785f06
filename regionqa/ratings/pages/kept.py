"""Result pages that were built, kept in memory for as long as their file's version stands.

A report never changes within a version, and many read the same one after a round. Whoever asks has
been given the file by its authority's own query before; a page is looked up by that file's id.
"""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from regionqa.core.scope import Scope
from regionqa.ratings import queries
from regionqa.ratings.queries import FileView
from regionqa.ratings.results import result_page
from regionqa.ratings.results.page import ResultPage

MOST_KEPT = 32

_KEPT: OrderedDict[tuple[UUID, int], ResultPage] = OrderedDict()
_LOCK = Lock()


def find_result(scope: Scope, file: FileView) -> ResultPage | None:
    """The page of a file that this scope has read; None while its report is not worked out."""
    if file.computed_at is None:
        return None
    key = (file.id, file.version)
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    report = queries.get_file(scope, file.id, "shown").report
    if report is None:
        return None
    built = result_page(report)
    with _LOCK:
        _KEPT[key] = built
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return built
