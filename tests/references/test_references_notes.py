"""Notes of law: each is split into its citations, what refers back, and text; and nothing of it is lost. All works are made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.formats.references import Piece, pieces_of_text, read_pieces, read_reference
from litreview.formats.references.entries import ReferenceEntry, strings_of
from litreview.formats.references.notes import citations_of, is_prose, refers_back, spans_of

FILES = [
    Path(__file__).with_name(name)
    for name in (
        "bluebook_notes.txt",
        "bluebook_notes_later.txt",
        "bluebook_notes_rarer.txt",
        "bluebook_notes_unmet_kinds.txt",
    )
]


@dataclass(slots=True, kw_only=True)
class BluebookNote:
    """A note of a kind: its entries as `(type, fields)`, its citations of earlier notes, and its text."""

    kind: str
    text: str
    entries: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)


def bluebook_notes(files: Sequence[Path]) -> Iterator[BluebookNote]:
    """Yield the notes of files."""
    kind = ""
    notes: list[BluebookNote] = []
    for line in "".join(file.read_text(encoding="utf-8") for file in files).split("\n"):
        mark, _, rest = line.partition(" ")
        if mark == "kind":
            kind = rest
        elif mark == "N":
            notes.append(BluebookNote(kind=kind, text=rest))
        elif mark == "E":
            type_, _, fields = rest.partition(" | ")
            values = dict(pair.split("=", 1) for pair in fields.split(" | "))
            notes[-1].entries.append((type_.strip(), values))
        elif mark in ("B", "T"):
            (notes[-1].earlier if mark == "B" else notes[-1].prose).append(rest.strip(" .,"))
    yield from notes


def fields_of(entry: ReferenceEntry, names: Mapping[str, str]) -> dict[str, str]:
    """Return these fields of an entry in the form of the file: people by their family names, pages by the first."""
    people = {"author": entry.authors, "editor": entry.editors}
    found = {}
    for name in names:
        value = entry.fields.get(name, "")
        if name in people:
            value = "; ".join(
                " ".join(filter(None, (one.prefix, one.family))) or one.literal for one in people[name]
            )
        elif name == "translator":
            value = value.split(",")[0]
        elif name == "pages":
            value = value.split("–")[0]
        found[name] = value
    return found


NOTES = [*bluebook_notes(FILES)]
OTHER_HAND = [*bluebook_notes([Path(__file__).with_name("bluebook_notes_other_hand.txt")])]


def _read(note: BluebookNote) -> dict[str, list[str]]:
    strings = strings_of(Piece(text=note.text, line=1, note=True, number="1"))[1]
    return {
        kind: [text for each, text in strings if each == kind] for kind in ("citation", "earlier", "text")
    }


@pytest.mark.parametrize("kind", sorted({note.kind for note in NOTES}))
def test_notes_of_each_kind_have_their_entries(kind: str) -> None:
    for note in (one for one in NOTES if one.kind == kind):
        found = _read(note)
        entries = [read_reference(text) for text in found["citation"]]
        assert [type_ for type_, _ in note.entries] == [entry.type if entry else "" for entry in entries], (
            note.text
        )
        for (_, fields), entry in zip(note.entries, entries, strict=True):
            assert entry is not None
            assert dict(fields) == fields_of(entry, fields), note.text
        assert note.earlier == [text.strip(" .,") for text in found["earlier"]], note.text
        assert note.prose == [text.strip(" .,") for text in found["text"]], note.text


def _rights(note: BluebookNote) -> Iterator[tuple[bool, bool]]:
    """Yield for each entry of a note whether it is found in its place, and whether its type and all its fields are right."""
    entries = [read_reference(text) for text in _read(note)["citation"]]
    for (type_, fields), entry in zip_longest(note.entries, entries[: len(note.entries)]):
        found = fields_of(entry, fields) if entry else {}
        same = [found.get(name) == value for name, value in fields.items()]
        yield any(same), all(same) and entry.type == type_


def test_notes_by_someone_who_had_not_read_the_reader_have_their_entries() -> None:
    found, right = zip(*(each for note in OTHER_HAND for each in _rights(note)), strict=True)
    assert sum(found) >= 0.97 * len(found)
    assert sum(right) >= 0.85 * len(right)


PIECES = st.sampled_from([note.text for note in NOTES + OTHER_HAND]) | st.text(
    alphabet="aB1 .,;()[]“”§’\n—", max_size=30
)


@given(
    st.lists(PIECES, min_size=1, max_size=5),
    st.sampled_from(["; ", " ", "; see also ", ". Id. at 3. ", ", quoting "]),
)
def test_the_spans_of_a_note_are_the_whole_note(parts: list[str], joint: str) -> None:
    note = joint.join(parts)
    spans = spans_of(note)
    assert "".join(note[span.start : span.end] for span in spans) == note
    assert all(span.text in note for span in spans)


@given(st.lists(st.sampled_from([note.text for note in NOTES + OTHER_HAND]), min_size=1, max_size=4))
def test_each_word_of_a_note_is_in_an_entry_or_a_problem(parts: list[str]) -> None:
    text = " ".join(part.rstrip(" ;") for part in parts)
    entries, problems = read_pieces(pieces_of_text(f"[^1]: {text}", "md"), "a.md")
    # messages quote the first eighty characters of what they name
    told = " ".join([*(entry.text for entry in entries), *(problem.message for problem in problems)])
    signals = {
        "see",
        "also",
        "generally",
        "cf",
        "but",
        "accord",
        "contra",
        "compare",
        "with",
        "and",
        "e",
        "g",
        "quoting",
        "citing",
        "in",
    }
    # a quoted text ends there, and what speaks of an interview is named and not quoted
    cut = any(re.search("…'|and is not shown", problem.message) for problem in problems)
    for word in re.findall(r"[^\W_]+", text):
        assert cut or word.lower() in signals or word in told, (word, told)


@pytest.mark.parametrize(
    ("note", "citations"),
    [
        (
            "See Roe, Ports 9 (2001) (noting that raids; rescues; and roads differ); cf. Poe, Docks 3 (2002).",
            2,
        ),
        ("Bertrand, Olivier; Noyelle, Thierry: Banks and Insurance. Paris 1988.", 1),
        ("Vgl. Roe 2001, S. 12; Poe 2002.", 2),
        ("Roe, A. (2001). Raids on a port. Journal of Tests, 4(1), 5-9.", 1),
        ("Smith, John Paul. (2001). Raids on a port. Journal of Tests, 4(1), 5-9.", 1),
        ("Doe v. Roe, 5 F.3d 1 (9th Cir. 1993). Noe v. Moe, 6 F.3d 2 (9th Cir. 1993).", 2),
        ("“Raids; and rescues,” 5 Harbor L. Rev. 9 (2001); Poe, Docks 3 (2002).", 2),
    ],
)
def test_where_a_note_is_split(note: str, citations: int) -> None:
    assert citations == len([*citations_of(note)])


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("The statute was amended in 2008.", True),
        ("Emphasis added.", True),
        ("Roe, Raids and ports.", False),
        ("Roe argues that 5 F.3d 1 was wrong.", False),
        ("Raids", False),
    ],
)
def test_what_is_text(text: str, prose: bool) -> None:
    assert prose == is_prose(text)


def test_a_note_on_a_work_cited_before_is_no_entry() -> None:
    entries, problems = read_pieces(
        pieces_of_text("[^1]: Roe, supra note 3; Doe, 5 F.3d at 9. The port is closed.", "md"), "a.md"
    )
    assert () == entries
    assert ["LR302", "LR302", "LR303"] == [problem.code for problem in problems]
    assert refers_back("Doe, 5 F.3d at 9")


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("Roe, Ann: Der Hafen und die Stadt. Berlin.", "year"),
        ("https://doi.org/10.5555/made.up", "title"),
        ("Roe, A. (2001). Raids on a made-up port. Journal of Tests, 4(1), 5-9.", ""),
    ],
)
def test_a_reference_that_lacks_something_is_an_entry_and_says_so(text: str, lacks: str) -> None:
    entries, problems = read_pieces(pieces_of_text(f"{text}\n", "txt"), "a.txt")
    assert 1 == len(entries)
    told = [problem.message for problem in problems if problem.code == "LR302"]
    assert bool(lacks) == bool(told)
    assert all(lacks in message for message in told)


def test_a_note_that_begins_with_a_volume_or_the_united_states_keeps_its_number() -> None:
    found = lr.read_references(
        "11 See Ann Roe, Made-up Ports (2001).\n12 15 U.S.C. § 45(a) (2012).\n13 U.S. Harbor Ass’n v. Madeup, 825 F.3d 674 (D.C. Cir. 2016).\n14 Id. at 7."
    )
    assert ["Made-up Ports", "15 U.S.C. § 45(a)", "U.S. Harbor Ass’n v. Madeup"] == [
        one.title for one in found.records
    ]


def test_numbers_of_notes_may_have_gaps() -> None:
    found = lr.read_references(
        "34 See Ann Roe, Made-up Ports (2001).\n36 Few agree. See Bo Poe, Piers (2002).\n45 Id. at 7.\n51 See Cy Noe, Quays, 7 Harbor L. Rev. 9 (2002).\n"
    )
    assert ["Roe", "Poe", "Noe"] == [one.authors[0].family for one in found.records]


@pytest.mark.parametrize(
    ("text", "law"),
    [("Made-up Ports Act 2015", True), ("Made-up Ports Rules 2015, r 4", True), ("A New Order 2015", False), ("Trafficking Rules 2015", False)],
)  # fmt: skip
def test_only_an_act_is_known_by_its_year_alone(text: str, law: bool) -> None:
    entry = read_reference(text)
    assert law is (entry is not None and entry.type == "legislation")


@pytest.mark.parametrize(
    ("text", "type_", "fields"),
    [
        ("State v. Brown, A. 246 (Me. 1950).", "jurisdiction", {"title": "State v. Brown", "reporter": "A.", "pages": "246", "court": "Me."}),
        ("State v. Brown et al., A. 246", "jurisdiction", {"title": "State v. Brown", "reporter": "A.", "pages": "246"}),
        ("State v. Brown (Ohio 1934).", "jurisdiction", {"title": "State v. Brown", "court": "Ohio", "year": "1934"}),
        ("Ann Roe, Roe v. Umber and the Ports (2001).", "book", {"author": "Roe", "title": "Roe v. Umber and the Ports"}),
        ("Massachusetts Acts of 1879 Ch 128.", "legislation", {"title": "Massachusetts Acts of 1879, ch. 128", "year": "1879"}),
        ("St. John, Raids on Ports, 12 J. Tests 3 (2001).", "article", {"author": "St. John", "title": "Raids on Ports"}),
        ("de la Cruz, The Net 12 (2001).", "book", {"author": "de la Cruz", "title": "The Net"}),
        ("Jack St. John, The Net 12 (2001).", "book", {"author": "St. John", "title": "The Net"}),
        ("Ann Roe, Raids, PORTS, NETS & SHIPS, Mar. 3, 2001, at 4.", "article", {"title": "Raids", "journal": "PORTS, NETS & SHIPS", "pages": "4"}),
        ("Ann Roe, Raids, Docks, NETS & SHIPS, Mar. 3, 2001, at 4.", "article", {"title": "Raids, Docks", "journal": "NETS & SHIPS"}),
        ('"Der Hafen", in: Anker, 3.5.94, zit. n. Seeblatt, 13.5.1996, S. 5.', "article", {"title": "Der Hafen", "journal": "Anker", "year": "1994"}),
    ],
)  # fmt: skip
def test_forms_that_were_misread(text: str, type_: str, fields: Mapping[str, str]) -> None:
    """Cases without a volume, acts by chapter, family names of several words, periodicals in capitals with commas, and what another work quotes."""
    entry = read_reference(text)
    assert entry is not None
    assert (type_, dict(fields)) == (entry.type, fields_of(entry, fields))
