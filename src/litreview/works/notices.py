"""Recognises titles of notices about other works ("Erratum to: X", "X (Reply)") and of retracted works ("RETRACTED: X")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litreview.core.model import Work

_STATUS = re.compile(r"^\W*(retracted|withdrawn)(?:\s+article)?\s*[:.\-\]]+\s*", re.IGNORECASE)
# titles are folded, so without IGNORECASE: that would cost four times as much
# kind of notice, words of which at least one occurs, and the pattern
_NOTICES = (
    ("correction", "berichtigung korrigendum erratas corrige", re.compile(r"^(?:berichtigung|korrigendum|fe de erratas?|errata corrige)\b")),
    ("reply", "replik erwiderung entgegnung reponse respuesta replica risposta otvet", re.compile(
        r"^(?:replik|erwiderung|entgegnung)(?: zu| auf|$)|^reponse (?:a|au|aux) |^respuesta a|^replica a|^risposta a|^otvet na ")),
    ("reprint", "reprint reprinted", re.compile(r"^(?:reprint|republished|reprinted)\b|\breprint(?:ed)? (?:of|from)\b|\breprint$")),
    ("correction", "addenda addendum correction corrections corrigenda corrigendum errata erratum pg", re.compile(
        r"^(?:author |publisher |editorial )?(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|corrections?|clarifications?)\b(?!s? (?:officer|system|facilit|of vision|institution|department|polic(?:y|ies)\b|service))(?: notice)?(?: to| for| of| in)?"
        r"|\b(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a))\b|\bvol \w+ (?:no \w+ )?pg \w+ (?:\w+ )?(?:19|20)\d\d$")),
    ("retraction", "concern retraction", re.compile(r"^(?:notice of )?(?:partial )?retraction(?: notice)?(?: note)?\b(?: to| of| for)?|^(?:editorial )?expression of concern\b")),
    ("reply", "rejoinder replies reply response responses", re.compile(
        r"^(?:a |the |an )?(?:authors? |in )?(?:reply|response|rejoinder|responses|replies)\b(?: by| from)?(?: the)?(?: authors?)?(?: to| :)"
        r"|^(?:author s|authors|a) (?:reply|response|rejoinder)\b|\b(?:a |the |authors? |author s )(?:reply|rejoinder)$|\bauthors? s? ?(?:reply|response)\b|^(?:reply|response|rejoinder)$")),
    ("comment", "comment commentary comments discussion letter re", re.compile(r"^(?:a |an |invited |some )?(?:comments?|commentary|discussion|letter|editorial comment|remarks?|reflections?|observations?) (?:on|to|about|of the paper)\b|^re [a-z]|\b(?:a comment|a commentary|invited commentary|comment|discussion)$|\bcomment on\b")),
    ("review", "review reviewed reviews", re.compile(r"^(?:a )?(?:book |film )?reviews? (?:of|on) |^(?:book|film) reviews?\b")),
    ("review", "book by", re.compile(r"\bbook review\b|\bby [a-z ]{5,50} (?:review|reviewed)$")),
    ("summary", "abstract brief sheet summary", re.compile(r"\b(?:executive|research|policy|technical) (?:summary|brief)\b|\bsummary (?:report|of findings|overview)$|^summary (?:of|for)\b|^(?:abstract|summary)\b|\bfact sheet\b|\bsummary$|\bin brief$|\bat a glance$|\bcliff ?notes\b")),
    ("front matter", "foreword introduction preface", re.compile(r"^(?:preface|foreword|afterword|introduction|guest editorial|editorial introduction|table of contents|front matter|back matter|index)\b(?: to| for)|\b(?:preface|foreword)$")),
)  # fmt: skip
_IN_NOTICE = [(frozenset(words.split()), pattern, name) for name, words, pattern in _NOTICES]
_IN_NOTICES = frozenset().union(*[words for words, _, _ in _IN_NOTICE])


# "Rejoinder: Harbor Work in Four Cities"; a folded title has lost the colon
_REPLY = re.compile(
    r"(repl(?:y|ies)|responses?|rejoinder|comment(?:s|ary)?|discussion|letter)\s*:", re.IGNORECASE
)
# "… (Erratum)", "… [Retraction]", "… (Reply)", "… (Retracted article. See vol. 3, pg 4, 2001)": notices, and the status of a work
_AT_END = re.compile(
    r"[\s:.–—-]*[\[(]\s*(?:(?P<correction>(?:author |publisher )?(?:erratum|corrigendum|addendum|correction)(?: (?:to|of)\b[^\])]*)?)"
    r"|(?P<retraction>retraction(?: notice)?)|(?P<reply>(?:the )?(?:authors?['’]?s? )?(?:reply|response|rejoinder))"
    r"|(?P<retracted>retracted|withdrawn)(?: article| paper)?(?:[.:,;]? see [^\])]*)?)\s*[\])]\.?\s*$"
    r"|\s[-–—]\s+(?P<dashed>(?:the )?(?:authors?['’]?s? )?(?:reply|response|rejoinder))\.?\s*$",
    re.IGNORECASE,
)
_NOTICE_AT_END = {"correction": "correction", "retraction": "retraction", "reply": "reply", "dashed": "reply"}
_END = 200
"""Letters at the end of a title that are searched for a notice."""
_MAY_END = (")", "]", "eply", "esponse", "ejoinder", "EPLY", "ESPONSE", "EJOINDER")
_OF_PLACE = re.compile(r" (?:vol \w+ (?:no \w+ )?pg \w+ (?:\w+ )?(?:19|20)\d\d|reprinted from .*)$")


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
    if not raw.rstrip(". ").endswith(_MAY_END) or not (match := _AT_END.search(raw, max(1, len(raw) - _END))):
        return raw, status, ""
    at_end = match.lastgroup or ""
    if at_end == "retracted":
        status = match["retracted"].lower()
    return raw[: match.start()], status, _NOTICE_AT_END.get(at_end, "")


def classify_notice(raw: str, title: str) -> tuple[str, str]:
    """Return a comparison title and the kind of notice that it is, `""` if none; `raw` is the title as written.

    Volume and page of the other work, which Web of Science appends, are removed from the title.

    >>> classify_notice("Correction to: Harbor Work (vol 49, pg 931, 2019)", "correction to harbor work vol 49 pg 931 2019")
    ('correction to harbor work', 'correction')
    """
    if raw[:1] in "RrCcDdLl" and (match := _REPLY.match(raw)):
        return title, "reply" if match.group(1)[0] in "Rr" else "comment"
    hints = _IN_NOTICES.intersection(title.split())
    if not hints:
        return title, ""
    for words, pattern, name in _IN_NOTICE:
        if not hints.isdisjoint(words) and pattern.search(title):
            # Web of Science appends the place of the work to its title: "… (vol 49, pg 931, 2019)"
            return _OF_PLACE.sub("", title) if name in ("correction", "reprint") else title, name
    return title, ""


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
