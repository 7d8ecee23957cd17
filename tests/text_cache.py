"""Reads the PDFs of the demonstration once in a run of the tests: many tests open a copy of it."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

from litreview.formats.documents import full_text

FOLDER = Path(__file__).parents[1] / "examples/demonstration/texts"
_read = full_text.read_documents


def install(folder: Path) -> None:
    """Keep what was read of these PDFs below a folder; every other file is read as always."""
    known = {hashlib.sha256(path.read_bytes()).digest() for path in FOLDER.glob("*.pdf")}

    def read_documents(jobs):
        others = {}
        for place, job in enumerate(jobs):
            ending, data = job()
            digest = hashlib.sha256(data)
            kept = folder / digest.hexdigest()
            if kept.is_file():
                yield place, pickle.loads(kept.read_bytes())
            else:
                others[place] = (
                    (lambda found=(ending, data): found),
                    kept if digest.digest() in known else None,
                )
        places = [*others]
        for number, read in _read([job for job, _ in others.values()]):
            kept = others[places[number]][1]
            if kept and not read.fault:
                folder.mkdir(exist_ok=True)
                begun = kept.with_suffix(f".{id(read)}")
                begun.write_bytes(pickle.dumps(read))
                begun.replace(kept)
            yield places[number], read

    full_text.read_documents = read_documents
