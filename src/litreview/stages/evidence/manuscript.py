"""Compares the manuscript with the sources: citations without a source, and sources that are never cited."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from litreview.core import text as textual
from litreview.core.containers import first_by_key, grouped
from litreview.core.errors import Nearest
from litreview.core.model import Finding, Problem, Recommendation, Source, Where
from litreview.core.problems import problem
from litreview.core.results.chains import Coverage, Manuscript, Mention, Use
from litreview.core.results.screening_flow import Status


def compare_manuscript(
    mentions: Iterable[Mention],
    sources: Iterable[Source],
    resolve: Callable[[str], Sequence[str]],
    *,
    included: Collection[str] | None = None,
    status: Mapping[str, Status] = MappingProxyType({}),
    findings: Sequence[Finding] = (),
    recommendations: Sequence[Recommendation] = (),
    files: Sequence[str] = (),
    shown: Callable[[str], str] = str,
) -> Manuscript:
    """Return how the manuscript uses the sources, and the Problems: undefined keys, ambiguous keys, findings without their sources.

    `resolve` gives the source keys that a written key may mean, as `decisions.resolve`. A Word file's items are also found
    by DOI and by title. `shown` returns how to quote an unknown key, which may be a person's name. `included` are
    the keys of the sources that count as evidence, all if None; `status` has the status of the others.
    """
    all_sources = tuple(sources)
    finder = _SourceFinder(all_sources, resolve, shown)
    uses = tuple(finder.use(mention) for mention in mentions)
    wanted = {source.key for source in all_sources} if included is None else set(included)
    cited = {use.source for use in uses}
    known = [source.key for source in all_sources if not source.confidential]
    problems = [*finder.problems, *_undefined(uses, known), *_left_out(uses, wanted, status)]
    if files:
        problems += _unsupported(findings, cited, files[0])
    return Manuscript(
        files=tuple(files),
        uses=uses,
        unused=tuple(s.key for s in all_sources if s.key in wanted and s.key not in cited),
        coverage=_coverages(recommendations, findings, uses, cited),
        problems=tuple(problems),
    )


class _SourceFinder:
    """Finds the source of a mention, by key, DOI or title."""

    def __init__(
        self, sources: Sequence[Source], resolve: Callable[[str], Sequence[str]], shown: Callable[[str], str]
    ) -> None:
        self.resolve = resolve
        self.shown = shown
        self.hidden = {source.key for source in sources if source.confidential}
        self.by_doi = {
            doi: s.key for s in reversed(sources) for doi in (s.doi, *(r.doi for r in s.records)) if doi
        }
        self.by_title = {title: s.key for s in reversed(sources) if len(title := textual.fold(s.title)) > 15}
        self.problems: list[Problem] = []

    def use(self, mention: Mention) -> Use:
        """Return the mention with its source; the key of a confidential source is never shown as written."""
        keys = self.resolve(mention.key)
        if len(keys) > 1 and keys[0] != mention.key:
            # the written key together with the codes would reveal whose codes they are
            named = "what stands here" if self.hidden.intersection(keys) else f"'{mention.key}'"
            self.problems.append(
                problem(
                    "LR523",
                    mention.where,
                    key=keys[0],
                    named=named,
                    count=len(keys),
                    keys=", ".join(keys),
                )
            )
        found = (
            (keys[0] if keys else "")
            or self.by_doi.get(mention.doi or textual.doi(mention.key), "")
            or self.by_title.get(textual.fold(mention.title), "")
        )
        written = mention.key if found else self.shown(mention.key)
        if found in self.hidden or written != mention.key:
            mention = Mention(
                key=found or written,
                where=mention.where,
                intent=mention.intent,
                section=mention.section,
                named=mention.named,
            )
        return Use(mention=mention, source=found)


def _undefined(uses: Iterable[Use], known: Sequence[str]) -> list[Problem]:
    nearest = Nearest(known)
    first = first_by_key((use.mention.key, use.mention) for use in uses if not use.source)
    return [problem("LR520", one.where, key=key, near=nearest.hint(key)) for key, one in first.items()]


def _left_out(
    uses: Iterable[Use], wanted: Collection[str], status: Mapping[str, Status]
) -> Iterable[Problem]:
    found = {use.source: use for use in reversed(tuple(uses)) if use.source and use.source not in wanted}
    for key, use in sorted(found.items()):
        state = status.get(key, Status(status="excluded"))
        name = "LR524.pending" if state.status == "pending" else "LR524.judged"
        yield problem(name, use.mention.where, key=key, state=f" {state.words}".rstrip())


def _unsupported(findings: Iterable[Finding], cited: Collection[str], file: str) -> Iterator[Problem]:
    for finding in findings:
        if missing := [key for key in finding.sources if key not in cited]:
            where, listed = Where(file=file), ", ".join(missing)
            yield problem("LR521", where, key=missing[0], id=finding.id, missing=listed)


def _coverages(
    recommendations: Sequence[Recommendation],
    findings: Sequence[Finding],
    uses: Sequence[Use],
    cited: Collection[str],
) -> tuple[Coverage, ...]:
    named = grouped((id_, use.source) for use in uses if use.source for id_ in use.mention.named)
    numbers = grouped((finding.id, number) for number, finding in enumerate(findings))
    resting = grouped(
        (id_, number) for number, finding in enumerate(findings) for id_ in finding.recommendations
    )
    found = []
    for one in recommendations:
        mine = {
            *resting.get(one.id, ()),
            *(number for id_ in one.findings for number in numbers.get(id_, ())),
        }
        behind = dict.fromkeys(key for number in sorted(mine) for key in findings[number].sources)
        found.append(
            Coverage(
                recommendation=one.id,
                cited=tuple(key for key in behind if key in cited),
                uncited=tuple(key for key in behind if key not in cited),
                beside=tuple(dict.fromkeys(named.get(one.id, ()))),
            )
        )
    return tuple(found)
