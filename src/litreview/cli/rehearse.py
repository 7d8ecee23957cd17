"""Command `rehearse`: how many people of a list remain possible for each interviewee, by all that is public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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
    the list, if published words of it are those of a person, or if a public value was not compared. A list with a cell that is not
    understood is refused.

    \b
    Example:
      litreview rehearse my-review --known my-review/private/conference.csv
    """
    review = common.open_paths((folder,), include_confidential=False, writes=False)
    rehearsal = review_.rehearse.rehearse_publication(review, known)
    found = rehearsal.found
    if not found:
        line = "No interviewee stands in the register."
        common.print_result({"interviewees": 0}, [line], as_json=as_json)
        return
    path = review_.rehearse.write_rehearsal(review, rehearsal)
    common.log_access(review)
    k = review.settings.confidential.k
    counts = {
        "interviewees": len(found),
        "k": k,
        "people": len(rehearsal.known.people),
        "few": sum(0 < len(one.possible) < k for one in found),
        "few_if_complete": sum(0 < len(one.exclusive) < k for one in found),
        "few_by_one_value": sum(one.fewest < k <= len(one.possible) for one in found),
        "none": sum(not one.possible for one in found),
        "named": sum(bool(one.named) for one in found),
        "unread": rehearsal.unread,
        "not_in_register": rehearsal.gone,
        "empty_rows": rehearsal.known.empty,
        "equal_rows": rehearsal.known.equal,
    }
    few = [one for one in found if 0 < len(one.possible) < k]
    coarsened = dict(sorted(Counter(one.coarsen for one in few if one.coarsen).items()))
    if as_json:
        common.print_json(
            {
                **counts,
                "compared": rehearsal.known.compared,
                "not_compared": rehearsal.known.other,
                "may_be_complete": all(one.may_be_complete for one in found),
                "leave_out": coarsened,
                "hidden_versions": rehearsal.hidden,
                "wrote": str(path),
            }
        )
    else:
        sentences = (
            *_about_list(rehearsal, [code.lower() for code in review.codebook.ids]),
            *_about_people(rehearsal, counts),
            *_advice(few, coarsened, rehearsal.known),
            (rehearsal.hidden, f"Earlier versions may show more: {rehearsal.hidden}."),
            (path, f"Wrote {path}, which stays below private/."),
        )
        common.echo_lines(holding(*sentences))
    if any(counts[name] for name in ("few", "few_if_complete", "few_by_one_value", "named", "unread")):
        click.get_current_context().exit(1)


def _about_list(rehearsal: Rehearsal, codes: Collection[str]) -> list[tuple[object, str]]:
    """Return what of the list was compared, and what was not, each behind whether there is something to say.

    Only `codes` of the codebook are named: a decision may be on any word, which may be a name.
    """
    known = rehearsal.known
    named = {name for one in rehearsal.found for name in one.fields}
    public = [
        name
        for name in (*stages.register.k_anonymity.FIELDS, *codes)
        if name in named and name not in known.compared
    ]
    others = ", ".join(name or "a column without a name" for name in known.other)
    return [
        (True, f"Compared: {', '.join(known.compared)}."),
        (others, f"Not compared, only looked for in published words: {others}."),
        (public, f"Public as well, but no column of the list: {', '.join(map(_field_words, public))}."),
        (known.empty, f"Left out: {plural(known.empty, 'row')} without a word."),
        (known.equal, f"No further person: {plural(known.equal, 'row repeats', 'rows repeat')} another."),
    ]


def _about_people(rehearsal: Rehearsal, counts: Mapping[str, int]) -> list[tuple[object, str]]:
    """Return for how many interviewees few people remain possible, each behind whether there is something to say."""
    people, most = counts["people"], counts["k"] - 1
    remain = f"1 to {most} people of the list remain" if most > 1 else "1 person of the list remains"
    complete = all(one.may_be_complete for one in rehearsal.found)
    too_short = not complete and people < rehearsal.interviewees
    on_it = (
        f"{plural(people, 'person is', 'people are')} on it, and {rehearsal.interviewees} were interviewed"
    )
    return [
        (True, f"{remain} possible for {counts['few']} of {plural(counts['interviewees'], 'interviewee')}."),
        (
            complete,
            f"If the list has everybody who was interviewed, the same holds for {counts['few_if_complete']}.",
        ),
        (too_short, f"The list cannot have everybody who was interviewed: {on_it}."),
        (
            not complete and not too_short,
            "The list, as it describes people, cannot have everybody who was interviewed: they do not fit all interviewees, one each.",
        ),
        (
            counts["few_by_one_value"],
            f"Where versions of the register differ, each value counts as possible. If one alone is right, the same holds for {counts['few_by_one_value']} more.",
        ),
        (counts["none"], f"Nobody as described in the list fits {counts['none']}."),
        (counts["named"], f"Published words of {counts['named']} have a word that the list has of a person."),
        (
            rehearsal.unread,
            f"A version of the register has values of {rehearsal.unread} that are none of its words, and were not compared: read them yourself.",
        ),
        (
            rehearsal.gone,
            f"Not rehearsed: {plural(rehearsal.gone, 'code')} of other versions, which today's register lacks.",
        ),
    ]


def _advice(
    few: Sequence[stages.register.Rehearsed], coarsened: Mapping[str, int], known: stages.register.KnownPeople
) -> list[tuple[object, str]]:
    """Return which fields to leave out, of those that were compared, each behind whether there is something to say."""
    small = sum(len(one.possible) == len(known.people) for one in few)
    several = [one.fields for one in few if not one.coarsen and len(one.possible) < len(known.people)]
    compared = {*known.compared, *(["before"] if "date" in known.compared else [])}
    fields = sorted({name for own in several for name in own} & compared)
    return [
        *((n, f"For {n}, the first to leave out is: {_field_words(name)}.") for name, n in coarsened.items()),
        (small, f"For {small}, nothing is to be left out: everybody on the list is possible."),
        (
            several,
            f"For {len(several)}, no single field is enough: leave out several of {', '.join(map(_field_words, fields))}.",
        ),
    ]


def _field_words(name: str) -> str:
    """Return a field in words: one of the register, the days of decisions, or what was judged of a code."""
    return (
        "the days of decisions"
        if name == "before"
        else name
        if name in stages.register.k_anonymity.FIELDS
        else f"the judgements on {name}"
    )
