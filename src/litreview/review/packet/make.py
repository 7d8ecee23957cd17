"""Makes a packet: what a peer reviewer or a court needs to recompute a review without `private/`.

The packet is read back before it is written, and its numbers and pages are made from it: what differs from the review's own is named in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from litreview import __version__
from litreview.core.errors import UsageError
from litreview.core.runtime import package_digest
from litreview.review.outputs.run_record import versions
from litreview.review.outputs.writing import make_outputs
from litreview.review.packet.archive import SUMS, checksums, pack
from litreview.review.packet.commitments import commit, open_entry
from litreview.review.packet.contents import (
    STYLE_NAME,
    Manifest,
    Members,
    Stated,
    dump_inputs,
    encode,
    read_values,
    review_of,
    taken_over,
    to_json,
)
from litreview.review.packet.values import to_plain
from litreview.review.session import Review

README = """# A review to be recomputed

Check this packet with `litreview check-packet`: it recomputes every number and page from what is here and names what differs.

- `inputs/`: records, decisions (a line each), settings, codebook, notes. An abstract, and the text of an entry, is a digest.
- `out/`: the files of the review, as they are made from this packet; `ledger.json`: every number, with its definition and what it counts.
- `taken-over/`: values that rest on what is not here (abstracts, full texts, `findings.toml`, `private/`), as the review computed them.
- `commitments.json`: what stands for each sealed entry and the text of its transcript, not for a coded project. Where `private/` was missing when
  the packet was made (`absent` in `inputs/review.json`), it stands for what `bib/` says alone. An editor can ask for one: `litreview packet --open CODE`.
- `manifest.json`: versions, exports with their digests, and what of the published files and numbers this packet cannot give again.
- `SHA256SUMS`: the digest of each file, and of each line of records and decisions.
"""
_MOST = 20
"""Maximum number of places that are named where a packet is refused."""


def make_packet(review: Review) -> bytes:
    """Return the packet of a review as a zip archive; the same review gives the same bytes.

    `UsageError` for files outside a review folder, for a review with confidential material, and where the packet would hold a name, an address or
    words of what is confidential, or anything of a person who withdrew. `private/salts.tsv` has the salts of commitments.
    """
    if review.folder is None:
        raise UsageError("only a review folder has a packet; `litreview init DIR` makes one")
    if review.include_confidential:
        raise UsageError(
            "a packet is for strangers and holds nothing confidential; leave out include_confidential"
        )
    if withdrawn := [one for one in review.problems if one.code == "LR660"]:
        raise UsageError(f"{withdrawn[0]} (nothing of a person who withdrew goes into a packet)")
    if not STYLE_NAME.fullmatch(review.settings.style):
        raise UsageError(
            "a packet names its citation style, and has no file of it; set style in litreview.toml to a name (`litreview annotate --list-styles`)"
        )
    review.keep_codes()
    values, _ = read_values(dump_inputs(review))
    made = review_of(values)
    members = derived_files(made, values)
    members["manifest.json"] = to_json(to_plain(manifest(made, _stated(review, made, members))))
    _refuse_leaks(review, members)
    members["commitments.json"] = to_json(commit(review.folder, sealed_codes(review)))
    members[SUMS] = checksums(members)
    return pack(members)


def open_sealed(review: Review, code: str) -> bytes:
    """Return one sealed entry with its salt, for an editor who compares it with what the packet commits to; it belongs below `private/`.

    `UsageError` for files outside a review folder, and for a code that no sealed source has.
    """
    if review.folder is None:
        raise UsageError("only a review folder has sealed entries to open; name the folder")
    return to_json(to_plain(open_entry(review.folder, code, sealed_codes(review))))


def sealed_codes(review: Review) -> tuple[str, ...]:
    """Return the codes of the sealed sources of a review."""
    return tuple(dict.fromkeys(record.key for record in review.library.records if record.confidential))


def derived_files(made: Review, values: Mapping[str, Any]) -> Members:
    """Return what follows from a packet: its inputs written again, every output, the ledger and the README."""
    outputs = {f"out/{name}": data for name, data in make_outputs(made).items()}
    ledger = {"ledger.json": to_json(to_plain(made.ledger))}
    return {
        **encode(made, values["inputs/codebook.json"][0]),
        **outputs,
        **ledger,
        "README.md": README.encode(),
    }


def manifest(made: Review, stated: Stated) -> Manifest:
    """Return what a packet says of itself; `stated`: what its author alone can say."""
    counts = Counter(record.where.file for record in made.library.records)
    digests = made.taken_over["file_digests"]
    return Manifest(
        packet=2,
        title=made.settings.title,
        codebook={"name": made.codebook.name, "version": made.codebook.version},
        exports=tuple(
            {"file": name, "records": counts[name], "sha256": digests.get(name, "")}
            for name in made.library.files
        ),
        full_texts=tuple(
            {"file": one.file, "blake2b-160": one.digest} for one in made.taken_over["text_matches"]
        ),
        taken_over={name: one.rests_on for name, one in taken_over().items()},
        **{one.name: dict(sorted(getattr(stated, one.name).items())) for one in fields(Stated)},
    )


def _stated(review: Review, made: Review, members: Mapping[str, bytes]) -> Stated:
    here = {entry.name: entry.value for entry in made.ledger}
    return Stated(
        litreview={"version": __version__, "digest": package_digest()},
        versions=dict(versions()),
        published_otherwise={
            name: hashlib.sha256(data).hexdigest()
            for name, data in make_outputs(review).items()
            if members.get(f"out/{name}") != data
        },
        numbers_otherwise={
            entry.name: entry.value for entry in review.ledger if here.get(entry.name) != entry.value
        },
    )


def _refuse_leaks(review: Review, members: Mapping[str, bytes]) -> None:
    """Raise `UsageError` if a file of the packet holds what a release must not."""
    from litreview.review.release.exposure import search_members

    assert review.folder is not None
    if found := search_members(review.folder, members):
        more = f"and {len(found) - _MOST} more; `litreview check --release` looks for the same"
        lines = (*map(str, found[:_MOST]), *[more] * (len(found) > _MOST))
        raise UsageError("\n".join(("the packet was not written, for it would expose somebody:", *lines)))
