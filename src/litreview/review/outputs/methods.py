"""The methods section of a review, written from its data: searches, deduplication, screening, coding, agreement, the other streams.

Each step is a function from the review to sentences. Numbers come from the same values that the flow, the tables and the pages show; what
the review does not record is listed as missing. Content and order follow PRISMA 2020 (items 5 to 9 and 16) and PRISMA-S. They also follow
the position statement of Cochrane, the Campbell Collaboration, JBI and CEE on automation in evidence synthesis (2025): which tool, for
what, with what check by people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from litreview import __version__, stages
from litreview.core.containers import grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.model import Cluster, Decision, Match
from litreview.core.results.description import Methods, MethodsSentence
from litreview.core.results.screening_flow import STREAMS, Search, stream_words
from litreview.core.wording import enumerate_words, holding, plural
from litreview.judgements.agreement import about_label, few_sources, judged_elsewhere, shown_agreement
from litreview.judgements.decisions import class_reason, person
from litreview.review.stage_graph.tagging import machine_tags
from litreview.stages.duplicates.clustering import COPY

if TYPE_CHECKING:
    from litreview.review.session import Review

_Sentences = Iterator[str]


class _Missing(str):
    """Words that name what the review does not record."""

    __slots__ = ()


_RULES_NAMED = 6
PEOPLE, COPIED = "people", "the same in every field"


def describe_methods(review: Review) -> Methods:
    """Describe how the review was made, step by step, and list what it does not record."""
    sentences: list[MethodsSentence] = []
    missing: list[MethodsSentence] = []
    for about, step in _STEPS.items():
        for words in step(review):
            (missing if isinstance(words, _Missing) else sentences).append(
                MethodsSentence(about=about, words=str(words))
            )
    return Methods(sentences=tuple(sentences), missing=tuple(missing))


def _searches(review: Review) -> _Sentences:
    every = review.settings.searches
    searches = [one for one in every if not one.method]
    if searches:
        yield from _database_searches(review, searches)
    else:
        yield _Missing("searches: databases, dates and strategies")
    yield from _known_works(review)
    yield from _other_methods(review)
    flow = review.flow
    unsearched = [one for one in flow.identified if not one.database and one.records]
    yield f"{_count(flow.records, 'record')} of literature {_was(flow.records)} read from {_count(sum(1 for one in flow.identified if one.records), 'file')}."
    if every and unsearched:
        n = sum(one.records for one in unsearched)
        yield f"{_count(n, 'of these record', 'of these records')} came from files for which no search is recorded."
    yield from _search_reports(every)


_REPORTED = {
    "filters": "published search filters",
    "reused": "strategies taken over from earlier reviews",
    "updates": "how the search was kept up to date",
    "peer_review": "peer review of the search strategies",
}
"""What PRISMA-S asks of a search in addition to its dates and words, by its name under [[search]]."""


def _search_reports(searches: Sequence[Search]) -> _Sentences:
    """Say what searches note of filters, earlier strategies, updates and peer review, and what none notes."""
    for field, what in _REPORTED.items():
        noted = [f"{one.database} ({text.rstrip('.')})" for one in searches if (text := getattr(one, field))]
        if noted:
            yield f"{what[:1].upper()}{what[1:]}: {enumerate_words(noted)}."
        else:
            yield _Missing(f"{what} ([[search]] {field})")


def _database_searches(review: Review, searches: Sequence[Search]) -> _Sentences:
    """Describe which databases were searched when, with hits, strategies and limits."""
    found = grouped((one.register, one.database) for one in searches)
    names = {("database", "register")[kind]: list(dict.fromkeys(found[kind])) for kind in sorted(found)}
    places = [
        f"{_count(len(each), noun)} ({enumerate_words(_with_platform(review, name) for name in each)})"
        for noun, each in names.items()
    ]
    # days in other words than 2026-01-31 have no order as texts
    days = [one.date for one in searches if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", one.date)]
    dates, dated = sorted(set(days)), len(days)
    when = f" between {dates[0]} and {dates[-1]}" if len(dates) > 1 else f" on {dates[0]}" if dates else ""
    if when and dated < len(searches):
        when = f", {dated:,} of them{when}"
    hits = [one.hits for one in searches if one.hits is not None]
    yield f"{_count(len(searches), 'search', 'searches')} of {enumerate_words(places)} {_was(len(searches))} run{when}."
    if len(hits) == len(searches):
        records = sum(one.records for one in review.flow.identified if one.database and not one.method)
        read = f"; {_count(records, 'record')} {_was(records)} read" if 0 < records != sum(hits) else ""
        yield f"The {' and '.join(f'{noun}s' for noun in names)} reported {_count(sum(hits), 'hit')}{read}."
    yield from _strategies(searches)
    yield from _missing_details(searches)


def _known_works(review: Review) -> _Sentences:
    """Say how many of the works known beforehand each database found, and all together."""
    if recalls := review.overlap.recalls:
        searched = {one.database for one in review.settings.searches if not one.method}
        by_database = enumerate_words(
            f"{one.database} {len(one.found):,}" for one in recalls if one.database in searched
        )
        together = recalls[-1]
        yield f"The searches found {len(together.found):,} of {_count(len(together.known), 'work')} known beforehand ({by_database})."


def _other_methods(review: Review) -> _Sentences:
    """Count the records that were identified by other methods than databases, by method."""
    counts: Counter[str] = Counter()
    for one in review.flow.identified:
        if one.method:
            counts[one.method] += one.records
    if counts:
        by_method = enumerate_words(f"{n:,} by {method}" for method, n in counts.items())
        yield f"{_count(counts.total(), 'record')} {_was(counts.total())} identified by other methods: {by_method}."


def _strategies(searches: Sequence[Search]) -> _Sentences:
    """Say where the search strategies are listed, and which limits the searches had."""
    noted = sum(bool(one.strategy) for one in searches)
    if noted:
        in_files = sum(bool(one.strategy_file) for one in searches)
        from_files = f", {in_files:,} of them read from files of the review" if in_files else ""
        yield f"The {'strategy' if noted == 1 else 'strategies'} of {_count(noted, 'search', 'searches')} {_are(noted)} listed with the searches{from_files}."
    limits = [f"{one.database} ({one.limits.rstrip('.')})" for one in searches if one.limits]
    if limits:
        yield f"Limits: {enumerate_words(limits)}."


def _missing_details(searches: Sequence[Search]) -> _Sentences:
    """Name the details that searches lack: date, strategy, limits, platform, hits."""
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
            which = (
                "any search" if len(lacking) == len(searches) else f"the search of {enumerate_words(lacking)}"
            )
            yield _Missing(f"{what} {of}{which} ([[search]] {field})")


def _with_platform(review: Review, name: str) -> str:
    platforms = dict.fromkeys(
        one.platform for one in review.settings.searches if one.database == name and one.platform
    )
    return f"{name} on {enumerate_words(platforms)}" if platforms else name


def _deduplication(review: Review) -> _Sentences:
    flow = review.flow
    describe = "describes" if flow.records == 1 else "describe"
    yield f"Duplicates were found with litreview {__version__}."
    yield f"{_count(flow.records, 'record')} {describe} {_count(flow.sources, 'work')}."
    by_rule = count_merges(review)
    people = by_rule.pop(PEOPLE, 0)
    if merged := flow.duplicates_removed:
        most_common = by_rule.most_common(_RULES_NAMED)
        remaining = by_rule.total() - sum(n for _, n in most_common)
        by = [f"{n:,} by the rule “{rule}”" for rule, n in most_common]
        by += [f"{remaining:,} by other rules"] * bool(remaining) + [f"{people:,} by people"]
        yield f"{_count(merged, 'duplicate')} {_was(merged)} merged: {enumerate_words(by)}."
    else:
        yield "No duplicates were merged."
    for sentence in decided_classes(review.decisions):
        yield f"{sentence}."
    different, related = (review.ledger[f"pairs judged {what}"] for what in ("different", "related"))
    fields = [one.field for corrected in review.corrections.values() for one in corrected]
    works = _count(len(review.corrections), "work")
    yield from holding(
        (different, f"People judged {_count(different, 'pair')} to be different works."),
        (
            related,
            f"People judged {_count(related, 'pair')} to be related works, such as versions of one study.",
        ),
        (
            flow.pairs_to_judge,
            f"{_count(flow.pairs_to_judge, 'doubtful pair')} {_are(flow.pairs_to_judge)} not judged yet and {_are(flow.pairs_to_judge)} not merged.",
        ),
        (
            fields,
            f"People corrected {_count(len(fields), 'field')} of {works}: {enumerate_words(sorted({*fields}))}.",
        ),
    )


def count_merges(review: Review) -> Counter[str]:
    """Count how many records of the literature each rule joined to another record; `people` counts the joins made by people.

    A work of n records has n - 1 joins: its strongest matches. The sum is `flow.duplicates_removed`.
    """
    joins: Counter[str] = Counter()
    literature = set(review.standing.keys())
    for source, cluster in zip(review.sources, review.deduplication.clusters, strict=True):
        if source.key in literature and len(cluster.records) > 1:
            joins.update(_joins(cluster))
    return joins


def _joins(cluster: Cluster) -> Iterator[str]:
    """Yield the rule of each join of a work: a spanning tree of its strongest matches."""
    parent: dict[str, str] = {record: record for record in cluster.records}

    def root(record: str) -> str:
        while parent[record] != record:
            record = parent[record]
        return record

    for match in sorted(cluster.matches, key=lambda m: (-m.score, m.rule, m.a, m.b)):
        a, b = root(match.a), root(match.b)
        if a != b:
            parent[a] = b
            yield _join_reason(match)


def _join_reason(match: Match) -> str:
    """Return what joined two records: the id of a rule (explained in docs/rules.md), `COPIED` or `PEOPLE`."""
    return match.rule or (COPIED if match.reasons == COPY.reasons else PEOPLE)


def _screening(review: Review) -> _Sentences:
    flow, settings = review.flow, review.settings
    if settings.criteria:
        yield f"The criteria were {enumerate_words(f'“{one}”' for one in settings.criteria)}."
    if not review.standing.screened:
        yield "The sources were not screened: all of them count."
        return
    yield from _screeners(review)
    excluded = sum(flow.excluded_by_reason.values())
    yield (
        f"{_count(flow.screened, 'work')} {_was(flow.screened)} screened on title and abstract, and {flow.excluded:,} {_was(flow.excluded)} excluded. Of "
        f"{_count(flow.sought, 'report')} sought, {flow.not_retrieved:,} could not be retrieved. {flow.assessed:,} {_was(flow.assessed)} "
        f"assessed in full text, and {excluded:,} {_was(excluded)} excluded"
        + (
            f": {enumerate_words(f'{n:,} for “{reason}”' for reason, n in flow.excluded_by_reason.items())}"
            if flow.excluded_by_reason
            else ""
        )
        + f". {_count(flow.included, 'report')} of {_count(flow.studies_included, 'study', 'studies')} {_was(flow.included)} included."
    )
    earlier, pending = Counter(flow.by_previous), len(review.standing.pending)
    yield from holding(
        (
            settings.updated,
            (
                f"Searches from {settings.updated} on update this review. {_count(earlier['included'], 'report')} of "
                f"{_count(earlier['studies_included'], 'study', 'studies')} {_was(earlier['included'])} included from the earlier searches."
            ),
        ),
        (
            settings.previous_stopped,
            f"Screening of the previous version was stopped by this rule: {settings.previous_stopped.rstrip('.')}.",
        ),
        (
            pending,
            f"{_count(pending, 'work')} still {'awaits' if pending == 1 else 'await'} a judgement.",
        ),
        (
            settings.stopped,
            (
                f"Screening was stopped by this rule: {settings.stopped.rstrip('.')}. {_count(flow.left_unscreened, 'work')} {_was(flow.left_unscreened)} left unscreened"
                + (
                    "; a model that learned from the screening had ranked them last."
                    if flow.left_by_automation
                    else "."
                )
            ),
        ),
        (
            not settings.reasons,
            _Missing("the reasons for which full texts could be excluded ([screening] reasons)"),
        ),
    )


_BLIND = "Where a review asks for more than one screener, as this one does, litreview shows nobody another's judgement before both have judged."


def _screeners(review: Review) -> _Sentences:
    """Say how many people screened, whether apart, and what adjudicators settled."""
    settings = review.settings
    people = {
        d.by for d in review.decisions if d.verb in SCREENING_VERBS and d.by not in settings.adjudicators
    }
    judged = {one.about: one for one in review.agreement if one.about.startswith("screen ")}
    told = [
        f"{by_two:,} of {_count(by_any, text)}"
        for stage, text in (("abstract", "title and abstract"), ("fulltext", "full text"))
        for by_two, by_any in [coverage(review, stage)]
        if by_any
    ]
    if told:
        text = f"{_count(len(people), 'person', 'people')} screened. At least two people judged {enumerate_words(told)}."
        yield text.replace("title and abstracts", "titles and abstracts")
        if noted := settings.reporting.get("independence"):
            yield f"Independence of the screeners: {noted.rstrip('.')}."
        elif settings.screeners > 1:
            yield _BLIND
        elif any(one.n for one in judged.values()):
            yield _Missing("whether screeners saw each other's judgements ([reporting] independence)")
    settled = sum(
        by in settings.adjudicators and topic.startswith("screen ")
        for (_, topic), by in review.stage_value("differences").items()
    )
    if settled:
        yield f"Adjudicators settled {_count(settled, 'difference')} in screening."


def _coding(review: Review) -> _Sentences:
    book = review.codebook
    counted = {source.key for source in review.included}
    people = [
        d for d in review.decisions if d.verb in _CODING and d.key in counted and not review.corrects(d)
    ]
    coders = {d.by for d in people}
    if not book.goals:
        yield "No codebook was used: the sources are not tagged."
        return
    yield f"The codebook is “{book.title or book.name}” (version {book.version})."
    if not people:
        yield "No person has coded a source yet."
    else:
        people_judged = f"{_count(len(coders), 'person', 'people')} made {_count(len(people), 'judgement')}"
        yield f"{people_judged} on codes, stances and evidence fields of the sources that count as evidence."
    yield from _stance_coders(review, people)
    yield from _field_coders(review)
    yield from _suggestions(review)
    yield from _blinding(people)
    yield _RULES_SENTENCE
    if not any(d.verb == "stance" for d in people):
        yield _Missing(f"what the sources found on the {book.main.many} (`litreview decide stance`)")


_CODING = ("tag", "not-tag", "stance", "set")
_RULES_SENTENCE = (
    "The rules are weighted patterns of words that people wrote; they are listed with the codebook. litreview uses no language model, and "
    "the machine never fills in or changes a person's judgement."
)


def _stance_coders(review: Review, people: Sequence[Decision]) -> _Sentences:
    """Say of each stream on how many sources more than one person noted a stance."""
    coders = grouped((d.key, person(d.by)) for d in people if d.verb == "stance")
    noted = Counter(review.standing.streams[key] for key in coders)
    twice = Counter(review.standing.streams[key] for key, names in coders.items() if len({*names}) > 1)
    works = {name: stream_words({name: n}) for name, n in noted.items()}
    if parts := enumerate_words(f"{twice[name]:,} of {works[name]}" for name in STREAMS if noted[name]):
        yield f"More than one person noted the stance of {parts}. All other stances rest on one coder."


def _field_coders(review: Review) -> _Sentences:
    """Say of each evidence field, such as the appraisal, on how many sources more than one coder noted it."""
    parts = [
        f"{about_label(one.about, review.codebook)} {one.n:,} of {_count(one.n + one.single, 'source')}"
        for one in review.agreement
        if one.about.startswith("field ")
    ]
    if parts:
        yield f"More than one coder noted, by evidence field: {'; '.join(parts)}. All other values of these fields rest on one coder."


def _suggestions(review: Review) -> _Sentences:
    """Count the tags of the machine, say how its answers are made, and how people checked them."""
    main, of = review.codebook.main, review.ledger
    tags, human, machine = of["tags"], of["tags by people"], of["tags that nobody checked"]
    likely, suggested = of["tags that are likely"], of["tags only suggested"]
    parts = f" {likely:,} {_are(likely)} likely and {suggested:,} {_are(suggested)} only suggested; nobody has checked these."
    tagged = f"The sources have {_count(tags, f'{main.one} tag')}, of which people gave {human:,}."
    yield f"{tagged}{parts if machine else ''}"
    if machine:
        yield from _answers(review)
    goals = {code.id for code in review.codebook.goals}
    if any(topic.suggested for topic in review.evidence_map.topics if topic.code not in goals):
        yield _TOPICS
    checked = count_checked(review)
    if sum(checked.values()):
        verdicts = f"people confirmed {checked['confirmed']:,} and refused {checked['refused']:,}"
        added = f"They added {checked['added']:,} tags that the rules do not suggest"
        yield f"Where the rules suggest {main.a}, {verdicts}. {added}."


_SETS = {
    "works_of_two_coders": "works coded by two people",
    "works_of_one_coder": "works coded by one",
    "written_titles": "written titles and summaries",
}
"""What a model shipped with a codebook learned from, by the name in its training record."""
_RULES_ALONE = (
    "Each answer comes from the codebook's rules and from what is learned from people's decisions. How often answers are right was not measured "
    "for this codebook. No answer is called likely by rules alone."
)
_PROMISE = (
    "An answer is called likely if both agree, from the probability at which such answers were right most often. Other answers are called suggested "
    "from a probability at which four of five were right. Below that, a person is asked and nothing is counted."
)

_TOPICS = "The rules alone suggest topics and recommendations that no person gave. Nobody has measured how often these suggestions are right."


def _answers(review: Review) -> _Sentences:
    """Say how the machine's answers are made, and what *likely* and *suggested* promise."""
    prior = stages.tagging.prior.prior_of(review.codebook)
    if prior is None:
        yield _RULES_ALONE
        return
    learned: Mapping[str, int] = prior.record["learned_from"]
    works = enumerate_words(
        f"{learned[name]:,} {words}" for name, words in _SETS.items() if learned.get(name)
    )
    made = "Each answer joins the codebook's rules with a statistical model of words, as one calibrated probability."
    yield f"{made} It was measured on {works}, each judged by a model that had not seen it."
    yield _PROMISE


def decided_classes(decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield a sentence on each class of pairs that was decided together, by the decisions in effect."""
    pairs = grouped(
        ((*found, one.verb), frozenset((one.key, one.value)))
        for one in decisions
        if one.verb in ("same", "different") and (found := class_reason(one))
    )
    for (code, size, most, verb), ends in sorted(pairs.items()):
        what = "merged" if verb == "same" else "kept apart"
        sample = f"0 of {size} pairs in a sample were wrong, at most {most} of all by the bound"
        yield f"A decision on class {code} {what} {_count(len({*ends}), 'pair')}; {sample}"


def _blinding(people: Sequence[Decision]) -> _Sentences:
    """Say whether coders saw the suggestions."""
    n = Counter(d.shown for d in people)
    shown = f"The suggestion was shown for {_count(n['yes'], 'judgement')}"
    of = _count(n["imported"], "judgement")
    yield from holding(
        (n["yes"] or n["no"], f"{shown} and hidden for {n['no']:,}."),
        (
            n["imported"],
            f"{of} {_was(n['imported'])} made in another tool and imported. Measures of agreement leave them out.",
        ),
        (n[""], _Missing(f"for {_count(n[''], 'judgement')}, whether a suggestion was shown")),
    )


def count_checked(review: Review) -> dict[str, int]:
    """Count the pairs of included source and goal on which people confirmed, refused or added a tag, compared with the rules' suggestions."""
    included = {source.key: source for source in review.included if not source.confidential}
    goals = {code.id for code in review.codebook.goals}
    prefix = f"{review.codebook.name}:"
    said = [(d.verb, (d.key, d.value.removeprefix(prefix))) for d in review.decisions if d.key in included]
    tagged, refused = (
        {pair for v, pair in said if v == verb and pair[1] in goals} for verb in ("tag", "not-tag")
    )
    # in the tags of a review, people's replace the machine's, so the rules run again on the sources that people judged
    judged = sorted({key for key, _ in tagged | refused})
    by_rules = machine_tags(
        [included[key] for key in judged], review.stage_value("readings"), review.codebook
    )
    rules = {(tag.source, tag.code) for tags in by_rules.values() for tag in tags if tag.code in goals}
    yes, no = tagged - refused, refused - tagged
    return {"confirmed": len(yes & rules), "refused": len(no & rules), "added": len(yes - rules)}


def _agreement(review: Review) -> _Sentences:
    shared = [one for one in shown_agreement(review.agreement, review.stage_value("open_rounds")) if one.n]
    if len(shared) < sum(one.n > 0 for one in review.agreement):
        yield "Agreement on what coders still judge independently is left out."
    elif not shared:
        why = judged_elsewhere(review.decisions) or "no source was judged by two people"
        yield _Missing(f"agreement between coders: {why}")
        return
    names = {
        "screen abstract": "inclusion by title and abstract",
        "screen fulltext": "inclusion by full text",
    }

    def name(about: str) -> str:
        return names.get(about) or about_label(about, review.codebook).replace("Stance on", "stance on")

    measured = [one for one in shared if one.alpha.value is not None]
    coefficients = [f"{name(one.about)} {one.alpha} over {_count(one.n, 'source')}" for one in measured]
    if coefficients:
        yield f"Agreement of first answers (Krippendorff's alpha, with its 95% interval by bootstrap): {'; '.join(coefficients)}."
        if few := few_sources((name(one.about), one.n) for one in measured):
            yield few
    if same := [name(one.about) for one in shared if one.alpha.value is None]:
        yield f"Alpha is undefined for {enumerate_words(same)}, because everyone gave the same answer."
    if changed := sum(one.changed for one in shared):
        yield f"{_count(changed, 'answer')} {_was(changed)} changed later by consensus. Figures of agreement use first answers only."
    of = review.ledger
    if differed := format_differences(review):
        settled, judged = of["differences settled"], of["differences settled by an adjudicator"]
        yield f"{differed} {settled:,} of these differences {_are(settled)} settled, {judged:,} of them by an adjudicator."


def coverage(review: Review, stage: str) -> tuple[int, int]:
    """Return how many sources at least two people judged at a stage of screening, and how many anybody did, adjudicators left out.

    Full texts that were not retrieved are not judged. While people still judge independently they count like any other answer, since the
    numbers would otherwise tell what somebody answered.
    """
    if stage not in review.stage_value("open_rounds"):
        found = next((one for one in review.agreement if one.about == f"screen {stage}"), None)
        return (found.n, found.n + found.single) if found else (0, 0)
    judges = {*review.settings.adjudicators}
    people = grouped(
        (d.key, d.by)
        for d in review.decisions
        if d.verb in SCREENING_VERBS and d.value == stage and d.shown != "imported" and d.by not in judges
    )
    return sum(len({*names}) > 1 for names in people.values()), len(people)


def format_differences(review: Review) -> str:
    """Return how often coders differed, and how many of these differences are hidden while people judge independently; `""` if they never differed."""
    differences: Mapping[tuple[str, str], str] = review.stage_value("differences")
    hidden: int = review.stage_value("hidden_differences")
    less = f" ({hidden:,} {'is' if hidden == 1 else 'are'} not shown while people still judge independently)"
    return (
        f"The coders differed {plural(len(differences), 'time')}{less if hidden else ''}."
        if differences
        else ""
    )


def _other_streams(review: Review) -> _Sentences:
    of = review.ledger
    if n := of["interviews"]:
        groups = Counter(
            s.get("role_group")
            for s in review.sources
            if s.get("role_group") and review.standing.streams.get(s.key) == "interview"
        )
        by_group = (
            f" ({enumerate_words(f'{group} {k:,}' for group, k in sorted(groups.items()))}; others are not published)"
            if groups
            else ""
        )
        if groups and groups.total() == n:
            by_group = by_group.replace("; others are not published", "")
        kinds = _count(
            n, "interview or other personal communication", "interviews and other personal communications"
        )
        yield f"The review also has {kinds}{by_group}."
        shared = f"only those that at least {review.settings.confidential.k} of them share are published"
        yield f"Interviewees are shown by code; of their details in the register, {shared}."
        yield "The tags and stances of each interview are published under its code."
        if (people := of["interviewees"]) < n:
            yield f"As far as the team recorded, these come from {_count(people, 'interviewee')}."
        elif n > 1:
            yield _Missing(
                "whether two interviews are with the same person (`litreview decide related CODE 'same-data CODE'`)"
            )
    yield from _requests(review)
    others, withheld = of["other confidential sources"], of["sources withheld"]
    yield from holding(
        (
            others,
            f"{_count(others, 'other source')} {_are(others)} confidential.",
        ),
        (
            withheld,
            f"{_count(withheld, 'source')} {_are(withheld)} withheld and left out of all counts of the literature until a person says whether they may be shown.",
        ),
    )


def _requests(review: Review) -> _Sentences:
    """Count the public records requests by outcome, and those without a recorded date of sending."""
    of = review.ledger
    if sent := of["requests sent"]:
        outcomes = Counter(one.outcome or "not recorded" for one in review.requests if one.sent)
        yield f"{_count(sent, 'public records request')} {_was(sent)} sent. Outcomes of the requests: {enumerate_words(f'{name} {n:,}' for name, n in sorted(outcomes.items()))}."
    if unsent := of["requests"] - sent:
        yield _Missing(
            f"the sending of {_count(unsent, 'public records request')} (`events` in bib/register.bib)"
        )


def _synthesis(review: Review) -> _Sentences:
    of, noted = review.ledger, review.settings.reporting
    if n := of["findings with a source"]:
        named = of["recommendations"]
        stated = f"The review states {_count(named, 'recommendation')}. " if named else ""
        yield (
            f"{_count(n, 'finding')} {'names' if n == 1 else 'name'} the sources that support, contradict or qualify {'it' if n == 1 else 'them'}. {stated}"
            "Versions of one study count once. Claims of agencies, vendors and the press are counted separately."
        )
    else:
        yield _Missing("findings with the sources on each side (findings.toml)")
    links, shown = of["links of findings"], of["links with place and quote"]
    unheld, unexamined = of["statements not held"], of["open statements"]
    yield from holding(
        (
            links > shown,
            _Missing(
                f"the place and the quote of {_count(links - shown, 'source')} on the sides of findings, of {links:,} that anyone may read"
            ),
        ),
        (
            unheld,
            f"{_count(unheld, 'statement')} {_are(unheld)} not supported by the tags and stances of the sources that {'it names' if unheld == 1 else 'they name'}, so {'it is no finding' if unheld == 1 else 'they are no findings'}.",
        ),
        (
            unexamined,
            f"{_count(unexamined, 'statement')} {_are(unexamined)} still to be examined and {'is no finding' if unexamined == 1 else 'are no findings'} yet.",
        ),
        (
            any(decision.verb == "stance" for decision in review.decisions),
            (
                f"The results on each {review.codebook.main.one} were counted by direction (vote counting based on direction of effect; "
                "SWiM item 3: Campbell, M. et al. 2020, BMJ 368, l6890). The counts do not say how large an effect is, and do not weight studies by size "
                "or quality."
            ),
        ),
        (
            not any(note.field == "appraisal" for note in review.evidence),
            _Missing(
                "an appraisal of the risk of bias or quality of the sources (`litreview decide set KEY appraisal=…`)"
            ),
        ),
    )
    for name in ("registration", "protocol"):
        if text := noted.get(name):
            yield f"{name.capitalize()}: {text.rstrip('.')}."
        else:
            yield _Missing(f"{name} of the review ([reporting] {name})")
    yield from _amended(review)


def _amended(review: Review) -> _Sentences:
    """Describe each change of the protocol, and whether screening began or the first result was coded before it, also if judged again since.

    A change that follows the first look at records or results may follow from them (PRISMA 2020, item 24c), so it is marked.
    """
    amendments = review.settings.amendments
    if not amendments:
        return
    first = {name: _first_day(review, verbs) for name, verbs in _LOOKS.items()}
    late = {name: sum(bool(day) and one.date >= day for one in amendments) for name, day in first.items()}
    since = "".join(
        f"; {n:,} of them on or after {first[name]}, when {name}" for name, n in late.items() if n
    )
    yield f"The protocol was amended {_count(len(amendments), 'time')}{since}."
    for one in amendments:
        marks = [f"after {_SHORT.get(name, name)}" for name, day in first.items() if day and one.date >= day]
        after = f" ({' and '.join(marks)})" if marks else ""
        why = f", because {one.reason.rstrip('.')}" if one.reason else ""
        yield f"Amendment of {one.date}{after}: {one.change.rstrip('.')}{why}."


_LOOKS = {"screening began": tuple(SCREENING_VERBS), "the first result was coded": ("stance",)}
_SHORT = {"the first result was coded": "the first result"}


def _first_day(review: Review, verbs: Sequence[str]) -> str:
    return min((one.when[:10] for one in review.decided if one.verb in verbs and one.when), default="")


_STEPS: dict[str, Callable[[Review], _Sentences]] = {
    "search": _searches,
    "deduplication": _deduplication,
    "screening": _screening,
    "coding": _coding,
    "agreement": _agreement,
    "interviews and records": _other_streams,
    "synthesis": _synthesis,
}


def _count(n: int, one: str, many: str = "") -> str:
    return plural(n, one, many, sep=",")


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
