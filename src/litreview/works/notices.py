"""Recognises titles of notices about other works ("Erratum to: X", "X (Reply)") and of retracted works ("RETRACTED: X")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from litreview.core.libraries import re
from litreview.core.model import Work
from litreview.core.text import fold
from litreview.works import rows

_STATUS = re.compile(r"^\W*(retracted|withdrawn)(?:\s+article)?\s*[:.\-\]]+\s*", re.IGNORECASE)
# titles are folded, so without IGNORECASE: that would cost four times as much
# kind of notice, words of which at least one occurs, and the pattern
_NOTICES = (
    ("reprint", "reprint reprinted", re.compile(r"^(?:reprint|republished|reprinted)\b|\breprint(?:ed)? (?:of|from)\b|\breprint$")),
    ("correction", "addenda addendum correction corrections corrige corrigenda corrigendum errata erratum pg", re.compile(
        r"^(?:author |publisher |editorial )?(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|corrections?|clarifications?)\b(?!s? (?:officer|system|facilit|of vision|institution|department|polic(?:y|ies)\b|service))(?: notice)?(?: to| for| of| in)?"
        r"|\b(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a))\b|\bvol \w+ (?:no \w+ )?pg \w+ (?:\w+ )?(?:19|20)\d\d$")),
    ("retraction", "concern retraction", re.compile(r"^(?:notice of )?(?:partial )?retraction(?: notice)?(?: note)?\b(?: to| of| for)?|^(?:editorial )?expression of concern\b")),
    ("reply", "rejoinder replies reply response responses", re.compile(
        r"^(?:a |the |an )?(?:authors? |in )?(?:reply|response|rejoinder|responses|replies)\b(?: by| from)?(?: the)?(?: authors?)?(?: to| :)"
        r"|^(?:author s|authors|a) (?:reply|response|rejoinder)\b|\b(?:a |the |authors? |author s )(?:reply|rejoinder)$|\bauthors? s? ?(?:reply|response)\b|^(?:reply|response|rejoinder)$")),
    ("reply", "reply response", re.compile(r"^in (?:reply|response) to\b")),
    ("comment", "comment commentary comments discussion letter observation observations reflection reflections remark remarks regard reference", re.compile(
        r"^(?:a |an |invited |some )?(?:comments?|commentary|discussion|letter|remarks?|reflections?|observations?) (?:on|to|about|of the paper)\b|^in (?:regard|reference) to\b|\b(?:comment|a commentary|invited commentary|discussion)$|\bcomment on\b")),
    ("comment", "evaluation recommendation", re.compile(r"^(?:faculty opinions|faculty of 1000|f1000(?:prime)?) (?:evaluation|recommendation) (?:of|for)\b")),
    ("review", "review reviewed reviews", re.compile(r"^(?:a )?(?:book |film )?reviews? (?:of|on) |^(?:book|film) reviews?\b")),
    ("review", "book by", re.compile(r"\bbook review\b|\bby [a-z ]{5,50} (?:review|reviewed)$")),
    ("summary", "abstract brief sheet summary", re.compile(r"\b(?:executive|research|policy|technical) (?:summary|brief)\b|\bsummary (?:report|of findings|overview)$|^summary (?:of|for)\b|^(?:abstract|summary)\b|\bfact sheet\b|\bsummary$|\bin brief$|\bat a glance$|\bcliff ?notes\b")),
    ("front matter", "foreword introduction preface", re.compile(r"^(?:preface|foreword|afterword|introduction|guest editorial|editorial introduction|table of contents|front matter|back matter|index)\b(?: to| for)|\b(?:preface|foreword)$")),
)  # fmt: skip
_IN_NOTICE = [(frozenset(words.split()), pattern, name) for name, words, pattern in _NOTICES]
_IN_NOTICES = frozenset().union(*[words for words, _, _ in _IN_NOTICE])


# "… (Erratum to a table)", "… (Retraction of vol 3, pg 4, 2001)", "… (Retracted article. See vol. 3, pg 4, 2001)": notices, and the status of a work
_AT_END = re.compile(
    r"[\s:.–—-]*[\[(]\s*(?:(?P<correction>(?:author |publisher )?(?:erratum|corrigendum|addendum|correction) (?:to|of|zu|à|a)\b[^\])]*)"
    r"|(?P<retraction>(?:retraction|expression of concern) (?:of|for)\b[^\])]*)"
    r"|(?P<retracted>retracted|withdrawn)(?: article| paper)?(?:[.:,;]? see [^\])]*)?)\s*[\])]\.?\s*$",
    re.IGNORECASE,
)
# the last part of a title, behind a mark: "… [Letter]", "… – Authors' reply", "…: Erratum"
_LAST_PART = re.compile(r"(\s*[\[(]\s*|\s*[–—]\s*|\s+-+\s+|[:.;?!]\s+)([^:.;?!–—\[\]()]+)[\])]?\.?\s*$")
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"[:.,;–—\[\"“”„«‹]|[‘'](?=\w)|\s-+\s")
_END = 200
"""Letters at the beginning and at the end of a title that are searched for a notice."""
# "… (vol 49, pg 931, 2019)", "… (vol 12, e103, 2010)": Web of Science appends the place of the work to the title of a notice
_PLACE = re.compile(r"\(vol\.? \w+, .*\b(?:19|20)\d\d\)\.?\s*$", re.IGNORECASE)
_OF_PLACE = re.compile(
    r" (?:vol \w+ (?:no \w+ )?(?:pg |art no |art )?\w+ (?:\w+ )?(?:19|20)\d\d|reprinted from .*)$"
)
_RANK = ("comment", "correction", "retraction", "reply")
"""Kinds of notice, from the least: a reply to a comment on a correction is a reply."""


@cache
def _uses() -> Mapping[str, tuple[str, str]]:
    """Return kind and use of each word of `notice-words.csv`."""
    return {word: (kind, use) for kind, use, words in rows("notice-words.csv") for word in words.split()}


def _kind_of(words: list[str], *, marked: bool) -> str:
    """Return the kind of notice that these words name, `""` if one of them says something else; `marked`: a mark sets them off."""
    uses = [_uses().get(word) for word in words]
    if None in uses:
        return ""
    kinds = [kind for kind, use in filter(None, uses) if kind and (marked or use == "clear")]
    return max(kinds, key=_RANK.index, default="")


def _kind_at_head(raw: str) -> str:
    """Return the kind of notice that the words before a title name: "Reply to the comment on: X"."""
    uses = _uses()
    kind, clear, end = "", False, 0
    joined = False
    for match in _WORD.finditer(raw, 0, _END):
        joined = joined or bool(kind and _MARK.search(raw, end, match.start() + 1))
        found, use = uses.get(fold(match.group()), ("", ""))
        if not use or (use == "behind" and not kind):
            return kind if joined else ""
        if found:
            kind = max(kind or found, found, key=_RANK.index)
            clear = clear or use == "clear"
        elif clear and (use == "joint" or (use == "genitive" and kind in ("correction", "retraction"))):
            joined = True
        end = match.end()
    return kind if clear else ""


def _kind_at_end(raw: str) -> tuple[int, str]:
    """Return where the last part of a title begins if it names a notice, in brackets or behind a dash, and the kind of notice.

    The place is the whole length where only a colon or full stop is before the part, since that may also be a subtitle.
    """
    last = fold(raw[-24:]).rpartition(" ")[2]
    may_end = _uses().get(last, ("", "joint"))[1] not in ("joint", "genitive")
    if not may_end or not (match := _LAST_PART.search(raw, max(1, len(raw) - _END))):
        return len(raw), ""
    mark = match[1].strip()
    words = fold(match[2]).split()
    kind = _kind_of(words, marked=mark in ("[", "(") or "expression" in words)
    return (match.start() if kind and mark not in ":.;?!" else len(raw)), kind


def split_title_marks(raw: str) -> tuple[str, str, str]:
    """Return a title without marks of a retraction or notice; then the status `retracted` or `withdrawn`, then the kind of notice.

    >>> split_title_marks("RETRACTED: Work in harbors"), split_title_marks("Work in harbors (Erratum)")
    (('Work in harbors', 'retracted', ''), ('Work in harbors', '', 'correction'))
    """
    status = ""
    if raw[:1] in "[( RrWw" and raw[:12].lower().lstrip("[( ").startswith(("retract", "withdraw")):
        match = _STATUS.match(raw)
        if match:
            status = match.group(1).lower()
            raw = raw[match.end() :]
    # in the last letters only; a title of nothing but "[Erratum]" stays
    if raw.rstrip(". ").endswith((")", "]")) and (match := _AT_END.search(raw, max(1, len(raw) - _END))):
        at_end = match.lastgroup or ""
        if at_end == "retracted":
            return raw[: match.start()], match["retracted"].lower(), ""
        return raw[: match.start()], status, at_end
    place, kind = _kind_at_end(raw)
    return (raw[:place], status, kind) if place < len(raw) else (raw, status, "")


def classify_notice(raw: str, title: str) -> tuple[str, str]:
    """Return a comparison title and the kind of notice that it is, `""` if none; `raw` is the title as written.

    Volume and page of the other work, which Web of Science appends, are removed from the title.

    >>> classify_notice("Correction to: Harbor Work (vol 49, pg 931, 2019)", "correction to harbor work vol 49 pg 931 2019")
    ('correction to harbor work', 'correction')
    """
    placed = raw.endswith(")") and _PLACE.search(raw) is not None
    kind = (
        _kind_at_head(raw)
        or _kind_at_end(raw)[1]
        or _kind_by_pattern(title)
        or ("correction" if placed else "")
    )
    return _OF_PLACE.sub("", title) if placed or kind in ("correction", "reprint") else title, kind


def _kind_by_pattern(title: str) -> str:
    hints = _IN_NOTICES.intersection(title.split())
    for words, pattern, name in _IN_NOTICE if hints else ():
        if not hints.isdisjoint(words) and pattern.search(title):
            return name
    return ""


# fields of a record with notices about its work, and the nature of each; the readers of registries and of PubMed write them
NOTICE_FIELDS = {
    "retracted": "Retraction", "retraction-in": "Retraction", "corrected": "Correction", "erratum-in": "Correction",
    "partial-retraction-in": "Correction", "correctedand-republished-in": "Correction", "expression-of-concern": "Expression of concern",
    "expression-of-concern-in": "Expression of concern",
}  # fmt: skip
# fields of a notice that name the work it is about
FIELDS_ON_OTHERS = {
    "notice-on": "", "retraction-of": "Retraction", "partial-retraction-of": "Correction", "erratum-for": "Correction",
    "expression-of-concern-for": "Expression of concern",
}  # fmt: skip


def notices_of(work: Work) -> Iterator[tuple[str, str]]:
    """Yield the notices about a work that its record holds: the nature of each, and its citation, `""` if the record gives none.

    >>> record = Work(key="k", type="article", fields={"title": "A", "retraction-in": "Lancet. 2010 Feb 6;375(9713):445. PMID: 20137807"})
    >>> [*notices_of(record)]
    [('Retraction', 'Lancet. 2010 Feb 6;375(9713):445. PMID: 20137807')]
    """
    found: dict[str, str] = {}
    for name, nature in NOTICE_FIELDS.items():
        if (value := work.get(name)) and value.lower() != "false":
            # a field that only says `true` adds nothing to one with a citation
            found[nature] = found.get(nature) or (value if value.lower() != "true" else "")
    if "Retraction" not in found and (
        split_title_marks(work.title)[1] or "retracted publication" in work.get("type").lower()
    ):
        found = {"Retraction": "", **found}
    yield from found.items()


_PAST = {
    "Retraction": "retracted",
    "Correction": "corrected",
    "Expression of concern": "a concern was expressed",
}


def describe_notice(nature: str, citation: str, who: str) -> str:
    """Return a notice in words: `retracted, says crossref: Retraction, 2021-02-01`."""
    return f"{_PAST.get(nature, nature.lower())}, says {who}" + (f": {citation}" if citation else "")
