"""Decisions on confidential sources: which they are, and what of them may be seen.

A decision may call a confidential record by a name that nothing shows: its key, which may be a person's, its id, which names
a file below private/. Such a name becomes the code that the record is shown by; reason and quote become a `Sealed`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from litreview.core.confidential.codes import is_code
from litreview.core.confidential.redaction import digest
from litreview.core.decision_types import PAIR_VERBS, REFERENCE, split_related
from litreview.core.model import Decision, Record
from litreview.core.sealed import SEALED, Sealed
from litreview.core.text.spans import read_passage
from litreview.judgements.decisions.counting import with_borrowed
from litreview.judgements.decisions.finding import Works, halves
from litreview.judgements.decisions.lines import names_reference

_DRAWN = re.compile(r"confidential-[a-z]{6}")
_ALIKE = 60
_COMPARED = 200
"""How many unknown names are compared with all others; of more, each is taken for one that may be a person's, and is not quoted."""


def hidden_names(record: Record) -> tuple[str, ...]:
    """Return the names that a confidential record is found by and that nothing shows, digests of earlier times among them."""
    if not record.confidential:
        return ()
    own = [name.reveal() for name in record.sealed[:2] if name] if record.sealed else [record.key, record.id]
    # until codes were kept, a decision called a record whose key was masked by the SHA-256 of its key or id
    return (*(own if record.sealed else ()), *map(digest, own))


def lasting_name(record: Record) -> str:
    """Return what a decision calls a confidential record whose key is masked: its code; `""` for all others."""
    if not record.confidential or is_code(record.key):
        return ""
    return record.code or (record.key if record.sealed else record.id)


class ConfidentialNames:
    """Which names mean a confidential record, or one that people said is the same work, and which may be quoted.

    All is read from the records and from the decisions `same`; nothing of it can be listed.
    """

    def __init__(
        self,
        records: Iterable[Record],
        decisions: Iterable[Decision] = (),
        enriched: Iterable[Record] = (),
    ) -> None:
        given = tuple(records)
        # what registries call their records is no name of a person's; like no other name, so that nothing else is quoted for it
        self._enriched = frozenset(record.id for record in enriched)
        self.any: bool = any(record.confidential for record in given)
        shown: dict[str, str] = {}
        hidden: dict[str, str] = {}
        public: set[str] = set()
        for record in given if self.any else ():
            if not record.confidential:
                public.update(filter(None, (record.key, record.id, record.code)))
                continue
            name = lasting_name(record) or record.id
            for own in filter(None, (record.key, record.id, record.code)):
                shown.setdefault(own, lasting_name(record) or own)
            for other in hidden_names(record):
                hidden.setdefault(other, name)
        # what a public record was called before is public, unless it is the name of a confidential one
        before = {name for record in given if self.any and not record.confidential for name in record.ids}
        self._shown = shown
        self._hidden = Sealed(hidden)
        self._public = public | (before - shown.keys() - hidden.keys())
        self._works: Works[int] = Works({n: (r,) for n, r in enumerate(given) if not r.confidential})
        # whether a name that may be unknown is like a public one, or a hidden one: asked often, and what is asked may be hidden too
        self._alike: Sealed[dict[tuple[str, bool], bool]] = Sealed({})
        self._joined = Sealed(self._join(decisions) if self.any else frozenset())

    def _join(self, decisions: Iterable[Decision]) -> frozenset[str]:
        """Return the names of public records that people joined to a confidential one, through however many others."""
        beside: dict[str, list[str]] = {}
        for d in decisions:
            if d.verb == "same" and not names_reference(d):
                beside.setdefault(d.key, []).append(d.value)
                beside.setdefault(d.value, []).append(d.key)
        joined: set[str] = set()
        open_ = [name for name in beside if self._own(name)]
        while open_:
            for name in beside[open_.pop()]:
                if name not in joined and not self._own(name):
                    joined.add(name)
                    open_.append(name)
        return frozenset(joined)

    def _own(self, name: str) -> bool:
        return name in self._shown or name in self._behind

    def hides(self, name: str) -> bool:
        """Return whether a name means a confidential record or one joined to it. Of two records of one key the stricter counts."""
        return self._own(name) or bool(self._joined and name in self._joined.reveal())

    def shown(self, name: str) -> str:
        """Return a name as it may be shown: of a confidential record the code, of an unknown one that may be a person's nothing."""
        if name in self._public or name in self._enriched:
            return name
        found = self._shown.get(name) or self._behind.get(name)
        return found or (name if self.quotable(name) else SEALED)

    def shown_word(self, word: str) -> str:
        """Return a word of a value: the code of a confidential record where it names one."""
        return self.shown(word) if self.hides(word) else word

    def quotable(self, name: str) -> bool:
        """Return whether a name that may be unknown can be quoted: if nothing is confidential, or it is near a public key only."""
        if not self.any or name in self._public or name in self._shown or name in self._enriched:
            return True
        hidden = self._behind
        if name in hidden:
            return False
        key = name.rpartition(":")[2]
        made = re.fullmatch(r"(.+?)(?:-\d+|#\d+)", key)
        if key in self._public or (made and made[1] in self._public):
            return True
        return not self._like(key, hidden=True) and self._like(key, hidden=False)

    def describes_public(self, what: str) -> bool:
        """Return whether what a decision says of its work proves a work that is public: of a confidential one it says nothing."""
        return bool(what and self._works.meant((), what).keys)

    def published(self, name: str) -> str:
        """Return a name from a text that is to be published as it may be shown: as written, unless it is like a confidential one."""
        hidden = self._behind
        if self.quotable(name) or (
            name not in hidden and not self._like(name.rpartition(":")[2], hidden=True)
        ):
            return name
        return self.shown(name)

    def _like(self, key: str, *, hidden: bool) -> bool:
        from rapidfuzz import fuzz, process

        known = self._alike.reveal() if self._alike else {}
        if (key, hidden) not in known and len(known) >= _COMPARED:
            return hidden
        if (key, hidden) not in known:
            names = self._behind if hidden else self._public
            known[key, hidden] = (
                process.extractOne(key, list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None
            )
        return known[key, hidden]

    @property
    def _behind(self) -> Mapping[str, str]:
        """What each hidden name is shown as; of a copy that was pickled nothing is left."""
        return self._hidden.reveal() if self._hidden else {}

    def quotable_row(self, cells: Sequence[str]) -> bool:
        """Return whether a line can be quoted that is not understood, in which any cell may stand where another belongs."""
        if not self.any:
            return True
        words = [word for cell in cells for word in (cell, *cell.split())]
        return any(cell in self._public for cell in cells) and not any(map(self.hides, words))


def seal_decisions(
    decisions: Iterable[Decision],
    records: Iterable[Record] | ConfidentialNames,
    shown_value: Callable[[Decision], str] = lambda decision: decision.value,
) -> tuple[Decision, ...]:
    """Return the decisions with what they say of confidential records sealed; what was sealed before stays as it is.

    Names become codes, reason and quote a `Sealed`; `shown_value` says what may be shown of a value. A decision on a name that no
    record has, in a review with confidential ones, is treated as if it were on one, unless the name is like a public key, or what the
    decision says of its work proves a public one. A `clear` that says nothing of its work says what the line before it does (`with_borrowed`).
    """
    everything = with_borrowed(decisions)
    names = records if isinstance(records, ConfidentialNames) else ConfidentialNames(records, everything)
    return tuple(_sealed(decision, names, shown_value) for decision in everything)


def _sealed(decision: Decision, names: ConfidentialNames, shown_value: Callable[[Decision], str]) -> Decision:
    kind, other = _other(decision)
    what, other_what = halves(decision.what)
    first = names.hides(decision.key) or not (names.quotable(decision.key) or names.describes_public(what))
    second = bool(other) and (
        names.hides(other) or not (names.quotable(other) or names.describes_public(other_what))
    )
    words = decision.value.split() if decision.verb == "clear" else ()
    if not first and not second and not any(map(names.hides, words)):
        return decision
    if other:
        value = f"{kind} {names.shown(other)}".strip()
    elif names_reference(decision):
        value = f"{REFERENCE}{SEALED}"  # whom somebody says in confidence to have read tells who it was
    elif decision.verb == "clear":
        value = shown_value(dataclasses.replace(decision, value=" ".join(map(names.shown_word, words))))
    else:
        value = shown_value(decision)
    return dataclasses.replace(
        decision,
        key=names.shown(decision.key),
        value=value,
        where=passage_of(decision) or _hold(decision.where),
        reason=_hold(decision.reason),
        what="",
    )


def _other(decision: Decision) -> tuple[str, str]:
    """Return kind and other key of a decision on a pair of records, else two empty texts."""
    if decision.verb not in PAIR_VERBS or names_reference(decision):
        return "", ""
    return split_related(decision.value) if decision.verb == "related" else ("", decision.value.strip())


def shown_when(decision: Decision) -> str:
    """Return when a decision was made, as outputs show it: on a sealed code the month alone, for days in a row tell who was met when.

    >>> line = Decision(when="2026-01-31T09:30:00Z", by="ann", verb="tag", key="I417", value="protect")
    >>> shown_when(line), shown_when(dataclasses.replace(line, key="Doe2019"))
    ('2026-01', '2026-01-31T09:30:00Z')
    """
    pair = decision.verb == "clear" or bool(_other(decision)[1])
    names = (decision.key, *(decision.value.split() if pair else ()))
    return decision.when[: len("2026-01")] if any(map(_is_sealed_code, names)) else decision.when


def _is_sealed_code(name: str) -> bool:
    return is_code(name) or name == SEALED or _DRAWN.fullmatch(name) is not None


def passage_of(decision: Decision) -> str:
    """Return where in a confidential source something is if it is a passage (`para 12`), `""` if it is words, which may be a quote."""
    where = decision.where
    return where if isinstance(where, str) and read_passage(where) else ""


def _hold(text: str | Sealed[str]) -> str | Sealed[str]:
    return Sealed(text) if text and isinstance(text, str) else text
