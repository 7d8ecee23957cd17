"""Writing out/: everything generated, and nothing that a person has edited since."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from litreview import files
from litreview.collector import paused
from litreview.decisions import disputed_codes
from litreview.errors import OutputError, UsageError
from litreview.model import Links, Problem, Where
from litreview.processes import beside
from litreview.progress import counted
from litreview.register import dump_register
from litreview.review.changing import change_rows, read_machine_tags
from litreview.review.codes import ignore_private
from litreview.review.stages import Review
from litreview.review.stamping import stamped

if TYPE_CHECKING:
    from litreview.bibliography import Bibliography, DocumentFormat
    from litreview.html import Ways
    from litreview.tagging import TagChange

HASHES = ".litreview-hashes.json"
TAG_CHANGES = "tag-changes.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `write_out` did: the folder, the files that now hold this run's result, and the Problems met.

    `changes` are the machine's tags that came or went since the run before.
    """

    folder: Path
    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]
    changes: tuple[TagChange, ...] = ()


def _library(format_: str, *, whole: bool = False) -> Callable[[Review], bytes]:
    def make(review: Review) -> bytes:
        from litreview.formats import dumps

        held = review.sources if whole else review.candidates
        return dumps(held, format_, tags=review.tags, notes=review.notes, keeping=review.keeping).encode()

    return make


def _table(name: str) -> Callable[[Review], bytes]:
    """Return the maker of a table: rows straight to CSV, so that a run need not load pandas."""

    def make(review: Review) -> bytes:
        from litreview import tables

        found = review.deduplication
        rows: Mapping[str, Callable[[], Iterable[tables.Row]]] = {
            "sources": lambda: tables.sources_rows(
                found,
                review.tags,
                review.codebook.roles,
                disputed_codes(review.decisions),
                review.standing,
            ),
            "excluded": lambda: tables.excluded_rows(found.sources, review.standing),
            "records": lambda: tables.records_rows(found),
            "values": lambda: tables.values_rows(found),
            "queue": lambda: tables.queue_rows(found.queue),
            "tags": lambda: tables.tags_rows(review.tags),
            "goals": lambda: tables.goals_rows(review.goal_states),
            "evidence": lambda: tables.evidence_rows(review.evidence),
            "citations": lambda: tables.citations_rows(review.links.citations),
            "not-held": lambda: tables.not_held_rows(review.links.not_held),
            "citation-queue": lambda: tables.citation_queue_rows(review.links, review.sources),
            "codings": review.codings.rows,
            "findings": lambda: tables.findings_rows(review.findings, review.unnamed),
            "search-overlap": review.overlap.rows,
            "manuscript": review.manuscript.rows,
            "requests": lambda: tables.request_rows(review.requests),
            "problems": lambda: tables.problems_rows(_problems(review)),
        }
        return tables.csv_named(name.replace("-", "_"), rows[name](), raw=review.raw_csv)

    return make


def _graphml(review: Review) -> bytes:
    from litreview.network import dump_graph

    return dump_graph(review.graph, "graphml")


def graph_html(review: Review, ways: Ways | None = None) -> str:
    """Return the citation graph as one self-contained page; `ways` as in `page_bytes`."""
    from litreview.html import graph_page
    from litreview.html.works import work_label
    from litreview.network import page_data

    nodes, edges = page_data(
        review.graph, review.chosen, review.tags, include_confidential=review.include_confidential
    )
    names = {source.key: work_label(source) for source in review.sources if not source.confidential}
    labelled = [{**node, "label": names.get(node["key"], node.get("label", ""))} for node in nodes]
    codes = [code.id for code in review.codebook.goals]
    title = review.settings.title or "Citation graph"
    return graph_page(
        labelled,
        edges,
        title,
        codes=codes,
        main=review.codebook.main,
        standing=review.standing.sentence,
        whole=(len(review.graph), review.graph.number_of_edges()),
        listed=len(_listed(review.links).intersection(review.graph)),
        ways=_ways(review, ways),
    )


def _ways(review: Review, ways: Ways | None) -> Ways:
    """Return where a page leads on: as it is served, else by the command that opens the review, if there is one."""
    from litreview.html import FROM_A_FILE, Ways

    return ways or (FROM_A_FILE if review.folder else Ways())


def _listed(links: Links) -> set[str]:
    """Return the keys of the sources that came with a list of references."""
    citing = {citation.citing for citation in (*links.citations, *links.queue)}
    return citing.union(*(work.cited_by for work in links.not_held))


def not_held_bib(review: Review) -> bytes:
    """Return the works cited but not held as BibTeX, most cited first: what to get next."""
    from litreview.formats import dumps
    from litreview.network import missing_records

    return dumps(missing_records(review.links.not_held), "bib").encode()


def duplicates_html(review: Review, ways: Ways | None = None) -> str:
    """Return the page of duplicates; `ways` as in `page_bytes`."""
    from litreview.html import duplicates_page

    folder = str(review.folder or "")
    return duplicates_page(review.deduplication, "" if folder == "." else folder, ways=_ways(review, ways))


def evidence_map_bytes(review: Review, format_: str, ways: Ways | None = None) -> bytes:
    """Return the evidence map as `html`, `svg` or `csv`; `ways` as in `page_bytes`."""
    from litreview.html import evidence_map_page, evidence_map_svg
    from litreview.tables import csv_table

    title = review.settings.title or "Evidence map"
    if format_ == "csv":
        return csv_table(*review.evidence_map.table(), raw=review.raw_csv)
    if format_ == "svg":
        return evidence_map_svg(review.evidence_map, title).encode()
    return evidence_map_page(
        review.evidence_map,
        title,
        sources=review.sources,
        provisional=review.provisional_map,
        ways=_ways(review, ways),
    ).encode()


def _report(review: Review, ways: Ways | None = None) -> bytes:
    from litreview.review.reporting import report_html

    return report_html(review, _problems(review), tuple(_HOLDS.items()), ways=_ways(review, ways))


def _report_document(review: Review) -> bytes:
    from litreview.review.reporting import report_docx

    return report_docx(review)


def _flow(review: Review) -> bytes:
    return review.flow.to_json().encode()


def flow_picture(review: Review) -> bytes:
    """Return the flow diagram as a picture."""
    from litreview.html import flow_svg
    from litreview.review.diagram import describe_flow

    return flow_svg(describe_flow(review)).encode()


def _bibliography(format_: DocumentFormat) -> Callable[[Review], bytes]:
    return lambda review: _document(review.bibliography, format_)


def _document(bibliography: Bibliography, format_: DocumentFormat, stop: Event | None = None) -> bytes:
    from litreview.bibliography import render_checked

    data, problems = render_checked(bibliography, format_, stop=stop)
    if any(problem.code == "LR400" for problem in problems):
        raise OutputError(f"bibliography.{format_}", str(problems[-1]))
    return data


def _problems(review: Review) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys((*review.problems, *review.bibliography.problems)))


PAGES: Mapping[str, Callable[[Review, Ways | None], bytes]] = {
    "duplicates.html": lambda review, ways: duplicates_html(review, ways).encode(),
    "report.html": _report,
    "evidence-map.html": lambda review, ways: evidence_map_bytes(review, "html", ways),
    "graph.html": lambda review, ways: graph_html(review, ways).encode(),
}
"""The pages that the window serves, too."""


def page_bytes(review: Review, name: str, ways: Ways | None = None) -> bytes:
    """Return one of the `PAGES` as a run writes it, with `ways` to where what it shows is judged: in the window, where that is served.

    Without `ways` it is a file, and says by which command a window is opened.
    """
    return _finished(review, name, PAGES[name](review, ways))


_DOCUMENTS: Mapping[str, DocumentFormat] = {"bibliography.html": "html", "bibliography.docx": "docx"}
OUTPUTS: Mapping[str, Callable[[Review], bytes]] = {
    "library.bib": _library("bib"),
    "library.ris": _library("ris"),
    "all.bib": _library("bib", whole=True),
    "records.csv": _table("records"),
    "values.csv": _table("values"),
    "queue.csv": _table("queue"),
    "tags.csv": _table("tags"),
    "goals.csv": _table("goals"),
    "evidence.csv": _table("evidence"),
    "sources.csv": _table("sources"),
    "excluded.csv": _table("excluded"),
    "search-overlap.csv": _table("search-overlap"),
    "citations.csv": _table("citations"),
    "register.bib": lambda review: dump_register(review.register).encode(),
    "citation-queue.csv": _table("citation-queue"),
    "not-held.csv": _table("not-held"),
    "not-held.bib": not_held_bib,
    "codings.csv": _table("codings"),
    "findings.csv": _table("findings"),
    "manuscript.csv": _table("manuscript"),
    "requests.csv": _table("requests"),
    "graph.graphml": _graphml,
    "graph.html": lambda review: graph_html(review).encode(),
    **{name: _bibliography(format_) for name, format_ in _DOCUMENTS.items()},
    "evidence-map.html": lambda review: evidence_map_bytes(review, "html"),
    "flow.json": _flow,
    "flow.svg": flow_picture,
    "problems.csv": _table("problems"),
    "report.html": _report,
    "report.docx": _report_document,
}
_HOLDS = {
    "library.bib": "one entry per candidate (included or pending), with tags and notes",
    "library.ris": "the same for Zotero and EndNote",
    "all.bib": "one entry per source, what is out too",
    "register.bib": "the register of interviews and requests as it may be published",
    "sources.csv": "one row per source, with its status",
    "excluded.csv": "the sources that are out, with stage and reason",
    "records.csv": "which source each record went to, those of registries too",
    "values.csv": "the values that were not chosen in a merge, and those that only a registry gave",
    "queue.csv": "pairs for a person to judge",
    "tags.csv": "one row per span of text that gave a tag",
    "goals.csv": "the machine's answer on each code of the main group of each source that nobody has decided, how sure it is, and why",
    "evidence.csv": "what people noted of each source: design, population, appraisal and the like",
    "tag-changes.csv": "tags of the machine that came or went when codebook or sources last changed",
    "search-overlap.csv": "which databases found which works, alone and together, at every stage",
    "citations.csv": "who cites whom, and the reference it rests on",
    "citation-queue.csv": "citations for a person to judge",
    "not-held.csv": "works cited by your sources that you do not hold",
    "not-held.bib": "the same as entries, to look up and import",
    "codings.csv": "how many interviews have each code in coded transcripts, by role group and coder, as far as that tells of nobody",
    "findings.csv": "one row per source that a finding names, and per finding that a recommendation rests on",
    "manuscript.csv": "each citation of the manuscript, with its section; what it never cites",
    "requests.csv": "one row per records request: days to each event, what the law asked, what came of it",
    "graph.graphml": "the citation graph, for Gephi and others",
    "graph.html": "the citation graph as a page",
    "bibliography.html": "the annotated bibliography as a page",
    "bibliography.docx": "the annotated bibliography for a word processor",
    "evidence-map.html": "what the sources inform, by type of source",
    "flow.json": "the flow of records, as PRISMA counts it",
    "flow.svg": "the same as a diagram, after PRISMA 2020",
    "problems.csv": "every problem, with file and line",
    "report.html": "this page",
    "report.docx": "the readers' part of this page, for a word processor",
}


def described() -> tuple[tuple[str, str], ...]:
    """Return what each file of out/ holds."""
    return tuple({**_HOLDS, "report.html": "the report of the review as a page"}.items())


def make_outputs(review: Review) -> dict[str, bytes]:
    """Return every output of a review by the name of its file, in the order in which they are written. Nothing is written.

    `tag-changes.csv` is none of them: it says what changed since the run before.
    """
    made: dict[str, bytes] = {}
    with paused(), _documents(review) as documents:
        for name in counted("making the files of out/", sorted(OUTPUTS, key=_DOCUMENTS.__contains__)):
            data = documents()[name] if name in _DOCUMENTS else OUTPUTS[name](review)
            made[name] = _finished(review, name, data)
    if review.keeping:
        review.keeping.forget_others()
    return {name: made[name] for name in OUTPUTS}


@contextmanager
def _documents(review: Review) -> Iterator[Callable[[], Mapping[str, bytes]]]:
    """Yield what waits for the documents of the bibliography: pandoc writes them beside the files that are made in this block."""
    formats = {name: format_ for name, format_ in _DOCUMENTS.items() if name in OUTPUTS}
    if not formats:
        yield dict
        return
    # now: the other thread asks the review for nothing
    bibliography = review.bibliography
    with beside(
        lambda stop: {name: _document(bibliography, format_, stop) for name, format_ in formats.items()}
    ) as written:
        yield written


def _finished(review: Review, name: str, data: bytes) -> bytes:
    """Return a file as the settings want it: with the stamp of the review, and a table as Excel wants it."""
    from litreview.tables import for_excel

    whole = stamped(name, data, review.settings.stamp)
    return for_excel(name, whole) if review.settings.excel else whole


def write_out(review: Review) -> Written:
    """Write every output of a review to its out/, to private/out/ if it was opened with what is confidential; return what was written.

    A file there that a person edited (its digest is not the one we kept) is left alone, with a Problem (LR601).
    """
    if review.folder is None:
        raise UsageError("only a review folder has an out/; `litreview init DIR` makes one")
    name_of_out = "private/out" if review.include_confidential else "out"
    out = review.folder / name_of_out
    if out.exists() and not out.is_dir():
        raise OutputError(str(out), "is a file, where the folder of outputs goes; move it away")
    for name in (*OUTPUTS, TAG_CHANGES):
        if (out / name).is_dir():
            raise OutputError(str(out / name), "is a folder, where a file goes; move it away")
    _refuse_inputs(review, out)
    review.keep_codes()
    if review.include_confidential:
        ignore_private(review.folder)
    with paused():  # once more: to walk all that is there takes longer than to compare
        results = make_outputs(review)
        changes = _changes(review, out)
    if changes or not (out / TAG_CHANGES).exists():  # else those of the last change stay
        from litreview.tables import csv_named

        # before tags.csv, from which they are found: what is broken off in between is found again
        table = csv_named("tag_changes", change_rows(changes), raw=review.raw_csv)
        results = {TAG_CHANGES: _finished(review, TAG_CHANGES, table), **results}
    files.make_folder(out)
    with files.locked(out):
        written, edited = _write_all(out, results)
    problems = (*review.bibliography.problems, *(edited_by_hand(f"{name_of_out}/{name}") for name in edited))
    return Written(
        folder=out, paths=tuple(out / name for name in written), problems=problems, changes=changes
    )


def _refuse_inputs(review: Review, out: Path) -> None:
    """Raise `OutputError` if something that was read lies in out/, or is one of the files there through whatever link."""
    place = os.path.realpath(out)
    for path in review.inputs.reveal():
        if Path(os.path.realpath(path)).is_relative_to(place):
            raise OutputError(
                str(path), f"is read, and lies in {out}, where outputs are written; move it to bib/"
            )
    files.refuse_overwriting((out / name for name in (*OUTPUTS, TAG_CHANGES, HASHES)), review.inputs.reveal())


def _write_all(out: Path, results: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Write the results, and return which were written and which were left alone because a person edited what is there.

    A file is ours if its digest is one that we kept. The digests of what is about to be written are kept beside the old ones before the
    first file is: whenever a run is broken off, what it left is known as ours.
    """
    known = read_hashes(out)
    made = {name: hashlib.sha256(data).hexdigest() for name, data in results.items()}
    edited = [
        name
        for name in results
        if (found := _digest(out / name)) and found not in (*known.get(name, ()), made[name])
    ]
    writing = [name for name in results if name not in edited]
    _keep_hashes(out, {**known, **{name: (*known.get(name, ()), made[name]) for name in writing}})
    for name in writing:
        files.write_bytes(out / name, results[name])
    _keep_hashes(out, {**known, **{name: (made[name],) for name in writing}})
    return writing, edited


def _digest(path: Path) -> str:
    return hashlib.sha256(files.read_bytes(path)).hexdigest() if path.exists() else ""


def _changes(review: Review, out: Path) -> tuple[TagChange, ...]:
    """Return what the machine says otherwise than in the tags.csv that this run replaces; nothing on a first run."""
    from litreview.tagging import compare_tags

    try:
        text = (out / "tags.csv").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ()
    before = read_machine_tags(text, review.index)
    held = {tag.source for tag in before}  # a source that is new has no tag that changed
    return compare_tags(before, [tag for tag in review.tags if tag.source in held], review.decisions)


def read_hashes(out: Path) -> Mapping[str, tuple[str, ...]]:
    """Return by the name of a file in a folder of outputs the digests that are ours."""
    try:
        found = json.loads((out / HASHES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: tuple(map(str, kept if isinstance(kept, list) else [kept])) for name, kept in found.items()}


def generated(out: Path) -> dict[str, bool]:
    """Return by name each file that runs made in a folder of outputs, and whether it is as it was made: False if a person edited it."""
    known = read_hashes(out)
    return {name: _digest(out / name) in digests for name, digests in known.items() if (out / name).is_file()}


def _keep_hashes(out: Path, hashes: Mapping[str, Sequence[str]]) -> None:
    kept = {name: list(dict.fromkeys(digests)) for name, digests in hashes.items()}
    files.write_text(out / HASHES, json.dumps(kept, indent=2, sort_keys=True) + "\n")


def edited_by_hand(name: str) -> Problem:
    """Return the Problem (LR601) of an output that a person edited."""
    return Problem(
        where=Where(file=name),
        code="LR601",
        level="warning",
        message="was edited by hand and is kept; this run's result was not written there",
        remedy="move your version elsewhere, or delete it, and run again",
    )
