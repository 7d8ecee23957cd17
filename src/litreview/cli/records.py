"""Commands `check`, `convert`, `references` and `zotero` on entries; `check --release` says what a publication would expose."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import review as review_, stages
from litreview.cli import common
from litreview.cli.path_options import refuse_overwriting
from litreview.cli.terminal import REPORT_LINES
from litreview.core.decision_types import SCREENED
from litreview.core.errors import UsageError
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.model import Library, Problem
    from litreview.providers.zotero import Collection
    from litreview.review import ReferenceList, Review
    from litreview.review.release.exposure import Exposure


def print_exposure(folder: str, output: str | None, *, all_: bool, as_json: bool) -> None:
    """Check a folder before its publication and print the result; exit with 1 if there is more than notes."""
    from litreview.review.release.exposure import check_release

    found = check_release(folder)
    if output:
        common.emit(output, "".join(f"{problem}\n" for problem in found.problems))
    if as_json:
        common.print_json(
            {
                "files": found.files,
                "looked_for": dict(found.term_counts),
                "found": common.problem_rows(found.problems),
                "not_looked": list(found.unsearched),
            }
        )
    else:
        _print_exposure(found, all_=all_ and not output)
    if any(problem.level != "info" for problem in found.problems):
        click.get_current_context().exit(1)


def _print_exposure(found: Exposure, *, all_: bool) -> None:
    common.print_problems(found.problems, all_=all_, err=False, info=True, rest="--all shows them")
    terms = "; ".join(f"{what}: {number}" for what, number in found.term_counts)
    common.echo(
        f"{'' if not found.problems else chr(10)}Looked through {plural(found.files, 'file')} {found.chosen_by}."
    )
    common.echo(f"Looked for: {terms}.")
    common.echo(
        "Also for: private files in git, now or once; properties, comments, tracked changes and hidden parts of documents; "
        "codes of people who withdrew or are counted with a group only; a register that tells people apart; times of decisions on sealed codes; "
        "abstracts that a database licenses."
    )
    common.echo("Not looked for, or not into:")
    common.echo_lines(f"  {what}" for what in found.unsearched)
    common.echo(
        f"Found: {plural(len(found.problems), 'thing')}. Whether to publish is for you to decide: this finds what it knows, "
        "and knows only what lies in the folder."
    )


@click.command()
@click.argument("paths", nargs=-1, type=common.INPUT, metavar="PATHS...")
@click.option("--explain", metavar="CODE", help="Explain what a code such as LR012 means, and what to do.")
@click.option("--all", "all_", is_flag=True, help="Print every problem instead of two of each kind.")
@click.option(
    "--style",
    type=common.INPUT,
    metavar="STYLE",
    help="Also report what citations lack in a style such as bluebook, as `annotate --style` does.",
)
@click.option(
    "--release",
    is_flag=True,
    help="Report what publishing the folder would expose: names, addresses and words of interviewees, in files, documents and git's history.",
)
@common.output_option("Write every problem to a file instead, one per line.", required=False)
@common.sarif_option
@common.json_option
@common.confidential_option
@common.public_option
def check(
    paths: Sequence[str],
    explain: str | None,
    output: str | None,
    style: str | None,
    sarif: str | None,
    *,
    all_: bool,
    release: bool,
    as_json: bool,
    include_confidential: bool,
) -> None:
    """Read everything and report every problem.

    Nothing is changed. Problems are grouped by code, errors first, with a table of the codes at the end.

    \b
    Example:
      litreview check bib/
      litreview check bib/ --style bluebook
      litreview check bib/ --sarif problems.sarif
      litreview check --explain LR012
      litreview check --release my-review
    """
    if explain:
        common.echo(stages.checks.explain_code(explain))
        return
    if not paths and not Path(review_.settings.SETTINGS_FILE).is_file():
        raise click.UsageError("name PATHS to check, or a code with --explain")
    paths = paths or (".",)
    if release:
        if include_confidential or len(paths) > 1:
            raise click.UsageError("--release takes one folder, and shows nothing of what is confidential")
        if sarif:
            raise click.UsageError(
                "--release writes no SARIF: such a log is uploaded, and with it where names are found"
            )
        print_exposure(paths[0], output, all_=all_, as_json=as_json)
        return
    if include_confidential and not output:
        raise click.UsageError(
            "with --include-confidential nothing is printed; write to a file, such as -o private/out/problems.txt"
        )
    review = common.open_paths(paths, include_confidential=include_confidential, writes=False)
    if any(record.withheld for record in review.library):
        review.keep_codes()  # the remedies name the codes
    problems = review.problems if review.folder else _library_problems(review)
    gaps = review.gaps(style) if style else ()
    if style:
        problems = [*problems, *review.problems_of_gaps(style)]
    if sarif:
        common.emit(sarif, common.sarif_log(review, problems), review.inputs.reveal())
    # data on standard output is not mixed with messages
    err = sarif == "-"
    if output:
        common.emit(output, "".join(f"{problem}\n" for problem in problems), review.inputs.reveal())
        common.echo(f"Wrote {plural(len(problems), 'problem')} to {output}", err=True)
        common.print_hidden(review)
    elif as_json:
        common.print_json(
            {
                "files": len(review.library.files),
                "records": len(review.library),
                "confidential": review.library.confidential_summary(),
                "problems": common.problem_rows(problems),
            }
        )
    else:
        others = common.without_gaps(problems)
        common.print_problems(
            others, review, all_=all_, err=err, info=True, rest="--all shows them", room=_room(problems)
        )
        common.print_gaps(gaps, review, all_=all_, err=err)
        _print_summary(review, problems, err=err)
    common.finish(problems)


def _room(problems: Sequence[Problem]) -> int | None:
    """Return the lines of a terminal that the summary leaves, which has a line for each kind of Problem, and five more; None for a file."""
    kinds = {(problem.level, problem.code) for problem in problems}
    return max(REPORT_LINES - len(kinds) - 5, 0) if sys.stdout.isatty() else None


def _print_summary(review: Review, problems: Sequence[Problem], *, err: bool) -> None:
    """Print the number of each code, errors first, and the totals on the last line."""
    from litreview.core.problems import rules

    levels = Counter(problem.level for problem in problems)
    codes = Counter((problem.level, problem.code) for problem in problems)
    if codes:
        common.echo("", err=err)
        # problems are sorted by level and code, and a Counter preserves that order
        for (level, code), number in codes.items():
            title = rules()[code].title if code in rules() else ""
            common.echo(f"{number:>6}  {level:<7}  {code}  {title}", err=err)
        common.echo("\n`litreview check --explain CODE` says what a code means and what to do.", err=err)
    counts = ", ".join(
        plural(levels[level], level, "info" if level == "info" else "")
        for level in ("error", "warning", "info")
        if levels[level]
    )
    records, files = len(review.library), len(review.library.files)
    hidden = review.library.confidential_summary()
    common.echo(
        f"{plural(records, 'record')} in {plural(files, 'file')}: {counts or 'no problems'}"
        + (f"; {hidden}" if hidden else ""),
        err=err,
    )


def _library_problems(review: Review) -> Sequence[Problem]:
    """Return what reading and the rules for fields found, errors first."""
    rank = {"error": 0, "warning": 1, "info": 2}
    found = [*review.library.problems, *stages.checks.check(review.library)]
    return sorted(found, key=lambda p: (rank[p.level], p.code, p.where, p.message))


@click.command()
@common.paths_argument
@common.output_option(
    "The file to write. Its ending sets the format: .bib .ris .json (CSL) .csv, or - for BibTeX on standard output."
)
@click.option(
    "--ascii", "ascii_only", is_flag=True, help="Write é as {\\'e} and the like, for old LaTeX (.bib only)."
)
@click.option(
    "--live-preambles",
    is_flag=True,
    help="Write @preamble as it is (.bib only). By default it is written as a comment, because it is TeX code.",
)
@click.option(
    "--keys",
    metavar="PATTERN",
    help="Make new keys from a Better BibTeX pattern, such as 'auth.lower + shorttitle(3,3) + year' or '[auth:lower][year]'. The old keys stay in `ids`. Needs the extension in examples/extension_better_bibtex.",
)
@click.option(
    "--only",
    type=click.Choice([*SCREENED]),
    help="Write only the sources of a review with this screening status, for another tool. Confidential sources are left out.",
)
@common.json_option
@common.csv_options
@common.confidential_option
@common.public_option
def convert(
    paths: Sequence[str],
    output: str,
    keys: str | None,
    only: str | None,
    *,
    ascii_only: bool,
    live_preambles: bool,
    as_json: bool,
    raw_csv: bool,
    include_confidential: bool,
) -> None:
    """Convert between formats; one entry per record, nothing merged. With --only, one entry per source of a review.

    Safe corrections are made and listed: dashes in pages, DOIs, ISSNs, months, letters in a wrong encoding, HTML, further values of a
    field. Values are never guessed.

    \b
    Example:
      litreview convert scopus.bib wos.bib -o everything.ris
      litreview convert library.bib -o mine.bib --keys 'auth.lower + year'
      litreview convert my-review --only included -o included.ris
    """
    from litreview.formats import dump_pieces, format_of
    from litreview.formats.citation_keys import parse_pattern, with_keys
    from litreview.stages.checks.mend import mend

    format_ = format_of(output)
    pattern = None if keys is None else parse_pattern(keys)
    if only:
        if include_confidential or pattern:
            raise UsageError(
                "--only writes sources under their keys, and none that is confidential: without --keys and --include-confidential"
            )
        _write_screened(paths, output, format_, only, raw_csv=raw_csv, ascii_only=ascii_only, as_json=as_json)
        return
    review = common.open_paths(paths, include_confidential=include_confidential, raw_csv=raw_csv)
    mended = [mend(record) for record in review.library.records]
    records = [record for record, _ in mended]
    library = dataclasses.replace(
        review.library, records=with_keys(records, pattern) if pattern else tuple(records)
    )
    text = dump_pieces(
        library, format_, ascii_only=ascii_only, raw_csv=raw_csv, live_preambles=live_preambles
    )
    common.emit(output, text, review.inputs.reveal())
    hidden = sum(record.confidential for record in review.library.records)
    counts = Counter(reason for _, reasons in mended for reason in dict.fromkeys(reasons))
    if as_json:
        common.print_json(
            {
                "records": len(library),
                "confidential": hidden,
                "mended": dict(sorted(counts.items())),
                "problems": common.problem_rows(library.problems),
            }
        )
    else:
        note = (
            f", {hidden} of them confidential and written by code"
            if hidden and not include_confidential
            else ""
        )
        common.echo(f"Wrote {plural(len(library), 'record')}{note} to {output}", err=True)
        if pattern:
            changed = sum(old.key != new.key for old, new in zip(records, library.records, strict=True))
            common.echo(
                f"{plural(changed, 'key')} by the pattern, {len(records) - changed} as before", err=True
            )
        if format_ == "bib" and not live_preambles:
            _print_preambles(library)
        common.warn_if_input(output, paths, review)
        common.echo_lines(
            (f"mended in {plural(number, 'record')}: {reason}" for reason, number in sorted(counts.items())),
            err=True,
        )
        common.print_problems(library.problems, review)
    common.finish(library.problems)


def _print_preambles(library: Library) -> None:
    if preambles := sum(block.kind == "preamble" for block in library.blocks):
        common.echo(
            f"{plural(preambles, 'preamble')} kept as a comment, since it is TeX that runs (--live-preambles)",
            err=True,
        )


def _write_screened(
    paths: Sequence[str],
    output: str,
    format_: str,
    only: str,
    *,
    raw_csv: bool,
    ascii_only: bool,
    as_json: bool,
) -> None:
    """Write the sources of a review with a status of screening, each with that status as its note."""
    from litreview.formats import dump_pieces
    from litreview.review.stage_graph.study_selection import screened_sources

    review = common.open_paths(paths, include_confidential=False, raw_csv=raw_csv)
    sources, notes = screened_sources(review, only, labels=format_ == "csv")
    if not sources:
        raise UsageError(f"no source is {only}: {review.standing.sentence}")
    text = dump_pieces(sources, format_, notes=notes, ascii_only=ascii_only, raw_csv=raw_csv)
    common.emit(output, text, review.inputs.reveal())
    hidden = sum(source.confidential for source in review.sources)
    if as_json:
        common.print_json({"sources": len(sources), "status": only, "left_out": hidden})
        return
    left_out = f"; {plural(hidden, 'confidential source')} left out, whatever the status" if hidden else ""
    common.echo(f"Wrote {plural(len(sources), 'source')} ({only}) to {output}{left_out}", err=True)
    common.warn_if_input(output, paths, review)


@click.command()
@click.argument("collection", required=False, metavar="[COLLECTION]")
@common.output_option(
    "The file to write: a .json file of the review, such as bib/zotero.json. Without COLLECTION the whole library is written.",
    required=False,
)
@common.json_option
def zotero(collection: str | None, output: str | None, *, as_json: bool) -> None:
    """Export a collection from Zotero on this computer into a file that litreview reads.

    Zotero must be running, and its settings must allow other applications on this computer to communicate with it. Zotero is only
    read, and nothing leaves the computer. COLLECTION is a name, a path such as 'Trafficking/Courts' or a key; its subcollections are
    included. Without -o, the collections are listed. Confidential items are written only into private/.

    \b
    Example:
      litreview zotero
      litreview zotero 'Over-Policing' -o bib/zotero.json
    """
    from litreview.providers import zotero as provider

    collections = provider.collections()
    chosen = provider.find_collection(collection, collections) if collection else None
    subtree = provider.with_subcollections(chosen, collections) if chosen else ()
    if not output:
        listed = subtree or collections
        if as_json:
            rows = [{"key": one.key, "path": list(one.path), "items": one.items} for one in listed]
            common.print_json({"collections": rows})
        else:
            _print_collections(listed)
        return
    if output == "-":
        raise UsageError("-o -: a review needs a file; name one, such as bib/zotero.json")

    taken = review_.import_works.write_zotero(provider.works(subtree), output)
    if as_json:
        common.print_json(dataclasses.asdict(taken))
        return
    where = f" of {chosen.words}" if chosen else ""
    more = f" and {plural(len(subtree) - 1, 'collection')} in it" if len(subtree) > 1 else ""
    since = f" ({taken.new} new, {taken.gone} gone since the last time)" if taken.again else ""
    common.echo(f"Wrote {plural(taken.written, 'item')}{where}{more} to {output}{since}", err=True)
    if taken.left_out:
        common.echo(
            f"note: {plural(taken.left_out, 'item')} confidential, and not written; name a file below private/ to have them there",
            err=True,
        )


def _print_collections(collections: Sequence[Collection]) -> None:
    """Print collections, each with its key and the number of its own items."""
    if not collections:
        common.echo(
            "Zotero has no collections here; `litreview zotero -o bib/zotero.json` takes the whole library",
            err=True,
        )
    for one in collections:
        count = "" if one.items is None else f", {plural(one.items, 'item')}"
        common.echo(f"{'  ' * (len(one.path) - 1)}{one.name} ({one.key}{count})")


@click.command()
@click.argument("files", nargs=-1, required=True, type=common.INPUT, metavar="FILE...")
@common.output_option(
    "The file to write. Its ending sets the format: .bib .ris .json (CSL) .csv, or - for BibTeX on standard output."
)
@common.json_option
@common.csv_options
@common.confidential_option
@common.public_option
def references(
    files: Sequence[str],
    output: str,
    *,
    as_json: bool,
    raw_csv: bool,
    include_confidential: bool,
) -> None:
    """Read reference lists and write an entry for each reference.

    FILE is a .txt, .md, .tex or .docx, or - for a list that you paste. References may be numbered, one per line, separated by blank
    lines, or footnotes, in any style. Each entry keeps its original text in the field `reference-string`. Lines that are not a
    reference are reported.

    \b
    Example:
      litreview references list.txt -o refs.bib
      litreview references article.docx -o refs.csv
    """
    from litreview.formats import dumps, format_of

    format_ = format_of(output)
    if include_confidential:
        common.keep_private(files)
    refuse_overwriting([])
    found = _read_references(files, include_confidential=include_confidential)
    text = dumps(found.library, format_, raw_csv=raw_csv and format_ == "csv")
    common.emit(output, text)
    if as_json:
        common.print_json(
            {
                "files": len(files),
                "entries": len(found.records),
                "problems": common.problem_rows(found.problems),
            }
        )
    else:
        common.echo(f"Wrote {plural(len(found.records), 'entry', 'entries')} to {output}", err=True)
        if include_confidential:  # a terminal is not below private/
            common.echo(
                f"{plural(len(found.problems), 'problem')} (not shown with --include-confidential)",
                err=True,
            )
        else:
            common.print_problems(found.problems, info=True, rest="--json shows them")
    common.finish(found.problems)


def _read_references(files: Sequence[str], *, include_confidential: bool) -> ReferenceList:
    if "-" in files:
        data = common.read_standard_input(files)
        return review_.import_works.read_reference_text(
            data, "<stdin>", include_confidential=include_confidential
        )
    return review_.import_works.read_reference_files(
        files, include_confidential=include_confidential, public=common.named_public()
    )
