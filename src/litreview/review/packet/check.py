"""Checks a packet: recomputes every number and page from it, and names each byte, decision and count that differs.

The packet may be a stranger's: nothing of it is written to disk, and whatever is wrong with it is a difference or an `InputError`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.errors import InputError, UsageError
from litreview.core.model import Record, Source
from litreview.core.results.packets import PacketCheck, PacketDifference
from litreview.core.results.texts import QuoteCheck, page_words
from litreview.core.runtime import package_digest
from litreview.core.wording import noun, plural
from litreview.review.outputs.run_record import versions
from litreview.review.packet.archive import SUMS, changed_members, pack, read_packet, unpack
from litreview.review.packet.commitments import is_opened, read_opening
from litreview.review.packet.contents import (
    ABSTRACTS,
    Members,
    digest as digest_of,
    is_redacted,
    kinds,
    parse_json,
    read_values,
    restore,
    review_of,
    taken_over,
    to_json,
    why,
)
from litreview.review.packet.make import README, STATED, derived_files, manifest, sealed_codes
from litreview.review.packet.values import from_plain, to_plain
from litreview.review.session import Review
from litreview.review.text_files import find_texts
from litreview.review.text_library import TextLibrary

_LIBRARIES = ("library", "enriched", "cited")
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


def check_packet(
    path: Path | str,
    *,
    exports: Sequence[Path | str] = (),
    texts: Sequence[Path | str] = (),
    opening: Path | str | None = None,
    digest: str | None = None,
) -> PacketCheck:
    """Return what of a packet is as it says, and what differs.

    `exports`: files or folders with the entries in full, from which tags are recomputed where they are those of the packet. `texts`: folders with
    full texts, in which quotes and their pages are looked up where a file is the one that the packet names by its digest. `opening`: a file of
    `litreview packet --open`, to be compared with its commitment. `digest`: the one that was published, such as in the article: it alone tells a packet that
    was made anew as a whole. `InputError` for a file that is no packet, `UsageError` for a text that is no digest.
    """
    published = _DIGEST.fullmatch((digest or "").strip().casefold())
    if digest is not None and not published:
        raise UsageError(f"'{digest}' is no digest; give it as `litreview packet` printed it, sha256:…")
    return check_bytes(
        read_packet(Path(path)),
        name=str(path),
        exports=exports,
        texts=texts,
        opening=opening,
        published=f"sha256:{published[1]}" if published else "",
    )


def check_bytes(
    data: bytes,
    *,
    name: str = "<packet>",
    exports: Sequence[Path | str] = (),
    texts: Sequence[Path | str] = (),
    opening: Path | str | None = None,
    published: str = "",
    recompute: bool = True,
) -> PacketCheck:
    """Return the check of a packet's bytes; without `recompute`, what its digests alone say."""
    members = unpack(data, name)
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
    plain = {name: _mapping(members, name, found) for name in _MAPPINGS}
    commitments = plain["commitments.json"] or {}
    stated = _stated(plain["manifest.json"] or {}, found)
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
        decisions=_count(members, "inputs/decisions.jsonl"),
        records=_count(members, "inputs/library.jsonl"),
        versions=tuple(_other_versions(stated)),
        opened=opened,
    )
    if not recompute:
        return replace(check, differences=tuple(found))
    values, faults = read_values(members)
    found += (
        PacketDifference(kind="bytes", what=name, detail=fault)
        for name, fault in faults.items()
        if name in members
    )
    if faults:
        return replace(check, differences=tuple(found))
    return _recompute(check, members, values, plain, stated, found, exports, texts)


def _count(members: Members, name: str) -> int:
    """Return how many decisions or records are read; empty lines are none."""
    return sum(map(bool, members.get(name, b"").split(b"\n")))


def _changed(members: Members) -> Iterator[PacketDifference]:
    """Yield each file or line that is not what the packet lists."""
    for name, how in changed_members(members):
        file, _, line = name.partition(":")
        kind: Any = {"inputs/decisions.jsonl": "decision", "inputs/library.jsonl": "record"}.get(
            file, "bytes"
        )
        text = _line_of(members, file, line) if line and how != "missing" else ""
        yield PacketDifference(kind=kind if line else "bytes", what=files.name_of(name), detail=how + text)


_MAPPINGS = ("manifest.json", "commitments.json", "ledger.json")


def _foreign(members: Members) -> Iterator[PacketDifference]:
    """Yield each file that no packet has, and each that is missing; those below out/ are named when they are recomputed."""
    known = {"README.md", *_MAPPINGS, *kinds()}
    there = {name for name in members if name != SUMS and not name.startswith("out/")}
    for name in sorted(known ^ there):
        detail = "missing" if name in known else "no packet has such a file"
        yield PacketDifference(kind="bytes", what=files.name_of(name), detail=detail)
    if members.get("README.md", README.encode()) != README.encode():
        yield PacketDifference(kind="bytes", what="README.md", detail="it has other words than packets have")


def _line_of(members: Members, file: str, line: str) -> str:
    """Return in words what a line of decisions or records holds."""
    try:
        row = parse_json(members[file].split(b"\n")[int(line) - 1])
        names = ("by", "verb", "key", "value") if file.endswith("decisions.jsonl") else ("id",)
        return f" ({' '.join(' '.join(str(row.get(name, '')).split())[:80] for name in names).strip()})"
    except (ValueError, LookupError, AttributeError):
        return ""


def _mapping(members: Members, name: str, found: list[PacketDifference]) -> Mapping[str, Any] | None:
    """Return a file of the packet that is a mapping; None for one that is missing (`_foreign`), and for anything else, with a difference."""
    if name not in members:
        return None
    try:
        plain = parse_json(members[name])
        if isinstance(plain, dict):
            return plain
        fault = f"a {type(plain).__name__} where names with values are expected"
    except ValueError as error:
        fault = why(error)
    found.append(PacketDifference(kind="bytes", what=name, detail=f"cannot be read ({fault})"))
    return None


def _stated(plain: Mapping[str, Any], found: list[PacketDifference]) -> dict[str, Any]:
    """Return what the manifest says that its author alone can say; nothing, and a difference, where that is no such thing."""
    stated: dict[str, Any] = {}
    for name, kind in STATED.items():
        try:
            stated[name] = from_plain(kind, plain.get(name, {}))
        except (ValueError, TypeError) as error:
            stated[name] = {}
            detail = f"{name} cannot be read ({why(error)})"
            found.append(PacketDifference(kind="bytes", what="manifest.json", detail=detail))
    return stated


def _other_versions(stated: Mapping[str, Any]) -> Iterator[str]:
    then = stated["versions"]
    for name, now in versions().items():
        if then.get(name) != now:
            yield f"{name} {files.name_of(str(then.get(name)))[:40]} then, {now} here"
    if stated["litreview"].get("digest") != package_digest():
        yield "litreview with other code than here: what differs may be the program's"


def _recompute(
    check: PacketCheck,
    members: Members,
    values: Mapping[str, Any],
    plain: Mapping[str, Mapping[str, Any] | None],
    stated: Mapping[str, Any],
    found: list[PacketDifference],
    exports: Sequence[Path | str],
    texts: Sequence[Path | str],
) -> PacketCheck:
    """Recompute numbers and pages, the tags of entries that the reader has in full, and the places of quotes in texts of the reader."""
    try:
        review = review_of(values)
        made = derived_files(review, values)
        found += _different_files(members, made)
        found += _different_numbers(members, plain["ledger.json"], made, review)
        found += _different_commitments(members, plain["commitments.json"], sealed_codes(review))
        found += _different_manifest(members, plain["manifest.json"], stated, made, review)
        restored, compared, tags = _recompute_tags(review, exports) if exports else (0, 0, ())
        quotes, unread, misquoted = _recompute_quotes(review, texts) if texts else (0, (), ())
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - a forged packet may break any stage, and that is a difference, too
        detail = f"nothing can be recomputed from it ({type(error).__name__})"
        found.append(PacketDifference(kind="bytes", what="the packet", detail=detail))
        return replace(check, differences=tuple(found))
    taken = {name: name for name in taken_over()}
    public = sum(not source.confidential for source in review.sources)
    if compared:
        taken["source_readings"] = f"source_readings (of {public - compared} of {public} sources)"
    if compared == public:
        del taken["source_readings"]
    if quotes and not unread:
        del taken["quote_checks"]
    numbers = {entry.name: entry.value for entry in review.ledger}
    otherwise = (
        f"{name} ({value} published, {numbers.get(name)} here)"
        for name, value in stated["numbers_otherwise"].items()
    )
    return replace(
        check,
        differences=(*found, *tags, *misquoted),
        numbers=len(numbers),
        pages=sum(name.startswith("out/") for name in made),
        restored=restored,
        tags_recomputed=compared,
        quotes=quotes,
        not_looked_up=unread,
        taken_over={
            what: tuple(names)
            for what, names in grouped(
                (taken_over()[name].rests_on, words) for name, words in taken.items()
            ).items()
        },
        not_recomputed=tuple(map(files.name_of, (*stated["published_otherwise"], *otherwise))),
        private_absent=review.held.absent,
    )


def _different_files(members: Members, made: Members) -> Iterator[PacketDifference]:
    """Yield each file that is not byte for byte what is made from the packet; one that lacks is named once (`_foreign`)."""
    from litreview.review.run_check import first_difference

    for name in sorted(
        {*made, *(one for one in members if one.startswith("out/"))} - {"ledger.json", "README.md"}
    ):
        kind: Any = "page" if name.startswith("out/") else "bytes"
        if name not in members or name not in made:
            detail = "not in the packet" if name in made else "nothing in the packet makes it"
        elif members[name] != made[name]:
            does = "recomputed, it differs" if kind == "page" else "it is not written as packets are"
            detail = f"{does}{first_difference(members[name], made[name])}"
        else:
            continue
        yield PacketDifference(kind=kind, what=files.name_of(name), detail=detail)


def _different_numbers(
    members: Members, plain: Mapping[str, Any] | None, made: Members, review: Review
) -> Iterator[PacketDifference]:
    """Yield each number of the ledger that is another when recomputed, or that counts other rows."""
    if plain is None or members["ledger.json"] == made["ledger.json"]:
        return
    entries = plain.get("entries")
    rows = [row for row in entries if isinstance(row, dict)] if isinstance(entries, list) else []
    different = [*_different_entries({str(row.get("name")): row for row in rows}, review)] if rows else []
    yield from different
    if not different:
        yield PacketDifference(kind="number", what="ledger.json", detail="recomputed, it differs")


def _different_entries(stated: dict[str, Any], review: Review) -> Iterator[PacketDifference]:
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


def _different_commitments(
    members: Members, plain: Mapping[str, Any] | None, codes: Sequence[str]
) -> Iterator[PacketDifference]:
    """Yield each sealed source without a commitment, and each commitment that is none, is another's or belongs to no sealed source."""
    if plain is None:
        return
    owners = grouped((str(one), code) for code, one in plain.items())
    details = [
        *(f"no commitment for {code}" for code in codes if code not in plain),
        *(f"commitment for {code}, which the review does not have" for code in plain if code not in codes),
        *(
            f"that of {code} is no commitment (not 64 hex digits)"
            for code, one in plain.items()
            if not re.fullmatch(r"[0-9a-f]{64}", str(one))
        ),
        *(f"the same commitment twice ({', '.join(same)})" for same in owners.values() if len(same) > 1),
    ]
    if not details and members["commitments.json"] != to_json(dict(sorted(plain.items()))):
        details = ["it is not written as packets are"]
    for detail in details:
        yield PacketDifference(kind="commitment", what="commitments.json", detail=files.name_of(detail))


def _different_manifest(
    members: Members,
    plain: Mapping[str, Any] | None,
    stated: Mapping[str, Any],
    made: Members,
    review: Review,
) -> Iterator[PacketDifference]:
    """Yield what of the manifest is another when made anew, and what its author cannot have published."""
    if plain is None:
        return
    own = manifest(review, stated)
    numbers = {entry.name: entry.value for entry in review.ledger}
    details = [
        f"{name}: recomputed, it differs"
        for name in sorted({*plain, *own})
        if plain.get(name) != own.get(name)
    ]
    details += _impossible_files(stated["published_otherwise"], made, review)
    details += (
        f"numbers_otherwise: {name} is no number of this review, or the same"
        for name, value in stated["numbers_otherwise"].items()
        if numbers.get(name, value) == value
    )
    if not details and members["manifest.json"] != to_json(own):
        details = ["it is not written as packets are"]
    for detail in details:
        yield PacketDifference(kind="bytes", what="manifest.json", detail=files.name_of(detail)[:200])


def _impossible_files(published: Mapping[str, str], made: Members, review: Review) -> Iterator[str]:
    """Yield in words which file cannot have been published otherwise, and which must: what prints an abstract has its digest here."""
    for name, one in published.items():
        same = hashlib.sha256(made.get(f"out/{name}", b"")).hexdigest() == one
        if same or f"out/{name}" not in made or not re.fullmatch(r"[0-9a-f]{64}", one):
            yield f"published_otherwise: {name} has no such file or digest here, or the same"
    records = (one for library in _LIBRARIES for one in getattr(review, library).records)
    marks = {one.abstract.encode()[:71] for one in records if one.abstract.startswith("sha256:")}
    for name, data in made.items():
        held = name.startswith("out/") and not marks.isdisjoint(re.findall(rb"sha256:[0-9a-f]{64}", data))
        if held and name.removeprefix("out/") not in published:
            yield f"published_otherwise: {name} is not among them, and what was published has abstracts in it"


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
) -> tuple[int, tuple[str, ...], tuple[PacketDifference, ...]]:
    """Return how many quotes were looked up in texts that the reader holds, which were not, and those that are not where the packet says.

    Quotes of a source are looked up if the reader holds each of its texts, by the digests of the files.
    """
    places = [os.path.realpath(folder) for folder in folders]
    library = TextLibrary(find_texts(Path(places[0]), places, ()))
    names = {file.digest: file.name for file in library.files() if file.digest}
    matches = review.taken_over["text_matches"]
    lacking = {one.source: one.file for one in matches if one.digest not in names}
    held = tuple(
        replace(one, file=names[one.digest]) for one in matches if one.source and one.source not in lacking
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
    titles = {PurePath(name).name for name in names.values()}
    reasons = {
        one.file: (
            f"your text {PurePath(one.file).name} has another digest"
            if PurePath(one.file).name in titles
            else "your folder has no text with this digest"
        )
        for one in matches
        if one.digest not in names
    }
    unread = (
        *(files.name_of(f"text {file} was not looked into: {reason}") for file, reason in reasons.items()),
        *_not_looked_up(review, keys, {source: reasons[file] for source, file in lacking.items()}),
    )
    if unread and not own:
        detail = "no quote could be looked up in your folder"
        different.append(PacketDifference(kind="quote", what="full texts", detail=detail))
    return len(own), unread, tuple(different)


def _not_looked_up(review: Review, held: Collection[str], reasons: Mapping[str, str]) -> Iterator[str]:
    """Yield in words which quotes were not looked up, and why."""
    findings = {f"findings.toml:{n}": f.id for f in review.findings.findings for n in f.lines.values()}
    asked = (one for one in review.stage_value("all_quotes") if one.source not in held)
    by_place = grouped(
        ((findings.get(str(one.where), str(one.where)), one.source, one.said[:40]), one) for one in asked
    )
    for (place, source, said), some in by_place.items():
        count = f"{plural(len(some), 'quote')} of {place} ({' '.join(filter(None, (source, said)))})"
        reason = reasons.get(source, "the packet names no text of it")
        yield files.name_of(f"{count} {noun(len(some), 'was', 'were')} not looked up: {reason}")


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
