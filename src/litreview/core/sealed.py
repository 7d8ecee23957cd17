"""`Sealed`, a container for text that must not be shown, and the test of which paths are private.

A confidential record is emptied on reading, so most of its text is nowhere in memory. Text that is still needed,
such as the key by which a decision finds its record, is stored in a `Sealed`: no `str`, `repr`, `format`, pickle, table or
JSON shows it, and the type checker finds code that uses it as text.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Generic, NoReturn, TypeVar

from litreview.core.lookalikes import as_it_looks

T = TypeVar("T")

SEALED = "<sealed>"
"""The placeholder for a sealed text."""

NAME_WITHHELD = "[name withheld]"
"""The placeholder in all outputs for the name of a shielded person (`private/shield.txt`)."""

SETTINGS_FILE = "litreview.toml"
"""The file at the top of a review. In a history a move of this file shows where the review lay before."""
_LINKS = 40  # the number of links that Linux follows


class Sealed(Generic[T]):
    """A container that never shows its value. `reveal` returns it; two are always equal, so that comparing reveals nothing.

    A pickled copy has lost its value: `reveal` then raises `LookupError`.

    >>> name = Sealed("made-up name")
    >>> f"{name} {name!r} {name:>10}", name == Sealed("another"), name.reveal()
    ('<sealed> <sealed>   <sealed>', True, 'made-up name')
    """

    __slots__ = ("__content",)
    __content: tuple[T, ...]

    def __init__(self, *value: T) -> None:
        object.__setattr__(self, "_Sealed__content", value[:1])

    def reveal(self) -> T:
        """Return the value. The caller is responsible for where it goes."""
        if not self.__content:
            raise LookupError("a sealed value does not leave the process that read it; read the files again")
        return self.__content[0]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a sealed value is fixed; '{name}' can't be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a sealed value is fixed; '{name}' can't be deleted")

    def __bool__(self) -> bool:
        """Return whether there is a value: a pickled copy has none."""
        return bool(self.__content)

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
    """Return a text, or `""` for a sealed one.

    >>> shown("p. 4"), shown(Sealed("p. 4"))
    ('p. 4', '')
    """
    return text if isinstance(text, str) else ""


def opened(text: str | Sealed[str]) -> str:
    """Return a text, sealed or not. The caller is responsible for where it goes."""
    return text.reveal() if isinstance(text, Sealed) else text


def is_private_name(name: str) -> bool:
    """Return whether a folder is named `private`, or a name that people or systems may take for it.

    Capitals, blanks and dots around the name, wide letters, letters of other alphabets and invisible ones make no difference. Every
    test of private places uses this function.

    >>> [is_private_name(name) for name in ("Private", "private .", "рrivаtе", "private-sector", "privateers")]
    [True, True, True, False, False]
    """
    if _is_plain(name) and "private" not in name.lower():
        return False
    return as_it_looks(name).strip(" .") == "private"


def _is_plain(name: str) -> bool:
    return name.isascii() and name.isprintable()


def is_private_path(path: str) -> bool:
    """Return whether a file lies below a folder named `private` (`is_private_name`)."""
    if _is_plain(path) and "private" not in path.lower():
        return False
    return any(map(is_private_name, PurePosixPath(path.replace("\\", "/")).parts))


def private_folders(folder: Path) -> tuple[Path, ...]:
    """Return the subfolders named `private` (`is_private_name`), the one with exactly this name first."""
    own = folder / "private"
    others = (
        (path for path in folder.iterdir() if path != own and is_private_name(path.name))
        if folder.is_dir()
        else ()
    )
    return tuple(path for path in (own, *sorted(others)) if path.is_dir())


def shown_path(path: str) -> str:
    """Return a path as it may be shown: only `private` for a file below private/, which may be named after a person.

    >>> shown_path("private/doe.bib"), shown_path("bib/a.bib")
    ('private', 'bib/a.bib')
    """
    return "private" if is_private_path(path) else path


def ways(path: Path | str) -> tuple[str, ...]:
    """Return every absolute path of a file: as given, with each link followed in turn, and fully resolved.

    If the current folder was entered by a link, the path by that link is included (`PWD`, as a shell sets it).
    """
    called = os.path.abspath(path)  # noqa: PTH100 - as it was called, links and all
    paths = _through(called)
    shell = os.environ.get("PWD", "")
    if shell and not Path(path).is_absolute() and _same_folder(shell):
        paths += _through(os.path.normpath(os.path.join(shell, path)))  # noqa: PTH118 - as text
    return tuple(dict.fromkeys([*paths, os.path.realpath(path)]))


def _same_folder(shell: str) -> bool:
    try:
        return os.path.samefile(shell, ".")  # noqa: PTH121 - pathlib has no samefile of two strings
    except OSError:
        return False


def _through(path: str) -> list[str]:
    """Return a path, and the path after each link in it is followed, one after the other."""
    paths = [path]
    for _ in range(_LINKS):
        here = Path(paths[-1])
        # unlike that of Path, this answers for a name that no disk can have
        link = next((part for part in [*reversed(here.parents), here] if os.path.islink(part)), None)  # noqa: PTH114
        if link is None:
            break
        target = os.path.join(link.parent, os.readlink(link), here.relative_to(link))  # noqa: PTH118, PTH115 - joined without resolving
        paths.append(os.path.normpath(target))
    return paths


def private_part(path: Path | str) -> str:
    """Return the folder `private` around a file, by any of its paths; `""` without one.

    A `private` folder above a review does not count, since the review has its own. Neither does one at the root, since
    macOS has all temporary files in `/private`.
    """
    folders = map(private_folder, ways(path))
    return next((str(folder) for folder in folders if folder is not None), "")


def stays_private(path: Path | str) -> bool:
    """Return whether an output lies below a folder `private`, also after following links."""
    folder = private_folder(os.path.abspath(path))  # noqa: PTH100 - that folder may itself be a link to a safer place
    return folder is not None and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def private_folder(way: str) -> Path | None:
    """Return the topmost folder `private` in an absolute path, below the innermost review; None without one."""
    place = Path(way)
    inside = [*reversed(place.parents), place]
    named = [number for number, folder in enumerate(inside) if number > 1 and is_private_name(folder.name)]
    if not named:
        return None
    review = max((n for n, folder in enumerate(inside) if (folder / SETTINGS_FILE).is_file()), default=0)
    return next((inside[number] for number in named if number > review), None)
