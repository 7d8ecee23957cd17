"""What a finding's sources rest on, one by one: judgements, studies, coders, merges, exclusions, files and streams (`stress.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from litreview.core.containers import grouped
from litreview.core.model import Decision, Finding, Source
from litreview.core.results import Footing, Reversal, Standing
from litreview.core.sealed import is_private_path
from litreview.core.wording import plural
from litreview.judgements.decisions import person
from litreview.stages.evidence.finding_checks import SIDE_STANCES
from litreview.stages.evidence.stance import noted_stances

_UNNAMED = "an interviewee"


def find_reversals(
    findings: Iterable[Finding],
    footings: Iterable[Footing],
    standing: Standing,
    decisions: Iterable[Decision],
    sources: Iterable[Source],
    *,
    adjudicators: Iterable[str] = (),
    unnamed: Collection[str] = (),
    codebook: str = "",
) -> tuple[Reversal, ...]:
    """Return everything whose reversal takes a source from a side of a finding, or brings one to the side against, in a fixed order.

    Where an adjudicator judged, the judgement is the adjudicator's. Sources among `unnamed` are interviewees who must not be named.
    """
    all_findings = [one for one in findings if not one.is_open]
    places = grouped(
        (key, one)
        for one in all_findings
        for side in ("supports", "contradicts")
        for key in getattr(one, side)
    )
    judges = frozenset(map(person, adjudicators))
    by_key = {source.key: source for source in sources if source.key in places}
    lines = _lines(decisions, places, judges, f"{codebook}:")

    def name(key: str) -> str:
        return _UNNAMED if key in unnamed else key

    judged = [_judgement(one, about, places, name) for one, about in lines]
    drops = grouped(
        (person(one.by), each) for (one, _), made in zip(lines, judged, strict=True) for each in made.drops
    )
    return (
        *judged,
        *(Reversal(kind="study", name=name(key), drops=_of(key, named)) for key, named in places.items()),
        *(Reversal(kind="coder", name=by, drops=frozenset(each)) for by, each in sorted(drops.items())),
        *_additions(all_findings, footings, standing, [*decisions], name),
        *_file_reversals(places, by_key),
        *_groups("stream", places, {key: {standing.streams.get(key, "literature")} for key in by_key}),
    )


def _of(key: str, findings: Iterable[Finding]) -> frozenset[tuple[str, str]]:
    return frozenset((one.id, key) for one in findings)


def _lines(
    decisions: Iterable[Decision],
    places: Mapping[str, Sequence[Finding]],
    judges: Collection[str],
    prefix: str,
) -> list[tuple[Decision, str]]:
    """Return the judgements on which named sources rest, each with the goal it is about, `""` for screening."""
    made: dict[tuple[str, str, str], list[Decision]] = {}
    for one in decisions:
        if one.key not in places:
            continue
        goal = one.value.removeprefix(prefix).partition("=")[0]
        if one.verb == "include" and one.value == "fulltext":  # a source counts by its full text
            made.setdefault((one.key, "include", one.value), []).append(one)
        elif one.verb in ("tag", "stance") and any(goal == finding.goal for finding in places[one.key]):
            made.setdefault((one.key, one.verb, goal), []).append(one)
    order = ("stance", "tag", "include")
    return [
        (one, "" if verb == "include" else about)
        for (_, verb, about), lines in sorted(made.items(), key=lambda item: order.index(item[0][1]))
        for one in ([line for line in lines if person(line.by) in judges] or lines)
    ]


def _judgement(
    one: Decision, goal: str, places: Mapping[str, Sequence[Finding]], name: Callable[[str], str]
) -> Reversal:
    """Return the reversal of one judgement: said otherwise it excludes the source, or people differ on it."""
    what = f"{one.verb} on {goal}" if goal else "inclusion by full text"
    affected = [finding for finding in places[one.key] if not goal or finding.goal == goal]
    label = name(one.key)
    return Reversal(
        kind="judgement", name=f"{person(one.by)}: {what} of {label}", drops=_of(one.key, affected)
    )


def _file_reversals(
    places: Mapping[str, Sequence[Finding]], sources: Mapping[str, Source]
) -> Iterator[Reversal]:
    """Yield a reversal for each file that is left out: a source is gone with the last of its files."""
    # a copy without private/ counts the same
    files = {
        key: {record.where.file for record in source.records if not is_private_path(record.where.file)}
        for key, source in sources.items()
    }
    members = grouped((file, key) for key in places for file in sorted(files.get(key, ())))
    for file, keys in sorted(members.items()):
        named = [(key, each) for key in keys for each in _of(key, places[key])]
        yield Reversal(
            kind="file",
            name=file,
            drops=frozenset(each for key, each in named if len(files[key]) == 1),
            parts=frozenset((*each, len(files[key])) for key, each in named if len(files[key]) > 1),
        )


def _groups(
    kind: str, places: Mapping[str, Sequence[Finding]], groups: Mapping[str, Iterable[str]]
) -> Iterator[Reversal]:
    """Yield a reversal for each group of sources that is left out as a whole."""
    members = grouped((group, key) for key in places for group in sorted(groups.get(key, ())))
    for group, keys in sorted(members.items()):
        yield Reversal(
            kind=kind, name=group, drops=frozenset(each for key in keys for each in _of(key, places[key]))
        )


def _additions(
    findings: Iterable[Finding],
    footings: Iterable[Footing],
    standing: Standing,
    decisions: Sequence[Decision],
    name: Callable[[str], str],
) -> Iterator[Reversal]:
    """Yield exclusions of sources that contradict a finding, and merges of such sources: undone, one more speaks against it."""
    stances = noted_stances(decisions)
    lines = grouped((one.key, one) for one in decisions if one.verb in ("exclude", "same"))
    named = {(one.of, one.side): one for one in footings}
    for finding in findings:
        allowed = SIDE_STANCES[finding.stance]["contradicts"] if finding.stance else ()
        footing = named.get((finding.id, "contradicts"))
        for key in finding.contradicts if footing else ():
            noted = stances.get((finding.goal, key), set())
            doubts = footing.doubts.get(key, ()) if footing else ()
            if any(doubt.kind == "weighed" for doubt in doubts):
                continue  # a claim counts for no side, in or out
            out = key in standing.status and standing.status[key].status == "excluded"
            label = name(key)
            for number, one in enumerate(lines.get(key, ())):
                if one.verb == "exclude" and out and noted and noted <= set(allowed):
                    words = f"{person(one.by)}: exclusion of {label}"
                    yield Reversal(kind="merge or exclusion", name=words, adds=frozenset({(finding.id, key)}))
                elif one.verb == "same" and not doubts:
                    words = f"{person(one.by)}: merge into {label}"
                    added = (finding.id, f"{key} {number}")
                    yield Reversal(kind="merge or exclusion", name=words, adds=frozenset({added}))


def describe_support(
    finding: Finding,
    supporting: Sequence[Sequence[str]],
    standing: Standing,
    judges: Mapping[str, Collection[str]],
    titles: Collection[str],
    claims: Collection[str],
    parts_of_statement: int = 1,
) -> tuple[str, ...]:
    """Return in words how much of a finding's support is known by title only, is a claim, is of one coder, or of one origin.

    `judges` are those who gave tags and stances, by key; `titles` are the keys that people judged by their title; `claims` those of agencies, vendors and the press.
    """
    keys = [key for origin in supporting for key in origin]
    coders = Counter(by for key in keys if len(people := judges.get(key, frozenset())) == 1 for by in people)
    streams = Counter(standing.streams.get(key, "literature") for key in keys)
    counted = len(keys)
    parts = []
    if few := sum(key in titles for key in keys):
        parts.append(f"{few} of {plural(counted, 'source')} known by title only")
    if few := sum(key in claims for key in (*finding.supports, *finding.contradicts)):
        parts.append(f"{plural(few, 'claim')} not counted on either side")
    parts += [f"{n} of {plural(counted, 'source')} judged by {by} alone" for by, n in sorted(coders.items())]
    if parts_of_statement > 1:  # which source shows which part, the finding does not say
        parts.append(f"{parts_of_statement} parts of the statement weighed as one")
    if counted > 1 and len(supporting) == 1:
        parts.append("all support is of one origin")
    if counted and len(streams) == 1:
        parts.append(f"all support is {next(iter(streams))}")
    return tuple(parts)
