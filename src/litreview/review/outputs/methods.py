"""The methods of a review, told from what really happened: searches, deduplication, screening, coding, agreement, the other streams.

Each step is a function from the review to sentences. A number is taken from the same value that the flow, the tables and the pages show; what
the review does not hold is named as not recorded. What is told, and in which order, follows PRISMA 2020 (items 5 to 9 and 16), PRISMA-S, and the position
statement of Cochrane, the Campbell Collaboration, JBI and CEE on automation in evidence synthesis (2025): which tool, for what, with
what check by people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from litreview import __version__
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.model import Cluster, Decision, Match
from litreview.core.results import Methods, MethodsSentence, Search
from litreview.core.wording import plural
from litreview.review.session import Review
from litreview.stages.duplicates.clustering import COPY

_Told = Iterator[tuple[str, bool]]
"""Sentences, each with whether it is told (or names what is missing)."""
_RULES_NAMED = 6
PEOPLE, COPIED = "people", "the same in every field"


def describe_methods(review: Review) -> Methods:
    """Return how the review was made, step by step, and what it does not hold."""
    told: list[MethodsSentence] = []
    missing: list[MethodsSentence] = []
    for about, step in _STEPS.items():
        for words, is_told in step(review):
            (told if is_told else missing).append(MethodsSentence(about=about, words=words))
    return Methods(sentences=tuple(told), missing=tuple(missing))


def _searches(review: Review) -> _Told:
    every = review.settings.searches
    searches = [one for one in every if not one.method]
    if searches:
        yield from _run(review, searches)
    else:
        yield "searches: databases, dates and strategies", False
    yield from _other_methods(review)
    flow = review.flow
    unsearched = [one for one in flow.identified if not one.database and one.records]
    yield (
        f"{_many(flow.records, 'record')} of literature {_was(flow.records)} read from {_many(sum(1 for one in flow.identified if one.records), 'file')}.",
        True,
    )
    if every and unsearched:
        n = sum(one.records for one in unsearched)
        yield (
            f"{_many(n, 'of these record', 'of these records')} came from files of which no search is recorded.",
            True,
        )
    yield "peer review of the search strategies", False


def _run(review: Review, searches: Sequence[Search]) -> _Told:
    """Yield which databases were searched when, and what is noted of it."""
    names = list(dict.fromkeys(one.database for one in searches))
    dates = sorted({one.date for one in searches if one.date})
    when = f" between {dates[0]} and {dates[-1]}" if len(dates) > 1 else f" on {dates[0]}" if dates else ""
    hits = [one.hits for one in searches if one.hits is not None]
    yield (
        (
            f"{_many(len(searches), 'search', 'searches')} of {_many(len(names), 'database')} "
            f"({_listed(_with_platform(review, name) for name in names)}) {_was(len(searches))} run{when}."
        ),
        True,
    )
    if len(hits) == len(searches):
        yield f"The databases reported {_many(sum(hits), 'hit')}.", True
    yield from _strategies(searches)
    yield from _not_noted(searches)


def _other_methods(review: Review) -> _Told:
    """Yield how many records came in by other ways than databases, and which these are."""
    counts: Counter[str] = Counter()
    for one in review.flow.identified:
        if one.method:
            counts[one.method] += one.records
    if counts:
        told = _listed(f"{n:,} by {method}" for method, n in counts.items())
        yield (
            f"{_many(counts.total(), 'record')} {_was(counts.total())} identified by other methods: {told}.",
            True,
        )


def _strategies(searches: Sequence[Search]) -> _Told:
    """Yield where the strategies are, and the limits put on the searches."""
    noted = sum(bool(one.strategy) for one in searches)
    if noted:
        whole = sum(bool(one.strategy_file) for one in searches)
        told = f", {whole:,} of them from files of the review" if whole else ""
        yield (
            f"The {'strategy' if noted == 1 else 'strategies'} of {_many(noted, 'search', 'searches')} {_are(noted)} listed with the searches{told}.",
            True,
        )
    limits = [f"{one.database} ({one.limits.rstrip('.')})" for one in searches if one.limits]
    if limits:
        yield f"Limits: {_listed(limits)}.", True


def _not_noted(searches: Sequence[Search]) -> _Told:
    """Yield what the searches do not say of themselves."""
    for field, what in (
        ("date", "the date"),
        ("strategy", "the strategy"),
        ("limits", "whether limits were put on"),
        ("platform", "the platform"),
        ("hits", "the number of hits"),
    ):
        lacking = [one.database for one in searches if getattr(one, field) in ("", None)]
        if lacking:
            of = "" if field == "limits" else "of "
            named = "any search" if len(lacking) == len(searches) else f"the search of {_listed(lacking)}"
            yield f"{what} {of}{named}", False


def _with_platform(review: Review, name: str) -> str:
    platforms = dict.fromkeys(
        one.platform for one in review.settings.searches if one.database == name and one.platform
    )
    return f"{name} on {_listed(platforms)}" if platforms else name


def _deduplication(review: Review) -> _Told:
    flow = review.flow
    yield (
        (
            f"Duplicates were found with litreview {__version__}: {_many(flow.records, 'record')} {_are(flow.records)} "
            f"{_many(flow.sources, 'work')}; {_many(flow.duplicates_removed, 'record')} {_was(flow.duplicates_removed)} joined to another."
        ),
        True,
    )
    by_rule = count_merges(review)
    people = by_rule.pop(PEOPLE, 0)
    if flow.duplicates_removed:
        named = by_rule.most_common(_RULES_NAMED)
        others = by_rule.total() - sum(n for _, n in named)
        rules = [f"{n:,} by the rule “{rule}”" for rule, n in named] + [f"{others:,} by other rules"] * bool(
            others
        )
        yield f"Of these joins {_listed([*rules, f'{people:,} by people'])}.", True
    apart = sum(d.verb == "different" for d in review.decisions)
    if apart:
        yield f"People said of {_many(apart, 'pair')} that it is two works.", True
    if flow.pairs_to_judge:
        yield (
            f"{_many(flow.pairs_to_judge, 'pair')} in doubt {_are(flow.pairs_to_judge)} not judged yet; none of them was joined.",
            True,
        )
    corrected = [one.field for fields in review.corrections.values() for one in fields]
    if corrected:
        of = _many(len(review.corrections), "work")
        yield (
            f"People corrected {_many(len(corrected), 'field')} of {of}: {_listed(sorted({*corrected}))}.",
            True,
        )


def count_merges(review: Review) -> Counter[str]:
    """Return how many records of the literature each rule joined to another record, `people` those that a person did.

    A work of n records is n - 1 joins, the strongest proofs that hold it together; the sum is `flow.duplicates_removed`.
    """
    found: Counter[str] = Counter()
    literature = set(review.standing.keys())
    for source, cluster in zip(review.sources, review.deduplication.clusters, strict=True):
        if source.key in literature and len(cluster.records) > 1:
            found.update(_joins(cluster))
    return found


def _joins(cluster: Cluster) -> Iterator[str]:
    """Yield the rule of each join of a work: the strongest matches that hold its records together."""
    home: dict[str, str] = {record: record for record in cluster.records}

    def top(record: str) -> str:
        while home[record] != record:
            record = home[record]
        return record

    for match in sorted(cluster.matches, key=lambda m: (-m.score, m.rule, m.a, m.b)):
        a, b = top(match.a), top(match.b)
        if a != b:
            home[a] = b
            yield _named(match)


def _named(match: Match) -> str:
    """Return what joined two records: the id of a rule (docs/rules.md has what each says), that they are copies, or people."""
    return match.rule or (COPIED if match.reasons == COPY.reasons else PEOPLE)


def _screening(review: Review) -> _Told:
    flow, settings = review.flow, review.settings
    if not review.standing.screened:
        yield "The sources were not screened: all of them count.", True
        return
    people = {
        d.by for d in review.decisions if d.verb in SCREENING_VERBS and d.by not in settings.adjudicators
    }
    judges = {d.by for d in review.decisions if d.verb in SCREENING_VERBS and d.by in settings.adjudicators}
    how = "two people, apart from each other," if settings.screeners == 2 else "one person"
    yield (
        f"Each title and abstract, and each full text, was to be judged by {how} of {_many(len(people), 'person', 'people')} who screened.",
        True,
    )
    if judges:
        yield f"{_many(len(judges), 'adjudicator')} settled differences.", True
    yield (
        f"{_many(flow.screened, 'work')} {_was(flow.screened)} screened by title and abstract and {flow.excluded:,} excluded; of "
        f"{_many(flow.sought, 'report')} sought, {flow.not_retrieved:,} could not be retrieved; {flow.assessed:,} {_was(flow.assessed)} "
        f"assessed in full text, and {sum(flow.excluded_by_reason.values()):,} excluded"
        + (
            f" ({_listed(f'{reason}: {n:,}' for reason, n in flow.excluded_by_reason.items())})"
            if flow.excluded_by_reason
            else ""
        )
        + f". {_many(flow.included, 'report')} of {_many(flow.studies_included, 'study', 'studies')} {_was(flow.included)} included.",
        True,
    )
    if pending := len(review.standing.pending):
        yield f"{_many(pending, 'work')} still {'awaits' if pending == 1 else 'await'} a judgement.", True
    if settings.stopped:
        yield (
            f"Screening was stopped by this rule: {settings.stopped.rstrip('.')}; {_many(flow.left_unscreened, 'work')} {_was(flow.left_unscreened)} left unscreened"
            + (
                ", as ranked last by a model that learned from the screening."
                if flow.left_by_automation
                else "."
            ),
            True,
        )
    if not settings.reasons:
        yield "the reasons for which full texts could be excluded", False


def _coding(review: Review) -> _Told:
    book = review.codebook
    counted = {source.key for source in review.included}
    people = [
        d for d in review.decisions if d.verb in _CODING and d.key in counted and not review.corrects(d)
    ]
    coders = {d.by for d in people}
    yield f"Sources were coded with the codebook “{book.title or book.name}” (version {book.version}).", True
    if not people:
        yield "No person has coded a source yet.", True
    else:
        told = f"{_many(len(coders), 'person', 'people')} made {_many(len(people), 'judgement')}"
        yield f"{told} on codes, stances and evidence fields of what counts as evidence.", True
    yield from _suggested(review, counted)
    yield from _blind(people)
    yield _RULES_TOLD, True
    if not any(d.verb == "stance" for d in people):
        yield f"what the sources found on the {book.main.many} (stances)", False


_CODING = ("tag", "not-tag", "stance", "set")
_RULES_TOLD = (
    "The rules are patterns of words with weights, made by people and listed with the codebook; litreview asks no language model, and "
    "no judgement of a person is ever filled or changed by the machine."
)


def _suggested(review: Review, counted: Collection[str]) -> _Told:
    """Yield what the rules suggested, and how people checked it."""
    main = review.codebook.main
    goals = {code.id for code in review.codebook.goals}
    tags = [t for t in review.tags if t.code in goals and t.source in counted]
    human = {(t.source, t.code) for t in tags if t.method == "human"}
    machine = {(t.source, t.code) for t in tags} - human
    pairs = _many(len(human | machine), f"pair of source and {main.one}", f"pairs of source and {main.one}")
    said = f"{len(human):,} {_are(len(human))} a person's and {len(machine):,} {_are(len(machine))} suggested by the codebook's rules"
    yield f"Of the {pairs} that {_are(len(human | machine))} tagged, {said} and not checked by anyone.", True
    checked = count_checked(review)
    if sum(checked.values()):
        said = f"people confirmed {checked['confirmed']:,} and refused {checked['refused']:,}"
        added = f"they added {checked['added']:,} that the rules had not seen"
        yield f"Where the rules had suggested {main.a}, {said}; {added}.", True


def _blind(people: Sequence[Decision]) -> _Told:
    """Yield whether suggestions were shown to those who coded."""
    told = Counter(d.shown for d in people)
    if told["yes"] or told["no"]:
        shown = f"The suggestion was shown when {_many(told['yes'], 'judgement')} {_was(told['yes'])} made"
        yield f"{shown}, and hidden for {told['no']:,}.", True
    if told[""]:
        yield f"for {_many(told[''], 'judgement')}, whether a suggestion was shown", False


def count_checked(review: Review) -> dict[str, int]:
    """Return on how many pairs of included source and goal people confirmed or refused what the rules suggest, and how many they added."""
    from litreview.stages.tagging import tag

    keys = {source.key for source in review.included if not source.confidential}
    goals = {code.id for code in review.codebook.goals}
    prefix = f"{review.codebook.name}:"
    said: dict[str, set[tuple[str, str]]] = {"tag": set(), "not-tag": set()}
    for d in review.decisions:
        if d.verb in said and d.key in keys and d.value.removeprefix(prefix) in goals:
            said[d.verb].add((d.key, d.value.removeprefix(prefix)))
    # the tags of a review have people's in the place of the machine's, so the rules are asked again, of what people judged
    judged = {key for pairs in said.values() for key, _ in pairs}
    asked = tag([source for source in review.included if source.key in judged], review.codebook)
    rules = {(t.source, t.code) for t in asked if t.code in goals}
    yes, no = said["tag"] - said["not-tag"], said["not-tag"] - said["tag"]
    return {"confirmed": len(yes & rules), "refused": len(no & rules), "added": len(yes - rules)}


def _agreement(review: Review) -> _Told:
    shared = [one for one in review.agreement if one.n]
    if not shared:
        yield "agreement between coders: nobody judged what another judged", False
        return
    names = {
        "screen abstract": "inclusion by title and abstract",
        "screen fulltext": "inclusion by full text",
    }
    goals = [code.id for code in review.codebook.goals]
    wanted = [one for one in shared if one.about in (*goals, *names) or one.about.startswith("stance ")]
    told = [
        f"{names.get(one.about, one.about)} {one.alpha} over {_many(one.n, 'source')}"
        for one in wanted
        if one.alpha.value is not None
    ]
    if told:
        yield (
            f"Agreement before differences were settled (Krippendorff's alpha, with its 95% interval by bootstrap): {'; '.join(told)}.",
            True,
        )
    open_ = sum(not d.settled for one in shared for d in one.disagreements)
    all_ = sum(len(one.disagreements) for one in shared)
    if all_:
        yield (
            f"{_many(all_, 'difference')} between coders {_was(all_)} found; {all_ - open_:,} {_are(all_ - open_)} settled by an adjudicator.",
            True,
        )


def _beside(review: Review) -> _Told:
    beside = review.standing.other_streams
    if n := beside.get("interview", 0):
        groups = Counter(
            s.get("role_group")
            for s in review.sources
            if s.get("role_group") and review.standing.streams.get(s.key) == "interview"
        )
        told = (
            f" ({_listed(f'{group}: {k:,}' for group, k in sorted(groups.items()))}; others are not published)"
            if groups
            else ""
        )
        if groups and groups.total() == n:
            told = told.replace("; others are not published", "")
        yield (
            f"{_many(n, 'interview')} {_was(n)} held beside the literature{told}. Interviewees are called by codes; what is published of them at least {review.settings.confidential.k} share.",
            True,
        )
    if requests := review.requests:
        outcomes = Counter(one.outcome for one in requests)
        yield (
            f"{_many(len(requests), 'public records request')} {_was(len(requests))} sent; their outcomes: {_listed(f'{name}: {n:,}' for name, n in sorted(outcomes.items()))}.",
            True,
        )
    asked = sum(
        any(record.withheld for record in source.records)
        for source in review.sources
        if review.standing.streams.get(source.key) == "other"
    )
    if n := beside.get("other", 0) - asked:
        yield f"{_many(n, 'other source')} {_was(n)} told or given to the reviewers in confidence.", True
    if asked:
        yield (
            f"{_many(asked, 'source')} {_are(asked)} withheld, and in no count of the literature, until a person says whether they may be shown.",
            True,
        )


def _synthesis(review: Review) -> _Told:
    found = review.findings
    if found.found:
        yield (
            (
                f"{_many(len(found.found), 'finding')} and {_many(len(found.recommendations), 'recommendation')} name the sources that support, "
                "contradict or qualify them; versions of one study count once, and claims of agencies, vendors and the press are counted apart."
            ),
            True,
        )
    else:
        yield "findings with the sources on each side", False
    if n := len(found.open):
        yield f"{_many(n, 'statement')} {_are(n)} open: to be examined, and not found.", True
    if not any(note.field == "appraisal" for note in review.evidence):
        yield "an appraisal of the risk of bias or quality of the sources", False
    yield "registration and protocol of the review", False


_STEPS: dict[str, Callable[[Review], _Told]] = {
    "search": _searches,
    "deduplication": _deduplication,
    "screening": _screening,
    "coding": _coding,
    "agreement": _agreement,
    "interviews and records": _beside,
    "synthesis": _synthesis,
}


def _many(n: int, one: str, many: str = "") -> str:
    return plural(n, one, many, sep=",")


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _listed(names: Iterable[str]) -> str:
    """Return `a, b and c`."""
    found: Sequence[str] = [*names]
    return " and ".join(filter(None, (", ".join(found[:-1]), found[-1]))) if found else ""
