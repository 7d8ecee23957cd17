"""Large files that a review read before, as Records, so that only a file that changed is read anew: below the user's cache folder, which may be deleted at any time.

What a file holds is kept under a digest of its bytes, of its name in the review and of this very program, so that nothing is ever
stale: another byte, name or version is another digest. Of a review only what its last reading used is kept. Never kept is a file
with anything confidential in it, one below a folder `private/`, or one with lines of which nothing may be said.

Records are kept as pickles, which can run a program when they are read. These cannot: nothing but the values of `litreview.model` is
made from one, and what is damaged, or is anything else, is read from the file again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litreview import files
from litreview.errors import LitreviewError
from litreview.runtime import build_fingerprint
from litreview.sealed import private_part

if TYPE_CHECKING:
    from litreview.formats.parsing import Parsed
    from litreview.model import Record

LEAST = 100_000
"""Bytes; a smaller file is read as fast as it is found here."""
MOST = 100_000_000
"""Bytes; what is kept of a file takes about three times its size, and a disk has an end."""
_KEPT_FOR = 30 * 86400.0
"""Seconds for which what a review that is not opened again has read is kept."""
_MADE = frozenset({"Record", "Person", "Where", "Fields", "Problem", "Block"})
_READERS = ("anyascii", "bibtexparser", "openpyxl", "pylatexenc", "python-stdnum", "rispy")


class KeptFiles:
    """What one review has read, in a folder. Where it can be neither read nor written, nothing is kept, and nothing is wrong.

    `hides` says of a record whether it may not be stored, beyond what its file says of it.
    """

    def __init__(
        self, folder: Path | str, review: Path | str, hides: Callable[[Record], bool] | None = None
    ) -> None:
        name = hashlib.sha256(os.fsencode(os.path.realpath(review))).hexdigest()
        self._home = Path(folder) / "files-1"
        self._folder = self._home / name[:32]
        self._used: set[str] = set()
        self._hides = hides or (lambda record: record.confidential)

    def name(self, path: Path, name: str, *, met: bool) -> str:
        """Return the digest under which a file is kept; empty for one that never is."""
        if private_part(path):
            return ""
        try:
            if not LEAST <= path.stat().st_size <= MOST:
                return ""
            data = files.read_bytes(path)
        except (OSError, LitreviewError):
            return ""
        digest = hashlib.sha256(
            f"{build_fingerprint(*_READERS)}\0{met}\0{name}\0".encode("utf-8", "surrogatepass")
        )
        digest.update(data)
        return digest.hexdigest()

    def find(self, name: str) -> Parsed | None:
        """Return what was read under a digest, None if it is not here whole."""
        try:
            data = (self._folder / name).read_bytes() if name else b""
        except OSError:
            return None
        body = data[32:]
        if not body or hashlib.sha256(body).digest() != data[:32]:
            return None
        try:
            records, problems, blocks, hidden = _loaded(body)
        except Exception:  # noqa: BLE001 - whatever is in the file, it is read again from where it came
            return None
        if any(map(self._hides, records)):
            return None  # somebody sealed a record of it since: it goes with what is not used
        self._used.add(name)
        return records, problems, blocks, hidden

    def keep(self, name: str, found: Parsed) -> None:
        """Keep what was read, if it may be kept."""
        records, _, _, hidden = found
        if (
            not name
            or hidden
            or any(
                record.confidential or record.sealed or record.hidden or self._hides(record)
                for record in records
            )
        ):
            return
        import pickle

        body = pickle.dumps(found, protocol=5)
        with contextlib.suppress(OSError, LitreviewError):
            files.make_folder(self._folder)
            # nobody else's business, on a machine of several people
            self._folder.chmod(0o700)
            files.write_bytes(self._folder / name, hashlib.sha256(body).digest() + body)
            self._used.add(name)

    def paths(self) -> tuple[Path, ...]:
        """Return the files in which something of this review is stored."""
        return tuple(sorted(self._folder.iterdir())) if self._folder.is_dir() else ()

    def forget_others(self) -> None:
        """Remove what this review has not used since this was made, and what no review has used for a month."""
        _remove_but(self._folder, self._used)
        with contextlib.suppress(OSError):
            if self._used:
                os.utime(self._folder)
            for folder in self._home.iterdir() if self._home.is_dir() else ():
                if folder.stat().st_mtime < time.time() - _KEPT_FOR:
                    _remove_but(folder, ())


def _remove_but(folder: Path, used: Collection[str]) -> None:
    with contextlib.suppress(OSError):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in used:
                path.unlink()
        if not used and folder.is_dir():
            folder.rmdir()


def _loaded(body: bytes) -> Any:
    import io
    import pickle

    from litreview import model

    class Values(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            if module != model.__name__ or name not in _MADE:
                raise pickle.UnpicklingError(f"{module}.{name} is no value of a record")
            return getattr(model, name)

    return Values(io.BytesIO(body)).load()
