"""Turn each piece of a reference list into an entry, or a Problem that says why not. Plain lists also become cited references for `link`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from litreview.core import text as textual
from litreview.core.confidential.classification import RAW, judge
from litreview.core.confidential.mark_words import says_interview
from litreview.core.confidential.raw_marks import marks_in
from litreview.core.libraries import re
from litreview.core.model import CitedReference, Doi, Person, Problem, Record, RecordId, Where
from litreview.core.problems import problem
from litreview.core.runtime import gc_pause
from litreview.core.text.display import without_controls
from litreview.formats.references.extraction import DocumentPieces
from litreview.formats.references.fields import Draft, draft_of, entry_type, identifiers, is_dated
from litreview.formats.references.labelling import label_all
from litreview.formats.references.law import read_law
from litreview.formats.references.notes import is_note, is_prose, refers_back, spans_of
from litreview.formats.references.people import people
from litreview.formats.references.reference_strings import (
    LONGEST,
    Parsed,
    dois,
    parse_plain,
    parse_reference,
    parse_scopus,
    parse_wos,
    title_of,
)
from litreview.formats.references.segmentation import (
    Piece,
    cut,
    is_scopus_list,
    number_of,
    split_references,
    without_bullet,
    without_explanation,
)
from litreview.formats.references.tokens import OUTER
from litreview.works.missing_values import is_placeholder
from litreview.works.places import first_page

_WOS = re.compile(r"^[^,;(]{2,60}, (?:1[5-9]|20)\d\d, [^,]{2,}(?:, (?:V[\w.\-/]*\d|P[\w.]*\d|DOI )|$)")
_SCOPUS = re.compile(r", \((?:1[5-9]|20)\d\d[a-z]?\)\.?$")
_PAGES = re.compile(r"\bpp?\. ?([A-Za-z]{0,3}\d[\w.]*(?:\s*[-–]+\s*[A-Za-z]{0,3}\d\w*)?)")
_NAMED = frozenset({"title", "journal", "booktitle", "series"})
_SURE = frozenset({"doi", "url", "isbn", "eprint", "court", "reporter"})
_IDENTIFIERS = frozenset({"doi", "url", "isbn", "eprint"})
# types whose works have no author
_UNSIGNED = frozenset({"jurisdiction", "legislation", "hearing", "online"})
_UNDATED = re.compile(r"\b(?:n\.\s?d\.|s\.\s?d\.|undated|o\.\s?J\.)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”«»]")
_PUBLISHERS = {
    "phdthesis": "school", "mastersthesis": "school", "techreport": "institution", "report": "institution",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceEntry:
    """A reference as an entry: the string, its place, its number in the list, its type and fields."""

    text: str
    where: Where
    number: str
    type: str
    fields: Mapping[str, str]
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()

    @property
    def year(self) -> int | None:
        """The year in which the work appeared."""
        return textual.year(self.fields.get("year", ""))

    @property
    def doi(self) -> Doi:
        """The DOI of the reference."""
        return textual.doi(self.fields.get("doi", ""))

    @property
    def parsed(self) -> Parsed:
        """The parts in the form that linking uses."""
        get = self.fields.get
        return Parsed(
            authors=self.authors,
            year=self.year,
            title=get("title", ""),
            container=get("journal")
            or get("booktitle")
            or get("reporter")
            or get("maintitle")
            or get("series")
            or "",
            # a journal numbered by issues alone has no volume
            volume=get("volume", get("number", "")).lower(),
            number=get("number", ""),
            page=first_page(get("pages", "")),
            doi=self.doi,
        )


def read_pieces(listed: DocumentPieces, path: str) -> tuple[tuple[ReferenceEntry, ...], tuple[Problem, ...]]:
    """Return the entries of a document's pieces, and a Problem for each piece, or part of one, that gives no entry."""
    entries: list[ReferenceEntry] = []
    problems: list[Problem] = []
    if listed.skipped:
        lines = listed.skipped
        several = f"{len(lines)} lines or paragraphs" if len(lines) > 1 else "a line or paragraph"
        problems.append(problem("LR303", Where(file=path, line=lines[0]), several=several))
    strings = [
        (Where(file=path, line=piece.line), number, kind, string)
        for piece in listed.pieces
        for number, found in [strings_of(piece)]
        for kind, string in found
    ]
    read = read_references([string for *_, kind, string in strings if kind == "citation"])
    for where, number, kind, string in strings:
        if kind == "earlier":
            problems.append(back_reference_problem(where, number, string))
        elif kind == "text":
            problems.append(problem("LR303.note", where, note=_in_note(number), text=_quoted(string)))
        elif (entry := next(read)) is not None:
            entries.append(replace(entry, where=where, number=number))
            if (missing := _missing_facts(entry)) and not says_interview(string):
                problems.append(
                    problem(
                        "LR302.unsure",
                        where,
                        note=_in_note(number),
                        citation=_quoted(string),
                        missing=missing,
                    )
                )
        else:
            problems.append(problem("LR301", where, text=_quoted(string)))
    return tuple(entries), tuple(problems)


def _in_note(number: str) -> str:
    return f"note {number}: " if number else ""


def strings_of(piece: Piece) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return the number of a piece and its strings, each with its kind: `citation`, `earlier` or `text`.

    A note has several, and so has a line of Scopus.
    """
    number, rest = (piece.number, piece.text) if piece.number else number_of(piece.text)
    if piece.note or is_note(rest):
        return number, [(span.kind, span.text) for span in spans_of(rest) if re.search(r"\w", span.text)]
    strings = split_references(rest) if is_scopus_list(rest) else [rest]
    return number, [("earlier" if refers_back(string) else "citation", string) for string in strings]


def read_reference(
    text: str,
    where: Where = Where(file="<string>"),  # noqa: B008 - an immutable value
    number: str = "",
) -> ReferenceEntry | None:
    """Return a reference string as an entry, None if it names no work.

    A work has an identifier, or two of these: names, a title or container, a date, a publisher or place. A sentence that cites nothing has none.

    >>> entry = read_reference("Roe, A., & Poe, B. (2001). Raids on a made-up port. Journal of Tests, 4(1), 5-9.")
    >>> entry.type, entry.fields["author"], entry.fields["pages"]
    ('article', 'Roe, A. and Poe, B.', '5–9')
    >>> read_reference("The ports were closed.")
    """
    entry = next(read_references([text]))
    return replace(entry, where=where, number=number) if entry else None


_AT_ONCE = 512
"""The most references whose parts are labelled together."""


def read_references(texts: Sequence[str]) -> Iterator[ReferenceEntry | None]:
    """Yield for each reference string its entry, None if it names no work. Many at once take less time than each by `read_reference`."""
    for start in range(0, len(texts), _AT_ONCE):
        with gc_pause():
            entries = [*_read_batch(texts[start : start + _AT_ONCE])]
        yield from entries


def _read_batch(texts: Sequence[str]) -> Iterator[ReferenceEntry | None]:
    strings = [" ".join(without_controls(text).split()) for text in texts]
    drafts = _drafts([string[:LONGEST] if _LETTER.search(string) else "" for string in strings])
    for string, (draft, type_) in zip(strings, drafts, strict=True):
        named = type_ or (_LETTER.search(string) and _names_work(draft, string))
        yield _entry(string, draft, type_) if named else None


_LETTER = re.compile(r"[^\W\d_]")


def _entry(string: str, draft: Draft, type_: str) -> ReferenceEntry:
    kind = type_ or entry_type(draft)
    return ReferenceEntry(
        text=string,
        where=Where(file="<string>"),
        number="",
        type=kind,
        fields={**_with_publisher_field(kind, draft.fields), RAW: string},
        authors=draft.authors,
        editors=draft.editors,
    )


def _names_work(draft: Draft, text: str) -> bool:
    """Return whether the fields of a reference name a work."""
    names = draft.fields.keys()
    if names & _SURE:
        return bool(names & _NAMED) or bool(names & _IDENTIFIERS)
    facts = (
        bool(names & _NAMED),
        "title" in names and bool(names & (_NAMED - {"title"})),
        bool(draft.authors or draft.editors),
        is_dated(draft, text),
        bool(names & {"publisher", "address", "volume", "pages"}),
    )
    return (
        sum(facts) > 1
        and (facts[0] or bool(draft.authors or draft.editors))
        and (sum(facts) > 2 or not is_prose(text))
    )


def _missing_facts(entry: ReferenceEntry) -> str:
    """Return which facts of a work a reference does not give, in words; `""` if it gives those by which works are found."""
    names, signed = entry.fields.keys(), entry.authors or entry.editors or entry.type in _UNSIGNED
    undated = entry.type in ("legislation", "online") or _UNDATED.search(entry.text)
    facts: dict[str, object] = {
        "title": names & _NAMED,
        "author": signed or names & {"journal", "url", "doi"},
        "year": undated or names & {"year", "date", "pubstate"},
    }
    return " and ".join(name for name, found in facts.items() if not found)


def _with_publisher_field(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields with the publisher under the name that the entry type uses."""
    name = _PUBLISHERS.get(kind, "publisher")
    return {name if each == "publisher" else each: value for each, value in fields.items()}


def _drafts(texts: Sequence[str]) -> Iterator[tuple[Draft, str]]:
    """Yield the fields of each reference, and its type where the layout shows it."""
    bares = [without_explanation(without_bullet(text)) for text in texts]
    laid_out = [_by_layout(text, bare) for text, bare in zip(texts, bares, strict=True)]
    labelled = iter(label_all([bare for bare, found in zip(bares, laid_out, strict=True) if not found]))
    for bare, found in zip(bares, laid_out, strict=True):
        draft, type_ = found or (draft_of(next(labelled)), "")
        identifiers(draft, bare, dois(bare))
        if not draft.fields.keys() & _NAMED and draft.authors:
            _with_title(draft, bare)
        yield draft, type_


def _by_layout(text: str, bare: str) -> tuple[Draft, str] | None:
    """Return the fields and the type of a reference of law, or in the form of Web of Science or Scopus; None for any other."""
    if law := read_law(text):
        return _of_law(law[1]), law[0]
    if (_WOS.match(bare) and (parsed := parse_wos(bare))) or (
        _SCOPUS.search(bare) and (parsed := parse_scopus(bare)) and _is_scopus(parsed, bare)
    ):
        return _of_parsed(parsed, bare), ""
    return None


def _is_scopus(parsed: Parsed, text: str) -> bool:
    """Return whether a parsed Scopus reference is plausible: it has all parts, and no title is in quotation marks."""
    sound = parsed.authors and parsed.title and parsed.container and not parsed.title.startswith("&")
    return bool(sound) and _QUOTED.search(text) is None


def _with_title(draft: Draft, text: str) -> None:
    """Add a title to a draft without one: the text behind the names, or the name of whose page it is."""
    draft.set_default("title", title_of(parse_plain(text).title))
    if draft.fields.keys() <= {"author", "year", "date", "url", "note"} and len(draft.authors) == 1:
        draft.set_default(
            "title", (draft.authors[0].literal or str(draft.authors[0])) if "url" in draft.fields else ""
        )
    # the text labelled as publisher then begins with the title
    name = draft.fields.pop("publisher", "").removeprefix(draft.fields.get("title", "")).strip(" .,:")
    draft.set_default("publisher", name)


def _of_law(fields: Mapping[str, str]) -> Draft:
    draft = Draft(
        fields={
            name: value
            for name, value in fields.items()
            if name not in ("author", "body", "editor", "translator")
        }
    )
    for role in ("author", "editor", "translator"):
        if names := fields.get(role):
            found, others = people(_capitalized(names) if names.isupper() else names)
            if role == "author":
                draft.authors = found
            elif role == "editor":
                draft.editors = found
            draft.fields = {role: textual.format_names(found, others=others), **draft.fields}
    if body := fields.get("body"):
        draft.authors = (Person(literal=body),)
        draft.fields = {"author": textual.format_names(draft.authors), **draft.fields}
    title = draft.fields.get("title", "")
    if title.isupper() and " " in title and (draft.authors or "publisher" in draft.fields):
        draft.fields["title"] = _titled(title)
    return draft


def _capitalized(text: str) -> str:
    """Return names or a title in capitals with normal case.

    >>> _capitalized("THE LAW OF THE SEA: A VICTIM'S VIEW OF THE 5TH PORT")
    "The Law of the Sea: A Victim's View of the 5th Port"
    """
    cased = re.sub(r"[^\W\d_]{2,}", lambda word: word[0].capitalize(), text)
    cased = re.sub(r"(?<=\d)(?:St|Nd|Rd|Th)\b|(?<=\w[’'])[ST]\b", lambda word: word[0].lower(), cased)
    return _SMALL.sub(lambda word: word[0].lower(), cased)


def _titled(text: str) -> str:
    """Return a title in capitals with normal case; numerals, and what can be no English word of two letters, keep them.

    >>> _titled("AI AND THE EU AFTER WORLD WAR II: GO TO IT")
    'AI and the EU After World War II: Go to It'
    """
    capitals = text.split()
    return " ".join(
        before if _NUMERAL.fullmatch(before.strip(OUTER)) or _is_acronym(before.strip(OUTER)) else after
        for before, after in zip(capitals, _capitalized(text).split(), strict=True)
    )


_NUMERAL = re.compile(r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})")
_WORDS_OF_TWO = frozenset([
    "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "mr", "ms", "my", "no", "of", "oh", "on", "or", "ox", "so", "st", "to", "up", "us", "we", "dr", "jr", "sr", "vs",
])  # fmt: skip


def _is_acronym(word: str) -> bool:
    return len(word) == 2 and word.isalpha() and word.lower() not in _WORDS_OF_TWO


# articles, conjunctions and short prepositions within a title
_SMALL = re.compile(
    r"(?<=[^\W_] |[,;’'] )(?:A|An|And|As|At|But|By|For|From|In|Into|Nor|Of|On|Or|The|To|With)(?= \w)"
)


def _of_parsed(parsed: Parsed, text: str) -> Draft:
    pages = _PAGES.search(text)
    fields = {
        "author": textual.format_names(parsed.authors),
        "year": str(parsed.year or ""),
        "title": title_of(parsed.title),
        "journal": parsed.container,
        "volume": parsed.volume,
        "number": parsed.number,
        "pages": re.sub(r"\s*[-–]+\s*", "–", pages[1]) if pages else parsed.page.removeprefix("~"),
        "doi": parsed.doi,
    }
    return Draft(fields={name: value for name, value in fields.items() if value}, authors=parsed.authors)


def back_reference_problem(where: Where, number: str, text: str, *, quote: bool = True) -> Problem:
    """Return the Problem (LR302) of a citation that refers to an earlier one; it is quoted if `quote`."""
    return problem(
        "LR302.earlier", where, note=_in_note(number), citation=_quoted(text) if quote else "a citation"
    )


def _quoted(text: str) -> str:
    """Return a text as a message quotes it; text that may be confidential is replaced."""
    if says_interview(text) or marks_in(text):
        return "what speaks of an interview or a communication, and is not shown"
    return f"'{text}'" if len(text) <= 80 else f"'{text[:79].rstrip()}…'"


def parse_list(text: str, record: Record, *, path: str = "<string>") -> tuple[CitedReference, ...]:
    """Return the references of a plain reference list, as cited by a record (see `cut`).

    A note gives one reference per citation. A citation that refers to an earlier note (`Id.`, `supra`) is left out; `earlier_citations`
    reports it.
    """
    found = [
        (where, string)
        for where, _, kind, string in _strings(text, path)
        if kind == "citation" and not why_hidden(string, path)
    ]
    entries = read_references([number_of(string)[1] for _, string in found])
    return tuple(
        cited_reference(string, where, record.id, _parts_for_linking(string, entry))
        for (where, string), entry in zip(found, entries, strict=True)
    )


def hidden_references(text: str, *, path: str = "<string>") -> tuple[Problem, ...]:
    """Return a Problem (LR306) for each reference of a list that is left out, since it may cite an interview. It is not quoted.

    >>> [one.code for one in hidden_references("Interview with a made-up guard, Los Angeles, 3 May 2019.")]
    ['LR306']
    """
    return tuple(
        problem("LR306", where, why=why)
        for where, _, _, string in _strings(text, path)
        if (why := why_hidden(string, path))
    )


def why_hidden(string: str, path: str) -> str:
    """Return why a reference may not be shown, `""` if it may."""
    if marks_in(string):
        return "its text declares it confidential"
    if not says_interview(string):
        return ""
    entry = read_reference(string)
    fields = entry.fields if entry else {"note": string, RAW: string}
    verdict = judge(entry.type if entry else "misc", "", fields, path, typed=False)
    return verdict.sealed or verdict.withheld


def earlier_citations(text: str, *, path: str = "<string>") -> tuple[Problem, ...]:
    r"""Return a Problem (LR302) for each citation of a list that refers to an earlier one and so counts as no reference.

    It is not quoted, since it may name a person.

    >>> [problem.where.line for problem in earlier_citations("[1] Roe, A. (2001). Raids. Harbor Press.\n[2] Id. at 9.")]
    [2]
    """
    return tuple(
        back_reference_problem(where, number, string, quote=False)
        for where, number, kind, string in _strings(text, path)
        if kind == "earlier"
    )


def _strings(text: str, path: str) -> Iterator[tuple[Where, str, str, str]]:
    """Yield the reference strings of a list with their places, the numbers before them, and their kinds."""
    for piece in cut(text):
        where = Where(file=path, line=piece.line)
        number, strings = strings_of(piece)
        if len(strings) == 1 and not piece.note and strings[0][0] == "citation":
            # a single reference stays as written, with its number
            strings = (("citation", piece.text),)
        yield from ((where, number, kind, string) for kind, string in strings)


def _parts_for_linking(text: str, entry: ReferenceEntry | None) -> Parsed:
    """Return the parts by which a reference is linked: those of the trained model if it finds author and title, else the fast parsers'.

    If the fast parsers find no parts either, linking looks for whole titles in the string.
    """
    fast = parse_reference(text)
    if entry is None or not entry.authors or not entry.fields.get("title"):
        return fast
    labelled = entry.parsed
    return replace(
        labelled,
        year=labelled.year or fast.year,
        container=labelled.container or fast.container,
        volume=labelled.volume or fast.volume,
        page=labelled.page or fast.page,
        doi=labelled.doi or fast.doi,
    )


def cited_reference(text: str, where: Where, record: RecordId, parts: Parsed) -> CitedReference:
    """Return the cited reference of a string and its parts."""
    return CitedReference(
        text=text,
        where=where,
        record=record,
        authors=parts.authors,
        year=parts.year,
        title="" if is_placeholder("title", parts.title) else title_of(parts.title),
        container="" if is_placeholder("title", parts.container) else parts.container,
        volume=parts.volume,
        number=parts.number,
        page=parts.page,
        doi=parts.doi,
    )
