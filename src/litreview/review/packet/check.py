"""Checks a packet: recomputes every number and page from it, and names each byte, decision and count that differs.

The packet may be a stranger's: nothing of it is written to disk, and whatever is wrong with it is a difference or an `InputError`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path, PurePath
from typing import Any, TypeAlias

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.errors import InputError, UsageError
from litreview.core.model import Record, Source
from litreview.core.results.packets import Ledger, LedgerEntry, PacketCheck, PacketDifference
from litreview.core.results.texts import QuoteCheck, page_words
from litreview.core.runtime import package_digest
from litreview.core.wording import noun, plural
from litreview.formats import read
from litreview.formats.input_files import gather
from litreview.review.outputs.run_record import versions
from litreview.review.packet.archive import SUMS, changed_members, pack, read_packet, unpack
from litreview.review.packet.commitments import is_opened, read_opening
from litreview.review.packet.contents import (
    ABSTRACTS,
    Manifest,
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
)
from litreview.review.packet.make import README, derived_files, manifest, sealed_codes
from litreview.review.packet.values import to_plain
from litreview.review.session import Review
from litreview.review.text_files import find_texts
from litreview.review.text_library import TextLibrary

_LIBRARIES = ("library", "enriched", "cited")
Place: TypeAlias = tuple[str, str, str]
"""Of a quote: file and line, source, and the words."""
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
    if not recompute:
        return PacketCheck(digest=own, published=published, differences=tuple(found))
    values, faults = read_values(members)
    found += (
        PacketDifference(kind="bytes", what=name, detail=fault)
        for name, fault in faults.items()
        if name in members
    )
    opened = ""
    if opening is not None:
        code, salt, entries = read_opening(files.read_bytes(opening), str(opening))
        if is_opened(values.get("commitments.json", {}), code, salt, entries):
            opened = code
        else:
            detail = "this is not the entry that the packet commits to"
            found.append(PacketDifference(kind="opening", what=files.name_of(code), detail=detail))
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
    for name, how in changed_members(members):
        file, _, line = name.partition(":")
        kind: Any = {"inputs/decisions.jsonl": "decision", "inputs/library.jsonl": "record"}.get(
            file, "bytes"
        )
        text = _line_of(members, file, line) if line and how != "missing" else ""
        yield PacketDifference(kind=kind if line else "bytes", what=files.name_of(name), detail=how + text)


def _foreign(members: Members) -> Iterator[PacketDifference]:
    """Yield each file that no packet has, and each that is missing; those below out/ are named when they are recomputed."""
    known = {"README.md", *kinds()}
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
    try:
        review = review_of(values)
        made = derived_files(review, values)
        found = [
            *_different_files(members, made),
            *_different_numbers(members, values["ledger.json"], made, review),
            *_named(
                "commitment",
                "commitments.json",
                _wrong_commitments(members, values["commitments.json"], review),
            ),
            *_named("bytes", "manifest.json", _wrong_in_manifest(members, stated, made, review)),
        ]
        held = _read_exports(exports)
        found += _different_records(review, stated, exports, held)
        restored, compared, tags = _recompute_tags(review, held) if exports else (0, 0, ())
        quotes, unread, misquoted = _recompute_quotes(review, texts) if texts else (0, (), ())
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - a forged packet may break any stage, and that is a difference, too
        detail = f"nothing can be recomputed from it ({type(error).__name__})"
        return replace(check, differences=(*check.differences, *_named("bytes", "the packet", [detail])))
    public = sum(not source.confidential for source in review.sources)
    partly = {"source_readings": f" (of {public - compared} of {public} sources)"} if compared else {}
    checked = {"source_readings": compared == public, "quote_checks": quotes and not unread}
    taken = grouped(
        (one.rests_on, name + partly.get(name, ""))
        for name, one in taken_over().items()
        if not checked.get(name)
    )
    numbers = {entry.name: entry.value for entry in review.ledger}
    otherwise = (
        f"{name} ({value} published, {numbers.get(name)} here)"
        for name, value in stated.numbers_otherwise.items()
    )
    return replace(
        check,
        differences=(*check.differences, *found, *tags, *misquoted),
        numbers=len(numbers),
        pages=sum(name.startswith("out/") for name in made),
        restored=restored,
        tags_recomputed=compared,
        quotes=quotes,
        not_looked_up=unread,
        taken_over={what: tuple(names) for what, names in taken.items()},
        not_recomputed=tuple(map(files.name_of, (*stated.published_otherwise, *otherwise))),
        versions=tuple(_other_versions(stated)),
        private_absent=review.held.absent,
    )


def _named(kind: Any, what: str, details: Iterable[str]) -> Iterator[PacketDifference]:
    """Yield a difference of a file for each thing that is wrong with it."""
    for detail in details:
        yield PacketDifference(kind=kind, what=files.name_of(what)[:80], detail=files.name_of(detail)[:200])


def _different_files(members: Members, made: Members) -> Iterator[PacketDifference]:
    """Yield each file that is not byte for byte what is made from the packet; of inputs, those that another writer wrote."""
    from litreview.review.run_check import first_difference

    for name in sorted({*made, *(one for one in members if one.startswith("out/"))} - {"ledger.json"}):
        own, given = made.get(name), members.get(name)
        if own is None or given is None:
            detail = "not in the packet" if own is not None else "nothing in the packet makes it"
            yield from _named("page", name, [detail])
        elif own != given:
            page = name.startswith("out/")
            words = "recomputed, it differs" if page else _OTHER
            yield from _named("page" if page else "bytes", name, [words + first_difference(given, own)])


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
        yield from _named("number", name, [detail])


def _wrong_commitments(members: Members, stated: Mapping[str, str], review: Review) -> list[str]:
    """Return in words which sealed source has no commitment, and which commitment is none, is another's or belongs to no sealed source."""
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
    records = (one for library in _LIBRARIES for one in getattr(review, library).records)
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
            yield from _named(
                "record", str(file["file"]), ["none of your exports has the digest of this one"]
            )
    for place in _left_out(public, held):
        yield from _named("record", place, ["the packet lacks this entry of your exports"])


def _altered_records(
    review: Review, public: Sequence[Record], held: Sequence[Record]
) -> Iterator[PacketDifference]:
    """Yield each public record that is none of the reader's, or that is there twice: each entry of the reader stands for one record alone."""
    full = zip(review.library.records, restore(review.library, held).records, strict=True)
    unfound = {id(record) for record, own in full if own is record}
    texts = {digest_of(one.raw) for one in held}
    counted = Counter(one.id for one in public)
    for record in public:
        if counted[record.id] > 1:
            yield from _named("record", record.id, ["it is in the packet twice"])
        elif id(record) in unfound:
            yield from _named("record", record.id, [_OTHER_FIELDS if record.raw in texts else _NOT_HELD])


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


def _recompute_tags(review: Review, held: Sequence[Record]) -> tuple[int, int, tuple[PacketDifference, ...]]:
    """Return how many records a reader holds in full, how many sources' tags were recomputed from them, and which differ."""
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
    others = {**review.taken_over, "text_matches": held}
    del others["quote_checks"]
    full = review.with_inputs(text_library=library, taken_over=others)
    own = {_place_of(one): one for one in full.stage_value("quote_checks")}
    keys = {one.source for one in held}
    stated = {_place_of(one): one for one in review.taken_over["quote_checks"] if one.source in keys}
    different = [*_misplaced(own, stated)]
    reasons = _reasons([one.file for one in matches if one.digest not in names], names.values())
    unread = (
        *(files.name_of(f"text {file} was not looked into: {reason}") for file, reason in reasons.items()),
        *_not_looked_up(review, keys, {source: reasons[file] for source, file in lacking.items()}),
    )
    if unread and not own:
        different += _named("quote", "full texts", ["no quote could be looked up in your folder"])
    return len(own), unread, tuple(different)


def _misplaced(
    own: Mapping[Place, QuoteCheck], stated: Mapping[Place, QuoteCheck]
) -> Iterator[PacketDifference]:
    """Yield each quote that is not where, or not in the words, that the packet says."""
    for place in sorted({*own, *stated}, key=str):
        words, here = (_found_in_words(side.get(place)) for side in (stated, own))
        if words != here:
            detail = f"the packet says that {words}; looked up in the text, {here}"
            yield PacketDifference(kind="quote", what=str(place[0]), detail=detail)


def _reasons(lacking: Iterable[str], held: Iterable[str]) -> dict[str, str]:
    """Return why texts are not looked into: of one with the same name it is likely that it is another version."""
    own = {PurePath(name).name for name in held}
    names = {file: PurePath(file).name for file in lacking}
    no = "your folder has no text with this digest"
    return {
        file: f"your text {name} has another digest" if name in own else no for file, name in names.items()
    }


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


def _place_of(one: QuoteCheck) -> Place:
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
