"""`Items`: a tuple of values of one kind that knows the kind, so that an empty one still has its table with all columns.

Stages return tuples: tags, pairs, citations. A plain `()` doesn't say of what it has none, and its table would be without columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, SupportsIndex, TypeVar, overload

from litreview.wording import list_repr, notebook_html

T = TypeVar("T")


class Items(tuple[T, ...]):  # noqa: SLOT001 - a tuple takes no slot beside its items
    """A tuple in every respect: equal to one, hashed, unpickled and joined as one. `kind` is the class of what it holds, or would hold.

    >>> none = Items((), int)
    >>> none == (), none.kind.__name__, Items(range(3), int)[1:]
    (True, 'int', (1, 2))
    """

    kind: type[Any]

    def __new__(cls, held: Iterable[T] = (), kind: type[Any] = object) -> Items[T]:
        """Return the tuple; what makes tuples anew by their class alone (`dataclasses.asdict`) loses the kind and nothing else."""
        made = super().__new__(cls, held)
        made.kind = kind
        return made

    def __getnewargs__(self) -> tuple[tuple[T, ...], type[Any]]:
        return tuple(self), self.kind

    @overload
    def __getitem__(self, which: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, which: slice) -> Items[T]: ...
    def __getitem__(self, which: SupportsIndex | slice) -> T | Items[T]:
        """Return one, or for a slice as many, which are of this kind, too."""
        if isinstance(which, slice):
            return Items(super().__getitem__(which), self.kind)
        return super().__getitem__(which)

    def __repr__(self) -> str:
        return brief_list(self)

    _repr_html_ = notebook_html


def typed(value: object, **kinds: type[Any]) -> None:
    """Make fields of a frozen value that hold tuples know their kind: `typed(self, sources=Source, queue=Match)`."""
    for name, kind in kinds.items():
        held = getattr(value, name)
        if type(held) is not Items:
            object.__setattr__(value, name, Items(held, kind))
