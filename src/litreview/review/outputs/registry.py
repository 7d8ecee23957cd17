"""Registry of the outputs of `run`: path below out/, content, writer, and the parts of a review that the writer needs. A new output is one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from litreview import stages
from litreview.core.errors import OutputError
from litreview.core.model import Links, Problem
from litreview.core.problems import UNPUBLISHED
from litreview.formats import tables
from litreview.judgements.decisions import disputed_codes
from litreview.review.session import Review
from litreview.review.settings import FORMAT
from litreview.stages.register import dump_register

if TYPE_CHECKING:
    from litreview.pages.page import Ways

Make = Callable[..., bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that `run` writes.

    - `path`: below out/; `holds`: a description of its content.
    - `make`: returns its bytes from a review, and of a `page`, which the window serves as well, also from `Ways`; None: needs the previous run.
    - `needs`: the attributes of `Review` that `make` reads.
    """

    path: str
    holds: str
    needs: tuple[str, ...]
    make: Make | None
    page: bool = False

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.rpartition("/")[2]


def _text_writer(stage: str) -> Make:
    """Return a writer of the text that a stage returns."""
    return lambda review: getattr(review, stage).encode(errors="replace")


def _table(
    name: str, holds: str, needs: tuple[str, ...], rows: Callable[[Review], Iterable[Any]] | None = None
) -> Output:
    """Return the output of a table, written as CSV without pandas. Without `rows`, the table's own function makes them of the first of `needs`."""
    table = tables.TABLES[name]

    def make(review: Review) -> bytes:
        made = rows(review) if rows else table.make(getattr(review, needs[0]))
        return tables.csv_named(name, made, raw=review.raw_csv)

    path = f"tables/{name.replace('_', '-')}.csv"
    return Output(path=path, holds=holds, needs=(*needs, "raw_csv"), make=make)


def _graphml(review: Review) -> bytes:
    return stages.network.dump_graph(review.graph, "graphml")


def graph_html(review: Review, ways: Ways | None = None) -> str:
    """Return the citation graph as one self-contained page; `ways` as in `page_bytes`."""
    from litreview.pages.graph import graph_page

    nodes, edges = stages.network.page_data(
        review.stage_value("drawn_graph"),
        review.chosen,
        review.tags,
        review.stage_value("graph_places"),
        include_confidential=review.include_confidential,
    )
    shown = {node["key"] for node in nodes}
    names = {
        source.key: label
        for source, (label, _) in zip(review.sources, review.stage_value("work_texts"), strict=True)
        if source.key in shown and not source.confidential
    }
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
        listed=len(_with_references(review.links).intersection(review.graph)),
        ways=_ways(review, ways),
    )


def _ways(review: Review, ways: Ways | None) -> Ways:
    """Return the links of a page: those of the window that serves it, else the commands that open the review's folder, else none."""
    from litreview.pages.page import FROM_A_FILE, Ways

    return ways or (FROM_A_FILE if review.folder else Ways())


def _with_references(links: Links) -> set[str]:
    """Return the keys of the sources that have a list of references."""
    citing = {citation.citing for citation in (*links.citations, *links.queue)}
    return citing.union(*(work.cited_by for work in links.not_held))


def _citation_file(path: str, holds: str, place: int) -> Output:
    """Return the output of one of the `citation_files`."""
    return Output(
        path=path,
        holds=holds,
        needs=("stage_value",),
        make=lambda review: cast("bytes", review.stage_value("citation_files")[place]),
    )


def duplicates_html(review: Review, ways: Ways | None = None) -> str:
    """Return the page of duplicates; `ways` as in `page_bytes`."""
    from litreview.pages.duplicates import duplicates_page

    folder = str(review.folder or "")
    return duplicates_page(review.deduplication, "" if folder == "." else folder, ways=_ways(review, ways))


def evidence_map_bytes(review: Review, format_: str, ways: Ways | None = None) -> bytes:
    """Return the evidence map as `html`, `svg` or `csv`; `ways` as in `page_bytes`."""
    from litreview.pages.evidence_map import evidence_map_page, evidence_map_svg

    title = review.settings.title or "Evidence map"
    if format_ == "csv":
        return tables.csv_table(*review.evidence_map.table(), raw=review.raw_csv)
    if format_ == "svg":
        return evidence_map_svg(review.evidence_map, title).encode()
    return evidence_map_page(
        review.evidence_map,
        title,
        sources=review.sources,
        entries=[entry for _, entry in review.stage_value("work_texts")],
        provisional=review.provisional_map,
        ways=_ways(review, ways),
    ).encode()


def _report_bytes(review: Review, ways: Ways | None = None) -> bytes:
    from litreview.review.outputs.report import report_html

    return report_html(review, output_descriptions(), _ways(review, ways))


def _appendix_bytes(review: Review, ways: Ways | None = None) -> bytes:
    from litreview.review.outputs.report import appendix_html

    listed = [(path, "this page" if path == APPENDIX else holds) for path, holds in output_descriptions()]
    return appendix_html(review, _problems(review), listed, _ways(review, ways))


def _report_document(review: Review) -> bytes:
    from litreview.review.outputs.report import report_docx

    return report_docx(review)


def flow_picture(review: Review) -> bytes:
    """Return the flow diagram as a picture."""
    from litreview.pages.charts import flow_svg
    from litreview.review.outputs.prisma import describe_flow

    return flow_svg(describe_flow(review)).encode()


def _bibliography(path: str, format_: stages.bibliography.DocumentFormat, holds: str) -> Output:
    return Output(
        path=path,
        holds=holds,
        needs=("bibliography", "written_entries"),
        make=lambda review: document_bytes(review.bibliography, review.written_entries, format_),
    )


def document_bytes(
    bibliography: stages.bibliography.Bibliography,
    entries: stages.bibliography.written_entries.Written,
    format_: stages.bibliography.DocumentFormat,
) -> bytes:
    """Return the annotated bibliography as a document, from the written `entries`; `OutputError` if pandoc failed."""
    data, problems = stages.bibliography.render_checked(bibliography, format_, entries=entries)
    if any(problem.code == "LR400" for problem in problems):
        raise OutputError(f"bibliography.{format_}", str(problems[-1]))
    return data


def _problems(review: Review) -> tuple[Problem, ...]:
    """Return the Problems that may be published."""
    found = dict.fromkeys((*review.problems, *review.bibliography.problems))
    return tuple(one for one in found if one.code not in UNPUBLISHED)


def _readme(_: Review) -> bytes:
    """Return what each file is for, as Markdown; it is the same for every review."""
    rows = "\n".join(f"- `{one.path}`: {one.holds}" for one in OUTPUTS.values() if one.path != README)
    return (
        "# Files that `litreview run` wrote\n\nOpen `report.html` first. If you edit a file here, the next run does not overwrite it and "
        f"reports it. The tables have format {FORMAT}. Later versions may add columns at the end; any other change raises this number. "
        f"A table with nothing to list has its first line alone: scripts find the same files after every run.\n\n{rows}\n"
    ).encode()


README = "README.md"
APPENDIX = "pages/appendix.html"
TAG_CHANGES = "tag-changes.csv"
_REPORT_NEEDS = ("codebook", "decisions", "folder", "library", "report_summary")
"""The attributes of `Review` that both reports read."""
_ROWS = (
    Output(path=README, holds="this list: what each file is for", needs=(), make=_readme),
    Output(
        path="library.bib",
        holds="one entry for each included or pending source, with tags and notes",
        needs=("library_bib",),
        make=_text_writer("library_bib"),
    ),
    Output(
        path="tables/library.ris",
        holds="the same entries, for Zotero and EndNote",
        needs=("library_ris",),
        make=_text_writer("library_ris"),
    ),
    Output(
        path="tables/all.bib",
        holds="one entry for each source, excluded ones too",
        needs=("all_bib",),
        make=_text_writer("all_bib"),
    ),
    Output(
        path="tables/register.bib",
        holds="the part of the register of interviews and requests that may be published",
        needs=("register",),
        make=lambda review: dump_register(review.register).encode(),
    ),
    _table(
        "sources",
        "one row per source, with its status",
        ("sources", "tags", "codebook", "decisions", "settings", "standing"),
        lambda review: tables.sources_rows(
            review.sources,
            review.tags,
            review.codebook.roles,
            disputed_codes(
                review.decisions,
                [code.id for code in review.codebook.goals],
                review.settings.adjudicators,
            ),
            review.standing,
        ),
    ),
    _table(
        "excluded",
        "the excluded sources, with stage and reason",
        ("sources", "standing"),
        lambda review: tables.excluded_rows(review.sources, review.standing),
    ),
    _table(
        "records",
        "which source each record belongs to, including records from registries",
        ("deduplication",),
    ),
    _table(
        "values",
        "values that a merge did not choose, and values that only a registry gave",
        ("deduplication",),
    ),
    _table(
        "queue",
        "pairs that may be duplicates, for a person to judge",
        ("deduplication",),
        lambda review: tables.queue_rows(review.deduplication.queue),
    ),
    _table(
        "tags",
        "one row for each passage behind an answer on a code, and how sure the answer is",
        ("tags", "goal_states"),
        lambda review: tables.tags_rows(review.tags, review.goal_states),
    ),
    _table(
        "evidence",
        "what people noted about each source, such as design, population and appraisal",
        ("evidence",),
    ),
    Output(
        path=f"tables/{TAG_CHANGES}",
        holds="tags of the machine that were added or removed when the codebook or the sources last changed",
        needs=("index", "tags", "decisions", "raw_csv"),
        make=None,
    ),
    _table(
        "search_overlap",
        "which databases found which works, alone or together, at every stage",
        ("overlap",),
    ),
    _table("search_recall", "how many of the works known beforehand each search found", ("overlap",)),
    _citation_file("tables/citations.csv", "which source cites which, with the reference that shows it", 0),
    _table(
        "citation_queue",
        "uncertain citations, for a person to judge",
        ("links", "sources"),
        lambda review: tables.citation_queue_rows(review.links, review.sources),
    ),
    _citation_file("tables/not-held.csv", "works that your sources cite and your library does not have", 1),
    _citation_file("tables/not-held.bib", "the same works as entries, to look up and import", 2),
    _table(
        "codings",
        "how many interviews have each code, by role group and coder; small numbers that could identify people are withheld",
        ("codings",),
    ),
    _table(
        "findings",
        "one row for each source that a finding names, and for each finding behind a recommendation",
        ("findings", "unnamed"),
        lambda review: tables.findings_rows(review.findings, review.unnamed),
    ),
    _table("stress", "what it would take to change each finding and recommendation", ("stressed",)),
    _table(
        "manuscript",
        "each citation in the manuscript with its section, and the sources it never cites",
        ("manuscript",),
    ),
    _table(
        "requests",
        "one row for each records request: days to each event, statutory deadlines, outcome",
        ("requests",),
    ),
    Output(
        path="graph/graph.graphml",
        holds="the citation graph, for Gephi and others",
        needs=("graph",),
        make=_graphml,
    ),
    Output(
        path="pages/graph.html",
        holds="the citation graph as a page",
        needs=(
            "chosen",
            "codebook",
            "folder",
            "graph",
            "include_confidential",
            "links",
            "settings",
            "sources",
            "stage_value",
            "standing",
            "tags",
        ),
        make=lambda review, ways=None: graph_html(review, ways).encode(),
        page=True,
    ),
    _bibliography("pages/bibliography.html", "html", "the annotated bibliography as a page"),
    _bibliography("bibliography.docx", "docx", "the annotated bibliography for a word processor"),
    Output(
        path="pages/evidence-map.html",
        holds="a map of what the sources inform, by type of source",
        needs=(
            "evidence_map",
            "folder",
            "provisional_map",
            "settings",
            "sources",
            "stage_value",
        ),
        make=lambda review, ways=None: evidence_map_bytes(review, "html", ways),
        page=True,
    ),
    Output(
        path="graph/flow.json",
        holds="the flow of records, as PRISMA counts it",
        needs=("flow",),
        make=lambda review: review.flow.to_json().encode(),
    ),
    Output(
        path="graph/flow.svg",
        holds="the flow of records as a PRISMA 2020 diagram",
        needs=(
            "deduplication",
            "flow",
            "settings",
            "sources",
            "standing",
        ),
        make=flow_picture,
    ),
    _table("ledger", "every number of the review, and what it counts", ("ledger",)),
    _table(
        "problems",
        "every problem, with file and line",
        ("problems", "bibliography"),
        lambda review: tables.problems_rows(_problems(review)),
    ),
    Output(
        path="report.html",
        holds="the report of the review as a page",
        needs=_REPORT_NEEDS,
        make=_report_bytes,
        page=True,
    ),
    Output(
        path=APPENDIX,
        holds="the report's appendix: checklists, files, problems",
        needs=(
            *_REPORT_NEEDS,
            "agreement",
            "bibliography",
            "corrects",
            "enriched",
            "index",
            "ledger",
            "problems",
            "settings",
            "sources",
            "stage_value",
            "standing",
        ),
        make=_appendix_bytes,
        page=True,
    ),
    Output(
        path="report.docx",
        holds="the results and methods of the report, for a word processor",
        needs=_REPORT_NEEDS,
        make=_report_document,
    ),
)
OUTPUTS: Mapping[str, Output] = {output.name: output for output in _ROWS}
"""Every file that a run writes, by its name."""
PAGES: Mapping[str, Make] = {
    "duplicates.html": lambda review, ways=None: duplicates_html(review, ways).encode(),
    **{output.name: output.make for output in _ROWS if output.page and output.make},
}
"""The pages that the window serves: those of a run, and that of duplicates."""


def output_descriptions() -> tuple[tuple[str, str], ...]:
    """Return path and content of each file of out/."""
    return tuple((output.path, output.holds) for output in OUTPUTS.values())
