"""Commands `tag` and `codebook`."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import stages
from litreview.cli import common
from litreview.core.containers import grouped
from litreview.core.errors import UsageError, near_miss
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.judgements.codebook import Code, Codebook, EvidenceField
    from litreview.review import Review
    from litreview.stages.tagging.vocabulary import WordRecord


def _open_review(folder: str) -> Review:
    return common.open_paths((folder,), include_confidential=False, writes=False)


def _word_lines(found: Iterable[WordRecord]) -> Iterator[str]:
    for code, mine in groupby(found, key=lambda one: one.code):
        words = list(mine)
        without = "doesn't" if words[0].all_no == 1 else "don't"
        yield f"{code}: {plural(words[0].all_yes, 'source has', 'sources have')} it, {words[0].all_no} {without}"
        for one in words:
            verdict = f"  {one.verdict}" if one.listed else ""
            sign = " (against)" if one.against else ""
            yield f"  {one.word + sign:<40} in {one.yes} that have it, in {one.no} that don't{verdict}"


def _word_rows(found: Iterable[WordRecord], *more: str) -> list[dict[str, object]]:
    names = ("code", "word", "yes", "all_yes", "no", "all_no", *more)
    return [{name: getattr(one, name) for name in names} for one in found]


@click.command()
@common.paths_argument
@common.output_option(
    "Where to write the sources with their tags as keywords (tvpa:protect): .bib .ris .json .csv.",
    required=False,
)
@common.review_options("Code the sources here in the terminal, one key each; PATHS is a review folder.")
@click.option(
    "--stance",
    is_flag=True,
    help="With --review: ask what each source found on each goal, and for the evidence fields of the codebook.",
)
@common.file_option(
    "--table",
    "T.csv",
    "Write one row per span: source,code,method,coder,score,basis,field,start,end,text,state,answer,probability.",
)
@common.file_option(
    "--suggest",
    "S.csv",
    "Write the sources to code next, the most uncertain first, as learned from the decisions so far.",
)
@click.option(
    "--codebook",
    "codebook_",
    type=common.INPUT,
    metavar="tvpa|FILE",
    help="The codebook to use (default: tvpa).",
)
@click.option("--explain", is_flag=True, help="Print for each source why it has its tags.")
@common.only_option()
@common.json_option
@common.csv_options
@common.confidential_option
@common.public_option
def tag(
    paths: Sequence[str],
    output: str | None,
    by: str | None,
    table: str | None,
    suggest: str | None,
    codebook_: str | None,
    only: str,
    *,
    review_: bool,
    stance: bool,
    explain: bool,
    as_json: bool,
    raw_csv: bool,
    include_confidential: bool,
) -> None:
    """Tag each source with codes of the codebook, and show the words behind each tag.

    Duplicates are merged first. People's decisions always count; a tag by litreview is a suggestion.

    \b
    Example:
      litreview tag bib/ -o tagged.bib --table tags.csv
      litreview tag bib/ -o - --explain
      litreview tag my-review -o tagged.bib --suggest next.csv
      litreview tag my-review --review --by reviewer-a
      litreview tag my-review --review --stance --by reviewer-a
    """
    from litreview.cli import prompts
    from litreview.formats import dump_pieces, format_of
    from litreview.judgements.codebook import load_codebook

    outputs = (output, table, suggest)
    prompts.check_options((*outputs, "-" if explain and not output else None), by, review=review_)
    if stance and not review_:
        raise UsageError("--stance asks in the terminal: add --review --by NAME")
    format_ = format_of(output) if output else ""

    def opened() -> Review:
        review = common.open_paths(
            paths, include_confidential=include_confidential, raw_csv=raw_csv, only=only
        )
        return dataclasses.replace(review, codebook=load_codebook(codebook_)) if codebook_ else review

    review = opened()
    if by:
        prompts.ask_questions(review, "stance" if stance else "tags", by)
        review = opened()  # with the new decisions
    if not any(outputs) and not explain:
        return
    chosen = {source.key for source in review.chosen}
    tags = tuple(tag for tag in review.tags if tag.source in chosen)
    inputs = review.inputs.reveal()
    if output:
        text = dump_pieces(review.chosen, format_, tags=tags, notes=review.notes, raw_csv=raw_csv)
        common.emit(output, text, inputs)
    if table:
        from litreview.formats import tables

        states = [state for state in review.goal_states if state.source in chosen]
        common.emit(table, tables.csv_named("tags", tables.tags_rows(tags, states), raw=raw_csv), inputs)
    if suggest:
        write_suggestions(review, suggest)
    if explain and not as_json:
        _explain(review)
    _report(review, paths, output, table, as_json=as_json)


def _explain(review: Review) -> None:
    """Print by key why each source has its tags, and the machine's state of each undecided goal.

    If several people code independently, only the tags are explained.
    """
    from litreview.review.questions.shared import is_blind

    judged = () if is_blind(review) else review.goal_states
    states = grouped((state.source, stages.tagging.explain_state(state)) for state in judged)
    chosen = stages.tagging.explain(review.chosen, review.tags, review.decisions)
    for source in review.chosen:
        reasons = [*chosen[source.key].split("\n"), *states.get(source.key, ())]
        why = "\n  ".join(filter(None, reasons))
        common.echo(f"{source.key}: {why}", err=True)


def _report(
    review: Review, paths: Sequence[str], output: str | None, table: str | None, *, as_json: bool
) -> None:
    """Print how many sources have each code of the main group, and disputes on codes; `dedupe` reports the other disputes."""
    from litreview.core.results.coverage import certainty
    from litreview.judgements.decisions import disputed_codes, disputes

    book = review.codebook
    goals = [code.id for code in book.codes if code.group == book.main_group and code.enabled]
    counts, suggested = _count_tags(review, goals)
    on_codes = [d for d in review.decisions if d.verb in ("tag", "not-tag")]
    judges = review.settings.adjudicators
    every = [code.id for code in book.codes if code.group == book.main_group]
    disputed = disputes(on_codes, judges, codes=every)
    differing = disputed_codes(on_codes, every, judges)
    by_code = dict(sorted(Counter(chain.from_iterable(differing.values())).items()))
    parts = [f"{goal} {n}{certainty(n, suggested[goal])}" for goal, n in counts.items()]
    line = f"{plural(len(review.chosen), 'source')}: {', '.join(parts) or 'no codes to tag with'}"
    if by_code:
        line += f"; disputed by people: {', '.join(f'{code} {n}' for code, n in by_code.items())}"
    if review.standing.screened:
        line += f".\nIn the review: {review.standing.sentence}"
    if written := [path for path in (output, table) if path]:
        line += f".\nWrote {', '.join(written)}"
    line += "."
    common.report(
        review,
        [*review.library.problems, *review.deduplication.problems, *disputed],
        {
            "sources": len(review.chosen),
            "standing": review.standing.sentence,
            "tagged": counts,
            "suggested": suggested,
            "disputed": by_code,
        },
        line,
        as_json=as_json,
        output=output,
        paths=paths,
        disputed=disputed,
    )


def _count_tags(review: Review, goals: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many of the chosen sources have each goal, and how many of these only as suggested."""
    from litreview.core.results.coverage import suggested_pairs

    chosen = {source.key for source in review.chosen}
    tagged = {(tag.source, tag.code) for tag in review.tags if tag.source in chosen}
    counts, suggested = (
        Counter(code for _, code in pairs) for pairs in (tagged, tagged & suggested_pairs(review.tags))
    )
    return {goal: counts[goal] for goal in goals}, {goal: suggested[goal] for goal in goals}


@click.group()
def codebook() -> None:
    """Check or show a codebook, or find words for it.

    \b
    Example:
      litreview codebook show tvpa
      litreview codebook check my-codebook.toml
      litreview codebook suggest-terms my-review
    """


@codebook.command(name="check")
@click.argument("file", type=common.INPUT)
@click.option(
    "--review",
    "folder",
    type=common.INPUT,
    metavar="DIR",
    help="Compare its words with people's decisions in this review: which words help, and which mislead.",
)
@common.json_option
def check_codebook(file: str, folder: str | None, *, as_json: bool) -> None:
    """Check whether FILE is a valid codebook; if not, list every fault and end with exit code 2.

    Also report which codes have too few words, and which two share many.

    \b
    Example:
      litreview codebook check my-codebook.toml
      litreview codebook check my-codebook.toml --review my-review
    """
    from litreview.judgements.codebook import load_codebook
    from litreview.stages.tagging.vocabulary import check_vocabulary, judge_words

    found = load_codebook(file)
    problems = check_vocabulary(found)
    review = _open_review(folder) if folder else None
    judged = judge_words(review.sources, found, review.decisions) if review else ()
    if as_json:
        common.print_json(
            {
                "codes": len(found.codes),
                "version": found.version,
                "problems": common.problem_rows(problems),
                "words": _word_rows(judged, "verdict"),
            }
        )
        return
    common.echo(f"{file}: a sound codebook with {plural(len(found.codes), 'code')}, version {found.version}")
    common.print_problems(problems, all_=True)
    if review:
        if not judged:
            common.echo("no words to judge: of no code people have said both yes and no")
        common.echo_lines(_word_lines(one for one in judged if one.verdict))


@codebook.command(name="suggest-terms")
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--codebook",
    "codebook_",
    type=common.INPUT,
    metavar="tvpa|FILE",
    help="The codebook (default: that of the review).",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="The number of words for each code.",
)
@common.json_option
def suggest_terms(folder: str, codebook_: str | None, most: int, *, as_json: bool) -> None:
    """Propose words for each code from the sources that people coded, with the number of these sources that have the word.

    Only words that the codebook does not have are proposed. You decide whether a word means the code.

    \b
    Example:
      litreview codebook suggest-terms my-review
      litreview codebook suggest-terms my-review --codebook my-codebook.toml --most 5
    """
    from litreview.judgements.codebook import load_codebook
    from litreview.stages.tagging.vocabulary import suggest_terms as suggested

    review = _open_review(folder)
    book = load_codebook(codebook_) if codebook_ else review.codebook
    found = suggested(review.sources, book, review.decisions, most)
    if as_json:
        common.print_json({"terms": _word_rows(found)})
        return
    if not found:
        common.echo(
            "no words to propose: three sources that have a code must share one that others hardly have"
        )
    common.echo_lines(_word_lines(found))


def _write_qda(book: Codebook, output: str, inputs: Sequence[Path]) -> None:
    from litreview.judgements.codebook.exchange import to_qda
    from litreview.judgements.refi import codebook_xml

    if output != "-" and not output.lower().endswith(".qdc"):
        raise UsageError(f"'{output}': a codebook is written as .qdc; --toml prints the TOML")
    codes = to_qda(book)
    common.emit(output, codebook_xml(codes, name=book.name), inputs)
    if output != "-":
        count = sum(code.codable for code in codes)
        common.echo(f"Wrote {plural(count, 'code')} of {book.name} to {output}", err=True)


@codebook.command(name="show")
@click.argument("file", type=common.INPUT, default="tvpa")
@click.option("--code", metavar="ID", help="Print one code or evidence field, with its definition.")
@click.option("--all", "in_full", is_flag=True, help="Print every code and evidence field like this.")
@click.option("--toml", is_flag=True, help="Print the file itself, as a start for a codebook of your own.")
@common.output_option(
    "Write the codes as REFI-QDA (.qdc), for ATLAS.ti, MAXQDA, NVivo or QualCoder.", required=False
)
def show_codebook(file: str, output: str | None, code: str | None, *, in_full: bool, toml: bool) -> None:
    """List the codes and evidence fields of FILE (default: the built-in tvpa).

    \b
    Example:
      litreview codebook show tvpa
      litreview codebook show tvpa --code protect
      litreview codebook show tvpa --toml > my-codebook.toml
      litreview codebook show tvpa -o codebook.qdc
    """
    from litreview.judgements.codebook import built_in, codebook_text, load_codebook

    if output:
        _write_qda(load_codebook(file), output, () if file in built_in() else (Path(file),))
        return
    if toml:
        common.echo(codebook_text(file), nl=False)
        return
    found = load_codebook(file)
    if code:
        known = {one.id: one for entries in _code_groups(found).values() for one in entries}
        if code not in known:
            hint = near_miss(code, known) or f"; `litreview codebook show {file}` lists them"
            raise UsageError(f"no code or evidence field '{code}'{hint}")
        common.echo_lines(_code_lines(known[code]))
        return
    common.echo(f"{found.name}, version {found.version}")
    for title, entries in _code_groups(found).items():
        common.echo(f"\n{title}")
        if in_full:
            for one in entries:
                common.echo_lines(_code_lines(one))
        else:
            common.echo(click.wrap_text(_ids(entries), _WIDTH, "  ", "  "))
    if not in_full:
        common.echo(
            f"\nOne code: `litreview codebook show {file} --code {found.codes[0].id}`; every code: `--all`"
        )


_WIDTH = 80
_MOST_IDS = 60


def _code_groups(book: Codebook) -> dict[str, list[Code | EvidenceField]]:
    """Return the codes by group, then the evidence fields, in the order of the file."""
    groups: dict[str, list[Code | EvidenceField]] = {}
    for code in book.codes:
        groups.setdefault(code.group, []).append(code)
    if book.evidence:
        groups["evidence fields (litreview decide set KEY FIELD=VALUE)"] = [*book.evidence]
    return groups


def _ids(entries: Sequence[Code | EvidenceField]) -> str:
    more = f" and {len(entries) - _MOST_IDS} more" if len(entries) > _MOST_IDS else ""
    return ", ".join(one.id for one in entries[:_MOST_IDS]) + more


def _code_lines(one: Code | EvidenceField) -> Iterator[str]:
    """Yield the id and label of a code or evidence field, its definition, and the values of a field."""
    several = getattr(one, "many", False)
    yield f"  {one.id:<20} {one.label}{', several with ;' if several else ''}"
    values = [", ".join(one.values) or "any text"] if hasattr(one, "values") else []
    for text in filter(None, [one.definition, *values]):
        yield click.wrap_text(text, _WIDTH, " " * 23, " " * 23)


COLUMNS = ("rank", "source", "doubt", "code", "probability", "suggested", "title", "before")


def write_suggestions(review: Review, output: str) -> None:
    """Write what to code next, most doubtful first, and print how far each code's model can be trusted."""
    from litreview.formats.tables import csv_table
    from litreview.review.questions.shared import describe_trust

    found = review.suggestions
    common.emit(output, csv_table(COLUMNS, _queue_rows(review), raw=review.raw_csv), review.inputs.reveal())
    common.echo_lines((describe_trust(trust) for trust in found.trust), err=True)
    if found.queue:
        common.echo(
            f"Wrote {output}: {plural(len(found.queue), 'source')} to code, the most doubtful first. A suggestion is no decision.",
            err=True,
        )


def _queue_rows(review: Review) -> Iterator[tuple[object, ...]]:
    found = review.suggestions
    titles = {source.key: source.title for source in review.sources if not source.confidential}
    for rank, one in enumerate(found.queue, 1):
        for code, p in one.probabilities.items():
            says = "yes" if p >= _YES else "no"
            yield rank, one.source, one.doubt, code, p, says, titles.get(one.source, ""), one.before[code]


_YES = 0.5
