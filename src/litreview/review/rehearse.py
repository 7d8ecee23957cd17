"""The rehearsal of a re-identification: what is public of each interviewee, held against a list of people whom a stranger may know.

Public is what the files of the folder and every version in git say, of all branches and tags: also what is not committed yet, since the
rehearsal comes before a publication, and what was removed later. A value is public even if the register refuses it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.confidential.codes import is_code
from litreview.core.containers import grouped, grouped_sets
from litreview.core.decision_types import split_related
from litreview.core.errors import InputError, UsageError
from litreview.core.model import Decision
from litreview.core.results.chains import SIDES
from litreview.core.sealed import is_private_path
from litreview.core.wording import Value
from litreview.formats.tables import csv_table
from litreview.judgements.codebook import Codebook
from litreview.judgements.decisions import current, parse, resolve_spelled
from litreview.linkage import heads
from litreview.review.interviews import widest_vocabulary
from litreview.review.private_folder import ignore_private
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE
from litreview.stages.evidence.finding_checks import SIDE_STANCES
from litreview.stages.evidence.findings import read_findings
from litreview.stages.evidence.screening_status import ONE_STUDY
from litreview.stages.register import (
    REGISTER_FILE,
    KnownPeople,
    Rehearsed,
    ordered_fields,
    parse_people,
    rehearse,
)
from litreview.stages.register.k_anonymity import FIELDS
from litreview.stages.register.known_people import DAY, WORDS, plain
from litreview.stages.register.register_file import RegisterVocabulary, written_fields

RESULT = "private/out/rehearsal.csv"
"""The file of the result: it names rows of the list, and so stays below private/."""
JUDGED = {"tag": "yes", "not-tag": "no", "stance": "yes"}
"""Judgements on single interviewees, and what each says of whether they spoke about a code."""
_UNREAD = "?"
"""The field of a value that the register refuses, and that is not compared."""
_FILES = {
    "settings": re.compile(re.escape(SETTINGS_FILE)),
    "register": re.compile(r"(?:bib/|out/(?:.*/)?)?register[^/]*\.bib", re.IGNORECASE),
    "decisions": re.compile(r"decisions[^/]*/.*\.tsv", re.IGNORECASE),
    "findings": re.compile(r"findings[^/]*\.toml", re.IGNORECASE),
}
"""Kinds of files that tell of single interviewees, each with its paths from the folder; copies under a name alike count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal(Value):
    """The result for all codes, the list, the review's `k`, and the number of `interviewees`, several codes of one person counted once.

    `unread`: codes with a public value that is no word of the register and was not compared. `gone`: further codes that only other versions
    of the register have. `ordered`: fields that follow the numbers of the codes. `hidden` says in words why versions that others may have were
    not looked at; it is empty if all were.
    """

    found: tuple[Rehearsed, ...]
    known: KnownPeople
    k: int
    interviewees: int
    unread: int
    gone: int
    ordered: list[str]
    hidden: str

    @property
    def few(self) -> list[Rehearsed]:
        """The codes that fit at least one, but fewer than k, people of the list."""
        return [one for one in self.found if 0 < len(one.possible) < self.k]

    @property
    def may_be_complete(self) -> bool:
        """Whether the list may have everybody who was interviewed."""
        return all(one.may_be_complete for one in self.found)

    @property
    def coarsened(self) -> dict[str, int]:
        """For how many of the `few` each field is the first to leave out."""
        return dict(sorted(Counter(one.coarsen for one in self.few if one.coarsen).items()))

    @property
    def counts(self) -> dict[str, int]:
        """How many codes fit few people by this or that, and what of the list was no further person."""
        return {
            "interviewees": len(self.found),
            "k": self.k,
            "people": len(self.known.people),
            "few": len(self.few),
            "few_if_complete": sum(0 < len(one.exclusive) < self.k for one in self.found),
            "few_by_one_value": sum(one.fewest < self.k <= len(one.possible) for one in self.found),
            "none": sum(not one.possible for one in self.found),
            "named": sum(bool(one.named) for one in self.found),
            "unread": self.unread,
            "not_in_register": self.gone,
            "empty_rows": self.known.empty,
            "equal_rows": self.known.equal,
        }


def read_known(path: Path | str) -> str:
    """Return a list of known people as CSV. `InputError` for bytes that are no text in UTF-8 and no workbook."""
    data = files.read_bytes(Path(path))
    if data.startswith(b"PK"):
        from litreview.formats.sheets.workbook_reader import page_texts

        pages = [text for text in page_texts(data, str(path)) if text.strip(",\n")]
        if len(pages) > 1:
            raise InputError(str(path), "has several pages with rows; keep the one with the people")
        return "".join(pages)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError(
            str(path), f"is not UTF-8 (byte {error.start}); save it as 'CSV UTF-8', or as .xlsx"
        ) from error


def rehearse_publication(review: Review, known: Path | str) -> Rehearsal:
    """Return for each interviewee which people of a list remain possible, by register, judgements and their days, findings, and quotes.

    `UsageError` outside of a review folder, and for a list that lies in the review but not below private/.
    """
    if review.folder is None:
        raise UsageError("only a review folder has interviewees; name the folder")
    place, folder = (Path(os.path.realpath(path)) for path in (known, review.folder))
    if place.is_relative_to(folder) and not is_private_path(place.relative_to(folder).as_posix()):
        raise UsageError(
            f"{known}: a list of people lies below private/ of the review, or outside of it; move it"
        )
    texts = _public_texts(folder)
    vocabulary = widest_vocabulary(review.settings.confidential, texts["settings"])
    decided = _decisions(review, texts["decisions"])
    shown = grouped_sets(
        ((code, name), value)
        for code, name, value in _shown(review, texts, vocabulary, decided)
        if is_code(code) and code.startswith("I")
    )
    codes = sorted(review.register.consent.keys() - review.register.withdrawn)
    facts: dict[str, dict[str, frozenset[str]]] = {code: {} for code in codes}
    for (code, name), values in shown.items():
        if code in facts and name not in (WORDS, _UNREAD):
            facts[code][name] = frozenset(values)
    said = _sayable(review.codebook, facts)
    listed = parse_people(
        read_known(known),
        str(known),
        {name: getattr(vocabulary, name) for name in FIELDS if name != "date"},
        said,
    )
    same = _heads(codes, current(one for one, _ in decided))
    return Rehearsal(
        found=rehearse(
            facts,
            listed.people,
            {code: tuple(shown.get((code, WORDS), ())) for code in codes},
            same=same,
            codes=said,
        ),
        known=listed,
        k=review.settings.confidential.k,
        interviewees=len({same[code] for code in codes}),
        unread=sum((code, _UNREAD) in shown for code in codes),
        gone=len({code for code, _ in shown} - {*codes, *review.register.withdrawn}),
        ordered=ordered_fields(facts),
        hidden=history.repository_state(folder).caveat,
    )


def _sayable(codebook: Codebook, facts: Mapping[str, Mapping[str, Collection[str]]]) -> dict[str, list[str]]:
    """Return what may be said of each code of the codebook, and of each that it had when somebody judged by it."""
    judged = grouped(
        (name, value)
        for shown in facts.values()
        for name in shown.keys() - {*FIELDS, "before"}
        for value in sorted(shown[name])
    )
    codes = dict.fromkeys((*(code.id.lower() for code in codebook), *sorted(judged)))
    return {
        code: list(dict.fromkeys(("yes", "no", *codebook.stances, *judged.get(code, ())))) for code in codes
    }


def _heads(codes: Sequence[str], decisions: Iterable[Decision]) -> Mapping[str, str]:
    """Return for each code the first one that decisions say is of the same person, perhaps by way of a code that is no longer in the register."""
    pairs = [
        (_code(one.key), _code(other))
        for one in decisions
        if one.verb in ("same", "related")
        for kind, other in [split_related(one.value) if one.verb == "related" else ("same-data", one.value)]
        if kind in ONE_STUDY
    ]
    return heads((*codes, *(end for pair in pairs for end in pair)), pairs)


def _public_texts(folder: Path) -> dict[str, list[bytes]]:
    """Return by kind the contents of the files that tell of single interviewees: in the folder, and of every version in git."""

    def kind(path: str) -> str:
        return next((name for name, paths in _FILES.items() if paths.fullmatch(path)), "")

    found: dict[str, list[bytes]] = {name: [] for name in _FILES}
    for change, data in history.versions_anywhere(folder, lambda path: bool(kind(path))):
        found[kind(change.path)].append(data)
    names = history.publishable_files(folder)
    every = files.files_below(folder) if names is None else (folder / name for name in names)
    for name in {*(path.relative_to(folder).as_posix() for path in every), REGISTER_FILE}:
        if kind(name) and not is_private_path(name) and (folder / name).is_file():
            found[kind(name)].append(files.read_bytes(folder / name))
    return {name: list(dict.fromkeys(texts)) for name, texts in found.items()}


def _decisions(review: Review, texts: Sequence[bytes]) -> tuple[tuple[Decision, bool], ...]:
    """Return each decision of these files, and each that tables of out/ print by its code, with whether it is in one of these files.

    The tables have those on interviewees counted with a group only, too.
    """
    rows = (one for text in texts for one in parse(text.decode("utf-8-sig", errors="replace"))[0])
    published = {(one.when, one.by, one.verb, one.key, one.value): (one, True) for one in rows}
    return (*published.values(), *((one, False) for one in review.decisions))


def _shown(
    review: Review,
    texts: Mapping[str, Sequence[bytes]],
    vocabulary: RegisterVocabulary,
    decided: Sequence[tuple[Decision, bool]],
) -> Iterator[tuple[str, str, str]]:
    """Yield code, field and value of all that is public of single codes; the words of quotes have the field `WORDS`."""
    yield from ((code, WORDS, quote.words) for code, quotes in review.quotes.items() for quote in quotes)
    for code, name, value in (one for text in texts["register"] for one in written_fields(text)):
        yield from ((code, *fact) for fact in _of_field(name, value, vocabulary))
    for one, is_published in decided:
        about, _, stance = one.value.removeprefix(f"{review.codebook.name}:").lower().partition("=")
        said = (JUDGED[one.verb], stance.strip()) if one.verb in JUDGED else ()
        yield from ((_code(one.key), about.strip(), value) for value in said if value)
        if is_published and one.when:
            yield _code(one.key), "before", one.when[:10]
    index = {code: (code,) for code in review.register.consent}
    for text in texts["findings"]:
        yield from _of_findings(text, index)


def _of_findings(text: bytes, index: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    """Yield what findings say of their sources: quotes, and on which side of a goal they stand; `index` has the codes, which they may spell otherwise."""

    def keys(name: str) -> tuple[str, ...]:
        return resolve_spelled(_code(name), index) or (name,)

    for one in read_findings(text.decode("utf-8-sig", errors="replace"), resolve=keys).findings:
        yield from ((_code(passage.key), WORDS, passage.quote) for passage in one.passages)
        for side in SIDES if one.goal else ():
            # a source of a mixed finding may have any stance
            is_known = side == "qualifies" or one.stance in ("supports", "contradicts")
            said = (
                "yes",
                *(SIDE_STANCES.get(one.stance, SIDE_STANCES["supports"])[side] if is_known else ()),
            )
            yield from ((_code(key), one.goal.lower(), value) for key in getattr(one, side) for value in said)


def _of_field(name: str, value: str, vocabulary: RegisterVocabulary) -> Iterator[tuple[str, str]]:
    """Yield the understandable part of a field: a date in a sentence, or words of the vocabulary in a value that it does not list.

    What is not understood must not exclude anybody: its words are looked for as those of a quote.
    """
    understood = name in FIELDS and bool(value.strip())
    words = DAY.findall(value) if name == "date" else _listed(value, getattr(vocabulary, name, ()))
    yield from ((name, word) for word in words if understood)
    yield from (
        (kind, value) for kind in ((WORDS, _UNREAD) if understood else (WORDS,)) if not (understood and words)
    )


def _listed(value: str, words: Sequence[str]) -> list[str]:
    """Return the word of a list that a value is, else those that it contains."""
    same = [word for word in words if plain(word) == plain(value)]
    return same or [word for word in words if re.search(rf"\b{re.escape(plain(word))}\b", plain(value))]


def _code(key: str) -> str:
    return key.rpartition(":")[2]


def write_rehearsal(review: Review, rehearsal: Rehearsal) -> Path:
    """Write the result below private/, and return its path. Rows of the list are numbered as in the file, the header being row 1."""
    assert review.folder is not None
    ignore_private(review.folder)
    numbers = rehearsal.known.rows
    rows: list[dict[str, object]] = [
        {
            "code": one.code,
            "public_fields": " ".join(one.fields),
            "possible": len(one.possible),
            "possible_if_all_listed": len(one.exclusive),
            "rows": " ".join(str(numbers[n]) for n in one.exclusive),
            "rows_with_words_in_quotes": " ".join(str(numbers[n]) for n in one.named),
            "leave_out": one.coarsen,
            "then_possible": one.then,
            "possible_by_one_value": one.fewest,
        }
        for one in rehearsal.found
    ]
    target = review.folder / RESULT
    files.make_folder(target.parent)
    files.write_bytes(target, csv_table([*rows[0]], [[*row.values()] for row in rows]))
    return target
