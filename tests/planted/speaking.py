"""What Python shows of a review: reprs, texts, frames, pickles, copies and exceptions of every public name."""

from __future__ import annotations

import copy
import csv
import dataclasses
import json
import pickle
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bibtexparser
import pandas as pd
import pybtex.database
import rispy

import litreview as lr
from litreview.core.progress import StageProgress, listen
from litreview.review.import_works import read_reference_text
from litreview.review.note_files import read_note
from planted.folder import Planted
from planted.whole import whole

__all__ = ["NAMES", "spoken"]

NAMES: Mapping[str, str] = {
    "Agreement": "value", "Arcs": "value", "Followed": "value", "Assessment": "value", "Attachment": "value", "AuthorCount": "value", "Bibliography": "value", "BibliographyOptions": "made",
    "Block": "value", "Cerqual": "value", "Citation": "value", "Cited": "value", "CitedReference": "value", "CitedWork": "value", "CountryCount": "value", "Description": "value", "Cluster": "value",
    "Code": "value", "Codebook": "value", "CodebookError": "raised", "Concern": "value", "Correction": "value", "Decision": "value",
    "DecisionSyntaxError": "raised", "Deduplication": "value", "Disagreement": "value", "Doi": "value", "EvidenceMap": "value",
    "EvidenceNote": "value", "FieldCard": "value", "Finding": "value", "Flow": "value", "GoalState": "value", "InputError": "raised", "JournalCount": "value", "Level": "value",
    "Library": "value", "Links": "value", "LitreviewError": "raised", "Match": "value", "Measures": "value",
    "MissingExtraError": "raised", "MissingFileError": "raised", "MissingWork": "value", "OtherValue": "value",
    "OutputError": "raised", "Overlap": "value", "Passage": "value", "Person": "value", "Problem": "value",
    "Recommendation": "value", "Record": "value", "RecordId": "value", "ReferenceList": "value", "Relation": "value",
    "PacketCheck": "value", "Review": "value", "SettingsError": "raised", "Source": "value", "Span": "value", "Statistic": "value", "Suggested": "value",
    "Suggestions": "value", "Tag": "value", "UnknownKeyError": "raised", "UsageError": "raised", "Verified": "value", "Where": "value", "Work": "value", "WorkCard": "value", "YearCount": "value",
    "agreement": "called", "check_decisions": "called", "compare": "called", "decisions_from_frame": "called",
    "annotate": "called", "append_decisions": "called", "assess": "called", "build_graph": "called", "build_net": "called",
    "check": "called", "cite": "called", "cocitation": "called", "communities": "called", "follow_references": "called", "modularity": "called", "pagerank": "called", "read_arcs": "called", "coupling": "called", "describe": "called", "cohen_kappa": "called", "compose": "called", "latest_decisions": "called",
    "dedupe": "called", "dump_graph": "called", "dumps": "called", "explain": "called", "explain_code": "called",
    "explain_state": "called", "export_evidence_map": "called", "export_graph": "called", "init_review": "called", "judge_goals": "called",
    "krippendorff_alpha": "called", "link": "called", "list_styles": "called", "load_codebook": "called", "main_path": "called",
    "map_evidence": "called", "measure_agreement": "called", "measures": "called", "missing_records": "called",
    "open_review": "called", "overlap": "called", "overlap_matrix": "called", "parse_codebook": "called", "percent_agreement": "called", "read": "called",
    "from_frame": "called", "read_decisions": "called", "read_objects": "called", "read_references": "called", "read_text": "called", "references_of": "called", "render": "called",
    "show_progress": "called", "rpys": "called", "suggest": "called", "tag": "called", "tag_matrix": "called", "to_frame": "called",
    "check_packet": "called", "make_packet": "called", "verify": "called", "work_card": "called", "write": "called", "write_out": "called",
}  # fmt: skip
"""Each public name, and how its results are looked at here: a test fails when one is added and not told."""

_JUDGED = {"key": ["Doe2001", "Doe2001"], "by": ["ann", "ben"], "value": ["yes", "perhaps"]}
_STAGES = (
    "library", "settings", "decided", "codebook", "texts", "lists", "deduplication", "sources", "decisions", "agreement",
    "included", "tags", "goal_states", "evidence", "links", "graph", "notes", "findings", "finding_graph", "manuscript", "echoes", "footings", "families", "reaches", "flow", "overlap",
    "evidence_map", "problems", "held", "codings", "quotes",
)  # fmt: skip


def spoken(planted: Planted) -> Iterator[tuple[str, str]]:
    """Yield, with its name, each text that Python makes of the values of a review."""
    heard: list[StageProgress] = []
    stop = listen(heard.append)
    review = lr.open_review(planted.folder)
    # the manuscript and the findings as they stand are public words, and may cite a key
    yield from _forms("Review", dataclasses.replace(review, documents={}, findings_text=""))
    for name in _STAGES:
        yield from _forms(f"Review.{name}", getattr(review, name))
    library = lr.read(planted.folder / "bib", planted.folder / "private")
    stop()
    yield "show_progress", "\n".join(map(repr, heard))
    yield from _forms("read()", library)
    for path in (*planted.marked_files, *planted.private_files):
        yield from _forms(f"read(a {path.suffix} of {path.parent.name[:7]})", lr.read(path))
        inside = planted.folder.name + "/" + path.relative_to(planted.folder).as_posix()
        yield from _forms(f"read_text(a {path.suffix})", lr.read_text(path.read_bytes(), inside))
        for kind, held in _objects(path):
            yield from _forms(f"read_objects({kind} of a {path.suffix})", lr.read_objects(held, inside))
    yield from _forms("from_frame", lr.from_frame(lr.to_frame(library)))
    for path in (*planted.lists, *planted.private_files):
        inside = planted.folder.name + "/" + path.resolve().relative_to(planted.folder.resolve()).as_posix()
        yield from _forms(f"read_references(a {path.suffix})", lr.read_references(path))
        yield from _forms(
            f"read_references of the text of a {path.suffix}", read_reference_text(path.read_bytes(), inside)
        )
    found = lr.dedupe(library)
    links = lr.link(found.sources)
    tags = lr.tag(found.sources)
    for name, value in (
        ("dedupe", found), ("link", links), ("tag", tags), ("check", lr.check(library)), ("map_evidence", lr.map_evidence(found.sources, tags)),
        ("judge_goals", lr.judge_goals(found.sources, decisions=review.decisions)),
        ("work_card", tuple(lr.work_card(review, source.key) for source in review.sources)),
        ("read_note", tuple(_tried(partial(read_note, review, source.key)) for source in review.sources)),
        ("explain", tuple(lr.explain(source, tags) for source in found.sources)),
        ("measure_agreement", lr.measure_agreement(review.decisions, ["protect"])),
        ("check_decisions", lr.check_decisions(review.decisions, found)), ("compare", lr.compare(found, found)), ("labels", found.labels),
        ("pairs", lr.to_frame(found, table="pairs")), ("agreement", lr.agreement(pd.DataFrame(_JUDGED), item="key", coder="by", value="value")),
        ("decisions_from_frame", lr.decisions_from_frame(pd.DataFrame(_JUDGED), item="key", coder="by", value="value", about="protect")),
        ("assess", lr.assess(review)), ("overlap", lr.overlap(review)), ("overlap of a library", lr.overlap(library)),
        ("verify", lr.verify(review)), ("verify of a library", lr.verify(library)),
        ("build_graph", lr.build_graph(found.sources, links, not_in_library=links.not_in_library)),
        ("coupling", lr.coupling(found.sources, links)), ("cocitation", lr.cocitation(found.sources, links)),
        ("follow_references", tuple(lr.follow_references(found.sources, found.sources))), ("communities", lr.communities(lr.build_graph(found.sources, links))), ("describe", lr.describe(found.sources, links)), ("authors of describe", lr.describe(found.sources).authors),
    ):  # fmt: skip
        yield from _forms(name, value)
    for ending in ("bib", "ris", "json", "csv"):
        yield f"dumps to {ending}", lr.dumps(library, ending)
        yield (
            f"dumps of sources to {ending}",
            lr.dumps(review.sources, ending, tags=review.tags, notes=review.notes),
        )
    with TemporaryDirectory() as place:
        for ending in ("html", "svg", "csv"):
            path = Path(place) / f"map.{ending}"
            lr.export_evidence_map(lr.map_evidence(found.sources, tags), path, sources=found.sources)
            yield f"export_evidence_map to {ending}", path.read_text(encoding="utf-8")
    yield "annotate", str(lr.annotate(found.sources, tags, format="md"))
    yield from _raised(planted, review, library)


def _forms(name: str, value: Any) -> Iterator[tuple[str, str]]:
    yield f"repr of {name}", repr(value)
    yield f"all of {name}", whole(value)
    yield f"cell of {name}", value._repr_html_() if hasattr(value, "_repr_html_") else ""
    yield f"str of {name}", f"{value!s} {value} {'%s' % (value,)}"  # noqa: UP031 - one of the ways
    for each in _items(value):
        yield f"str of what is in {name}", f"{each!s} {each!r}"
    try:
        data = pickle.dumps(value)
        yield f"pickle of {name}", data.decode("latin-1") + data.decode("utf-16-le", errors="ignore")
        yield f"repr of {name} from its pickle", repr(pickle.loads(data))
    except (TypeError, pickle.PicklingError, AttributeError) as error:
        yield f"what the pickle of {name} says", repr(error)
    yield f"copy of {name}", repr(copy.copy(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield (
            f"fields of {name}",
            repr([getattr(value, field.name) for field in dataclasses.fields(value)]),
        )
    frame = _tried(lambda: lr.to_frame(value))
    if hasattr(frame, "to_csv"):
        yield f"frame of {name}", frame.to_csv() + frame.to_html() + repr(frame) + frame.to_json()
    if hasattr(value, "nodes"):
        yield f"nodes of {name}", repr((dict(value.nodes(data=True)), list(value.edges(data=True))))


def _objects(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield what other libraries make of a file, as far as they can read it."""
    text = path.read_text(encoding="utf-8", errors="replace")
    ways: Mapping[str, Mapping[str, Callable[[], Any]]] = {
        ".bib": {
            "bibtexparser": lambda: bibtexparser.parse_string(text),
            "pybtex": lambda: pybtex.database.parse_string(text, "bibtex"),
        },
        ".ris": {"rispy": lambda: rispy.loads(text)},
        ".json": {"json": lambda: json.loads(text)},
        ".csv": {"csv": lambda: [*csv.DictReader(text.splitlines())]},
    }
    for kind, call in ways.get(path.suffix, {}).items():
        held = _tried(call)
        if not isinstance(held, Exception):
            yield kind, held


def _items(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [*value, *value.values()]
    return list(value) if isinstance(value, list | tuple | lr.Library) else []


def _tried(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
        return error


def _raised(planted: Planted, review: lr.Review, library: lr.Library) -> Iterator[tuple[str, str]]:
    """Yield what exceptions say that are raised while the review is at hand."""
    private: Path = planted.private_files[0]
    wrong: Mapping[str, Callable[[], Any]] = {
        "a stage that gets another thing": lambda: lr.dedupe(review),  # type: ignore[arg-type]
        "a path that is none": lambda: lr.read(planted.folder / "private/none"),
        "a folder without sources": lambda: lr.read(planted.folder / "private/notes"),
        "a list of paths": lambda: lr.read([private]),  # type: ignore[arg-type]
        "no such format": lambda: lr.dumps(library, "xyz"),
        "a frame of two kinds": lambda: lr.to_frame([library.records[0], review.sources[0]]),
        "a frame of a review": lambda: lr.to_frame(review),
        "explain of nothing": lambda: lr.explain(library, review.tags),  # type: ignore[arg-type]
        "a frozen record": lambda: setattr(review.sources[-1], "title", "x"),
        "a field that is none": lambda: dataclasses.replace(review.sources[-1], nothing="x"),  # type: ignore[call-arg]
        "a codebook that is none": lambda: lr.load_codebook(str(private)),
        "a review in a file": lambda: lr.open_review(private),
        "written over an input": lambda: lr.write(library, planted.folder / "private"),
        "compared": lambda: sorted(review.sources),  # type: ignore[type-var]
        "added": lambda: review.decided + library,  # type: ignore[operator]
        "a key that is none": lambda: {source.key: source for source in review.sources}["none"],
    }
    typed = str(private)
    for name, call in wrong.items():
        error = _tried(call)
        if isinstance(error, Exception):
            told = (
                "".join(traceback.format_exception_only(error))
                + repr(error)
                + repr(error.args)
                + repr(vars(error))
            )
            yield f"exception: {name}", told.replace(typed, "PATH").replace(str(private.name), "PATH")
