"""Commands `annotate` and `evidence-map`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import review as review_, stages
from litreview.cli import common
from litreview.core.errors import UsageError, near_miss
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.model import Problem, Source
    from litreview.review import Review
    from litreview.stages.bibliography import Audience, Bibliography, DocumentFormat, Order


_ENDINGS = (".md", ".html", ".docx", ".odt", ".tex", ".pdf", ".json")


def _list_styles(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        common.echo("\n".join(stages.bibliography.list_styles()))
        context.exit()


def _refuse_show_tags(context: click.Context, _option: click.Parameter, given: bool) -> None:
    if given:
        raise click.UsageError("--show-tags is now --for team, which prints tags and why", context)


@click.command()
@common.paths_argument
@common.only_option("annotated")
@common.output_option(
    "The file to write. Its ending sets the format: .md .html .docx .odt .tex .pdf, .json (CSL, for Quarto and pandoc), or - for Markdown on standard output. With --each, a folder."
)
@click.option(
    "--each",
    is_flag=True,
    help="Write a Markdown file with front matter for each source into the folder -o. Your text below the dividing line of a file is kept.",
)
@click.option(
    "--style",
    type=common.INPUT,
    metavar="STYLE",
    help="apa, chicago, chicago-notes, mla, bluebook (bluebook-21, bluebook-court), vancouver, ama, harvard, the name of a CSL style, or a .csl file (default: apa).",
)
@click.option(
    "--list-styles",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_styles,
    help="Print the names that --style takes, and stop.",
)
@click.option(
    "--group-by",
    default="goal",
    metavar="GROUP",
    help="The headings: goal (the codes of the codebook's main group; its own name works too), type, year, code or finding. none: one list without headings. `type,year`: headings within headings (default: goal).",
)
@click.option(
    "--order",
    type=click.Choice(["style", "bluebook"]),
    default="style",
    help="style: the order of the citation style (default). bluebook: by kind of authority: constitutions, statutes, treaties, cases, "
    "legislative and administrative materials, books, articles, news, web pages.",
)
@click.option("--code", default="", metavar="CODE", help="Only the sources with this code, such as protect.")
@click.option(
    "--repeat", is_flag=True, help="Print a source under each of its headings, not only under the first."
)
@click.option(
    "--title",
    default="",
    help="The title of the document. By default, this and the next four options are taken from [document] in litreview.toml.",
)
@click.option("--author", default="", metavar="NAME", help="The author who hands it in.")
@click.option("--institution", default="", metavar="NAME", help="The school or other institution.")
@click.option("--course", default="", metavar="NAME", help="The course or the clinic.")
@click.option("--date", default="", metavar="DAY", help="The date, as it should be printed.")
@click.option(
    "--for",
    "audience",
    type=click.Choice(["reader", "team"]),
    default="reader",
    help="reader: the version to hand in (default). team: also counts, unread sources, and for each source its tags with reasons, stances, evidence fields, recommendations and number of citations.",
)
@click.option(
    "--show-tags", is_flag=True, hidden=True, is_eager=True, expose_value=False, callback=_refuse_show_tags
)
@click.option(
    "--require-annotations",
    is_flag=True,
    help="Report every source without an annotation, and end with exit code 1.",
)
@click.option(
    "--require-complete",
    is_flag=True,
    help="End with exit code 1 if a citation lacks something that the style needs, such as a page.",
)
@click.option(
    "--reference",
    type=common.INPUT,
    default="",
    metavar="FILE",
    help="A .docx or .odt whose styles to use, such as your school's.",
)
@click.option(
    "--without-confidential",
    is_flag=True,
    help="Leave confidential sources out. By default they are listed by code and type.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Replace the file -o even if somebody has edited it.",
)
@common.json_option
@common.confidential_option
@common.public_option
def annotate(
    paths: Sequence[str],
    output: str,
    style: str | None,
    group_by: str,
    order: Order,
    code: str,
    reference: str,
    only: str,
    audience: Audience,
    *,
    each: bool,
    repeat: bool,
    require_annotations: bool,
    require_complete: bool,
    without_confidential: bool,
    force: bool,
    as_json: bool,
    include_confidential: bool,
    **title_block: str,
) -> None:
    """Write an annotated bibliography to hand in.

    Annotations come from notes/KEY.md of the review, or else from the entry's `annotation` or `annote`. If a citation lacks something
    in its style, such as a page, the field to add is named. A source with several headings is printed under the first, with "Also
    under".

    \b
    Example:
      litreview annotate examples/over-policing -o bibliography.docx --style chicago
      litreview annotate bib/ -o protect.html --code protect
      litreview annotate bib/ -o list.docx --group-by none
      litreview annotate my-review -o a.docx --only annotated --author "Ann Roe" --course "Human Rights Clinic"
      litreview annotate examples/over-policing -o tags.html --for team
      litreview annotate examples/over-policing -o vault --each
      litreview annotate examples/over-policing -o library.json
    """
    items = Path(output).suffix.lower() == ".json" and not each
    _check_output(output, each=each, items=items)
    format_ = "md" if output == "-" or each or items else stages.bibliography.document_format(output)
    review = common.open_paths(
        paths,
        include_confidential=include_confidential,
        only="included" if only == "annotated" else only,
    )
    if code:
        _check_code(review, code)
    if without_confidential and include_confidential:
        raise UsageError(
            "--without-confidential and --include-confidential contradict each other; leave one out"
        )
    sources = _sources_to_print(review, only, without_confidential=without_confidential)
    parts = review.title_block | {part: text for part, text in title_block.items() if text.strip()}
    options = stages.bibliography.BibliographyOptions(
        **parts | {"title": _stamped_title(parts["title"], output, review)},
        audience=audience,
        repeat=repeat,
        mentioned=review.sources,
        group_by=group_by,
        order=order,
        code=code,
        notes={s.key: review.notes[s.key] for s in review.chosen if s.key in review.notes},
        codebook=review.codebook,
        findings=review.findings.findings,
        decisions=review.decisions,
        requests=review.requests,
        standing=review.standing.sentence,
        cited_by=Counter(cited for _, cited in review.links.pairs) if audience == "team" else {},
        require_annotations=require_annotations,
        require_complete=require_complete,
        records=review.every_record,
        quotes=review.quotes,
    )
    wanted = review.style if style is None else review.in_edition(style)
    bibliography = stages.bibliography.compose_annotated(sources, review.tags, options, style=wanted)
    if each:
        problems = _write_each(review, bibliography, output)
    else:
        problems = _write_document(
            review, bibliography, output, format_, items=items, reference=reference, force=force
        )
        common.warn_if_input(output if items else "-", paths, review)
    if code:
        _note_missing_code(review, sources, code)
    _report(review, bibliography, problems, required=require_complete, as_json=as_json)


def _check_code(review: Review, code: str) -> None:
    if code not in review.codebook.ids:
        near = near_miss(code, review.codebook.ids)
        raise UsageError(f"no code '{code}' (`litreview codebook show` lists them){near}")


def _note_missing_code(review: Review, sources: Iterable[Source], code: str) -> None:
    tagged = {tag.source for tag in review.tags if tag.code == code}
    if tagged.isdisjoint(source.key for source in sources):
        common.echo(f"note: no source has the code '{code}'", err=True)


def _check_output(output: str, *, each: bool, items: bool) -> None:
    """Raise `UsageError` for an output that does not fit the options."""
    if each or items:
        _refuse_of_one_document(output, each=each)
    elif output != "-" and (Path(output).is_dir() or output.endswith("/")):
        raise UsageError(
            f"{output} is a folder: `--each` writes a file for each source into it, else name a file, such as {Path(output, 'list.docx')}"
        )


def _refuse_of_one_document(output: str, *, each: bool) -> None:
    """Raise `UsageError` for options of a single document if none is written, and for an output of --each that is no folder."""
    if each and (output == "-" or Path(output).suffix.lower() in _ENDINGS):
        raise UsageError(
            f"{output}: with --each there is a file for each source; name a folder, such as -o vault"
        )
    what = "--each writes a file for each source" if each else f"{output} is a list of works"
    context = click.get_current_context()
    for name in (
        "group_by",
        "order",
        "repeat",
        "title",
        "author",
        "institution",
        "course",
        "date",
        "reference",
    ):
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            option = name.replace("_", "-")
            raise UsageError(f"--{option} is for one document, and {what}; leave one of them out")


def _write_document(
    review: Review,
    bibliography: Bibliography,
    output: str,
    format_: DocumentFormat,
    *,
    items: bool,
    reference: str,
    force: bool,
) -> Sequence[Problem]:
    """Write one document, or with `items` the list of works as CSL JSON, and return its Problems; an edited one is left alone without `force`."""
    from litreview.stages.bibliography.csl_and_markdown import csl_library

    data, problems = (
        (csl_library(bibliography), bibliography.problems)
        if items
        else stages.bibliography.render_checked(bibliography, format_, reference=reference)
    )
    if kept := common.emit_document(output, data, review.inputs.reveal(), force=force):
        return [*problems, kept]
    works, annotated = len(bibliography.places), len(bibliography.notes)
    common.echo(
        f"Wrote {output}: {plural(works, 'work')}, {annotated or 'none'} with an annotation", err=True
    )
    return problems


def _write_each(review: Review, bibliography: Bibliography, folder: str) -> Sequence[Problem]:
    """Write a file for each source, print how many and which were left alone, and return the Problems of the bibliography."""
    done = review_.note_files.write_source_files(review, bibliography, folder)
    common.echo(f"Wrote {plural(done.written, 'file')} to {folder}", err=True)
    if done.unnamed:
        common.echo(
            f"note: no file for {plural(done.unnamed, 'interviewee')} counted with a group only: it would be called by the code",
            err=True,
        )
    if done.beside:
        common.echo(
            f"note: {plural(done.beside, 'file')} there of sources that are not among these, as before",
            err=True,
        )
    edited = ("LR409", "LR410")
    common.print_problems([problem for problem in done.problems if problem.code in edited], review, all_=True)
    return [problem for problem in done.problems if problem.code not in edited]


def _sources_to_print(review: Review, only: str, *, without_confidential: bool) -> tuple[Source, ...]:
    """Return the chosen sources, or with `only` "annotated" those that have an annotation."""
    sources = _with_annotation(review) if only == "annotated" else review.chosen
    return tuple(source for source in sources if not (without_confidential and source.confidential))


def _with_annotation(review: Review) -> tuple[Source, ...]:
    fields = ("annotation", "annote")
    return tuple(s for s in review.chosen if s.key in review.notes or any(map(s.get, fields)))


def _report(
    review: Review, bibliography: Bibliography, problems: Sequence[Problem], *, required: bool, as_json: bool
) -> None:
    """Print the Problems, gaps last, or all of it as JSON; exit with 1 if there is an error-level Problem."""
    # LR405 of a note is among the problems of notes, with its file
    own = [p for p in problems if p.code != "LR405" or p.key not in review.notes]
    every = [*review.library.problems, *review.deduplication.problems, *review.problems_of_notes, *own]
    missing = [problem for problem in own if problem.code == "LR402"]
    if as_json:
        common.print_json(
            {
                "sources": len(bibliography.places),
                "style": bibliography.style,
                "problems": common.problem_rows(every),
            }
        )
        common.finish(every)
        return
    common.print_problems([p for p in common.without_gaps(every) if p.code != "LR402"], review)
    common.print_problems(missing, review, all_=True)
    common.print_problems(review.notes_not_printed, review, info=True)
    common.print_gaps(bibliography.gaps, review, required=required)
    _tell_unprinted_notes(bibliography)
    common.finish(every)


def _tell_unprinted_notes(bibliography: Bibliography) -> None:
    """Print how many works have a `note` of somebody's own that stands nowhere in the document, without saying which or what."""
    if count := stages.bibliography.composing.unprinted_notes(bibliography):
        common.echo(
            f"note: {plural(count, 'work has', 'works have')} a note (BibTeX note, RIS N1) that is not printed; to print it, write it into notes/KEY.md of a review, or into annote of a .bib, RN of a .ris",
            err=True,
        )


def _stamped_title(title: str, output: str, review: Review) -> str:
    """Return the title, with the stamp of the review if the format has no other place for it."""
    from litreview.review.outputs.watermark import STAMPS

    stamp = " ".join(review.settings.stamp.split())
    return f"{title} ({stamp})" if stamp and Path(output).suffix.lower() not in STAMPS else title


@click.command(name="evidence-map")
@common.paths_argument
@common.output_option(
    "The file to write. Its ending sets the format: .html .svg .csv, or - for CSV on standard output."
)
@common.only_option()
@common.json_option
@common.csv_options
@common.confidential_option
@common.public_option
def evidence_map(
    paths: Sequence[str],
    output: str,
    only: str,
    *,
    as_json: bool,
    raw_csv: bool,
    include_confidential: bool,
) -> None:
    """Map the evidence: how many sources of each type have each code of the main group (the goals, in the built-in codebook).

    \b
    Example:
      litreview evidence-map bib/ -o map.html
    """
    from litreview.review.outputs.registry import evidence_map_bytes

    ending = ".csv" if output == "-" else Path(output).suffix.lower()
    if ending not in (".html", ".svg", ".csv"):
        raise UsageError(f"'{output}': the ending says the format; one of .html .svg .csv")
    review = common.open_paths(paths, include_confidential=include_confidential, raw_csv=raw_csv, only=only)
    common.emit(output, evidence_map_bytes(review, ending[1:]), review.inputs.reveal())
    problems = [*review.library.problems, *review.deduplication.problems]
    if as_json:
        common.print_json({"sources": len(review.chosen), "problems": common.problem_rows(problems)})
    else:
        common.echo(f"Wrote {output}", err=True)
        common.print_problems(problems, review)
    common.finish(problems)
