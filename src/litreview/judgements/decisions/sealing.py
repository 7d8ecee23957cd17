"""Recognises decisions on confidential sources, and seals the parts that must not be shown.

A decision may name a confidential record by its key, which may be a person's name, or its id, which names
a file below private/. Such a name is replaced by the record's code; reason and quote become a `Sealed`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from litreview.core.confidential.codes import is_code
from litreview.core.confidential.redaction import digest
from litreview.core.containers import grouped
from litreview.core.decision_types import PAIR_VERBS, REFERENCE, TEXT, split_related
from litreview.core.model import Decision, Record
from litreview.core.sealed import SEALED, Sealed
from litreview.core.text.spans import read_passage
from litreview.judgements.decisions.current_decisions import describe_clears
from litreview.judgements.decisions.decision_files import names_object, names_reference
from litreview.judgements.decisions.work_finder import WorkFinder, split_descriptions

_DRAWN = re.compile(r"confidential-[a-z]{6}")
_ALIKE = 60
_COMPARED = 200
"""The number of unknown names compared with all known ones; further ones are taken for possible names of people, and not quoted."""


def hidden_names(record: Record) -> tuple[str, ...]:
    """Return the names by which a confidential record is found and which are never shown, including digests in older decisions."""
    if not record.confidential:
        return ()
    own = [name.reveal() for name in record.sealed[:2] if name] if record.sealed else [record.key, record.id]
    # before codes were stored, a decision named a masked record by the SHA-256 of its key or id
    return (*(own if record.sealed else ()), *map(digest, own))


def lasting_name(record: Record) -> str:
    """Return the name in decisions of a confidential record with a masked key: its code; `""` for all others."""
    if not record.confidential or is_code(record.key):
        return ""
    return record.code or (record.key if record.sealed else record.id)


class ConfidentialNames:
    """Recognises names of confidential records, and of records that people declared the same work, and which names may be quoted.

    The names come from the records and the decisions `same`; they can't be listed.
    """

    def __init__(
        self,
        records: Iterable[Record],
        decisions: Iterable[Decision] = (),
        enriched: Iterable[Record] = (),
    ) -> None:
        everything = tuple(records)
        # ids of registry records are no names of people; other names are not compared with them, so that none is quoted for its likeness
        self._enriched = frozenset(record.id for record in enriched)
        self.any: bool = any(record.confidential for record in everything)
        shown: dict[str, str] = {}
        hidden: dict[str, str] = {}
        public: set[str] = set()
        for record in everything if self.any else ():
            if not record.confidential:
                public.update(filter(None, (record.key, record.id, record.code)))
                continue
            name = lasting_name(record) or record.id
            for own in filter(None, (record.key, record.id, record.code)):
                shown.setdefault(own, lasting_name(record) or own)
            for other in hidden_names(record):
                hidden.setdefault(other, name)
        # former names of public records are public, unless a confidential one has them
        before = {
            name for record in everything if self.any and not record.confidential for name in record.ids
        }
        self._shown = shown
        self._hidden = Sealed(hidden)
        self._public = public | (before - shown.keys() - hidden.keys())
        self._works: WorkFinder[int] = WorkFinder(
            {n: (r,) for n, r in enumerate(everything) if not r.confidential}
        )
        # cache of whether a name is like a public one, or a hidden one; sealed, since the name may be hidden, too
        self._alike: Sealed[dict[tuple[str, bool], bool]] = Sealed({})
        self._joined = Sealed(self._join(decisions) if self.any else frozenset())

    def _join(self, decisions: Iterable[Decision]) -> frozenset[str]:
        """Return the names of public records that people joined to a confidential one, directly or through others."""
        pairs = [(d.key, d.value) for d in decisions if d.verb == "same" and not names_object(d)]
        linked = grouped(link for one, other in pairs for link in ((one, other), (other, one)))
        joined: set[str] = set()
        to_visit = [name for name in linked if self._own(name)]
        while to_visit:
            for name in linked[to_visit.pop()]:
                if name not in joined and not self._own(name):
                    joined.add(name)
                    to_visit.append(name)
        return frozenset(joined)

    def _own(self, name: str) -> bool:
        return name in self._shown or name in self._shown_forms

    def hides(self, name: str) -> bool:
        """Return whether a name means a confidential record or one joined to it. If two records have one key, the stricter counts."""
        return self._own(name) or bool(self._joined and name in self._joined.reveal())

    def shown(self, name: str) -> str:
        """Return a name as it may be shown: a confidential record's code, or `<sealed>` for an unknown name that may be a person's."""
        if name in self._public or name in self._enriched:
            return name
        shown_form = self._shown.get(name) or self._shown_forms.get(name)
        return shown_form or (name if self.quotable(name) else SEALED)

    def shown_word(self, word: str) -> str:
        """Return a word of a value, or the code of the confidential record that it names."""
        return self.shown(word) if self.hides(word) else word

    def quotable(self, name: str) -> bool:
        """Return whether a possibly unknown name may be quoted: nothing is confidential, or it is similar only to public keys."""
        if not self.any or name in self._public or name in self._shown or name in self._enriched:
            return True
        hidden = self._shown_forms
        if name in hidden:
            return False
        key = name.rpartition(":")[2]
        made = re.fullmatch(r"(.+?)(?:-\d+|#\d+)", key)
        if key in self._public or (made and made[1] in self._public):
            return True
        return not self._like(key, hidden=True) and self._like(key, hidden=False)

    def describes_public(self, what: str) -> bool:
        """Return whether a description proves a public work; confidential works are never described."""
        return bool(what and self._works.resolve((), what).keys)

    def published(self, name: str) -> str:
        """Return a name from a text for publication as it may be shown: unchanged, unless it is similar to a confidential one."""
        hidden = self._shown_forms
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
            names = self._shown_forms if hidden else self._public
            known[key, hidden] = (
                process.extractOne(key, list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None
            )
        return known[key, hidden]

    @property
    def _shown_forms(self) -> Mapping[str, str]:
        """The shown form of each hidden name; empty in a pickled copy."""
        return self._hidden.reveal() if self._hidden else {}

    def quotable_row(self, cells: Sequence[str]) -> bool:
        """Return whether an invalid line may be quoted, in which any cell may be in another's place."""
        if not self.any:
            return True
        words = [word for cell in cells for word in (cell, *cell.split())]
        return any(cell in self._public for cell in cells) and not any(map(self.hides, words))


def seal_decisions(
    decisions: Iterable[Decision],
    records: Iterable[Record] | ConfidentialNames,
    shown_value: Callable[[Decision], str] = lambda decision: decision.value,
) -> tuple[Decision, ...]:
    """Return the decisions with texts on confidential records sealed; sealed texts stay sealed.

    Names become codes, reason and quote a `Sealed`; `shown_value` returns what may be shown of a value. In a review with confidential
    records, an unknown name is treated as confidential, unless it is similar to a public key, or the
    description proves a public work. A `clear` without a description gets that of the line before it (`describe_clears`).
    """
    everything = describe_clears(decisions)
    names = records if isinstance(records, ConfidentialNames) else ConfidentialNames(records, everything)
    return tuple(_sealed(decision, names, shown_value) for decision in everything)


def _sealed(decision: Decision, names: ConfidentialNames, shown_value: Callable[[Decision], str]) -> Decision:
    kind, other = _kind_and_other(decision)
    what, other_what = split_descriptions(decision.what)
    first = names.hides(decision.key) or not (names.quotable(decision.key) or names.describes_public(what))
    second = bool(other) and (
        names.hides(other) or not (names.quotable(other) or names.describes_public(other_what))
    )
    words = decision.value.split() if decision.verb == "clear" else ()
    if not first and not second and not any(map(names.hides, words)):
        return decision
    if other:
        value = f"{kind} {names.shown(other)}".strip()
    elif names_object(decision):
        # a reference cited in confidence may reveal who cites it, and so may the name of a file
        value = f"{REFERENCE if names_reference(decision) else TEXT}{SEALED}"
    elif decision.verb == "clear":
        value = shown_value(dataclasses.replace(decision, value=" ".join(map(names.shown_word, words))))
    else:
        value = shown_value(decision)
    return dataclasses.replace(
        decision,
        key=names.shown(decision.key),
        value=value,
        where=passage_of(decision) or _seal_text(decision.where),
        reason=_seal_text(decision.reason),
        what="",
    )


def _kind_and_other(decision: Decision) -> tuple[str, str]:
    """Return kind and other key of a decision on a pair of records, else two empty strings."""
    if decision.verb not in PAIR_VERBS or names_object(decision):
        return "", ""
    return split_related(decision.value) if decision.verb == "related" else ("", decision.value.strip())


def shown_when(decision: Decision) -> str:
    """Return the time of a decision for outputs: only the month on a sealed code, since days would reveal who was met when.

    >>> line = Decision(when="2026-01-31T09:30:00Z", by="ann", verb="tag", key="I417", value="protect")
    >>> shown_when(line), shown_when(dataclasses.replace(line, key="Doe2019"))
    ('2026-01', '2026-01-31T09:30:00Z')
    """
    pair = decision.verb == "clear" or bool(_kind_and_other(decision)[1])
    names = (decision.key, *(decision.value.split() if pair else ()))
    return decision.when[: len("2026-01")] if any(map(_is_sealed_code, names)) else decision.when


def _is_sealed_code(name: str) -> bool:
    return is_code(name) or name == SEALED or _DRAWN.fullmatch(name) is not None


def passage_of(decision: Decision) -> str:
    """Return the `where` of a decision on a confidential source if it is a passage (`para 12`), `""` for other words, which may be a quote."""
    where = decision.where
    return where if isinstance(where, str) and read_passage(where) else ""


def _seal_text(text: str | Sealed[str]) -> str | Sealed[str]:
    return Sealed(text) if text and isinstance(text, str) else text
