"""Checks a packet: recomputes every number and page from it, and names each byte, decision and count that differs.

The packet may be a stranger's: nothing of it is written to disk, and whatever is wrong with it is a difference or an `InputError`.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args, get_origin

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.errors import InputError, UsageError
from litreview.core.model import Record, Source
from litreview.core.results.packets import DifferenceKind, Ledger, LedgerEntry, PacketCheck, PacketDifference
from litreview.core.runtime import package_digest
from litreview.core.wording import plural
from litreview.engine import Stage
from litreview.formats import read
from litreview.formats.input_files import gather
from litreview.review.outputs.run_record import versions
from litreview.review.outputs.writing import make_outputs
from litreview.review.packet.archive import SUMS, changed_members, pack, read_packet, unpack
from litreview.review.packet.commitments import is_opened, read_opening
from litreview.review.packet.contents import (
    ABSTRACTS,
    LIBRARIES,
    Manifest,
    Members,
    differs,
    digest as digest_of,
    is_redacted,
    kinds,
    parse_json,
    read_values,
    restore,
    review_of,
    taken_over,
    to_json,
)
from litreview.review.packet.make import README, derived_files, manifest, sealed_codes
from litreview.review.packet.reader_copies import different_inputs, different_register, own_reviews
from litreview.review.packet.reader_texts import OF_TEXTS, place_of, recompute_quotes
from litreview.review.packet.values import to_plain
from litreview.review.session import Review

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

    `exports`: files or folders with the entries in full, with which records are compared and from which tags are recomputed. `texts`: folders with
    full texts, in which quotes and their pages are looked up, if the packet names a file by its digest. `opening`: a file of
    `litreview packet --open`, to be compared with its commitment. `digest`: the published digest, such as in the article; nothing else shows that a
    packet was made again as a whole. `InputError` for a file that is no packet, `UsageError` for a text that is no digest.
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
    changed = [*_changed(members)]
    if not changed and pack(members) != data:
        changed += differs("bytes", "the archive", "its bytes are not those of its files alone")
    other = [f"{published} was published, and this packet has {own}"] * (published not in ("", own))
    found = [*differs("digest", "the digest", *other), *changed, *_foreign(members)]
    if not recompute:
        return PacketCheck(digest=own, published=published, differences=tuple(found))
    values, faults = read_values(members)
    found += (one for file in faults.keys() & members for one in differs("bytes", file, faults[file]))
    opened = ""
    if opening is not None:
        entry = read_opening(files.read_bytes(opening), str(opening))
        opened = entry.code if is_opened(values.get("commitments.json", {}), entry) else ""
        if not opened:
            found += differs("opening", entry.code, "this is not the entry that the packet commits to")
    check = PacketCheck(
        digest=own,
        published=published,
        differences=tuple(found),
        sealed=len(values.get("commitments.json", ())),
        decisions=len(values.get("inputs/decisions.jsonl", ())),
        records=len(values.get("inputs/library.jsonl", ())),
        opened=opened,
    )
    return check if faults else _recompute(check, members, values, exports, texts)


def _changed(members: Members) -> Iterator[PacketDifference]:
    """Yield each file or line that is not what the packet lists."""
    rows: dict[str, DifferenceKind] = {"inputs/decisions.jsonl": "decision", "inputs/library.jsonl": "record"}
    for name, how in changed_members(members):
        file, _, line = name.partition(":")
        text = _line_of(members, file, line) if line and how != "missing" else ""
        yield from differs(rows.get(file, "bytes") if line else "bytes", name, how + text)


def _foreign(members: Members) -> Iterator[PacketDifference]:
    """Yield each file that no packet has, and each that is missing; those below out/ are named when they are recomputed."""
    known = {"README.md", *kinds()}
    there = {name for name in members if name != SUMS and not name.startswith("out/")}
    for name in sorted(known ^ there):
        yield from differs("bytes", name, "missing" if name in known else "no packet has such a file")
    if members.get("README.md", README.encode()) != README.encode():
        yield from differs("bytes", "README.md", "it has other words than packets have")


def _line_of(members: Members, file: str, line: str) -> str:
    """Return in words what a line of decisions or records holds."""
    try:
        row = parse_json(members[file].split(b"\n")[int(line) - 1])
        names = ("by", "verb", "key", "value") if file.endswith("decisions.jsonl") else ("id",)
        return f" ({' '.join(' '.join(str(row.get(name, '')).split())[:80] for name in names).strip()})"
    except (ValueError, LookupError, AttributeError):
        return ""


def _other_versions(stated: Manifest) -> Iterator[str]:
    for name, now in versions().items():
        if stated.versions.get(name) != now:
            yield f"{name} {files.name_of(str(stated.versions.get(name)))[:40]} then, {now} here"
    if stated.litreview.get("digest") != package_digest():
        yield "litreview with other code than here: what differs may be the program's"


def _recompute(
    check: PacketCheck,
    members: Members,
    values: Mapping[str, Any],
    exports: Sequence[Path | str],
    texts: Sequence[Path | str],
) -> PacketCheck:
    """Recompute numbers and pages, the tags of entries that the reader has in full, and the places of quotes in texts of the reader."""
    stated: Manifest = values["manifest.json"]
    found: list[PacketDifference] = []
    try:
        review = review_of(values)
        found += differs("record", "inputs/library.jsonl", *_other_facts(review))
        found += _strangers(review)
        made = derived_files(review, values)
        commitments = _wrong_commitments(members, values["commitments.json"], review)
        found += (
            *_different_files(members, made),
            *_different_numbers(members, values["ledger.json"], made, review),
            *differs("commitment", "commitments.json", *commitments),
            *differs("bytes", "manifest.json", *_wrong_in_manifest(members, stated, made, review)),
        )
        own, paths = own_reviews(exports)
        held = _read_exports(paths)
        codes, in_register = different_register(review, paths)
        found += (
            *(one for mine in own for one in different_inputs(review, mine)),
            *_different_records(review, stated, paths, held),
            *in_register,
        )
        full = _with_held(review, held)
        restored, compared, tags = _recompute_tags(review, full) if exports else (0, 0, ())
        known, forged = _recompute_published(stated, full, made)
        quotes, unread, misquoted = recompute_quotes(review, texts) if texts else (0, (), ())
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - a forged packet may break any stage, and that is a difference, too
        found += differs("bytes", "the packet", _broken(error))
        return replace(check, differences=(*check.differences, *found))
    public = sum(not source.confidential for source in review.sources)
    looked_up = quotes and not unread
    checked = {
        **dict.fromkeys(_PER_SOURCE, compared == public),
        **dict.fromkeys(("quote_checks", "text_matches", *OF_TEXTS), looked_up),
        "written_findings": own,
        "file_digests": paths,
    }
    sizes = {name: _size(taken_over()[name].kind, value) for name, value in review.taken_over.items()}
    if compared:
        sizes |= dict.fromkeys(_PER_SOURCE, f" (of {public - compared} of {public} sources)")
    left = [*_not_compared(review, folder=bool(own), exports=bool(paths), register=bool(codes))]
    left += [
        (one.rests_on, name + sizes[name]) for name, one in taken_over().items() if not checked.get(name)
    ]
    numbers = {entry.name: entry.value for entry in review.ledger}
    otherwise = (
        f"{name} ({value} published, {numbers.get(name)} here)"
        for name, value in stated.numbers_otherwise.items()
    )
    return replace(
        check,
        differences=(*check.differences, *found, *tags, *forged, *misquoted),
        numbers=len(numbers),
        pages=sum(name.startswith("out/") for name in made),
        restored=restored,
        tags_recomputed=compared,
        quotes=quotes,
        not_looked_up=unread,
        taken_over={what: tuple(names) for what, names in grouped(left).items()},
        not_recomputed=tuple(
            map(files.name_of, (*(n for n in stated.published_otherwise if n not in known), *otherwise))
        ),
        versions=tuple(_other_versions(stated)),
        private_absent=review.held.absent,
    )


WRITTEN = "what the authors wrote, which a copy of the review's folder shows (--exports)"
ENTRIES = "the exports and the register"
"""Why inputs are taken over that no computation makes."""


def _broken(error: Exception) -> str:
    """Return in words which stage cannot be computed of a packet, and the value at which it ends."""
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    names = [one.f_locals["self"].name for one in frames if one.f_code is Stage.make_with.__code__]
    at = f": {' '.join(names[-1:])} ends with" if names else ":"
    return f"nothing can be recomputed from it{at} {type(error).__name__} {error}"[:200]


def _size(kind: Any, value: Any) -> str:
    """Return how many rows a value has, in brackets; of one without rows `""`.

    >>> _size(tuple[str, ...], ("a", "b")), _size(tuple[tuple[str, ...], int], (("a", "b", "c"), 1)), _size(tuple[int, int], (1, 2))
    (' (2)', ' (3)', '')
    """
    if get_origin(kind) is tuple and get_args(kind)[-1] is not ...:
        value = value[0]  # a value with its Problems
    return f" ({len(value)})" if isinstance(value, (dict, list)) or type(value) is tuple else ""


def _not_compared(
    review: Review, *, folder: bool, exports: bool, register: bool
) -> Iterator[tuple[str, str]]:
    """Yield the inputs that nothing of the reader's was compared with, with what they hold, each after why it is taken over."""
    settings = review.settings
    strategies = sum(bool(one.strategy or one.strategy_file) for one in settings.searches)
    stances = sum(one.verb == "stance" for one in review.decided)
    rows = (
        (folder, WRITTEN, "decisions", len(review.decided), f"{len(review.decided)}, of which {plural(stances, 'stance')}"),
        (folder, WRITTEN, "settings", 1, f"{plural(len(settings.searches), 'search', 'searches')} with {plural(strategies, 'strategy', 'strategies')}, {plural(len(settings.amendments), 'amendment')}"),
        (folder, WRITTEN, "codebook", len(review.codebook.codes), plural(len(review.codebook.codes), "code")),
        *((folder, WRITTEN, name, len(rows), str(len(rows))) for name, rows in (
            ("enriched", review.enriched.records), ("cited", review.cited.records), ("notes", review.texts), ("reference_lists", review.lists))),
        (exports, ENTRIES, "library", len(review.library.records), str(len(review.library.records))),
        (register, ENTRIES, "register", len(review.register.fields), plural(len(review.register.fields), "code")),
    )  # fmt: skip
    for compared, why, name, count, holds in rows:
        if count and not compared:
            yield why, f"{name} ({holds})"


def _different_files(members: Members, made: Members) -> Iterator[PacketDifference]:
    """Yield each file that is not byte for byte what is made from the packet; of inputs, those that another writer wrote."""
    from litreview.review.run_check import first_difference

    for name in sorted({*made, *(one for one in members if one.startswith("out/"))} - {"ledger.json"}):
        own, given = made.get(name), members.get(name)
        if own is None or given is None:
            detail = "not in the packet" if own is not None else "nothing in the packet makes it"
            yield from differs("page", name, detail)
        elif own != given:
            page = name.startswith("out/")
            words = "recomputed, it differs" if page else _OTHER
            yield from differs("page" if page else "bytes", name, words + first_difference(given, own))


_OTHER = "it is not written as packets are"


def _different_numbers(
    members: Members, ledger: Ledger, made: Members, review: Review
) -> Iterator[PacketDifference]:
    """Yield each number of the ledger that is another when recomputed, or that counts other rows."""
    stated = {entry.name: entry for entry in ledger}
    different = {}
    for entry in review.ledger:
        row = stated.pop(entry.name, None)
        if row is None:
            different[entry.name] = f"not in the packet; recomputed {entry.value}"
        elif row.value != entry.value:
            different[entry.name] = f"{row.value} in the packet, recomputed {entry.value}"
        elif row != entry:
            different[entry.name] = "recomputed, it counts other rows"
    different |= dict.fromkeys(stated, "no number of this review")
    if not different and members["ledger.json"] != made["ledger.json"]:
        different["ledger.json"] = "recomputed, it differs"
    for name, detail in different.items():
        yield from differs("number", name, detail)


def _other_facts(review: Review) -> Iterator[str]:
    """Yield in words which sealed records have other facts than the register of the packet."""
    facts = review.register.fields
    for record in review.library.records:
        if record.confidential and dict(record.fields) != dict(facts.get(record.key, record.fields)):
            yield f"{record.key} has other facts than inputs/register.json"


def _strangers(review: Review) -> Iterator[PacketDifference]:
    """Yield what is on a source, a code or a quote that the review does not have: a stage that looks it up may end there."""
    for record in review.library.records:
        if not record.id.startswith(f"{record.where.file}:{record.key}"):
            yield from differs("record", "inputs/library.jsonl", f"{record.key} is not the key in its id")
    taken, codes = review.taken_over, {*review.codebook.ids}
    for name in _PER_SOURCE:
        if len(taken[name]) != len(review.sources):
            yield from differs("tag", f"taken-over/{name}.json", "it has another number of sources")
    for source, reading, links in zip(review.sources, *(taken[name] for name in _PER_SOURCE), strict=False):
        tags = dict.fromkeys((tag.source, tag.code) for tag in reading.tags)
        odd = [code for key, code in tags if key != source.key or code not in codes]
        yield from differs("tag", source.key, *(f"{code} is no tag of the machine on it" for code in odd))
        others = dict.fromkeys(form.id for form in links.forms if form.id != source.key)
        yield from differs("tag", source.key, *(f"references are looked up as if of {key}" for key in others))
    asked = {(place_of(one), one.said) for one in review.stage_value("all_quotes")}
    for one in taken["quote_checks"]:
        if (place_of(one), one.said) not in asked:
            detail = f"no finding, decision or note has the quote of {one.source} at {one.where}"
            yield from differs("quote", "taken-over/quote_checks.json", detail)


def _wrong_commitments(members: Members, stated: Mapping[str, str], review: Review) -> list[str]:
    """Return in words which sealed sources lack a commitment, and which commitments are invalid or belong to no sealed source."""
    codes = sealed_codes(review)
    owners = grouped((one, code) for code, one in stated.items())
    wrong = [
        *(f"no commitment for {code}" for code in codes if code not in stated),
        *(f"commitment for {code}, which the review does not have" for code in stated if code not in codes),
        *(
            f"that of {code} is no commitment (not 64 hex digits)"
            for code, one in stated.items()
            if not re.fullmatch(r"[0-9a-f]{64}", one)
        ),
        *(f"the same commitment twice ({', '.join(same)})" for same in owners.values() if len(same) > 1),
    ]
    return wrong or [_OTHER] * (members["commitments.json"] != to_json(dict(sorted(stated.items()))))


def _wrong_in_manifest(members: Members, stated: Manifest, made: Members, review: Review) -> list[str]:
    """Return in words what of the manifest is another when made anew, and what its author cannot have published.

    What prints an abstract has its digest here, and so was published in another form.
    """
    own = manifest(review, stated)
    records = (one for library in LIBRARIES for one in getattr(review, library).records)
    marks = {one.abstract.encode()[:71] for one in records if one.abstract.startswith("sha256:")}
    digests = {
        name.removeprefix("out/"): hashlib.sha256(data).hexdigest()
        for name, data in made.items()
        if name.startswith("out/")
    }
    published = stated.published_otherwise
    wrong = [
        *(
            f"{one.name}: recomputed, it differs"
            for one in fields(own)
            if getattr(own, one.name) != getattr(stated, one.name)
        ),
        *(
            f"published_otherwise: {name} has no such file or digest here, or the same"
            for name, one in published.items()
            if digests.get(name, one) == one or not re.fullmatch(r"[0-9a-f]{64}", one)
        ),
        *(
            f"published_otherwise: {name} is not among them, and what was published has abstracts in it"
            for name in digests.keys() - published.keys()
            if not marks.isdisjoint(re.findall(rb"sha256:[0-9a-f]{64}", made[f"out/{name}"]))
        ),
        *_wrong_numbers(stated.numbers_otherwise, {entry.name: entry for entry in review.ledger}),
    ]
    return sorted(wrong) or [_OTHER] * (members["manifest.json"] != to_json(to_plain(own)))


def _counts_no_literature(entry: LedgerEntry) -> bool:
    """Return whether a number counts sources of other streams alone: which works are one may rest on abstracts, and which interviews are may not."""
    by_stream = bool(entry.streams) and "literature" not in entry.streams
    words = set(re.findall(r"[a-z]+", f"{entry.name} {entry.definition}".casefold()))
    return by_stream or (
        not entry.value and "literature" not in words and not words.isdisjoint(_OTHER_STREAMS)
    )


def _wrong_numbers(published: Mapping[str, int], entries: Mapping[str, LedgerEntry]) -> Iterator[str]:
    """Yield in words which numbers cannot have been published otherwise than they are recomputed."""
    for name, value in published.items():
        entry = entries.get(name)
        if entry is None or entry.value == value:
            yield f"numbers_otherwise: {name} is no number of this review, or the same"
        elif _counts_no_literature(entry):
            yield f"numbers_otherwise: {name} counts no literature, and so cannot differ ({value} published, {entry.value} here)"


_OTHER_STREAMS = frozenset({"interview", "interviews", "interviewees", "requests", "documents"})
"""Words of numbers that count other streams."""


def _read_exports(exports: Sequence[Path | str]) -> tuple[Record, ...]:
    """Return the entries of a reader's exports, in each form in which a review may show them: what only looks confidential may have been released."""
    if not exports:
        return ()
    paths = [path for path, _, _ in gather(exports)]
    shown = (*read(*exports).records, *read(*exports, public=paths).records)
    return tuple(record for record in shown if not record.confidential)


def _different_records(
    review: Review, stated: Manifest, exports: Sequence[Path | str], held: Sequence[Record]
) -> Iterator[PacketDifference]:
    """Yield each public record that is not in the reader's exports as the packet has it, each export that is another, and each entry that the packet lacks."""
    if not exports:
        return
    public = [one for one in review.library.records if not one.confidential]
    yield from _altered_records(review, public, held)
    digests = {hashlib.sha256(files.read_bytes(path)).hexdigest() for path, _, _ in gather(exports)}
    named = {one.where.file for one in public}
    for file in stated.exports:
        if file["file"] in named and file["sha256"] not in ("", *digests):
            yield from differs("record", str(file["file"]), "none of your exports has the digest of this one")
    for place in _left_out(public, held):
        yield from differs("record", place, "the packet lacks this entry of your exports")


def _altered_records(
    review: Review, public: Sequence[Record], held: Sequence[Record]
) -> Iterator[PacketDifference]:
    """Yield each public record that the reader lacks, or that the packet has twice: each entry of the reader matches one record."""
    full = zip(review.library.records, restore(review.library, held).records, strict=True)
    unfound = {id(record) for record, own in full if own is record}
    texts = {digest_of(one.raw) for one in held}
    counted = Counter(one.id for one in public)
    for record in public:
        if counted[record.id] > 1:
            yield from differs("record", record.id, "it is in the packet twice")
        elif id(record) in unfound:
            yield from differs("record", record.id, _OTHER_FIELDS if record.raw in texts else _NOT_HELD)


def _left_out(public: Sequence[Record], held: Sequence[Record]) -> Iterator[str]:
    """Yield the places of the reader's entries that the packet lacks."""
    there = {one.raw for one in public if one.raw}
    # of an entry with a field that is not shown, neither has the text
    unread = {(one.key, one.where.line) for one in public if not one.raw}
    for place, some in grouped((str(one.where), one) for one in held).items():
        if not any(digest_of(one.raw) in there or (one.key, one.where.line) in unread for one in some):
            yield place


_OTHER_FIELDS = "your exports have its text, from which other fields, or another key or line, are read"
_NOT_HELD = "no entry of your exports has its text (it was altered, a name in it is withheld, or you do not hold the export)"


def _with_held(review: Review, held: Sequence[Record]) -> Review:
    """Return the review of a packet with the entries that a reader holds in full, so that what rests on them is computed anew."""
    libraries = {name: restore(getattr(review, name), held) for name in LIBRARIES}
    others = {n: one for n, one in review.taken_over.items() if taken_over()[n].rests_on != ABSTRACTS}
    return review.with_inputs(**libraries, taken_over=others)


def _recompute_published(
    stated: Manifest, full: Review, made: Members
) -> tuple[frozenset[str], tuple[PacketDifference, ...]]:
    """Return which files that were published otherwise were made from the reader's entries, and those whose digest is another.

    Only files with digests of entries in their place differ by these entries alone, and only if the reader holds every public entry.
    """
    records = (one for library in LIBRARIES for one in getattr(full, library).records)
    by_entries = {
        name: digest
        for name, digest in stated.published_otherwise.items()
        if re.search(rb"sha256:[0-9a-f]{64}", made.get(f"out/{name}", b""))
    }
    lacking = (one for one in records if is_redacted(one) or one.abstract.startswith("sha256:"))
    if not by_entries or not all(one.confidential for one in lacking):
        return frozenset(), ()
    outputs = make_outputs(full)
    forged = [
        f"published_otherwise: {name} has another digest when it is made from your exports"
        for name, digest in by_entries.items()
        if hashlib.sha256(outputs.get(name, b"")).hexdigest() != digest
    ]
    return frozenset(by_entries), tuple(differs("bytes", "manifest.json", *forged))


def _recompute_tags(review: Review, full: Review) -> tuple[int, int, tuple[PacketDifference, ...]]:
    """Return how many records a reader holds in full, how many sources' tags were recomputed from them, and which differ."""
    restored = sum(
        is_redacted(before) and not is_redacted(after)
        for name in LIBRARIES
        for before, after in zip(getattr(review, name).records, getattr(full, name).records, strict=True)
    )
    whole = {source.key for source in full.sources if _is_whole(source)}
    different = tuple(
        found
        for name, what in _PER_SOURCE.items()
        for stated in [{s.key: one for s, one in zip(review.sources, review.taken_over[name], strict=True)}]
        for source, own in zip(full.sources, full.stage_value(name), strict=True)
        if source.key in whole and to_plain(own) != to_plain(stated.get(source.key))
        for found in differs("tag", source.key, f"recomputed from its text, {what} differ")
    )
    return restored, len(whole), different


_PER_SOURCE = {
    "source_readings": "the tags of the machine",
    "read_for_links": "the references and the forms in which it is cited",
}
"""Values of each source that rest on its entry in full, and what they are in words."""


def _is_whole(source: Source) -> bool:
    """Return whether the reader has everything that the tags of a source rest on."""
    records: tuple[Record, ...] = (*source.records, *source.enriched)
    return (
        not source.confidential
        and not any(map(is_redacted, records))
        and not source.abstract.startswith("sha256:")
    )
