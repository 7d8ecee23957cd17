"""Contents of a packet: what a review rests on, as far as it may be shown, and the values that a reader takes over.

Of an abstract and of the text of an entry a packet has the digest alone. With the exports, `restore` puts them back.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from litreview import stages
from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.model import CitedReference, Decision, Fields, Library, Problem, Record, RecordId, Where
from litreview.core.problems import UNPUBLISHED
from litreview.core.results.assessment import Codings, GoalState, Quote
from litreview.core.results.chains import Findings, Manuscript
from litreview.core.results.packets import DifferenceKind, Ledger, PacketDifference
from litreview.core.results.screening_flow import Only
from litreview.core.results.texts import QuoteCheck, TextMatch
from litreview.core.sealed import shown
from litreview.judgements.codebook import Codebook
from litreview.judgements.codebook.loading import codebook_from_table, codebook_table
from litreview.judgements.decisions import shown_when
from litreview.review.interviews import PrivateInterviews
from litreview.review.name_shield import shielded
from litreview.review.outputs.report import file_digests
from litreview.review.packet.group_stances import share_stances
from litreview.review.packet.values import from_plain, to_plain
from litreview.review.session import Review
from litreview.review.settings import EnrichSettings, Settings
from litreview.stages.register import Publication

Members = dict[str, bytes]
"""The files of a packet by name."""

LIBRARIES = ("library", "enriched", "cited")
_INPUTS = {"settings": "settings", "register": "register", "notes": "texts", "reference_lists": "lists"}
"""Files below inputs/ that hold an input as it is, and its name in a review."""
ABSTRACTS = "abstracts and entries as exported"
TEXTS = "full texts"
PRIVATE = "private/"
_WORDS = 6  # an abstract of fewer is read as a remark (`text_basis`), and so is what stands for it


class TakenOver(NamedTuple):
    """Of a stage whose value a reader takes over, what it rests on that the packet lacks, and its type."""

    rests_on: str
    kind: Any


@cache
def taken_over() -> Mapping[str, TakenOver]:
    """Return the stages whose values are taken over, by name."""
    problems = tuple[Problem, ...]
    rows: tuple[tuple[str, str, Any], ...] = (
        ("source_readings", ABSTRACTS, tuple[stages.tagging.tagger.Reading, ...]),
        ("goal_states", ABSTRACTS, tuple[GoalState, ...]),
        ("read_for_links", ABSTRACTS, tuple[stages.network.linking.ReadForLinks, ...]),
        ("problems_of_records", ABSTRACTS, problems),
        ("text_matches", TEXTS, tuple[TextMatch, ...]),
        ("text_abstracts", TEXTS, dict[str, tuple[str, Where]]),
        ("references_listed", TEXTS, dict[str, tuple[CitedReference, ...]]),
        ("quote_checks", TEXTS, tuple[QuoteCheck, ...]),
        ("missing_quotes", TEXTS, dict[str, frozenset[str]]),
        ("problems_of_long_quotes", TEXTS, problems),
        ("problems_of_texts", TEXTS, problems),
        ("manuscript", "the manuscript", Manuscript),
        ("written_findings", "findings.toml (each statement, side, page and quote, also of the literature)", Findings),
        ("counted_codings", PRIVATE, tuple[Codings, problems]),
        ("read_quotes", PRIVATE, tuple[tuple[Quote, ...], problems]),
        ("problems_of_transcripts", PRIVATE, problems),
        ("this_year", "the day of the run", int),
        ("file_digests", "the exports", dict[str, str]),
    )  # fmt: skip
    return {name: TakenOver(rests_on, kind) for name, rests_on, kind in rows}


def differs(kind: DifferenceKind, what: str, *details: str) -> Iterator[PacketDifference]:
    """Yield a difference for each thing that is wrong with a file, a row or a number, in printable words."""
    for detail in details:
        yield PacketDifference(kind=kind, what=files.name_of(what)[:200], detail=files.name_of(detail)[:400])


def digest(text: str | bytes) -> str:
    """Return the SHA-256 digest of a text, as a packet has it."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def redact_text(text: str) -> str:
    """Return the replacement of an abstract, which begins with its digest: two are equal only if the abstracts are.

    >>> redact_text("n/a")
    'sha256:a683c5c5349f6f7fb903ba8a9e7e55d0ba1b8f03579f95be83f4954c33e81098'
    """
    if not text.strip():
        return text
    words = len(text.split())
    return (
        f"{digest(text)} (abstract of {words} words, not in this packet)" if words >= _WORDS else digest(text)
    )


def _redact_fields(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((name, redact_text(one) if name == "abstract" else one) for name, one in pairs)


def redact_record(record: Record) -> Record:
    """Return a record with digests in place of its abstract and of its text; nothing of what was sealed is left but its code.

    Of the fields as written the titles alone stay, whose braces outputs need: what nothing is made from could be forged without a trace.
    """
    return replace(
        record,
        fields=Fields(_redact_fields(record.fields.items())),
        raw_fields=Fields({name: one for name, one in record.raw_fields.items() if "title" in name}),
        repeated=tuple(_redact_fields(record.repeated)),
        raw=digest(record.raw) if record.raw and not record.confidential else "",
        sealed=(),
    )


def restore(library: Library, held: Iterable[Record]) -> Library:
    """Return a library with the abstracts and texts of the records that a reader holds, where all that the packet has of them is the same."""
    by_place = grouped(((one.key, one.where.line), one) for one in held)

    def restored(record: Record) -> Record:
        same = (_in_place(own, record) for own in by_place.get((record.key, record.where.line), ()))
        return next((own for own in same if redact_record(own) == record), record)

    return replace(library, records=tuple(map(restored, library.records)))


def _in_place(own: Record, record: Record) -> Record:
    """Return a record that a reader holds as it is called where the packet's record lies: files may be elsewhere, keys and lines may not."""
    name = f"{record.where.file}{own.id.removeprefix(own.where.file)}"
    where = replace(own.where, file=record.where.file)
    return replace(own, id=RecordId(name), where=where, code=record.code)


def is_redacted(record: Record) -> bool:
    """Return whether a record lacks the text of its entry."""
    return re.fullmatch(r"sha256:[0-9a-f]{64}", record.raw) is not None


def _public_decisions(decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions without their sealed words; those on sealed codes have the month, and seconds that keep their order."""
    months: dict[str, int] = {}
    times: dict[int, str] = {}
    for at in sorted(range(len(decisions)), key=lambda n: (decisions[n].order, n)):
        month = shown_when(decisions[at])
        if month != decisions[at].when:
            n = months[month] = months.get(month, -1) + 1
            day, rest = divmod(n, 86_400)
            times[at] = f"{month}-{day + 1:02}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"
    return [
        replace(one, when=times.get(at, one.when), where=shown(one.where), reason=shown(one.reason))
        for at, one in enumerate(decisions)
    ]


def _lines(values: Iterable[Any]) -> bytes:
    return b"".join(to_json(to_plain(one), indent=None) for one in values)


def to_json(plain: Any, indent: int | None = 1) -> bytes:
    """Return a value of JSON as the bytes of a file of a packet."""
    text = json.dumps(plain, ensure_ascii=False, indent=indent, sort_keys=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


@cache
def kinds() -> Mapping[str, Any]:
    """Return the type of what each file of JSON holds, by its name; of .jsonl, of each line."""
    return {
        "manifest.json": Manifest,
        "commitments.json": dict[str, str],
        "ledger.json": Ledger,
        "inputs/settings.json": Settings,
        "inputs/codebook.json": Codebook,
        "inputs/register.json": Publication,
        "inputs/notes.json": dict[Where, str],
        "inputs/reference_lists.json": dict[Where, str],
        "inputs/review.json": _Rest,
        "inputs/read.json": dict[str, Library],
        "inputs/decisions.jsonl": Decision,
        **{f"inputs/{name}.jsonl": Record for name in LIBRARIES},
        **{f"taken-over/{name}.json": one.kind for name, one in taken_over().items()},
    }


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What of a packet's manifest its author alone can say; a reader makes the rest anew."""

    litreview: dict[str, str]
    versions: dict[str, str]
    published_otherwise: dict[str, str]
    numbers_otherwise: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Manifest(Stated):
    """What a packet says of itself."""

    packet: int
    title: str
    codebook: dict[str, str]
    exports: tuple[dict[str, str | int], ...]
    full_texts: tuple[dict[str, str], ...]
    taken_over: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rest:
    """What of a review has no other file."""

    retractions: str
    absent: bool
    raw_csv: bool
    only: Only


def dump_inputs(review: Review) -> Members:
    """Return what a review rests on as files of a packet: records, decisions, settings, codebook, notes, findings."""
    public = public_inputs(review).with_inputs(taken_over=_values_taken(review))
    return encode(public, _codebook_table(review))


def public_inputs(review: Review) -> Review:
    """Return a review with its inputs as a packet shows them."""
    settings = replace(review.settings, enrich=EnrichSettings())
    if settings.style.lower().endswith(".csl"):
        settings = replace(settings, style=Settings().style)  # a style of one's own is no part of a packet
    register = review.register
    libraries = {name: getattr(review, name) for name in LIBRARIES}
    return review.with_inputs(
        **{
            name: replace(one, records=tuple(map(redact_record, one.records)), blocks=(), frames=())
            for name, one in libraries.items()
        },
        decided=tuple(_public_decisions(share_stances(review, review.decided))),
        settings=settings,
        register=Publication(fields=register.fields, consent=register.consent, problems=register.problems),
    )


def encode(review: Review, codebook: object) -> Members:
    """Return the files below inputs/ and taken-over/ as `packet` writes them; `codebook`: the table of its TOML."""
    libraries = {name: getattr(review, name) for name in LIBRARIES}
    plain = {
        **{name: getattr(review, own) for name, own in _INPUTS.items()},
        "codebook": codebook,
        "review": _Rest(review.retractions_text, review.held.absent, review.raw_csv, review.only),
        "read": {name: replace(one, records=()) for name, one in libraries.items()},
    }
    lines = {name: library.records for name, library in libraries.items()} | {"decisions": review.decided}
    return (
        {f"inputs/{name}.jsonl": _lines(values) for name, values in lines.items()}
        | {f"inputs/{name}.json": to_json(to_plain(value)) for name, value in plain.items()}
        | {f"taken-over/{name}.json": to_json(to_plain(review.taken_over[name])) for name in taken_over()}
    )


def _codebook_table(review: Review) -> object:
    """Return the codebook's TOML as values of JSON: its version can be made from them again, and from codes alone it cannot."""
    from litreview.review.folder import codebook_path

    assert review.folder is not None
    table = codebook_table(codebook_path(review.folder, review.settings.codebook))
    return json.loads(json.dumps(shielded(review.shield, table), default=str))


def _values_taken(review: Review) -> Mapping[str, Any]:
    """Return the values that a reader takes over; abstracts that were read from full texts are digests there, too."""
    values = {name: review.stage_value(name) for name in taken_over() if name != "file_digests"}
    values["text_abstracts"] = {
        key: (redact_text(text), where) for key, (text, where) in values["text_abstracts"].items()
    }
    values["problems_of_transcripts"] = tuple(
        one for one in values["problems_of_transcripts"] if one.code not in UNPUBLISHED
    )
    values["missing_quotes"] = {**_quotes_not_in_abstracts(review), **values["missing_quotes"]}
    return {**values, "file_digests": file_digests(review)}


def _quotes_not_in_abstracts(review: Review) -> Mapping[str, frozenset[str]]:
    """Return the quotes of findings that abstract and notes of a source lack, by its key: a reader cannot look for them."""
    sources = {source.key: source for source in review.sources}
    found: dict[str, frozenset[str]] = {}
    for one in (passage for finding in review.findings.findings for passage in finding.passages):
        if source := sources.get(one.key):
            lacks = stages.evidence.passages.lacks_quote(source, review.notes.get(one.key, ""), one.quote)
            found[one.key] = found.get(one.key, frozenset()) | {one.quote for _ in range(lacks)}
    return found


def read_values(members: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the files of JSON hold, by their names, and what is wrong with those that cannot be read.

    Of the codebook it is its table and the codebook.
    """
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, kind in kinds().items():
        try:
            if kind is Codebook:
                table = parse_json(members[name])
                file = Path(values.get("inputs/settings.json", Settings()).codebook).name
                values[name] = table, replace(codebook_from_table(table, file), path="")
            else:
                values[name] = _read(members[name], kind, lines=name.endswith(".jsonl"))
        except Exception as error:  # noqa: BLE001 - a stranger's file may break any reader
            faults[name] = files.name_of(f"cannot be read ({type(error).__name__}: {error}")[:120] + ")"
    if {*values.get("inputs/read.json", LIBRARIES)} != {*LIBRARIES}:
        del values["inputs/read.json"]
        faults["inputs/read.json"] = f"cannot be read (it is not on {', '.join(LIBRARIES)})"
    return values, faults


def _read(data: bytes, kind: Any, *, lines: bool) -> Any:
    if not lines:
        return from_plain(kind, parse_json(data))
    found = []
    for number, row in enumerate(data.split(b"\n"), 1):
        try:
            found += [from_plain(kind, parse_json(row))] if row else []
        except (ValueError, TypeError, LookupError) as error:
            raise ValueError(f"line {number}: {error}") from error
    return tuple(found)


STYLE_NAME = re.compile(r"[\w-]{1,80}")


def review_of(values: Mapping[str, Any]) -> Review:
    """Return the review of a packet. `ValueError`, `TypeError` or `LookupError` if it is not one."""
    inputs = {name.removeprefix("inputs/").partition(".")[0]: one for name, one in values.items()}
    rest = inputs["review"]
    if not STYLE_NAME.fullmatch(inputs["settings"].style):
        raise ValueError("the style is no name")  # it would be read as a file
    return Review(
        **{name: replace(inputs["read"][name], records=inputs[name]) for name in LIBRARIES},
        decided=inputs["decisions"],
        **{own: inputs[name] for name, own in _INPUTS.items()},
        codebook=inputs["codebook"][1],
        retractions_text=rest.retractions,
        held=PrivateInterviews(absent=rest.absent),
        raw_csv=rest.raw_csv,
        only=rest.only,
        folder=Path("review"),
        taken_over={name: values[f"taken-over/{name}.json"] for name in taken_over()},
    )


def parse_json(data: bytes) -> Any:
    """Return the value of JSON in UTF-8. Raises `ValueError` if it is not JSON, is nested too deeply, or has a number that JSON lacks or a name
    twice.
    """

    def refuse(name: str) -> Any:
        raise ValueError(f"{name} is no number of JSON")

    try:
        return json.loads(data.decode("utf-8"), parse_constant=refuse, object_pairs_hook=_of_pairs)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON: of two values under one name, readers differ in which they take."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"it has {name!r} twice")
        found[name] = value
    return found
