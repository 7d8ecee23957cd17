"""Stages of documents: the annotated bibliography, and the sources as BibTeX and RIS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from litreview import formats, stages
from litreview.core.model import Decision, Record, Source, Tag
from litreview.engine import Codec, Previous, stage
from litreview.formats import codes_by_source

if TYPE_CHECKING:
    from litreview.core.results.assessment import Quote
    from litreview.core.results.chains import Findings
    from litreview.core.results.public_records import Request
    from litreview.core.results.screening_flow import Standing
    from litreview.formats.bibtex_write import EntryItem
    from litreview.judgements.codebook import Codebook
    from litreview.stages.bibliography.citation_pass import Cited, PrintedWorks, StyleItem, StyleOutput
    from litreview.stages.bibliography.styles import Style


@stage()
def used_style(style: str) -> Style:
    """The citation style itself."""
    return stages.bibliography.styles.find_style(style)


@stage()
def pandoc_version() -> str:
    """Which pandoc prints citations and writes documents."""
    from litreview.core import pandoc

    return pandoc.version()


@stage(each="chosen", codec=Codec(tuple[str, ...]))
def list_places(chosen: tuple[Source, ...]) -> list[tuple[str, ...]]:
    """The kind of each of `chosen` by its fields, and its sort key in a list."""
    return list(map(stages.bibliography.citation_pass.list_place, chosen))


@stage()
def works_in_order(
    chosen: tuple[Source, ...], tags: tuple[Tag, ...], list_places: Sequence[tuple[str, ...]]
) -> tuple[tuple[Source, str], ...]:
    """The works of `chosen` with their kinds, in the order of a list."""
    return stages.bibliography.citation_pass.works_in_order(chosen, tags, list_places)


@stage()
def works_in_style(
    works_in_order: tuple[tuple[Source, str], ...], used_style: Style
) -> tuple[tuple[Source, str], ...]:
    """The sources that a style of CSL prints, with their kinds, in the order of a list."""
    return stages.bibliography.citation_pass.works_in_style(works_in_order) if used_style.csl else ()


@stage(each="works_in_style", codec=Codec("litreview.stages.bibliography.sentence_case:NameEvidence"))
def name_evidence(
    works_in_style: tuple[tuple[Source, str], ...],
) -> list[stages.bibliography.sentence_case.NameEvidence]:
    """What each work that a style prints shows of which words are names."""
    return [stages.bibliography.sentence_case.name_evidence(source) for source, _ in works_in_style]


@stage(lazy=["name_evidence"])
def capitals(
    used_style: Style, name_evidence: Callable[[], Sequence[stages.bibliography.sentence_case.NameEvidence]]
) -> stages.bibliography.sentence_case.Capitals:
    """What all these works show of which words are names, for a style that sets titles in sentence case."""
    return stages.bibliography.sentence_case.Capitals(
        name_evidence() if used_style.rules.sentence_case else ()
    )


@stage(
    each="works_in_style",
    asks="capitals",
    codec=Codec("litreview.stages.bibliography.citation_pass:StyleItem"),
)
def csl_items(
    works_in_style: tuple[tuple[Source, str], ...],
    used_style: Style,
    capitals: stages.bibliography.sentence_case.Capitals,
) -> list[StyleItem]:
    """The CSL JSON of each work that a style prints."""
    return stages.bibliography.citation_pass.style_items(works_in_style, used_style, capitals)


@stage(
    lazy=["csl_items"],
    rests_on=["works_in_style", "pandoc_version"],
    codec=Codec("litreview.stages.bibliography.citation_pass:StyleOutput", may=lambda made: not made.endless),
)
def style_output(
    used_style: Style,
    csl_items: Callable[[], Sequence[StyleItem]],
    previous: Previous[StyleOutput] | None,
) -> StyleOutput:
    """The citations in a CSL style; only groups of works that changed since the last run are printed again."""
    return stages.bibliography.citation_pass.print_items(
        csl_items(), used_style, previous.value.parts if previous else None
    )


@stage()
def printed_by_style(style_output: StyleOutput) -> PrintedWorks:
    """The citations in a CSL style, cleaned for use in documents."""
    return stages.bibliography.citation_pass.clean_output(style_output)


@stage()
def printed_works(
    works_in_order: tuple[tuple[Source, str], ...],
    used_style: Style,
    decisions: tuple[Decision, ...],
    notes: Mapping[str, str],
    requests: tuple[Request, ...],
    printed_by_style: PrintedWorks,
) -> Cited:
    """The citation of each of `chosen` as the style prints it."""
    return stages.bibliography.citation_pass.cite_with(
        printed_by_style, works_in_order, used_style, decisions, notes, requests
    )


@stage()
def candidate_entries(
    candidates: tuple[Source, ...], tags: tuple[Tag, ...], notes: Mapping[str, str]
) -> tuple[EntryItem, ...]:
    """The data of the candidates' entries."""
    return _entry_items(candidates, tags, notes)


@stage()
def every_entry(
    sources: tuple[Source, ...],
    candidates: tuple[Source, ...],
    candidate_entries: tuple[EntryItem, ...],
    tags: tuple[Tag, ...],
    notes: Mapping[str, str],
) -> tuple[EntryItem, ...]:
    """The data of all sources' entries."""
    return candidate_entries if sources == candidates else _entry_items(sources, tags, notes)


@stage(each="candidate_entries", codec=Codec(str), part="bibtex")
def candidates_bibtex(candidate_entries: tuple[EntryItem, ...]) -> list[str]:
    """The BibTeX of each candidate."""
    return list(formats.bibtex_write.bibtex_entries(candidate_entries))


@stage(each="every_entry", codec=Codec(str), part="bibtex")
def sources_bibtex(every_entry: tuple[EntryItem, ...]) -> list[str]:
    """The BibTeX of each source."""
    return list(formats.bibtex_write.bibtex_entries(every_entry))


@stage(each="candidate_entries", codec=Codec(str))
def candidates_ris(candidate_entries: tuple[EntryItem, ...]) -> list[str]:
    """The RIS of each candidate."""
    return [formats.ris_write.ris_entry(work, codes, note) for work, _, codes, note in candidate_entries]


@stage()
def library_bib(candidate_entries: tuple[EntryItem, ...], candidates_bibtex: Sequence[str]) -> str:
    """The candidates as BibTeX."""
    return "".join(formats.bibtex_write.join_entries(candidate_entries, candidates_bibtex))


@stage()
def all_bib(every_entry: tuple[EntryItem, ...], sources_bibtex: Sequence[str]) -> str:
    """All sources as BibTeX."""
    return "".join(formats.bibtex_write.join_entries(every_entry, sources_bibtex))


@stage()
def library_ris(candidates_ris: Sequence[str]) -> str:
    """The candidates as RIS."""
    return "".join(candidates_ris)


def _entry_items(
    sources: tuple[Source, ...], tags: tuple[Tag, ...], notes: Mapping[str, str]
) -> tuple[EntryItem, ...]:

    return formats.bibtex_write.entry_items(sources, codes_by_source(tags), notes)


@stage()
def annotation_texts(printed_works: Cited, notes: Mapping[str, str]) -> tuple[str, ...]:
    """The annotations that the bibliography prints, as Markdown, each once."""
    return tuple(
        dict.fromkeys(stages.bibliography.composing.printed_annotations(printed_works, notes).values())
    )


@stage(
    each="annotation_texts",
    codec=Codec(list[Any]),  # None, which pandoc could not read, has none
    rests_on=["pandoc_version"],
)
def annotation_trees(annotation_texts: tuple[str, ...]) -> list[list[Any] | None]:
    """The blocks of each annotation."""
    from litreview.core import pandoc

    return pandoc.read_markdown(annotation_texts)


@stage()
def bibliography(
    printed_works: Cited,
    title_block: dict[str, Any],
    notes: Mapping[str, str],
    codebook: Codebook,
    findings: Findings,
    sources: tuple[Source, ...],
    standing: Standing,
    quotes: Mapping[str, tuple[Quote, ...]],
    every_record: tuple[Record, ...],
    used_style: Style,
    tags: tuple[Tag, ...],
    annotation_texts: tuple[str, ...],
    annotation_trees: Sequence[list[Any] | None],
) -> stages.bibliography.Bibliography:
    """The annotated bibliography of what counts as evidence, or what else `only` names, cited once, in no format yet."""
    options = stages.bibliography.BibliographyOptions(
        **title_block,
        notes=notes,
        codebook=codebook,
        findings=findings.findings,
        mentioned=sources,
        standing=standing.sentence,
        quotes=quotes,
        records=every_record,
    )
    trees = dict(zip(annotation_texts, annotation_trees, strict=True))
    cited = stages.bibliography.composing.with_mentioned(printed_works, options, used_style, tags)
    made = stages.bibliography.composing.compose_with(
        cited, tags, options, lambda texts: [trees[text] for text in texts]
    )
    # citations in notes are checked among the problems of the review, with the file of the note
    own = tuple(p for p in made.problems if p.code != "LR405" or p.key not in notes)
    return replace(made, problems=own)


@stage()
def entry_trees(bibliography: stages.bibliography.Bibliography) -> tuple[str, ...]:
    """The entries of the bibliography that are written one by one, in the order of the document."""
    return stages.bibliography.layout.entry_trees(bibliography)


@stage(
    each="entry_trees",
    codec=Codec("litreview.stages.bibliography.written_entries:WrittenEntry"),  # None has none
    rests_on=["pandoc_version"],
)
def written_entries(entry_trees: tuple[str, ...]) -> stages.bibliography.written_entries.Written:
    """Each of these entries as HTML and DOCX."""
    return stages.bibliography.written_entries.write_entries(entry_trees)


@stage()
def kinds(
    chosen: tuple[Source, ...], works_in_order: tuple[tuple[Source, str], ...]
) -> tuple[tuple[Source, str], ...]:
    """What kind of work each of `chosen` is."""
    of = {source.key: kind for source, kind in works_in_order}
    return tuple((source, of[source.key]) for source in chosen)
