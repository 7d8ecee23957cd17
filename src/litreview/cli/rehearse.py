"""Command `rehearse`: how many people of a list remain possible for each interviewee, by all that is public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from litreview import review as review_, stages
from litreview.cli import common
from litreview.core.wording import holding, plural

if TYPE_CHECKING:
    from litreview.review.rehearse import Rehearsal


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--known",
    required=True,
    type=common.INPUT,
    metavar="FILE",
    help="A list of people whom a stranger may know: CSV in UTF-8, or .xlsx. Columns have the names of register fields, such as role, "
    "region and date, or of codes of the codebook, with yes, no or a stance. An empty cell says that nobody knows. Words in other columns "
    "are searched for in published words.",
)
@common.json_option
def rehearse(folder: str, known: str, *, as_json: bool) -> None:
    """Test before a publication whether interviewees could be recognised.

    For each code, counts which people of the list it could be, judging by the register, tags, stances, days of decisions and findings, as
    they are in the folder and in any commit of any branch, and by quotes. The full result, with the rows and the fields to leave out, is
    written only into private/; the terminal shows counts. The exit code is 1 if a code fits at least one, but fewer than `k`, people of
    the list, if published words of it are those of a person, if a public value was not compared, or if the numbers of the codes show a field. A list with a cell that is not
    understood is refused.

    \b
    Example:
      litreview rehearse my-review --known my-review/private/conference.csv
    """
    review = common.open_paths((folder,), include_confidential=False, writes=False)
    rehearsal = review_.rehearse.rehearse_publication(review, known)
    if not rehearsal.found:
        line = "No interviewee stands in the register."
        common.print_result({"interviewees": 0}, [line], as_json=as_json)
        return
    path = review_.rehearse.write_rehearsal(review, rehearsal)
    common.log_access(review)
    counts = rehearsal.counts
    data = {
        **counts,
        "compared": rehearsal.known.compared,
        "not_compared": rehearsal.known.other,
        "may_be_complete": rehearsal.may_be_complete,
        "leave_out": rehearsal.coarsened,
        "follow_the_numbers": rehearsal.ordered,
        "hidden_versions": rehearsal.hidden,
        "wrote": str(path),
    }
    sentences = (
        *_about_list(rehearsal, [code.lower() for code in review.codebook.ids]),
        *_about_people(rehearsal, counts),
        *_advice(rehearsal),
        (
            rehearsal.ordered,
            f"The numbers of the codes show more: {', '.join(rehearsal.ordered)} can be guessed from them where nothing is shown. Draw the numbers at random.",
        ),
        (rehearsal.hidden, f"Earlier versions may show more: {rehearsal.hidden}."),
        (path, f"Wrote {path}, which stays below private/."),
    )
    common.print_result(data, holding(*sentences), as_json=as_json)
    if (
        any(counts[name] for name in ("few", "few_if_complete", "few_by_one_value", "named", "unread"))
        or rehearsal.ordered
    ):
        click.get_current_context().exit(1)


_Row = tuple[object, str]
"""A sentence, behind whether there is something to say."""


def _about_list(rehearsal: Rehearsal, codes: Iterable[str]) -> list[_Row]:
    """Return what of the list was compared, and what was not.

    Only `codes` of the codebook are named: a decision may be on any word, which may be a name.
    """
    known = rehearsal.known
    named = {name for one in rehearsal.found for name in one.fields} - {*known.compared}
    public = [name for name in (*stages.register.k_anonymity.FIELDS, *codes) if name in named]
    others = ", ".join(known.other)
    return [
        (True, f"Compared: {', '.join(known.compared)}."),
        (others, f"Not compared, only looked for in published words: {others}."),
        (public, f"Public as well, but no column of the list: {_field_words(public)}."),
        (known.empty, f"Left out: {plural(known.empty, 'row')} without a word."),
        (known.equal, f"No further person: {plural(known.equal, 'row repeats', 'rows repeat')} another."),
    ]


def _about_people(rehearsal: Rehearsal, counts: Mapping[str, int]) -> list[_Row]:
    """Return for how many interviewees few people remain possible."""
    people, most, number = counts["people"], counts["k"] - 1, rehearsal.interviewees
    remain = f"1 to {most} people of the list remain" if most > 1 else "1 person of the list remains"
    complete = rehearsal.may_be_complete
    on_it = f"{plural(people, 'person is', 'people are')} on it, and {number} were interviewed"
    fit = "The list, as it describes people, cannot have everybody who was interviewed: they do not fit all interviewees, one each."
    one_value = "Where versions of the register differ, each value counts as possible. If one alone is right, the same holds for {} more."
    unread = "A version of the register has values of {} that are none of its words, and were not compared: read them yourself."
    gone = f"Not rehearsed: {plural(rehearsal.gone, 'code')} of other versions, which today's register lacks."
    return [
        (True, f"{remain} possible for {counts['few']} of {plural(counts['interviewees'], 'interviewee')}."),
        (complete, f"If the list has everybody who was interviewed, the same holds for {counts['few_if_complete']}."),
        (not complete and people < number, f"The list cannot have everybody who was interviewed: {on_it}."),
        (not complete and people >= number, fit),
        (counts["few_by_one_value"], one_value.format(counts["few_by_one_value"])),
        (counts["none"], f"Nobody as described in the list fits {counts['none']}."),
        (counts["named"], f"Published words of {counts['named']} have a word that the list has of a person."),
        (rehearsal.unread, unread.format(rehearsal.unread)),
        (rehearsal.gone, gone),
    ]  # fmt: skip


def _advice(rehearsal: Rehearsal) -> list[_Row]:
    """Return which fields to leave out, of those that were compared."""
    known, few = rehearsal.known, rehearsal.few
    small = sum(len(one.possible) == len(known.people) for one in few)
    several = [one.fields for one in few if not one.coarsen and len(one.possible) < len(known.people)]
    compared = {*known.compared, *(["before"] if "date" in known.compared else [])}
    fields = _field_words(sorted({name for own in several for name in own} & compared))
    first = rehearsal.coarsened.items()
    return [
        *((n, f"For {n}, the first to leave out is: {_field_words([name])}.") for name, n in first),
        (small, f"For {small}, nothing is to be left out: everybody on the list is possible."),
        (several, f"For {len(several)}, no single field is enough: leave out several of {fields}."),
    ]


def _field_words(names: Iterable[str]) -> str:
    """Return fields in words: those of the register, the days of decisions, and what was judged of a code."""
    words = {name: name for name in stages.register.k_anonymity.FIELDS} | {"before": "the days of decisions"}
    return ", ".join(words.get(name, f"the judgements on {name}") for name in names)
