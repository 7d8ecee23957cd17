"""Text that must be held and must not be seen: `Sealed`, and which places are private.

A confidential record is emptied on reading, so most of what is confidential is held nowhere. What must be held all the same,
such as the key by which a decision still finds its record, is held in a `Sealed`: no `str`, `repr`, `format`, pickle, table or
JSON shows it, and the type checker finds who takes it for text.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Generic, NoReturn, TypeVar

from litreview.core.lookalikes import as_it_looks

T = TypeVar("T")

SEALED = "<sealed>"
"""What stands wherever a sealed text would."""

NAME_WITHHELD = "[name withheld]"
"""What every output prints where the name of somebody would be who is not repeated (`private/shield.txt`)."""

_REVIEW = "litreview.toml"
_LINKS = 40  # as many links as Linux follows


class Sealed(Generic[T]):
    """A value that shows nothing of itself. `reveal` opens it; two of them are always equal, so that nothing is learned by comparing.

    A copy that leaves this process (a pickle) has lost what it held: `reveal` then raises `LookupError`.

    >>> held = Sealed("made-up name")
    >>> f"{held} {held!r} {held:>10}", held == Sealed("another"), held.reveal()
    ('<sealed> <sealed>   <sealed>', True, 'made-up name')
    """

    __slots__ = ("__held",)
    __held: tuple[T, ...]

    def __init__(self, *held: T) -> None:
        object.__setattr__(self, "_Sealed__held", held[:1])

    def reveal(self) -> T:
        """Return what is held. Whoever calls this answers for where it goes."""
        if not self.__held:
            raise LookupError("a sealed value does not leave the process that read it; read the files again")
        return self.__held[0]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a sealed value is fixed; '{name}' can't be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a sealed value is fixed; '{name}' can't be deleted")

    def __bool__(self) -> bool:
        """Return whether anything is held: not in a copy that was pickled."""
        return bool(self.__held)

    def __repr__(self) -> str:
        return SEALED

    def __format__(self, spec: str) -> str:
        return format(SEALED, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed)

    def __hash__(self) -> int:
        return hash(SEALED)

    def __copy__(self) -> Sealed[T]:
        return self

    def __deepcopy__(self, _: object) -> Sealed[T]:
        return self

    def __reduce__(self) -> tuple[type[Sealed[T]], tuple[()]]:
        return Sealed, ()


def shown(text: str | Sealed[str]) -> str:
    """Return a text as it may be shown: of a sealed one nothing.

    >>> shown("p. 4"), shown(Sealed("p. 4"))
    ('p. 4', '')
    """
    return text if isinstance(text, str) else ""


def opened(text: str | Sealed[str]) -> str:
    """Return a text, sealed or not. Whoever calls this answers for where it goes."""
    return text.reveal() if isinstance(text, Sealed) else text


def is_private_name(name: str) -> bool:
    """Return whether a folder is called `private`, or so that a reader or a system may take its name for that.

    Capitals, blanks and dots around the name, wide letters, letters of other alphabets and invisible ones make no difference. All that
    asks whether a place is private asks here.

    >>> [is_private_name(name) for name in ("Private", "private .", "рrivаtе", "private-sector", "privateers")]
    [True, True, True, False, False]
    """
    if _is_plain(name) and "private" not in name.lower():
        return False
    return as_it_looks(name).strip(" .") == "private"


def _is_plain(name: str) -> bool:
    return name.isascii() and name.isprintable()


def is_private_path(path: str) -> bool:
    """Return whether a file lies under a folder named `private`, as `is_private_name` has it."""
    if _is_plain(path) and "private" not in path.lower():
        return False
    return any(map(is_private_name, PurePosixPath(path.replace("\\", "/")).parts))


def private_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folders directly within a folder that are named `private`, that of this very name first."""
    own = folder / "private"
    others = (
        (path for path in folder.iterdir() if path != own and is_private_name(path.name))
        if folder.is_dir()
        else ()
    )
    return tuple(path for path in (own, *sorted(others)) if path.is_dir())


def shown_path(path: str) -> str:
    """Return a path as it may be shown: a file under private/ may be named after a person.

    >>> shown_path("private/doe.bib"), shown_path("bib/a.bib")
    ('private', 'bib/a.bib')
    """
    return "private" if is_private_path(path) else path


def ways(path: Path | str) -> tuple[str, ...]:
    """Return every absolute path by which a file is reached: as it was called, through each link in turn, and where it lies.

    Who is in a folder that is itself a link is there by the name of the link, too (`PWD`, as a shell sets it).
    """
    called = os.path.abspath(path)  # noqa: PTH100 - as it was called, links and all
    found = _through(called)
    shell = os.environ.get("PWD", "")
    if shell and not Path(path).is_absolute() and _same_folder(shell):
        found += _through(os.path.normpath(os.path.join(shell, path)))  # noqa: PTH118 - as text
    return tuple(dict.fromkeys([*found, os.path.realpath(path)]))


def _same_folder(shell: str) -> bool:
    try:
        return os.path.samefile(shell, ".")  # noqa: PTH121 - pathlib has no samefile of two strings
    except OSError:
        return False


def _through(path: str) -> list[str]:
    """Return a path, and what it becomes as each link in it is followed, the first one first."""
    found = [path]
    for _ in range(_LINKS):
        here = Path(found[-1])
        link = next((part for part in [*reversed(here.parents), here] if part.is_symlink()), None)
        if link is None:
            break
        target = os.path.join(link.parent, os.readlink(link), here.relative_to(link))  # noqa: PTH118, PTH115 - joined without resolving
        found.append(os.path.normpath(target))
    return found


def private_part(path: Path | str) -> str:
    """Return the folder `private` that a file lies in, by whatever way it is reached; `""` if it lies in none.

    A folder above a review does not count, for the review has a `private/` of its own; nor does the one at the very top, for all
    temporary files of macOS lie in its `/private`.
    """
    for way in ways(path):
        folder = private_folder(way)
        if folder is not None:
            return str(folder)
    return ""


def stays_private(path: Path | str) -> bool:
    """Return whether a file that is to be written lies below a folder `private`, and no link leads out of it again."""
    folder = private_folder(os.path.abspath(path))  # noqa: PTH100 - that folder may itself be a link to a safer place
    return folder is not None and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def private_folder(way: str) -> Path | None:
    """Return the topmost folder `private` of one absolute path, below the review it lies in; None if there is none."""
    place = Path(way)
    inside = [*reversed(place.parents), place]
    named = [number for number, folder in enumerate(inside) if number > 1 and is_private_name(folder.name)]
    if not named:
        return None
    review = max((n for n, folder in enumerate(inside) if (folder / _REVIEW).is_file()), default=0)
    return next((inside[number] for number in named if number > review), None)
