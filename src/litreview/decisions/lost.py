"""Problems of decisions that find no work, or another than their key says: each says by which command it is repaired."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence

from litreview.decisions.clears import other_of
from litreview.decisions.finding import Works
from litreview.decisions.lines import names_reference, problem
from litreview.decisions.sealing import ConfidentialNames
from litreview.errors import Nearest
from litreview.model import Decision, Problem, Source
from litreview.sealed import SEALED
from litreview.verbs import PAIR_VERBS, split_related

_PLAIN = re.compile(r"[\w.:/#-]+")


class Lost:
    """Writes the Problems. None repeats what a decision says of its work, which may have become confidential since."""

    def __init__(
        self,
        works: Iterable[Source],
        index: Mapping[str, tuple[str, ...]],
        described: Works[str],
        names: ConfidentialNames,
    ) -> None:
        everything = tuple(works)
        self._near_keys = Nearest(sorted({key for keys in index.values() for key in keys}))
        self._titles = {work.title: work.key for work in everything}
        self._near_titles = Nearest(sorted(self._titles))
        self._described = described
        self._names = names

    def _near(self, name: str, what: str) -> Sequence[str]:
        """Return the keys of the sources that may be meant: by their title, else by what the key looks like."""
        if what and (found := self._described.near(what)):
            return found
        if found := tuple(self._near_keys.find(name.rpartition(":")[2])):
            return found
        return tuple(self._titles[title] for title in self._near_titles.find(what, most=2)) if what else ()

    def several(self, decision: Decision, name: str, keys: Sequence[str], key: str) -> Problem:
        """Return the Problem (LR043) of a key of several sources, where nothing says which was meant."""
        return problem(
            decision.place,
            "LR043",
            "warning",
            f"'{name}' is a key of {len(keys)} sources ({', '.join(keys)}); taken as {key}",
            remedy="name the record, as FILE:KEY",
            key=key,
        )

    def moved(
        self, decision: Decision, name: str, what: str, fitting: Sequence[str], *, to: str = ""
    ) -> Problem:
        """Return the Problem (LR049) of a key that means another work now; `to` is the work it was found as."""
        if to:
            told = f"the work that is {to} now; taken as said of that"
            remedy = f"nothing is lost; {_repair(decision, name, to)} writes it down with today's key"
        else:
            told = "another work, which is not found; it does not count"
            if len(fitting) > 1:
                told = f"another work, and {_any_of(fitting)}; it does not count"
            near = fitting or self._near(name, what)
            remedy = self._remedy(decision, name, near) if near else _take_back(decision)
        return problem(
            decision.place,
            "LR049",
            "warning",
            f"when this was decided, '{name}' was {told}",
            remedy=remedy,
            key=name,
        )

    def one_record(self, decision: Decision, key: str) -> Problem:
        """Return the Problem (LR610) of two records that were told apart and are one entry now."""
        return problem(
            decision.place,
            "LR610",
            "warning",
            f"'{decision.verb}' was said of two records, and both are one entry now ({key}); it does not count",
            remedy=f"was one of them left out when the export was made? {_take_back(decision)}",
            key=key,
        )

    def unknown(self, decision: Decision, name: str, what: str, fitting: Sequence[str]) -> Problem:
        """Return the Problem (LR042) of a name that no source has, naming the nearest keys."""
        if not self._names.quotable(name) or name == SEALED:
            return problem(
                decision.place,
                "LR042",
                "warning",
                "no source has the key that stands here; it may be that of a confidential one, so it is not shown",
                remedy="is its file still among the sources? A confidential source is called by its code, as in out/tables/sources.csv",
            )
        if re.fullmatch(r"confidential-\d+", name):
            return problem(
                decision.place,
                "LR042",
                "warning",
                f"'{name}' was a number of one run, and may be another source's by now",
                remedy="out/tables/sources.csv has the codes that last: decide it anew",
                key=name,
            )
        near = fitting or self._near(name, what)
        # the name itself may be a person's: an unknown key is shown only where it looks like one of ours
        label = name if near or _PLAIN.fullmatch(name) else "a key"
        if near:
            remedy = self._remedy(decision, name, near)
        else:
            remedy = "no key is near; is its file still among the sources?"
            remedy += f" Else {_take_back(decision)}" if label == name else ""
        many = f", and {_any_of(fitting)}; it does not count" if len(fitting) > 1 else ""
        return problem(
            decision.place,
            "LR042",
            "warning",
            f"no source has the key '{label}'{many}",
            remedy=remedy,
            key=label,
        )

    def _remedy(self, decision: Decision, name: str, near: Sequence[str]) -> str:
        said = "; or ".join(_repair(decision, name, key) for key in near)
        return (
            f"nearest keys: {', '.join(near)}; {said}"
            if decision.verb != "clear"
            else f"nearest keys: {', '.join(near)}"
        )


def _any_of(keys: Sequence[str]) -> str:
    return f"what it says of its work fits {len(keys)} sources ({', '.join(keys)})"


def _repair(decision: Decision, name: str, key: str) -> str:
    """Return the command that says of a source what was said under another name, and takes that back."""
    first, value = decision.key, decision.value
    if decision.verb in PAIR_VERBS and not names_reference(decision):
        other = other_of(decision)
        if name == other:
            value = f"{split_related(value)[0]} {key}" if decision.verb == "related" else key
    first = key if name == first else first
    words = [
        "litreview",
        "decide",
        decision.verb,
        first,
        *filter(None, [value]),
        "--by",
        decision.by,
        "--was",
        name,
    ]
    return f"`{shlex.join(words)}`"


def _take_back(decision: Decision) -> str:
    """Return the command that takes a line back."""
    words = [
        "litreview",
        "decide",
        "clear",
        decision.key,
        f"{decision.verb} {decision.value}".strip(),
        "--by",
        decision.by,
    ]
    return f"`{shlex.join(words)}` takes it back"
