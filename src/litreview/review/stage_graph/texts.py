"""Stages of full texts: which source each file is of, the abstract and references it adds, and quotes held against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from litreview import formats, stages
from litreview.core.model import (
    CitedReference,
    Decision,
    Deduplication,
    Fields,
    Level,
    OtherValue,
    Problem,
    Record,
    RecordId,
    Source,
    Where,
)
from litreview.core.problems import problem
from litreview.core.results.texts import (
    Numbering,
    QuoteCheck,
    QuoteLimits,
    TextFacts,
    TextFault,
    TextFile,
    TextFit,
    TextMatch,
    TextPage,
    page_words,
)
from litreview.engine import Codec, stage
from litreview.judgements import decisions as decisions_
from litreview.review.review_documents import cited_keys
from litreview.works.kinds import has_no_copyright
from litreview.works.missing_values import has_references

if TYPE_CHECKING:
    from litreview.core.results.chains import Findings
    from litreview.review.stage_graph.notes import Placed
    from litreview.review.text_library import TextLibrary

Named = tuple[TextFile, TextFacts]
Labels = tuple[tuple[str, ...], Numbering]


@stage()
def text_facts(text_library: TextLibrary) -> tuple[Named, ...]:
    """The files with full texts, each with what it says of itself."""
    return text_library.facts()


@stage()
def received_sources(received: Deduplication) -> tuple[Source, ...]:
    """The sources as received, without what registries add."""
    return received.sources


@stage()
def text_lines(decisions: tuple[Decision, ...], hidden_in_received: frozenset[str]) -> tuple[Decision, ...]:
    """The decisions that count on which source a text is of."""
    return tuple(
        line for line in decisions if decisions_.names_text(line) and line.key not in hidden_in_received
    )


@stage()
def hidden_in_received(received: Deduplication) -> frozenset[str]:
    """The keys of confidential sources, known before any request to a registry."""
    return frozenset(source.key for source in received.sources if source.confidential)


def _matched_keys(matches: Sequence[TextMatch]) -> Iterator[str]:
    for match in matches:
        yield from (match.source, match.rival, *match.asked)


@stage()
def matched_against(
    received_sources: tuple[Source, ...], index: Mapping[str, tuple[str, ...]], text_facts: tuple[Named, ...]
) -> tuple[tuple[Source, ...], Mapping[str, tuple[str, ...]]]:
    """The sources and their names, with which texts are compared; nothing without texts, so that nothing is digested for them."""
    return (received_sources, index) if text_facts else ((), {})


@stage(codec=Codec(tuple[TextMatch, ...], keys=_matched_keys))
def text_matches(
    text_facts: tuple[Named, ...],
    text_lines: tuple[Decision, ...],
    matched_against: tuple[tuple[Source, ...], Mapping[str, tuple[str, ...]]],
    preprints: Literal["same", "ask", "different"],
) -> tuple[TextMatch, ...]:
    """The source of each file with a full text, or those that a person decides on."""
    if not text_facts:
        return ()
    received_sources, index = matched_against

    def fit(records: Sequence[Record]) -> list[TextFit]:
        attached = stages.duplicates.attach(
            Deduplication(sources=received_sources), records, preprints=preprints
        )
        return [
            TextFit(one.source, one.asked, one.match.reasons if one.match else ())
            for one in attached.attached
        ] or [TextFit()] * len(records)

    return stages.texts.match_texts(
        text_facts, received_sources, lambda name: decisions_.resolve(name, index), text_lines, fit
    )


@stage()
def text_of(
    text_matches: tuple[TextMatch, ...], text_facts: tuple[Named, ...], text_library: TextLibrary
) -> Mapping[str, tuple[Named, ...]]:
    """The readable texts of each source, by its key."""
    facts = {file.name: (file, one) for file, one in text_facts}
    found: dict[str, tuple[Named, ...]] = {}
    for match in text_matches:
        if match.source and not match.fault:
            found[match.source] = (*found.get(match.source, ()), facts[match.file])
    text_library.store_settled(file.digest for texts in found.values() for file, _ in texts)
    return found


@stage()
def text_abstracts(text_of: Mapping[str, tuple[Named, ...]]) -> Mapping[str, tuple[str, Where]]:
    """The abstract that the text of a source has, with its file and page."""
    return {
        key: next((one.abstract, _page_of(file, one.abstract_page)) for file, one in texts if one.abstract)
        for key, texts in text_of.items()
        if any(one.abstract for _, one in texts)
    }


def _page_of(file: TextFile, place: int) -> Where:
    """Return a page of a file, as viewers of PDFs open it."""
    return Where(file=f"{file.name}#page={place + 1}" if file.name.lower().endswith(".pdf") else file.name)


@stage()
def with_texts(attached: Deduplication, text_abstracts: Mapping[str, tuple[str, Where]]) -> Deduplication:
    """The sources with registry records, and with the abstract of their text where nobody else gave one."""
    if not text_abstracts:
        return attached

    def filled(source: Source) -> Source:
        found = text_abstracts.get(source.key)
        if not found or source.abstract or source.confidential:
            return source
        value = OtherValue(field="abstract", value=found[0], where=found[1])
        return replace(
            source, fields=Fields({**source.fields, "abstract": found[0]}), filled=(*source.filled, value)
        )

    return replace(attached, sources=tuple(map(filled, attached.sources)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceText:
    """The lines of the reference list in the text of a source, and the record that cites them."""

    source: str
    record: RecordId
    file: str
    text: str


@stage()
def reference_texts(
    text_of: Mapping[str, tuple[Named, ...]], received_sources: tuple[Source, ...]
) -> tuple[ReferenceText, ...]:
    """The reference lists of texts of sources whose records have none."""
    by_key = {source.key: source for source in received_sources} if text_of else {}
    return tuple(
        ReferenceText(source=key, record=by_key[key].records[0].id, file=file.name, text=facts.references)
        for key, texts in text_of.items()
        if not any(map(has_references, by_key[key].records))
        for file, facts in texts[:1]
        if facts.references
    )


@stage(each="reference_texts", codec=Codec(tuple[CitedReference, ...]))
def references_of_texts(reference_texts: tuple[ReferenceText, ...]) -> list[tuple[CitedReference, ...]]:
    """The references in the list of each text."""
    return [
        formats.references.parse_list(
            one.text,
            Record(key=one.source, type="misc", id=one.record, where=Where(file=one.file)),
            path=one.file,
        )
        for one in reference_texts
    ]


@stage()
def page_numbers(
    text_of: Mapping[str, tuple[Named, ...]],
    text_facts: tuple[Named, ...],
    received_sources: tuple[Source, ...],
) -> Mapping[str, Labels]:
    """The page numbers of each file as one cites them, and how they are known."""
    pages = {source.key: source.get("pages") for source in received_sources} if text_facts else {}
    owner = {file.name: key for key, texts in text_of.items() for file, _ in texts}
    return {
        file.name: stages.texts.page_labels(facts, pages.get(owner.get(file.name, ""), ""))
        for file, facts in text_facts
    }


@stage()
def all_quotes(
    written_findings: Findings,
    decisions: tuple[Decision, ...],
    placed_notes: Placed,
    index: Mapping[str, tuple[str, ...]],
) -> tuple[QuoteCheck, ...]:
    """The quotes of sources in findings, decisions and notes, not yet looked up."""
    found = [
        QuoteCheck(
            source=one.key,
            quote=one.quote,
            where=Where(file="findings.toml", line=finding.lines.get(one.key, finding.line)),
            said=one.where,
        )
        for finding in written_findings.findings
        for one in finding.passages
        if one.quote
    ]
    found += [
        QuoteCheck(source=line.key, quote=quote, where=line.place, said=line.where, kind="decision")
        for line in decisions
        if isinstance(line.where, str)
        for quote, _ in stages.texts.quoted_spans(line.where)
    ]
    for key, where, text in placed_notes[0]:
        for quote, after in stages.texts.quoted_spans(text):
            cited = [one for name in cited_keys(after) for one in decisions_.resolve(name, index)[:1]]
            said = after if cited else ""
            found.append(
                QuoteCheck(source=(*cited, key)[0], quote=quote, where=where, said=said, kind="note")
            )
    return tuple(found)


@stage()
def written_quotes(
    text_of: Mapping[str, tuple[Named, ...]], all_quotes: tuple[QuoteCheck, ...]
) -> tuple[QuoteCheck, ...]:
    """The quotes of sources with a text."""
    return tuple(one for one in all_quotes if one.source in text_of)


@stage()
def problems_of_long_quotes(
    all_quotes: tuple[QuoteCheck, ...],
    deduplication: Deduplication,
    text_of: Mapping[str, tuple[Named, ...]],
    quote_limits: QuoteLimits,
) -> tuple[Problem, ...]:
    """The Problems of quotes that are longer than one may publish of a work under copyright."""
    found: list[Problem] = []
    by_source: dict[str, dict[str, QuoteCheck]] = {}
    for one in all_quotes:
        by_source.setdefault(one.source, {}).setdefault(" ".join(one.quote.split()), one)
    for source in deduplication.sources:
        quotes = by_source.get(source.key, {})
        counts = {text: stages.texts.count_quoted_words(text) for text in quotes}
        if source.confidential or not any(counts.values()) or has_no_copyright(source):
            continue
        found += [
            problem("LR704.long", quotes[text].where, key=source.key, words=count, limit=quote_limits.words)
            for text, count in counts.items()
            if count > quote_limits.words
        ]
        held = max((facts.words for _, facts in text_of.get(source.key, ())), default=0)
        together, most = sum(counts.values()), max(quote_limits.of_work, held * quote_limits.percent // 100)
        if together > most:
            first = next(iter(quotes.values()))
            found.append(
                problem(
                    "LR704.work", first.where, key=source.key, words=together, quotes=len(quotes), limit=most
                )
            )
    return tuple(found)


@stage()
def quote_checks(
    written_quotes: tuple[QuoteCheck, ...],
    text_of: Mapping[str, tuple[Named, ...]],
    page_numbers: Mapping[str, Labels],
    text_library: TextLibrary,
    all_quotes: tuple[QuoteCheck, ...],
    deduplication: Deduplication,
) -> tuple[QuoteCheck, ...]:
    """The quotes, each held against the texts of its source; without a text, those that the abstract has, but with words that turn them."""
    abstracts = {source.key: source.abstract for source in deduplication.sources if not source.confidential}
    checks = [
        replace(one, verdict="found", turned=result.turned)
        for one in all_quotes
        if one.source not in text_of and abstracts.get(one.source)
        if (result := stages.texts.check_quote(one.quote, [TextPage(abstracts[one.source])]))
        and result.turned
    ]
    rank = ("found", "differently", "missing")
    for one in written_quotes:
        placed = []
        for file, _ in text_of[one.source]:
            labels, numbering = page_numbers[file.name]
            pages = text_library.pages(file.digest)
            if result := stages.texts.place_quote(one.quote, one.said, pages, labels):
                placed.append((result, labels, numbering))
        for result, labels, numbering in sorted(placed, key=lambda found: rank.index(found[0].verdict))[:1]:
            checks.append(
                replace(
                    one,
                    verdict=result.verdict,
                    page=labels[result.page] if 0 <= result.page < len(labels) else "",
                    numbering=numbering,
                    shown=result.shown,
                    turned=result.turned,
                )
            )
    return tuple(checks)


@stage()
def missing_quotes(
    quote_checks: tuple[QuoteCheck, ...], text_of: Mapping[str, tuple[Named, ...]]
) -> Mapping[str, frozenset[str]]:
    """The quotes in findings that the texts of a source do not have, for each source with a text."""
    missing = [one for one in quote_checks if one.kind == "finding" and one.verdict == "missing"]
    return {key: frozenset(one.quote for one in missing if one.source == key) for key in text_of}


_FAULTS: Mapping[TextFault, str] = {
    "encrypted": "LR700.encrypted",
    "damaged": "LR700.damaged",
    "scanned": "LR700.scanned",
    "garbled": "LR700.garbled",
    "too-large": "LR700.too-large",
    "too-long": "LR700.too-long",
    "unreadable": "LR700.unreadable",
}
_INSTALL = "pip install pypdfium2"


@stage()
def problems_of_texts(
    text_matches: tuple[TextMatch, ...],
    quote_checks: tuple[QuoteCheck, ...],
    problems_of_long_quotes: tuple[Problem, ...],
    text_library: TextLibrary,
) -> tuple[Problem, ...]:
    """The Problems of files with full texts, of quotes that their texts do not have, and of quotes that are too long."""
    failed = text_library.unstored
    unstored = [problem("LR705", Where(file="texts"), why=failed)] if failed else []
    return (
        *_file_problems(text_matches),
        *_quote_problems(quote_checks),
        *problems_of_long_quotes,
        *unstored,
    )


def _file_problems(matches: Sequence[TextMatch]) -> Iterator[Problem]:
    lacking = [one for one in matches if one.fault == "no-reader"]
    if lacking:
        yield problem(
            "LR700.no-reader",
            Where(file=lacking[0].file.rpartition("/")[0]),
            count=len(lacking),
            install=_INSTALL,
        )
    for one in matches:
        where = Where(file=one.file)
        if one.fault in _FAULTS:
            yield problem(_FAULTS[one.fault], where, key=one.source, file=one.file)
        if one.rival:
            yield problem("LR702", where, key=one.source, rival=one.rival, file=one.file)
        elif one.asked:
            yield problem("LR701.asked", where, keys=", ".join(one.asked))
        elif not one.source and not one.fault:
            yield problem("LR701", where, file=one.file)


def _quote_problems(checks: Sequence[QuoteCheck]) -> Iterator[Problem]:
    for one in checks:
        level: Level = "info" if one.kind == "note" else "warning"
        page = page_words(one.page, one.numbering) or "in the text"
        if one.verdict == "missing" and one.kind != "finding":  # LR542 says it of a finding
            yield problem("LR703.missing", one.where, level=level, key=one.source, quoted=_short(one.quote))
        elif one.verdict == "differently":
            yield problem(
                "LR703.differently",
                one.where,
                level=level,
                key=one.source,
                quoted=_short(one.quote),
                page=page,
                shown=one.shown,
            )
        elif _says_other_page(one):
            yield problem(
                "LR703.page", one.where, key=one.source, quoted=_short(one.quote), page=page, cited=one.said
            )
        if one.turned:
            yield problem(
                "LR703.turned",
                one.where,
                level=level,
                key=one.source,
                quoted=_short(one.quote),
                page=page,
                turned=one.turned,
            )


def _short(quote: str) -> str:
    words = quote.split()
    return " ".join(words[:8]) + " …" * (len(words) > 8)


def _says_other_page(check: QuoteCheck) -> bool:
    """Return whether a person gave a page, and the words are on another one."""
    if check.numbering not in ("printed", "counted") or not check.page:
        return False
    return stages.texts.is_page_of(check.said, check.page) is False
