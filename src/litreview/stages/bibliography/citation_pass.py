"""One citation pass over all sources: each gets its printed form, whatever the style makes of its type.

Interviews and records responses, which no citation style lists, are printed in a fixed form that names no person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from litreview.core.confidential.codes import is_code
from litreview.core.containers import grouped
from litreview.core.model import Decision, Problem, Source, Tag
from litreview.core.pandoc import Inline
from litreview.core.problems import problem
from litreview.core.results.public_records import Request
from litreview.core.sealed import is_private_path
from litreview.core.text import MONTHS, fold
from litreview.core.wording import Value
from litreview.stages.bibliography.bluebook import Manner, bluebook
from litreview.stages.bibliography.capitals import is_english, title_marks
from litreview.stages.bibliography.citation_gaps import nameless_works, names_work
from litreview.stages.bibliography.citeproc_batch import Parts, citeproc, from_parts, item_name
from litreview.stages.bibliography.csl_items import cased_titles, csl_item, restore, web_address
from litreview.stages.bibliography.in_text import short_label
from litreview.stages.bibliography.options import pinpoints
from litreview.stages.bibliography.records_requests import document_form, request_form
from litreview.stages.bibliography.sentence_case import Answers, Capitals, name_evidence
from litreview.stages.bibliography.styles import BLUEBOOK, Style, find_style
from litreview.stages.bibliography.trees import clean_inlines, emph, link, plain_text, words
from litreview.works.kinds import answers_request, interview_label, is_released, kind_by_person, source_type
from litreview.works.official_papers import read_official

_KIND_NAMES = {"interview": "Interview", "records-response": "Public records response"}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")


def _date(source: Source) -> str:
    value = source.get("date") or str(source.year or "")
    found = _ISO.match(value)
    if found and 1 <= int(found[2]) <= 12:
        return f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}"
    return value


def _join(parts: list[str]) -> list[Inline]:
    return words(" ".join(f"{part.rstrip('.')}." for part in parts if part.strip()))


def _labelled_value(before: str, value: str) -> str:
    return f"{before} {value}" if value else ""


def printed_form(source: Source, kind: str) -> list[Inline]:
    """Return the entry of an interview or a records response.

    A confidential source shows its code and type only. An open interview shows participant code, role, mode and date, but never a
    name, even where the record has one. An open response shows agency, request number, law, outcome and dates.
    """
    what = _KIND_NAMES.get(kind, "Source")
    if source.confidential and kind == "interview":
        return _join(
            [
                interview_label(source)
                + " (confidential)" * (interview_label(source) in ("Interview", f"Interview {source.key}"))
            ]
        )
    if source.confidential:
        return _join([source.key, f"{what} (confidential)"])
    get = source.get
    if kind == "interview":
        code = source.key if is_code(source.key) else "Interview"
        role = get("role") or get("rolegroup") or get("titleaddon")
        return _join([code, role, "" if code == what else what, get("mode") or get("medium"), _date(source)])
    authors = "; ".join(person.display for person in source.authors)
    form = _join(
        [
            source.key if is_code(source.key) else "",
            get("agency") or get("institution") or get("organization") or authors,
            source.title,
            _labelled_value("Request", get("request") or get("requestnumber") or get("number")),
            get("law"),
            _labelled_value("Outcome:", get("outcome")),
            _labelled_value("Exemption cited:", get("exemption")),
            _labelled_value("Sent", get("sent")),
            _labelled_value("Answered", get("answered") or _date(source)),
        ]
    )
    if address := get("url"):
        form += [{"t": "Space"}, link(words(address), address)]
    return form or _join([source.key, what])


def list_order(source: Source, printed: str = "") -> tuple[str, ...]:
    """Return the sort key of a source: its first author (alone, with one other, with several), the year, the title.

    `C. Butler` and `Cheryl Nelson Butler` count as one author, since a reader looks for Butler: their works are sorted by year.
    Bodies and works without an author are sorted by their words (`printed` if given), without articles, numbers by value.
    """
    people = source.authors or source.editors
    end = (f"{source.year or 9999:04}", _words(source.title), source.key)
    if people and people[0].family and not printed:
        first, *others = people
        surname = fold(f"{first.prefix} {first.family}")
        # several stand as "et al." in print: names that no one sees must not decide
        coauthors = "~" if len(others) > 1 else " ".join(fold(person.sort_name) for person in others)
        return (surname, fold(first.given)[:1], coauthors, *end)
    return (_words(printed or (people[0].sort_name if people else source.title)), "", "", *end)


def _words(text: str) -> str:
    folded = re.sub(r"^(?:an?|the) ", "", fold(text))
    return re.sub(r"\d+", lambda found: found[0].zfill(8), folded)


_SHOWN_DOUBTS = 12
_OWN_SECTION = {"interview": "interviews", "records-response": "records"}
NAMELESS = "nameless"
"""The section of entries that name no work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Value):
    """A source in print: its citation, and the section of its own it is in, if any (`interviews`, `records`, `nameless`, `other`).

    `points`: the citation says where in the source to look.
    """

    source: Source
    kind: str
    inlines: tuple[Inline, ...] = field(repr=False)
    section: str = ""
    points: bool = False

    @property
    def text(self) -> str:
        """The citation as plain text, on one line."""
        return " ".join(plain_text(list(self.inlines)).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited(Value):
    """What `cite` returns: one entry for every source, in the order of the style, and how each is cited in a text.

    `page`: what the style writes there before a page; None: the page as typed.
    """

    style: str
    entries: tuple[Entry, ...]
    labels: Mapping[str, tuple[Inline, ...]] = field(repr=False)
    page: str | None = None
    problems: tuple[Problem, ...] = ()


def cite(
    sources: Iterable[Source],
    style: Path | str | Style = "apa",
    tags: Iterable[Tag] = (),
    decisions: Iterable[Decision] = (),
    notes: Mapping[str, str] | None = None,
    requests: Iterable[Request] = (),
) -> Cited:
    """Return the citation of every source; the result serves any number of formats.

    Confidential sources, interviews and records responses never reach the style: they are printed in a fixed form.
    `requests`, and documents released on them, are cited as the style's manual cites unpublished papers.
    A source for which the style prints nothing gets a plain citation and a Problem (`LR401`). A source that names no work is no
    citation in any style: it is listed apart, with its place, and has a Problem (`LR411`). A legal citation points
    at the pages that `decisions` name in `where`, or a note in its first line (`p. 12`).
    """
    return cite_with(None, works_in_order(sources, tags), style, decisions, notes, requests)


def cite_with(
    printed: PrintedWorks | None,
    works: Sequence[tuple[Source, str]],
    style: Path | str | Style,
    decisions: Iterable[Decision] = (),
    notes: Mapping[str, str] | None = None,
    requests: Iterable[Request] = (),
) -> Cited:
    """Return the result of `cite` for works in order; `printed` is the output of `clean_output` for them, None to print them now."""
    chosen = style if isinstance(style, Style) else find_style(style)
    requests_by_code = {request.code: request for request in requests}
    own = [
        _fixed_entry(
            source, kind, BLUEBOOK if chosen.manner else chosen.name, requests_by_code.get(source.key)
        )
        for source, kind in works
        if _bypasses_style(source, kind)
    ]
    # a source shown without its code is sorted without it, since its place would reveal the code
    own.sort(
        key=lambda e: (
            e.section,
            e.source.unnamed,
            ("", 0, 0) if e.source.unnamed else _natural(e.source.key),
            e.text,
        )
    )
    regular = [work for work in works if not _bypasses_style(*work)]
    if chosen.manner:
        places = pinpoints([source for source, _ in works], decisions, notes)
        printed = _by_bluebook(regular, places, chosen.manner)
    elif printed is None:
        printed = clean_output(print_in_style(regular, chosen))
    printed = _with_law(printed, regular, chosen)
    made: list[Entry] = []
    problems = [*nameless_works(works), *_uncertain_titles(regular, printed.doubts)]
    labels: dict[str, tuple[Inline, ...]] = {}
    for index in printed.order:
        source, kind = regular[index]
        inlines, section = printed.citations.get(index, []), ""
        if not any(re.search(r"\w", plain_text(one)) for one in inlines):
            inlines, section = _plain_citation(source), "other"
            name = "LR404.citation" if index in printed.endless else "LR401"
            problems.append(problem(name, source.where, key=source.key, style=chosen.name, type=source.type))
        points = index in printed.pointing
        made.append(Entry(source=source, kind=kind, inlines=tuple(inlines), section=section, points=points))
        label = printed.labels.get(index, [])
        has_text = any(plain_text(one).strip() for one in label)
        labels[source.key] = tuple(label if has_text else short_label(source, kind, titles=chosen.titles))
    for entry in own:
        labels[entry.source.key] = tuple(
            words("(interview)" if entry.source.unnamed else f"({entry.source.key})")
        )
    return Cited(
        style=chosen.name, entries=(*made, *own), labels=labels, page=chosen.page, problems=tuple(problems)
    )


def works_in_order(
    sources: Iterable[Source], tags: Iterable[Tag], places: Iterable[tuple[str, ...]] | None = None
) -> tuple[tuple[Source, str], ...]:
    """Return sources in the order of a list, with their kinds; `places` are those of `list_place`."""
    by_source = grouped((tag.source, tag) for tag in tags)
    works = tuple(sources)
    placed = zip(map(list_place, works) if places is None else places, works, strict=True)
    return tuple(
        (source, kind_by_person(by_source.get(source.key, ())) or kind)
        for (kind, *_), source in sorted(placed, key=lambda one: one[0][1:])
    )


def list_place(source: Source) -> tuple[str, ...]:
    """Return the kind of a source, whatever its tags, and its sort key."""
    return (source_type(source)[0], *list_order(source))


def works_in_style(works: Iterable[tuple[Source, str]]) -> tuple[tuple[Source, str], ...]:
    """Return the works that a style prints: all but confidential sources, interviews, records responses and entries that name no work."""
    return tuple(work for work in works if not _bypasses_style(*work))


def _bypasses_style(source: Source, kind: str) -> bool:
    """Return whether a source is printed in a fixed form and never given to a style, or names no work."""
    return source.confidential or kind in _OWN_SECTION or not names_work(source, kind)


def _nameless_form(source: Source) -> list[Inline]:
    """Return the key and place of an entry that names no work, and what it says of where a work may be found."""
    place = "" if is_private_path(source.where.file) else f" ({source.where})"
    who = ", ".join(person.display for person in source.authors or source.editors)
    address = f"https://doi.org/{source.doi}" if source.doi else web_address(source)
    known = [part for part in (who, source.container, str(source.year or "")) if part]
    found = words(f"{source.key}{place}" + (f": {', '.join(known)}" if known else ""))
    return [*found, *words(", " if known else ": "), link(words(address), address)] if address else found


def _fixed_entry(source: Source, kind: str, style: str, request: Request | None) -> Entry:
    if not source.confidential and kind not in _OWN_SECTION:
        return Entry(source=source, kind=kind, inlines=tuple(_nameless_form(source)), section=NAMELESS)
    section = _OWN_SECTION.get(kind) or ("records" if source.key.startswith("PR") else "confidential")
    inlines: Sequence[Inline] = ()
    if request is not None:
        inlines = request_form(request, style, source.title)
    elif (of := answers_request(source)) and is_released(source):
        inlines = document_form(source, of, style)
    return Entry(
        source=source, kind=kind, inlines=tuple(inlines or printed_form(source, kind)), section=section
    )


Doubts = Mapping[int, Sequence[str]]
"""The words of titles that may be names, by the number of the source in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedWorks(Value):
    """The citations that a style printed for a list of sources, each source named by its number in the list.

    `labels`: in-text citations. `pointing`: sources whose citation has a pinpoint. `endless`: sources on which pandoc timed out.
    `doubts`: words of titles that may be names.
    """

    citations: Mapping[int, list[Inline]]
    order: Sequence[int]
    labels: Mapping[int, list[Inline]] = field(default_factory=dict)
    pointing: frozenset[int] = frozenset()
    endless: frozenset[int] = frozenset()
    doubts: Doubts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleOutput(Value):
    """The raw output of pandoc for a list of `count` sources in a CSL style, by their names (`r` and their number).

    `parts`: the pieces it is assembled from (`citeproc_batch.Parts`), which the next run reuses. `doubts`: as in `PrintedWorks`.
    """

    count: int
    entries: list[tuple[str, list[Inline]]]
    labels: Mapping[str, list[Inline]]
    parts: Parts
    doubts: Doubts = field(default_factory=dict)

    @property
    def endless(self) -> frozenset[int]:
        """The sources on which pandoc timed out."""
        return frozenset(n for n in range(self.count) if item_name(n) not in self.labels)

    def to_plain(self) -> list[Any]:
        """Return the output as JSON values for `from_plain`, each entry once."""
        whole = [] if self.parts else [self.entries, self.labels]
        return [self.count, self.parts, whole, [*self.doubts.items()]]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> StyleOutput:
        """Return the output from the values of `to_plain`."""
        count, parts, whole, doubts = plain
        entries, labels = whole or from_parts(parts)
        if parts and sum(map(len, parts.values())) - 2 != count:
            raise ValueError("two groups of works have one digest")
        return cls(count=count, entries=entries, labels=labels, parts=parts, doubts=dict(doubts))


def _by_bluebook(
    works: Sequence[tuple[Source, str]], places: Mapping[str, Sequence[str]], manner: Manner
) -> PrintedWorks:
    citations = {
        n: bluebook(source, kind, places.get(source.key, ()), manner)
        for n, (source, kind) in enumerate(works)
    }
    return PrintedWorks(
        citations=citations,
        order=sorted(citations, key=lambda n: _bluebook_order(*works[n], citations[n])),
        pointing=frozenset(
            n
            for n, (source, kind) in enumerate(works)
            if source.key in places and citations[n] != bluebook(source, kind, (), manner)
        ),
    )


def print_in_style(
    works: Sequence[tuple[Source, str]], style: Style, known: Parts | None = None
) -> StyleOutput:
    """Return pandoc's output for works in a CSL style; `known` are the parts of an earlier list (`citeproc`)."""
    return print_items(
        style_items(works, style, Capitals(name_evidence(work) for work, _ in works)), style, known
    )


class StyleItem(NamedTuple):
    """The CSL JSON of a work for a style, the words of its title that may be names, and what it `asked` of the other works."""

    item: dict[str, Any]
    doubts: tuple[str, ...] = ()
    asked: Answers = {}  # noqa: RUF012 - never changed


def style_items(works: Iterable[tuple[Source, str]], style: Style, names: Capitals) -> list[StyleItem]:
    """Return the CSL JSON of each work for a style, with its key as its id.

    Where the style asks for sentence case, titles are set in it: the list itself shows which words are `names`.
    """
    rules = style.rules
    found = []
    for source, kind in works:
        item, names.asked = csl_item(source, kind=kind, rules=rules), {}
        if rules.sentence_case:
            item |= cased_titles(source, item, rules, names)
        doubts = _doubtful_title(source, kind, names)[1] if rules.sentence_case else ()
        found.append(StyleItem(item, doubts, names.asked))
    return found


def doubtful_titles(works: Sequence[tuple[Source, str]]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Return the titles with words that may be names, by their places in a list: each in sentence case, with these words."""
    names = Capitals(name_evidence(source) for source, _ in works)
    found = {n: _doubtful_title(*work, names) for n, work in enumerate(works)}
    return {n: both for n, both in found.items() if both[1]}


def _doubtful_title(source: Source, kind: str, names: Capitals) -> tuple[str, tuple[str, ...]]:
    """Return the title of a work in sentence case, with the words that may be names; titles that do not change are left out."""
    if kind in {"case", "statute"} or not is_english(source):
        return "", ()
    return names.sentence_case(source.title, title_marks(source).kept)


def _uncertain_titles(works: Sequence[tuple[Source, str]], doubts: Doubts) -> list[Problem]:
    """Return the Problem that names the words which may be names (`LR412`)."""
    if not doubts:
        return []
    named = [(works[n][0], words) for n, words in doubts.items()]
    shown = "; ".join(f"{source.key} ({', '.join(words)})" for source, words in named[:_SHOWN_DOUBTS])
    more = f"; and {len(named) - _SHOWN_DOUBTS} more" if len(named) > _SHOWN_DOUBTS else ""
    return [
        problem(
            "LR412",
            named[0][0].where,
            count=len(named),
            titles="title" if len(named) == 1 else "titles",
            shown=shown,
            more=more,
        )
    ]


def print_items(items: Sequence[StyleItem], style: Style, known: Parts | None = None) -> StyleOutput:
    """Return pandoc's output for the items of works, each under the name of its place (see `print_in_style`)."""
    named = [{**one.item, "id": item_name(n)} for n, one in enumerate(items)]
    entries, labels, parts = citeproc(named, style, known)
    doubts = {n: one.doubts for n, one in enumerate(items) if one.doubts}
    return StyleOutput(count=len(items), entries=entries, labels=labels, parts=parts, doubts=doubts)


def clean_output(made: StyleOutput) -> PrintedWorks:
    """Return the citations by the numbers of the sources; a style of notes without a bibliography has them in its notes."""
    listed = [(int(name[1:]), inlines) for name, inlines in made.entries if name[1:].isdigit()]
    citations = dict(listed)
    labels: dict[int, list[Inline]] = {}
    for name, inlines in made.labels.items():
        n = int(name[1:])
        note = next((node for node in inlines if node["t"] == "Note"), None)
        if note is None:
            labels[n] = inlines
        elif not plain_text(citations.get(n, [])).strip():
            # a style of notes without a bibliography: the full note is its full citation
            citations[n] = clean_inlines([i for block in note["c"] for i in block["c"]], restore=restore)
    order = [n for n, _ in listed]
    return PrintedWorks(
        citations=citations,
        order=[*order, *sorted(set(range(made.count)) - set(order))],
        labels=labels,
        endless=made.endless,
        doubts=made.doubts,
    )


def _with_law(printed: PrintedWorks, works: Sequence[tuple[Source, str]], style: Style) -> PrintedWorks:
    """Return the citations with law by The Bluebook in plain type, where the style has no form for it; numbers before entries stay."""
    kinds = style.rules.law
    citations = dict(printed.citations)
    for place, (source, kind) in enumerate(works):
        if kind not in kinds or not (kind in {"case", "statute"} or read_official(source, kind)):
            continue
        number = re.match(r"[\[(]?\d+[\])]?\.?\s+", plain_text(citations.get(place, [])))
        citations[place] = [*words(number[0] if number else ""), *words(plain_text(bluebook(source, kind)))]
    return replace(printed, citations=citations) if kinds else printed


def _bluebook_order(source: Source, kind: str, printed: list[Inline]) -> tuple[str, ...]:
    """Return the sort key: persons by surname; acts, cases and bodies as printed, for the author of an act is Congress."""
    person = source.authors and source.authors[0].family and kind not in {"case", "statute"}
    return list_order(source, "" if person else plain_text(printed))


def _natural(key: str) -> tuple[str, int, int]:
    found = re.fullmatch(r"(\D*)(\d+)(?:-(\d+))?", key)
    return (found[1], int(found[2]), int(found[3] or 0)) if found else (key, 0, 0)


def _plain_citation(source: Source) -> list[Inline]:
    """Return author, title, container, year and address, for a source that the style prints nothing for."""
    who = ", ".join(person.display for person in source.authors or source.editors)
    found: list[Inline] = []

    def add(inlines: list[Inline]) -> None:
        if inlines:
            stop: list[Inline] = [] if plain_text(inlines).endswith(".") else [{"t": "Str", "c": "."}]
            found.extend([*([{"t": "Space"}] if found else []), *inlines, *stop])

    add(words(who))
    add([emph(words(source.title))] if source.title else [])
    add(
        words(
            ", ".join(
                part
                for part in (source.container or source.get("howpublished"), str(source.year or "n.d."))
                if part
            )
        )
    )
    if source.doi:
        add([link(words(f"https://doi.org/{source.doi}"), f"https://doi.org/{source.doi}")])
    return found
