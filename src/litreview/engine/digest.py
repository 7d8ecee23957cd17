"""Digests of values: a hash of everything that a stage's value depends on, and the names of the confidential values among it.

Plain values, containers and dataclasses are digested directly. For other classes `rules` return what to digest. A class without a rule has no
digest, so nothing is looked up by its values.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from litreview.core.sealed import Sealed
from litreview.engine.codec import to_json


class DigestInput(NamedTuple):
    """What to digest of a value, returned by the rule of its class.

    - `content`: what the value says of a work, as JSON; `details`: returns the rest, such as the text of an entry and its line;
    - `parts`: values of which it is made, which have a rule, too; `extras`: parts that add nothing to the content;
    - `hidden`: its name if it is confidential, else `""`.
    """

    content: Any
    details: Callable[[], Any] | None = None
    parts: Sequence[Any] = ()
    extras: Sequence[Any] = ()
    hidden: str = ""


Rule = Callable[[Any], DigestInput]

_PLAIN = (str, bytes, int, float, complex, bool, type(None), frozenset, set)


class Digest(NamedTuple):
    """The digest of a value, and the names of what is confidential in it."""

    name: str
    hidden: frozenset[str] = frozenset()


class NoDigestError(TypeError):
    """A value that has no digest: it is sealed, or of a class for which there is no rule."""


class Digests:
    """Computes digests of values, once for each value whose class has a rule. `program` identifies the version of the program.

    `earlier` are digests of earlier values; they are reused for values that are still the same objects.
    """

    def __init__(
        self, rules: Mapping[type, Rule] | None = None, program: str = "", earlier: Digests | None = None
    ) -> None:
        self._rules: dict[type, Rule] = dict(rules or {}) if earlier is None else earlier._rules  # noqa: SLF001 - its own kind
        self.program: str = program if earlier is None else earlier.program
        # with the value itself, so that no other gets its place in memory
        self._known: dict[tuple[int, bool], tuple[Any, Digest]] = {}
        self._before: dict[tuple[int, bool], tuple[Any, Digest]] = earlier._known if earlier else {}  # noqa: SLF001

    def know(self, value: Any, content: str, whole: str) -> None:
        """Take over the digests of a value that an earlier run computed. Nothing in the value is confidential."""
        self._known[id(value), False] = value, Digest(content)
        self._known[id(value), True] = value, Digest(whole)

    def name(self, value: Any, digest: Digest) -> None:
        """Take the digest of everything that a value was computed from as its own: it takes no time, however large the value is."""
        self._known[id(value), True] = value, digest

    def of(self, value: Any, *, whole: bool = True) -> Digest:
        """Return the digest of a value: of all of it, or of its `content` alone (see `DigestInput`). `NoDigestError` if it has none."""
        place = id(value), whole
        found = self._known.get(place) or self._before.get(place)
        if found is None and type(value) not in self._rules:
            hidden: set[str] = set()
            plain = self._plain(value, whole, hidden)
            return Digest(_hashed(plain), frozenset(hidden))
        if found is None:
            found = value, self._by_rule(value, whole)
        self._known[place] = found
        return found[1]

    def _by_rule(self, value: Any, whole: bool) -> Digest:
        inputs = self._rules[type(value)](value)
        nested = [self.of(one, whole=whole) for one in (*inputs.parts, *(inputs.extras if whole else ()))]
        own = [self.of(value, whole=False).name] if whole else [_hashed(inputs.content)]
        if whole and inputs.details:
            own.append(_hashed(inputs.details()))
        hidden = frozenset({inputs.hidden} - {""}).union(*(one.hidden for one in nested))
        return Digest(joined(*own, *(one.name for one in nested)), hidden)

    def _plain(self, value: Any, whole: bool, hidden: set[str]) -> Any:
        """Return a value as JSON that no other value has."""
        kind = type(value)
        if kind is str or kind is int or kind is float or value is None or kind is bool:
            return value
        if kind in self._rules:
            found = self.of(value, whole=whole)
            hidden |= found.hidden
            return [kind.__name__, found.name]
        if isinstance(value, tuple | list):
            return [self._plain(one, whole, hidden) for one in value]
        if isinstance(value, Mapping):
            pairs = value.items()
            return {"": [[self._plain(k, whole, hidden), self._plain(v, whole, hidden)] for k, v in pairs]}
        if isinstance(value, set | frozenset):
            return {"set": sorted((self._plain(one, whole, hidden) for one in value), key=to_json)}
        if is_dataclass(value) and not isinstance(value, Sealed):
            return [kind.__name__, *(self._plain(one, whole, hidden) for one in _init_values(value))]
        raise NoDigestError(f"a {kind.__name__} has no digest")


def _init_values(value: Any) -> Iterator[Any]:
    return (getattr(value, one.name) for one in fields(value) if one.init)


def _hashed(plain: Any) -> str:
    try:
        # a later version writes which texts are one object, too, so equal values would have different digests
        data = marshal.dumps(plain, 2)
    except ValueError:
        # a text of another class, which JSON takes for what it is; what is sealed, it refuses
        data = to_json(plain)
    return hashlib.sha256(data).hexdigest()


def joined(*names: str) -> str:
    """Return one digest for several."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def is_same(before: Any, after: Any) -> bool:
    """Return whether two values are equal at every level.

    `==` is not enough: two `Sealed` are always equal, and a dataclass may leave fields out of its comparison. Values of other classes are the
    same only if they are one object, so in doubt a stage is computed again.

    >>> is_same(Sealed("a"), Sealed("b")), is_same((1, {"a": [2]}), (1, {"a": [2]}))
    (False, True)
    """
    if before is after:
        return True
    if type(before) is not type(after):
        return False
    if isinstance(before, _PLAIN):
        return bool(before == after)
    if isinstance(before, tuple | list):
        return len(before) == len(after) and all(map(is_same, before, after))
    if isinstance(before, Mapping):
        # in the same order, too: outputs are written in that order
        return all(map(is_same, (len(before), *before), (len(after), *after))) and all(
            is_same(value, after[key]) for key, value in before.items()
        )
    if isinstance(before, Sealed):
        return bool(before) and bool(after) and is_same(before.reveal(), after.reveal())
    if is_dataclass(before) and not isinstance(before, type):
        # fields that `__init__` does not take, such as an index computed on first use, follow from the others
        return all(is_same(getattr(before, f.name), getattr(after, f.name)) for f in fields(before) if f.init)
    return False
