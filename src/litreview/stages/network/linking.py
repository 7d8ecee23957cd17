"""`link`: turns cited references into citations between sources, works not held, and a queue for a person.

Tiers, strictest first: a person's decision, DOI, key, a legal citation, author+year+volume+page (`fields`), scored
(`fuzzy`). A tie between two works, or a conflict about the author, is never resolved by the machine.

`link` stores every reference, to group those to works that are not held. `follow_references` yields each and forgets it, for reference lists
that exceed memory. It stores only the works that references may lead to, about two kilobytes each.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from litreview.core.model import Citation, CitedReference, Decision, Links, Source, Work
from litreview.core.progress import counted
from litreview.core.runtime import gc_pause
from litreview.core.wording import Value
from litreview.linkage import RecordColumns
from litreview.stages.network.reference_comparison import (
    reference_columns,
    source_columns,
)
from litreview.stages.network.source_references import (
    ParsedReferences,
    only_sources,
    references_of,
    resolve_bare_ids,
)
from litreview.stages.network.target_finder import (
    CitableWorks,
    Finder,
    ReferenceVerdict,
    hashes,
    judgements,
    lookup_keys,
    own_names,
)
from litreview.stages.network.works_not_held import missing_works


def link(
    sources: Iterable[Source],
    decisions: Sequence[Decision] = (),
    lists: Mapping[str, Sequence[CitedReference]] | None = None,
    known: Iterable[Work] = (),
) -> Links:
    """Return the citations among the sources, the works they cite that are not held, and the uncertain ones as a queue.

    Every reference is in exactly one of the three, except unknown bare ids of a registry, if their source has references with text, too. A
    reference to the citing source itself is queued.

    `decisions` are the current ones. A decision `same KEY ref:REFERENCE` says that a reference (its text or its DOI) is the source KEY,
    `different KEY ref:REFERENCE` that it is not. If people disagree, the reference is queued. `lists` are more references by the key of the
    citing source (see `litreview.formats.references`). `known` are works that registries cite by id: such a reference is looked up, and
    displayed, with the details of its work.
    """
    works, cited = only_sources(sources, "link"), tuple(known)
    read = read_for_links(works)
    verdicts = judge_references(works, read, decisions, lists or {}, cited, remember=False)
    return link_read(works, read, lists or {}, cited, verdicts)


class ReadForLinks(NamedTuple):
    """What `link` reads of a source: the forms in which references may cite it, and the references in its records."""

    forms: tuple[RecordColumns, ...]
    references: tuple[CitedReference, ...]


@gc_pause()
def read_for_links(sources: Iterable[Source]) -> list[ReadForLinks]:
    """Return what `link` reads of each source; each distinct reference is parsed once."""
    parsed: ParsedReferences = {}
    return [ReadForLinks(tuple(source_columns(source)), references_of(source, parsed)) for source in sources]


class Verdicts(NamedTuple):
    """The verdicts on references by `_digest`, and what they rest on: works, with a digest of their forms and hashes of their keys, and decisions.

    A verdict rests on the reference, on decisions, and on the works under the keys that it looked up. So a later run judges only references
    that are new, or looked up a key of a work that came, went or changed.
    """

    decided: str
    works: Mapping[str, tuple[bytes, bytes]]
    found: Mapping[bytes, ReferenceVerdict]

    def to_plain(self) -> list[Any]:
        """Return the verdicts as plain values for `from_plain`."""
        found = {name: tuple(verdict) for name, verdict in self.found.items()}
        return [self.decided, self.works, found]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Verdicts:
        """Return the verdicts from the values of `to_plain`."""
        decided, works, found = plain
        return cls(decided, works, {name: ReferenceVerdict(*verdict) for name, verdict in found.items()})

    def unaffected(
        self, decided: str, works: Mapping[str, tuple[bytes, bytes]]
    ) -> Mapping[bytes, ReferenceVerdict]:
        """Return the verdicts that hold for other works, too. Works that did not change must be in the same order, which breaks ties."""
        same = {key for key, one in works.items() if self.works.get(key) == one}
        if decided != self.decided or [k for k in self.works if k in same] != [k for k in works if k in same]:
            return {}
        changed = [one for each in (self.works, works) for key, (_, one) in each.items() if key not in same]
        touched = set(memoryview(b"".join(changed)).cast("I"))
        return {
            name: one
            for name, one in self.found.items()
            if touched.isdisjoint(memoryview(one.asked).cast("I"))
        }


_parts = attrgetter("text", "key", "year", "title", "container", "volume", "number", "page", "doi")


def _digest(reference: CitedReference) -> bytes:
    """Return a digest of what a reference says, wherever it is written."""
    people = [(p.family, p.given, p.prefix, p.suffix, p.literal) for p in reference.authors]
    return blake2b(marshal.dumps((_parts(reference), people), 2), digest_size=16).digest()


@gc_pause()
def judge_references(
    works: Sequence[Source],
    read: Sequence[ReadForLinks],
    decisions: Sequence[Decision],
    lists: Mapping[str, Sequence[CitedReference]],
    known: Iterable[Work],
    previous: Verdicts | None = None,
    *,
    remember: bool = True,
) -> Verdicts:
    """Return the verdict on each distinct reference of `works` (see `link`); `previous` are those of an earlier run.

    Without `remember` the verdicts are of no use to a later run.
    """
    table = CitableWorks((source, own.forms) for source, own in zip(works, read, strict=True))
    finder = Finder(table, judgements(decisions, table), remember=remember)
    decided, about = "", dict[str, tuple[bytes, bytes]]()
    if remember:
        places = [
            (form, table.forms[place].id, sorted(verbs))
            for form, own in finder.judged.items()
            for place, verbs in own.items()
        ]
        decided = repr((table.lawful, sorted(places)))
        before = previous.works if previous else {}
        about = {
            source.key: _described(source, own.forms, before) for source, own in zip(works, read, strict=True)
        }
    unaffected = previous.unaffected(decided, about) if previous else {}
    found: dict[bytes, ReferenceVerdict] = {}
    seen: set[tuple[str, str]] = set()
    for _, reference in counted("linking references", _references(works, read, lists, known)):
        name = reference.text, reference.key
        if name not in seen:
            seen.add(name)
            digest = _digest(reference)
            found[digest] = unaffected.get(digest) or finder.find(reference)
    return Verdicts(decided, about, found)


def _described(
    source: Source, forms: Sequence[RecordColumns], before: Mapping[str, tuple[bytes, bytes]]
) -> tuple[bytes, bytes]:
    """Return a digest of the forms and names of a source, and hashes of its lookup keys, from an earlier run if they are the same."""
    says = [tuple(own_names(source)), *map(tuple, forms)]
    digest = blake2b(marshal.dumps(says, 2), digest_size=16).digest()
    found = before.get(source.key)
    if found and found[0] == digest:
        return found
    return digest, hashes(key for keys in lookup_keys(source, forms) for key in keys)


def _references(
    works: Sequence[Source],
    read: Sequence[ReadForLinks],
    lists: Mapping[str, Sequence[CitedReference]],
    known: Iterable[Work],
) -> Iterator[tuple[Source, CitedReference]]:
    """Yield the references of sources, those of their records first, bare ids with the details of their works."""
    cited = chain(
        ((source, r) for source, own in zip(works, read, strict=True) for r in own.references),
        ((source, r) for source in works for r in lists.get(source.key, ())),
    )
    # only registries write bare ids
    named = works if any(source.enriched for source in works) else ()
    names = {name for source in named for name in own_names(source)}
    return resolve_bare_ids(cited, works, names.__contains__, known)


@gc_pause()
def link_read(
    works: Sequence[Source],
    read: Sequence[ReadForLinks],
    lists: Mapping[str, Sequence[CitedReference]],
    known: Iterable[Work],
    verdicts: Verdicts,
) -> Links:
    """Return the links of `works` (see `link`), from what was read of each, and the verdicts on their references."""
    of: dict[tuple[str, str], ReferenceVerdict] = {}
    citations: list[Citation] = []
    queue: list[Citation] = []
    outside: list[tuple[str, CitedReference]] = []
    for source, reference in _references(works, read, lists, known):
        name = reference.text, reference.key
        verdict = of.get(name) or of.setdefault(name, verdicts.found[_digest(reference)])
        citation, ask = _cite(source.key, reference, verdict)
        if citation is None:
            outside.append((source.key, reference))
        else:
            (queue if ask else citations).append(citation)
    order = {source.key: position for position, source in enumerate(works)}
    citations.sort(key=lambda c: (order[c.citing], order[c.cited], c.reference.where, c.reference.text))
    queue.sort(
        key=lambda c: (-c.confidence, order[c.citing], order[c.cited], c.reference.where, c.reference.text)
    )
    taken = chain.from_iterable((source.key, *source.former_keys) for source in works)
    return Links(
        citations=tuple(citations),
        not_held=missing_works(outside, reference_columns, taken),
        queue=tuple(queue),
    )


def _cite(citing: str, reference: CitedReference, found: ReferenceVerdict) -> tuple[Citation | None, bool]:
    """Return the citation for a reference of the source `citing`, None without a target; and whether to ask a person."""
    if not found.cited:
        return None, False
    citation = Citation(
        citing=citing,
        cited=found.cited,
        method=found.method,
        confidence=found.confidence,
        reference=reference,
        rule=found.rule,
    )
    return citation, found.ask or found.cited == citing


MOST_REMEMBERED = 200_000
"""Distinct references with a cached answer at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(Value):
    """A reference and its citation, None if its work is not held. `ask`: a person should judge it."""

    citing: str
    reference: CitedReference
    citation: Citation | None = None
    ask: bool = False


def follow_references(
    held: Iterable[Source],
    citing: Iterable[Source],
    decisions: Sequence[Decision] = (),
    lists: Mapping[str, Sequence[CitedReference]] | None = None,
) -> Iterator[Followed]:
    """Yield every reference of the sources `citing`, in order, with the source of `held` that it cites, as found by `link`.

    Both may be generators that read from a file: first `held` for the works, then `citing` for their references. `decisions` and `lists` are
    those of `link`.
    """
    table = CitableWorks((source, source_columns(source)) for source in held)
    finder = Finder(table, judgements(decisions, table))
    parsed: ParsedReferences = {}
    for source in citing:
        own = chain(references_of(source, parsed), (lists or {}).get(source.key, ()))
        resolved = resolve_bare_ids(
            ((source, each) for each in own), [source], lambda key: bool(table.at("key", key)), ()
        )
        for _, reference in resolved:
            citation, ask = _cite(source.key, reference, finder.find(reference))
            yield Followed(citing=source.key, reference=reference, citation=citation, ask=ask)
        if len(finder.known) > MOST_REMEMBERED or len(parsed) > MOST_REMEMBERED:
            finder.forget()
            parsed.clear()
