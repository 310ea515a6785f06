"""What a part of a Word document hides, taken out; refused where that would change the words."""

from collections.abc import Mapping
from typing import Any

from regionqa.exchange.isolated.documents.answers import Refusal

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
_COMMENTS = ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef")
_LEFT_OUT = (
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange"),
    *("tblGridChange", "numberingChange", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart"),
    *("permEnd", "instrText", "fldChar", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"),
    *("docVars", "rsids", "attachedTemplate", "mailMerge", "saveThroughXslt", "documentProtection"),
)
_UNWRAPPED = ("hyperlink", "fldSimple", "sdt", "sdtContent", "smartTag", "customXml")
_HIDING = ("vanish", "webHidden", "specVanish")
_OFF = {"0", "false", "off"}


def refuse_changes(trees: Mapping[str, Any]) -> None:
    """Raise ``Refusal`` for tracked changes and embedded objects."""
    for tree in trees.values():
        for name in _CHANGES:
            if next(tree.iter(f"{W}{name}"), None) is not None:
                raise Refusal(
                    "It has tracked changes, with what was deleted still in it.",
                    "In Word choose Review, Accept All Changes, check it, and save it again.",
                )
        if next(tree.iter(_OLE, f"{W}object", f"{W}altChunk"), None) is not None:
            raise Refusal("It has other files embedded in it.", "Paste them as pictures (PNG).")


def strip_part(tree: Any, counts: dict[str, int]) -> None:
    """Take out what is hidden; ``counts`` says what that was, in words, and how often."""
    comments = [one for name in _COMMENTS for one in tree.iter(f"{W}{name}")]
    _count(counts, "mark of a comment", len([one for one in comments if "Reference" in one.tag]))
    _drop(comments)
    _drop(list(tree.iter(f"{_MC}Fallback")))
    _strip_hidden(tree, counts)
    _count(counts, "private variable", len(list(tree.iter(f"{W}docVar"))))
    _drop([one for name in _LEFT_OUT for one in tree.iter(f"{W}{name}")])
    for name in _UNWRAPPED:
        for one in list(tree.iter(f"{W}{name}")):
            _unwrap(one)
    for one in tree.iter():
        for key in [key for key in one.attrib if "rsid" in key or key.endswith("}author")]:
            del one.attrib[key]


def _strip_hidden(tree: Any, counts: dict[str, int]) -> None:
    hidden = [
        one
        for name in _HIDING
        for one in tree.iter(f"{W}{name}")
        if str(one.get(f"{W}val", "1")).lower() not in _OFF
    ]
    runs = {one.getparent().getparent() for one in hidden if one.getparent() is not None}
    texts = [run for run in runs if run is not None and run.tag == f"{W}r"]
    _count(counts, "piece of hidden text", len(texts))
    _drop(texts)
    _drop([one for one in hidden if one.getparent() is not None])  # styles hide nothing any more


def _count(counts: dict[str, int], what: str, count: int) -> None:
    if count:
        counts[what] = counts.get(what, 0) + count


def _drop(elements: list[Any]) -> None:
    for one in elements:
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)


def _unwrap(element: Any) -> None:
    """Put an element's children in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in list(element):
        parent.insert(at, child)
        at += 1
    parent.remove(element)
