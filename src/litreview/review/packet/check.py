"""Checks a packet: recomputes every number and page from it, and names each byte, decision and count that differs.

The packet may be a stranger's: nothing of it is written to disk, and whatever is wrong with it is a difference or an `InputError`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.errors import InputError, UsageError
from litreview.core.model import Record, Source
from litreview.core.results.packets import PacketCheck, PacketDifference
from litreview.core.results.texts import QuoteCheck, page_words
from litreview.core.runtime import package_digest
from litreview.review.outputs.run_record import versions
from litreview.review.packet.archive import SUMS, changed_members, pack, read_packet, unpack
from litreview.review.packet.commitments import is_opened, read_opening
from litreview.review.packet.contents import (
    ABSTRACTS,
    Members,
    digest as digest_of,
    input_names,
    is_redacted,
    load_inputs,
    parse_json,
    restore,
    taken_over,
)
from litreview.review.packet.make import README, derived_files
from litreview.review.packet.values import to_plain
from litreview.review.session import Review
from litreview.review.text_files import find_texts
from litreview.review.text_library import TextLibrary

_LIBRARIES = ("library", "enriched", "cited")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def check_packet(
    path: Path | str,
    *,
    exports: Sequence[Path | str] = (),
    texts: Sequence[Path | str] = (),
    opening: Path | str | None = None,
    digest: str = "",
) -> PacketCheck:
    """Return what of a packet is as it says, and what differs.

    `exports`: files or folders with the entries in full, from which tags are recomputed where they are those of the packet. `texts`: folders with
    full texts, in which quotes and their pages are looked up where a file is the one that the packet names by its digest. `opening`: a file of
    `litreview packet --open`, to be compared with its commitment. `digest`: the one that was published, such as in the article: it alone tells a packet that
    was made anew as a whole. `InputError` for a file that is no packet, `UsageError` for a text that is no digest.
    """
    published = digest.strip().casefold()
    if published and not _DIGEST.fullmatch(published):
        raise UsageError(f"'{digest}' is no digest; give it as `litreview packet` printed it, sha256:…")
    data = read_packet(Path(path))
    return check_bytes(data, exports=exports, texts=texts, opening=opening, published=published)


def check_bytes(
    data: bytes,
    *,
    exports: Sequence[Path | str] = (),
    texts: Sequence[Path | str] = (),
    opening: Path | str | None = None,
    published: str = "",
    recompute: bool = True,
) -> PacketCheck:
    """Return the check of a packet's bytes; without `recompute`, what its digests alone say."""
    members = unpack(data)
    own = digest_of(data)
    found = [*_changed(members)]
    if not found and pack(members) != data:
        found.append(
            PacketDifference(
                kind="bytes", what="the archive", detail="its bytes are not those of its files alone"
            )
        )
    if published not in ("", own):
        detail = f"{published} was published, and this packet has {own}"
        found.insert(0, PacketDifference(kind="digest", what="the digest", detail=detail))
    found += _foreign(members)
    manifest = _mapping(members, "manifest.json")
    commitments = _mapping(members, "commitments.json")
    opened = ""
    if opening is not None:
        code, salt, entries = read_opening(files.read_bytes(opening), str(opening))
        if is_opened(commitments, code, salt, entries):
            opened = code
        else:
            detail = "this is not the entry that the packet commits to"
            found.append(PacketDifference(kind="opening", what=files.name_of(code), detail=detail))
    check = PacketCheck(
        digest=own,
        published=published,
        sealed=len(commitments),
        decisions=members.get("inputs/decisions.jsonl", b"").count(b"\n"),
        records=members.get("inputs/library.jsonl", b"").count(b"\n"),
        not_recomputed=tuple(map(files.name_of, manifest.get("published_otherwise", ()))),
        versions=tuple(_other_versions(manifest)),
        opened=opened,
    )
    if not recompute:
        return replace(check, differences=tuple(found))
    return _recompute(check, members, found, exports, texts)


def _changed(members: Members) -> Iterator[PacketDifference]:
    """Yield each file or line that is not what the packet lists."""
    for name, how in changed_members(members):
        file, _, line = name.partition(":")
        kind: Any = {"inputs/decisions.jsonl": "decision", "inputs/library.jsonl": "record"}.get(
            file, "bytes"
        )
        text = _line_of(members, file, line) if line and how != "missing" else ""
        yield PacketDifference(kind=kind if line else "bytes", what=files.name_of(name), detail=how + text)


_FILES = frozenset({SUMS, "README.md", "manifest.json", "commitments.json", "ledger.json"})


def _foreign(members: Members) -> Iterator[PacketDifference]:
    """Yield each file that no packet has, and a README with other words; files below out/ are compared when they are recomputed."""
    known = {*_FILES, *input_names(), *(f"taken-over/{name}.json" for name in taken_over())}
    for name in sorted(members):
        if name not in known and not name.startswith("out/"):
            yield PacketDifference(kind="bytes", what=files.name_of(name), detail="no packet has such a file")
    if "README.md" in members and members["README.md"] != README.encode():
        yield PacketDifference(kind="bytes", what="README.md", detail="it has other words than packets have")


def _line_of(members: Members, file: str, line: str) -> str:
    """Return in words what a line of decisions or records holds."""
    try:
        row = parse_json(members[file].split(b"\n")[int(line) - 1])
        names = ("by", "verb", "key", "value") if file.endswith("decisions.jsonl") else ("id",)
        return f" ({' '.join(' '.join(str(row.get(name, '')).split())[:80] for name in names).strip()})"
    except (ValueError, LookupError, AttributeError):
        return ""


def _mapping(members: Members, name: str) -> Mapping[str, Any]:
    """Return a file of the packet that is a mapping, an empty one for anything else: `_changed` and `_recompute` name that."""
    try:
        plain = parse_json(members[name])
    except (ValueError, LookupError):
        return {}
    return plain if isinstance(plain, dict) else {}


def _other_versions(manifest: Mapping[str, Any]) -> Iterator[str]:
    then = manifest.get("versions")
    if not isinstance(then, dict):
        return
    for name, now in versions().items():
        if then.get(name) != now:
            yield f"{name} {files.name_of(str(then.get(name)))[:40]} then, {now} here"
    program = manifest.get("litreview")
    if isinstance(program, dict) and program.get("digest") != package_digest():
        yield "litreview with other code than here: what differs may be the program's"


def _recompute(
    check: PacketCheck,
    members: Members,
    found: list[PacketDifference],
    exports: Sequence[Path | str],
    texts: Sequence[Path | str],
) -> PacketCheck:
    """Recompute numbers and pages, the tags of entries that the reader has in full, and the places of quotes in texts of the reader."""
    try:
        review = load_inputs(members)
        made = derived_files(review)
        found += _different_pages(members, made)
        found += _different_numbers(members, review)
        restored, compared, tags = _recompute_tags(review, exports) if exports else (0, 0, ())
        quotes, misquoted = _recompute_quotes(review, texts) if texts else (0, ())
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - a forged packet may break any stage, and that is a difference, too
        detail = f"nothing can be recomputed from it ({type(error).__name__})"
        found.append(PacketDifference(kind="bytes", what="the packet", detail=detail))
        return replace(check, differences=tuple(found))
    values = grouped((one.rests_on, name) for name, one in taken_over().items())
    return replace(
        check,
        differences=(*found, *tags, *misquoted),
        numbers=len(review.ledger.entries),
        pages=len(made) - 1,
        restored=restored,
        tags_recomputed=compared,
        quotes=quotes,
        taken_over={what: tuple(names) for what, names in values.items()},
    )


def _different_pages(members: Members, made: Members) -> Iterator[PacketDifference]:
    from litreview.review.run_check import first_difference

    for name in sorted({*made, *(one for one in members if one.startswith("out/"))} - {"ledger.json"}):
        if name not in members or name not in made:
            detail = "not in the packet" if name in made else "nothing in the packet makes it"
            yield PacketDifference(kind="page", what=name, detail=detail)
        elif members[name] != made[name]:
            line = first_difference(members[name], made[name])
            yield PacketDifference(kind="page", what=name, detail=f"recomputed, it differs{line}")


def _different_numbers(members: Members, review: Review) -> Iterator[PacketDifference]:
    """Yield each number of the ledger that is another when recomputed, or that counts other rows."""
    stated = {
        str(row.get("name")): row
        for row in _mapping(members, "ledger.json").get("entries", ())
        if isinstance(row, dict)
    }
    for entry in review.ledger:
        row = stated.pop(entry.name, None)
        if row is None:
            yield PacketDifference(
                kind="number", what=entry.name, detail=f"not in the packet; recomputed {entry.value}"
            )
        elif row.get("value") != entry.value:
            detail = f"{str(row.get('value'))[:40]} in the packet, recomputed {entry.value}"
            yield PacketDifference(kind="number", what=entry.name, detail=detail)
        elif row != to_plain(entry):
            yield PacketDifference(kind="number", what=entry.name, detail="recomputed, it counts other rows")
    for name in stated:
        yield PacketDifference(
            kind="number", what=files.name_of(name)[:80], detail="no number of this review"
        )


def _recompute_tags(
    review: Review, exports: Iterable[Path | str]
) -> tuple[int, int, tuple[PacketDifference, ...]]:
    """Return how many records a reader holds in full, how many sources' tags were recomputed from them, and which differ."""
    from litreview.formats import read

    held = read(*exports).records
    libraries = {name: restore(getattr(review, name), held) for name in _LIBRARIES}
    restored = sum(
        is_redacted(before) and not is_redacted(after)
        for name in _LIBRARIES
        for before, after in zip(getattr(review, name).records, libraries[name].records, strict=True)
    )
    others = {n: one for n, one in review.taken_over.items() if taken_over()[n].rests_on != ABSTRACTS}
    full = review.with_inputs(**libraries, taken_over=others)
    stated = {s.key: one for s, one in zip(review.sources, review.taken_over["source_readings"], strict=True)}
    whole = [
        (source, own)
        for source, own in zip(full.sources, full.stage_value("source_readings"), strict=True)
        if _is_whole(source)
    ]
    different = tuple(
        PacketDifference(
            kind="tag", what=source.key, detail="recomputed from its text, the tags of the machine differ"
        )
        for source, own in whole
        if source.key not in stated or to_plain(own) != to_plain(stated[source.key])
    )
    return restored, len(whole), different


def _recompute_quotes(
    review: Review, folders: Iterable[Path | str]
) -> tuple[int, tuple[PacketDifference, ...]]:
    """Return how many quotes were looked up in texts that the reader holds, and those that are not where the packet says.

    Quotes of a source are looked up if the reader holds each of its texts, by the digests of the files.
    """
    places = [os.path.realpath(folder) for folder in folders]
    library = TextLibrary(find_texts(Path(places[0]), places, ()))
    names = {file.digest: file.name for file in library.files() if file.digest}
    matches = review.taken_over["text_matches"]
    partly = {one.source for one in matches if one.digest not in names}
    held = tuple(
        replace(one, file=names[one.digest]) for one in matches if one.source and one.source not in partly
    )
    others = {name: one for name, one in review.taken_over.items() if name != "quote_checks"}
    full = review.with_inputs(text_library=library, taken_over={**others, "text_matches": held})
    own = {_place_of(one): one for one in full.stage_value("quote_checks")}
    keys = {one.source for one in held}
    stated = {_place_of(one): one for one in review.taken_over["quote_checks"] if one.source in keys}
    different = []
    for place in sorted({*own, *stated}, key=str):
        words, here = (_found_in_words(side.get(place)) for side in (stated, own))
        if words != here:
            detail = f"the packet says that {words}; looked up in the text, {here}"
            different.append(PacketDifference(kind="quote", what=str(place[0]), detail=detail))
    return len(own), tuple(different)


def _place_of(one: QuoteCheck) -> tuple[str, str, str]:
    return files.name_of(str(one.where)), one.source, one.quote


def _found_in_words(one: QuoteCheck | None) -> str:
    """Return in words where a quote is, and where a person says that it is."""
    if one is None:
        return "there is no such quote"
    page = page_words(one.page, one.numbering)
    given = f" and given as {files.name_of(one.said)[:40]}" if one.said else ""
    verdict = "found in other words" if one.verdict == "differently" else one.verdict
    return f"it is {verdict}{f' on {page}' if page else ''}{given}"


def _is_whole(source: Source) -> bool:
    """Return whether the reader has everything that the tags of a source rest on."""
    records: tuple[Record, ...] = (*source.records, *source.enriched)
    return (
        not source.confidential
        and not any(map(is_redacted, records))
        and not source.abstract.startswith("sha256:")
    )
