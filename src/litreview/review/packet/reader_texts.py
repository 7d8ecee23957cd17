"""Quotes, abstracts and lists of references of a packet, looked up in full texts that a reader holds."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TypeAlias

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.decision_types import TEXT
from litreview.core.model import Decision
from litreview.core.results.packets import PacketDifference
from litreview.core.results.texts import HOW, QuoteCheck, TextMatch, page_words
from litreview.core.wording import noun, plural
from litreview.review.packet.contents import differs, redact_text
from litreview.review.session import Review
from litreview.review.text_files import find_texts
from litreview.review.text_library import TextLibrary

Place: TypeAlias = tuple[str, str, str]
"""Of a quote: file and line, source, and the words."""
OF_TEXTS = ("text_abstracts", "references_listed")
"""Values by source that rest on its full texts."""


def recompute_quotes(
    review: Review, folders: Iterable[Path | str]
) -> tuple[int, tuple[str, ...], tuple[PacketDifference, ...]]:
    """Return how many quotes were looked up in texts that the reader holds, which were not, and those that are not where the packet says.

    Quotes of a source are looked up if the reader holds each of its texts, by the digests of the files. A text of the same name with another
    digest is another copy, or one that was changed: quotes must be in it, on whatever page.
    """
    places = [os.path.realpath(folder) for folder in folders]
    library = TextLibrary(find_texts(Path(places[0]), places, ()))
    names = {file.digest: file.name for file in library.files() if file.digest}
    matches: Sequence[TextMatch] = review.taken_over["text_matches"]
    held, copies = _held_and_copies(matches, names)
    found: Sequence[TextMatch] = _with_texts(review, library).stage_value("text_matches")
    # of a work of which the packet names no text, the reader may have one
    named = {one.source for one in matches}
    more = [one for one in found if one.source and one.source not in named]
    own_files = (*(replace(one, file=names[one.digest]) for one in held), *more, *copies)
    full = _with_texts(review, library, text_matches=own_files)
    keys, extra, copied = ({one.source for one in some} for some in (held, more, copies))
    checked = {place_of(one): one for one in full.stage_value("quote_checks")}
    own = {place: one for place, one in checked.items() if one.source not in copied}
    different = [
        *_other_owners(matches, found, review.decided),
        *_misplaced(own, _expected(review, own, keys, extra)),
        *_other_of_texts(review, full, keys),
        *_not_in_copies(review, [one for one in checked.values() if one.source in copied]),
    ]
    unread = (*_unread(review, matches, names, keys | extra),)
    if unread and not own:
        different += differs("quote", "full texts", "no quote could be looked up in your folder")
    return len(own), unread, tuple(different)


def _held_and_copies(
    matches: Sequence[TextMatch], names: Mapping[str, str]
) -> tuple[list[TextMatch], list[TextMatch]]:
    """Return the texts of sources whose texts the reader has completely, by digest, and the reader's texts that only have the same name.

    `names`: the reader's files by their digests.
    """
    lacking = [one for one in matches if one.digest not in names]
    without = {one.source for one in lacking}
    alike = {PurePath(name).name: (name, digest) for digest, name in names.items()}
    copies = [
        replace(one, file=copy[0], digest=copy[1])
        for one in lacking
        if one.source and (copy := alike.get(PurePath(one.file).name))
    ]
    return [one for one in matches if one.source and one.source not in without], copies


def _unread(
    review: Review, matches: Sequence[TextMatch], names: Mapping[str, str], held: Collection[str]
) -> Iterator[str]:
    """Yield in words which texts a reader lacks, and which quotes were not looked up for that."""
    lacking = [one for one in matches if one.digest not in names]
    reasons = _reasons([one.file for one in lacking], names.values())
    for file, reason in reasons.items():
        yield files.name_of(f"text {file} was not looked into: {reason}")
    yield from _not_looked_up(review, held, {one.source: reasons[one.file] for one in lacking})


def _expected(
    review: Review, own: Mapping[Place, QuoteCheck], keys: Collection[str], extra: Collection[str]
) -> Mapping[Place, QuoteCheck]:
    """Return what the packet says of quotes of the sources among `keys`; of those of `extra`, of which it says nothing, what the text has."""
    stated = {place_of(one): one for one in review.taken_over["quote_checks"] if one.source in keys}
    return stated | {
        place: one for place, one in own.items() if one.source in extra and one.verdict == "found"
    }


def _with_texts(review: Review, library: TextLibrary, **stated: object) -> Review:
    """Return the review with a reader's texts: what rests on texts is made of these, but for what of the packet is `stated`."""
    rest = (name for name in review.taken_over if name not in ("text_matches", "quote_checks", *OF_TEXTS))
    taken = {name: review.taken_over[name] for name in rest}
    return review.with_inputs(text_library=library, taken_over={**taken, **stated})


def _other_of_texts(review: Review, full: Review, keys: Iterable[str]) -> Iterator[PacketDifference]:
    """Yield the sources whose abstract or list of references is another when it is read from the texts of a reader."""
    stated = review.taken_over
    for key in sorted(keys):
        here, there = full.stage_value("text_abstracts").get(key), stated["text_abstracts"].get(key)
        if (here and redact_text(here[0])) != (there and there[0]):
            yield from differs("quote", key, "read from your text, its abstract is another")
        ours, theirs = (
            [one.text for one in values.get(key, ())]
            for values in (full.stage_value("references_listed"), stated["references_listed"])
        )
        if ours != theirs:
            yield from differs("quote", key, "read from your text, its list of references is another")


def _other_owners(
    matches: Iterable[TextMatch], found: Iterable[TextMatch], decisions: Iterable[Decision]
) -> Iterator[PacketDifference]:
    """Yield each text that the packet assigns to another work than its name or first pages show, unless a person decided it."""
    decided = {one.value.removeprefix(TEXT) for one in decisions if one.value.startswith(TEXT)}
    stated = {one.digest: one for one in matches}
    for one in found:
        of = stated.get(one.digest)
        if of and one.source and one.source != of.source and of.file not in decided:
            detail = f"the packet says that it is of {of.source or 'no work'}; it is of {one.source} ({HOW[one.how]})"
            yield from differs("quote", f"text {of.file}", detail)


def _misplaced(
    own: Mapping[Place, QuoteCheck], stated: Mapping[Place, QuoteCheck]
) -> Iterator[PacketDifference]:
    """Yield each quote that is not where, or not in the words, that the packet says."""
    for place in sorted({*own, *stated}, key=str):
        words, here = (_found_in_words(side.get(place)) for side in (stated, own))
        if words != here:
            detail = f"the packet says that {words}; looked up in the text, {here}"
            yield from differs("quote", place[0], detail)


def _not_in_copies(review: Review, checks: Iterable[QuoteCheck]) -> Iterator[PacketDifference]:
    """Yield each quote that the packet says is in its text, and that the reader's text of that name does not have."""
    stated = {place_of(one) for one in review.taken_over["quote_checks"] if one.verdict == "found"}
    for one in checks:
        if place_of(one) in stated and one.verdict != "found":
            detail = "the packet says that it is found; your text of that name has another digest, and not these words"
            yield from differs("quote", place_of(one)[0], detail)


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


def place_of(one: QuoteCheck) -> Place:
    """Return by what a quote is known: its file and line, its source, and the words."""
    return files.name_of(str(one.where)), one.source, one.quote


def _found_in_words(one: QuoteCheck | None) -> str:
    """Return in words where a quote is, and where a person says that it is."""
    if one is None:
        return "there is no such quote"
    page = page_words(one.page, one.numbering)
    given = f" and given as {files.name_of(one.said)[:40]}" if one.said else ""
    verdict = "found in other words" if one.verdict == "differently" else one.verdict
    turned = f", with words that turn it ({one.turned})" * bool(one.turned)
    return f"it is {verdict}{turned}{f' on {page}' if page else ''}{given}"
