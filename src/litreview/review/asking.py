"""What a person is asked: pairs that may be one work, sources to screen, codes a source may have. The same for terminal and sheet.

What is confidential is asked about by its code or not at all; what has been decided is not asked again. Whoever codes sees neither
what others said of a source nor what followed from it: only the words and the rules' suggestions, and where several code each source
apart (`[coding] coders = 2`) not even these: what a machine shows to both would be counted as agreement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litreview import decisions as decisions_
from litreview.codebook import NONE, RESERVED, Code, Codebook, EvidenceField
from litreview.linkage import heads
from litreview.model import Citation, Decision, Match, Record, RecordId, Source, Tag, Work
from litreview.plurals import plural
from litreview.review.session import Review
from litreview.text import fold

if TYPE_CHECKING:
    from litreview.evidence.screening import Screening
    from litreview.results import GoalState


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeQuestion:
    """Whether a source has a code. `suggested` is the rules' tag, None where no words suggest it; `blind`: neither is shown."""

    source: Source
    code: Code
    suggested: Tag | None = None
    blind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceQuestion:
    """What a source found on a code, and the evidence fields that are asked with it: those of the code, those of the source.

    What the person has said of it already is left out: `stance` is False, a field is missing. `suggested` as in CodeQuestion.
    """

    source: Source
    code: Code
    stance: bool = True
    fields: tuple[EvidenceField, ...] = ()
    suggested: Tag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairQuestion:
    """Whether two records are one work. `names` are what a decision calls them, `sources` the keys that hold them now."""

    match: Match
    records: tuple[Record, Record]
    names: tuple[str, str]
    sources: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceQuestion:
    """Whether a reference, by its text, is to a source. `citing` are those that have it; `citation` says how sure the program is, and why."""

    source: Source
    text: str
    citing: tuple[Source, ...]
    citation: Citation


def reference_questions(review: Review, by: str) -> tuple[ReferenceQuestion, ...]:
    """Return the references in doubt on which `by` has said nothing yet, the likeliest first, each once whoever has it.

    What is confidential is on neither side of one.
    """
    mine = [d for d in own_decisions(review, by) if decisions_.names_reference(d)]
    said = {(d.key, fold(d.value.removeprefix(decisions_.REFERENCE))) for d in mine}
    found: dict[tuple[str, str], list[Citation]] = {}
    for one in review.links.queue:
        about = (one.cited, fold(one.reference.text))
        if about[1] and about not in said:
            found.setdefault(about, []).append(one)
    sources = {source.key: source for source in review.sources if not source.confidential}
    return tuple(
        ReferenceQuestion(
            source=sources[cited],
            text=" ".join(alike[0].reference.text.split()),
            citing=tuple(sources[key] for key in dict.fromkeys(one.citing for one in alike)),
            citation=alike[0],
        )
        for (cited, _), alike in found.items()
        if sources.keys() >= {cited, *(one.citing for one in alike)}
    )


def pair_questions(review: Review, *, confidential: bool = False) -> tuple[PairQuestion, ...]:
    """Return the pairs that a person should judge, likeliest first; what is confidential only if asked for."""
    found = review.deduplication
    records = {record.id: record for record in (*review.library, *review.enriched)}
    # a record of a registry goes by its id, and is of no source before someone says so
    own: dict[RecordId, str] = {record.id: record.id for record in review.enriched}
    home = own | {record.id: source.key for source in found.sources for record in source.records}
    names = review.record_names
    questions = []
    for match in found.queue:
        a, b = records[match.a], records[match.b]
        if confidential or not (a.confidential or b.confidential):
            questions.append(
                PairQuestion(
                    match=match,
                    records=(a, b),
                    names=(names[a.id], names[b.id]),
                    sources=(home[a.id], home[b.id]),
                )
            )
    return tuple(questions)


def screen_questions(
    review: Review, by: str, *, confidential: bool = False
) -> tuple[tuple[Source, str], ...]:
    """Return the sources that a person should screen, in order, each with its stage; `by` may be empty: what the team should.

    Whoever screens apart is asked about the abstract whatever others said of it, and about the full text once all agree that
    it is to be read: what is disputed waits for the adjudicator.
    """
    from litreview.evidence import screen

    team = screen(review.sources, review.decisions)
    own = screen(review.sources, own_decisions(review, by)) if by else team
    return tuple(
        (source, stage)
        for source in review.sources
        if (stage := _next_stage(own[source.key], team[source.key]))
        and (confidential or not source.confidential)
    )


def _next_stage(own: Screening, team: Screening) -> str:
    """Return the stage at which a person is asked, `""` for none."""
    if own.fulltext not in ("", "unsure"):
        return ""
    if own.fulltext == "unsure" or (own.abstract == team.abstract == "include"):
        return "fulltext"
    return "abstract" if own.abstract in ("", "unsure") else ""


def settled(question: PairQuestion, given: Iterable[tuple[str, str, str]], homes: Mapping[str, str]) -> str:
    """Return why a pair need not be asked any more, `""` if it must: what `given` says of other pairs may imply it.

    `given` are the answers as verb, name, name; `homes` says which source a name means. If A = B and B = C, A = C; if
    A = B and B ≠ C, A ≠ C.
    """
    same: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    asked = [homes.get(name, name) for name in question.sources]
    registry = next((name for name in question.names if name.startswith(decisions_.ENRICHED)), "")
    for verb, a, value in given:
        b = decisions_.split_related(value)[1] if verb == "related" else value
        if any(name.startswith(decisions_.ENRICHED) for name in (a, b)):
            # what a registry says is of one source; that two sources are like it does not make them one
            if verb == "same" and registry in (a, b):
                return "it is of another source by another answer"
            continue
        if registry:
            continue
        (same if verb == "same" else apart).append((homes.get(a, a), homes.get(b, b)))
    names = dict.fromkeys(name for pair in (*same, *apart, asked) for name in pair)
    head = heads(names, same)
    ends = {head[name] for name in asked}
    if len(ends) == 1:
        return "they are one work by other answers"
    if any({head[a], head[b]} == ends for a, b in apart):
        return "they are kept apart by other answers"
    return ""


def named(source: Source) -> str:
    """Return what a decision calls a source; one whose key may be a person's name goes by its code."""
    return next(filter(None, map(decisions_.lasting_name, source.records)), source.key)


def address(work: Work) -> str:
    """Return where a work can be read: its DOI as a link, else its URL."""
    return f"https://doi.org/{work.doi}" if work.doi else work.get("url")


def codes_asked(codebook: Codebook) -> tuple[Code, ...]:
    """Return the codes that are asked of every source: those of the main group, but for `none` and `unread`."""
    return tuple(code for code in codebook.goals if code.enabled)


def definition(code: Code) -> str:
    """Return what a code means, in a line."""
    return f"{code.label}: {code.definition}" if code.definition else code.label


def instructions(code: Code) -> tuple[str, ...]:
    """Return what counts for a code and what does not, a line each."""
    return (
        *(f"  counts: {line}" for line in code.counts),
        *(f"  does not count: {line}" for line in code.excludes),
    )


def is_blind(review: Review) -> bool:
    """Return whether no suggestion of the machine is shown: several people code each source apart from each other."""
    return review.settings.coders > 1


def left_out(review: Review) -> str:
    """Return how many sources are not asked about since they are confidential, in a sentence; `""` if none."""
    hidden = sum(source.confidential for source in review.sources)
    if not hidden:
        return ""
    many = plural(hidden, "confidential source is", "confidential sources are")
    return f"{many} not shown here; `litreview decide` takes what you know of them."


def suggestions(review: Review, sources: Sequence[Source] | None = None) -> tuple[Tag, ...]:
    """Return what the rules alone say of `sources` (default: all): no person's decision has a part in it."""
    from litreview.tagging.tagger import tag_and_weigh

    wanted = review.sources if sources is None else sources
    known = review.suggested
    new = [source for source in wanted if source.key not in known]
    if new:
        found: dict[str, list[Tag]] = {source.key: [] for source in new}
        for one in tag_and_weigh(new, review.codebook, keeping=review.keeping)[0]:
            found[one.source].append(one)
        known.update((key, tuple(tags)) for key, tags in found.items())
    return tuple(one for source in wanted for one in known[source.key])


def why_suggested(question: CodeQuestion) -> str:
    """Return whether words suggest a code, and which, as a person is told; `""` where that may not be shown."""
    from litreview.tagging import explain

    if question.blind:
        return ""
    if question.suggested is None:
        return "no words suggest it"
    return (
        f"the words suggest it: {explain(question.source, [question.suggested]).partition(', because ')[2]}"
    )


def goal_states(review: Review, by: str) -> tuple[GoalState, ...]:
    """Return what the machine makes of each goal that `by` has not decided; only `by`'s own decisions have a part in it."""
    from litreview.tagging import judge_goals

    mine = own_decisions(review, by) if by else ()
    learned = any(d.verb in ("tag", "not-tag") for d in mine)
    odds = review.learner.odds(mine) if learned else None
    return judge_goals(review.sources, review.codebook, mine, odds=odds)


def code_questions(review: Review, by: str, sources: Sequence[Source] = ()) -> tuple[CodeQuestion, ...]:
    """Return what `by` has not said yet of each source: the main codes, then other codes that its words suggest.

    `sources` gives the order (default: every candidate as it was read). The type of a source is not asked.
    """
    return questions_on(review, sources or review.candidates, said_codes(review, by))


def said_codes(review: Review, by: str) -> frozenset[tuple[str, str]]:
    """Return source and code of all that a person has said, yes or no."""
    return frozenset((d.key, d.value) for d in own_decisions(review, by) if d.verb in ("tag", "not-tag"))


def sources_to_code(review: Review, said: Collection[tuple[str, str]]) -> tuple[Source, ...]:
    """Return the candidates of which a person who has said `said` is asked a code: those with a question in `code_questions`."""
    asked = [source for source in review.candidates if not source.confidential]
    main = [code.id for code in codes_asked(review.codebook)]
    done = [source for source in asked if all((source.key, code) in said for code in main)]
    more = {question.source.key for question in questions_on(review, done, said)}
    gone = {source.key for source in done} - more
    return tuple(source for source in asked if source.key not in gone)


def questions_on(
    review: Review, sources: Sequence[Source], said: Collection[tuple[str, str]]
) -> tuple[CodeQuestion, ...]:
    """Return what is left to say of the codes of `sources`: see `code_questions`."""
    main = codes_asked(review.codebook)
    asked = {code.id for code in main}
    others = [
        c for c in review.codebook.codes if c.id not in asked and c.id not in RESERVED and c.group != "type"
    ]
    blind = is_blind(review)
    suggested = {} if blind else {(tag.source, tag.code): tag for tag in suggestions(review, sources)}
    found = []
    for source in sources:
        if source.confidential:
            continue
        codes = [*main, *(code for code in others if (source.key, code.id) in suggested)]
        found += [
            CodeQuestion(
                source=source, code=code, suggested=suggested.get((source.key, code.id)), blind=blind
            )
            for code in codes
            if (source.key, code.id) not in said
        ]
    return tuple(found)


def stance_questions(review: Review, by: str, *, suggest: bool = True) -> tuple[StanceQuestion, ...]:
    """Return what `by` has not said yet of what each source found on each of its goals, in the order of the sources.

    A source is asked about the goals that an adjudicator gave it, else those that `by` did, else those on which two coders agree. Of a
    goal on which there is none of these its tags decide; where no suggestion may be shown, a source without any such word is asked about
    every goal, so that the questions give nothing away. What is confidential is asked, too: whoever read it knows it by its code. No stance of anyone else is looked at.
    Without `suggest` no question has what words suggest: on many sources that takes long.
    """
    blind = is_blind(review)
    mine = own_decisions(review, by) if by else ()
    said = {decisions_.slot(d) for d in mine if d.verb in ("stance", "set")}
    asked = [field for field in review.codebook.evidence if field.asked]
    found = []
    asked_of = tuple(_goals(review, mine, blind=blind))
    known = suggestions(review, [source for source, _ in asked_of]) if suggest and not blind else ()
    suggested = {(tag.source, tag.code): tag for tag in known}
    for source, codes in asked_of:
        for code in codes:
            heads = {f"{field.id}@{code.id}" if field.by_code else field.id: field for field in asked}
            fields = tuple(field for head, field in heads.items() if ("set", source.key, head) not in said)
            stance = ("stance", source.key, code.id) not in said
            if stance or any(field.by_code for field in fields):
                found.append(
                    StanceQuestion(
                        source=source,
                        code=code,
                        stance=stance,
                        fields=fields,
                        suggested=suggested.get((source.key, code.id)),
                    )
                )
    return tuple(found)


def _goals(
    review: Review, mine: Sequence[Decision], *, blind: bool
) -> Iterator[tuple[Source, tuple[Code, ...]]]:
    """Yield each source with the goals whose stance a person is asked: see `stance_questions`."""
    codes = codes_asked(review.codebook)
    words = _agreed(review, mine)
    tagged = {(tag.source, tag.code) for tag in review.tags} if not blind else set()
    for source in review.candidates:
        said = {code.id: verb for code in codes if (verb := words.get((source.key, code.id)))}
        if words.get((source.key, NONE)) == "tag":
            continue
        unsaid = "tag" if blind and not said else ""
        found = tuple(
            code
            for code in codes
            if said.get(code.id, "tag" if (source.key, code.id) in tagged else unsaid) == "tag"
        )
        if found:
            yield source, found


def _agreed(review: Review, mine: Iterable[Decision]) -> Mapping[tuple[str, str], str]:
    """Return `tag` or `not-tag` by source and code: what an adjudicator said, else what a person (`mine`), else what two coders alike."""
    judges = review.settings.adjudicators
    said: dict[tuple[str, str], dict[str, str]] = {}
    for d in review.decisions:
        if d.verb in ("tag", "not-tag"):
            said.setdefault((d.key, d.value), {})[d.by] = d.verb
    settled = {about: verb for about, by in said.items() for name, verb in by.items() if name in judges}
    alike = {
        about: next(iter(by.values()))
        for about, by in said.items()
        if len(by) > 1 and len(set(by.values())) == 1
    }
    own = {(d.key, d.value): d.verb for d in mine if d.verb in ("tag", "not-tag")}
    return {**alike, **own, **settled}


def own_decisions(review: Review, by: str) -> tuple[Decision, ...]:
    """Return what one person has said that still counts, in terms of today's keys. Adjudicators don't enter into it."""
    mine, _ = review.rebase(d for d in review.decided if decisions_.person(d.by) == decisions_.person(by))
    return decisions_.current(mine)
