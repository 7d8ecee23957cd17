"""Find the series of a work, and the number in it, within what was labelled as its title, its container or its kind."""

from __future__ import annotations

from dataclasses import replace

from litreview.core.libraries import re
from litreview.formats.references.labelling import LabelledPart

# what series are called, in German and English
SERIAL = re.compile(
    r"(?i:\b[\w-]*(?:schrift|schriften|reihe|berichte?|beiträge|papiere?|papers?|materialien|abhandlungen|veröffentlichungen|studien|studie|texte|hefte?|mitteilungen|informationen|series|studies|reports?|memorand\w+|briefs?)\b)"
)
# one of these is in each name of a series that needs no number behind it
_SERIAL_WORDS = ("reihe", "paper", "papier", "bericht", "brief", "material", "series", "hefte")
_NUMBERED = re.compile(
    r"(?P<title>.{8,}?[.?!,“”»«])\s+(?P<name>[A-ZÀ-Þ][^.?!]{2,100}?),?\s+(?P<number>(?:(?:Band|Bd\.|Heft|H\.|N[or]\.|Vol\.|Folge)\s?)?(?!(?:19|20)\d\d\b)\d{1,4}(?:[./-]\d{1,4})?)[.,;]?",
    re.DOTALL,
)
# the name of a series alone, which no title of a work has for its last sentence
_NAMED_SERIES = re.compile(
    r"(?P<title>.{8,}?[.?!,])\s+(?P<name>(?!(?:Eine?|An?|D(?:er|ie|as)|The|Zu[rm]?)\b)(?=[A-ZÀ-Þ])[^.?!:]{0,80}?(?i:\b(?:[\w-]*schriftenreihe|(?:working|discussion|research|occasional) papers?|arbeitspapiere?|report series|series on|arbeitshefte)\b)[^.?!,]{0,80}|Reihe:? [A-ZÀ-Þ„»][^.?!]{3,80})[.,;]?",
    re.DOTALL,
)
_GENRE_NUMBERED = re.compile(r"(?P<name>.*?),?\s+(?P<number>(?:N[or]\.? ?|#)?\d[\w/-]*)[.,;]?", re.DOTALL)
_SERIES = re.compile(
    r"[.,]\s+(?P<name>(?:[A-ZÀ-Þ][\w&.-]* ){0,5}(?:[A-ZÀ-Þ]\w*-)?(?:Working|Discussion|Research|Policy|Occasional|Arbeits|Diskussions|Forschungs)[- ]?(?:[Pp]apers?|[Pp]apiere?|[Bb]erichte?|[Bb]riefs?|[Mm]aterialien))"
    r",?\s+(?P<number>(?:N[or]\.? ?|#)?[\w/-]*\d[\w/-]*)(?=[.,:;]|$)"
)


def series_in(part: LabelledPart) -> list[LabelledPart]:
    """Return the parts of a title with a series behind it, and of a numbered kind of paper, which is a series; none for any other part."""
    text = part.text
    found = numbered = None
    if part.label == "genre":
        numbered = _GENRE_NUMBERED.fullmatch(text)
    elif part.label in ("title", "container-title"):
        low = text.lower()
        serial = any(word in low for word in _SERIAL_WORDS)
        if serial and ((found := _SERIES.search(text)) is None or found.start() <= 9):
            found = _NAMED_SERIES.fullmatch(text) if part.label == "title" else None
        if re.search(r"\d[.,;]?$", text[-3:]):
            numbered = _NUMBERED.fullmatch(text)
    if numbered and SERIAL.search(numbered["name"]):
        found = numbered
    if found is None:
        return []
    parts = found.groupdict()
    pieces = (
        (part.label, parts.get("title", text[: found.start() + 1] if part.label != "genre" else "")),
        ("collection-title", parts["name"]),
        ("volume", parts.get("number", "")),
        ("publisher", text[found.end() :].strip(" .,;:")),
    )
    return [replace(part, label=label, text=piece) for label, piece in pieces if piece]
