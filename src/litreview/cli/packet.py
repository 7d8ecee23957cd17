"""Commands `packet`, which writes what a stranger needs to recompute a review, and `check-packet`, which recomputes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import review as review_
from litreview.cli import common
from litreview.cli.terminal import send
from litreview.core import files
from litreview.core.wording import holding, plural

if TYPE_CHECKING:
    from litreview.core.results.packets import PacketCheck


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@common.output_option("The file to write: the packet, or with --open the entry, in private/.")
@click.option(
    "--open", "code", default="", metavar="CODE", help="Write one confidential entry for an editor instead."
)
@common.json_option
def packet(folder: str, output: str, *, code: str, as_json: bool) -> None:
    """Write a packet with which a peer reviewer or a court can recompute the review.

    It has records, decisions, codebook, settings, findings, the ledger and every output, but no private/, abstracts or full texts.
    Confidential entries are only cryptographic commitments, each also to the text of its transcript, not to a coded project. Nothing is
    written if the packet would have a confidential name, address or words. The same review gives the same bytes where the same full
    texts can be read; full texts that cannot are counted.

    \b
    Example:
      litreview packet my-review -o review.zip
      litreview packet my-review --open I07 -o my-review/private/out/I07.json
    """
    if code:
        common.keep_private((folder,), "--open")
    review = common.open_paths((folder,), include_confidential=False)
    data = review_.packet.open_sealed(review, code) if code else review_.packet.make_packet(review)
    if code:
        common.log_access(review)
    if review.held.absent and not code and review_.packet.sealed_codes(review):
        common.echo(
            "private/ is missing: the commitments cover what bib/ says of sealed sources alone, and the digest differs from the author's",
            err=True,
        )
    unread = 0 if code else sum(one.fault == "no-reader" for one in review.text_matches)
    if unread:
        common.echo(
            f"{plural(unread, 'full text was', 'full texts were')} not read, so the packet and its digest differ from those of an installation that "
            "reads PDFs: pip install pypdfium2, then write it again",
            err=True,
        )
    if told := 0 if code else review_.packet.count_told(review):
        common.echo(
            f"the packet still shows a stance of {plural(told, 'interviewee')} counted with a group only, since all who are alike in it have the same",
            err=True,
        )
    if output == "-":
        send(data)
        return
    files.write_bytes(output, data)
    if as_json:
        common.print_json({"file": output, "bytes": len(data), "digest": review_.packet.digest(data)})
    else:
        common.echo(f"Wrote {output} ({review_.packet.digest(data)})")


@click.command("check-packet")
@click.argument("file", type=common.INPUT, metavar="PACKET")
@click.option(
    "--exports",
    multiple=True,
    type=common.INPUT,
    metavar="PATH",
    help="Your own copy of the exports, or of the review's folder: records, decisions and settings are compared, and tags are recomputed; repeatable.",
)
@click.option(
    "--texts",
    multiple=True,
    type=common.INPUT,
    metavar="DIR",
    help="Your own full texts: quotes and their pages are looked up in them; repeatable.",
)
@click.option(
    "--opening",
    type=common.INPUT,
    metavar="FILE",
    help="An opened entry, to compare with its commitment in the packet.",
)
@click.option(
    "--digest",
    default=None,
    metavar="SHA256",
    help="The digest that was published, with or without sha256: before it.",
)
@common.json_option
def check_packet(
    file: str,
    exports: tuple[str, ...],
    texts: tuple[str, ...],
    opening: str | None,
    digest: str | None,
    *,
    as_json: bool,
) -> None:
    """Recompute a review from its packet, and report what differs.

    You need only the packet. Every number and every file of out/ is computed again. Each difference from the packet is reported, and
    the exit code is then 1. Values that need abstracts, full texts, findings.toml or private/ cannot be recomputed; they are copied and
    listed. So are decisions with their stances, strategies and settings, unless --exports names a copy of the review's folder. Only the published digest shows that somebody made a whole packet anew. With --texts, each quote that was not looked up is
    listed, and the exit code is 1 if none was.

    \b
    Example:
      litreview check-packet review.zip
      litreview check-packet review.zip --exports my-exports/ --opening I07.json
      litreview check-packet review.zip --texts my-texts/ --digest sha256:9f2c…
    """
    found = review_.packet.check_packet(
        Path(file), exports=exports, texts=texts, opening=opening, digest=digest
    )
    lines = check_lines(found, with_exports=bool(exports), with_texts=bool(texts))
    common.print_result(dataclasses.asdict(found), lines, as_json=as_json)
    if not found.is_sound:
        click.get_current_context().exit(1)


_MOST = 50
"""Maximum number of differences that are printed; `--json` has all."""


def check_lines(found: PacketCheck, *, with_exports: bool = False, with_texts: bool = False) -> Iterator[str]:
    """Yield what a check of a packet found, as sentences."""
    yield f"Packet {found.digest}"
    holds = (
        plural(found.records, "record"),
        plural(found.decisions, "decision"),
        plural(found.sealed, "commitment"),
    )
    yield from holding(
        (True, f"  holds {', '.join(holds)}"),
        (
            found.numbers,
            f"  recomputed: {plural(found.numbers, 'number')}, {plural(found.pages, 'file')} of out/",
        ),
        (
            with_exports,
            f"  held in full: {plural(found.restored, 'record')}; tags recomputed of {plural(found.tags_recomputed, 'source')}",
        ),
        (with_texts, f"  looked up in your texts: {plural(found.quotes, 'quote')}"),
    )
    yield from (f"  {one}" for one in found.not_looked_up)
    covers = "what bib/ says alone (private/ was missing)" if found.private_absent else "entry and transcript"
    if found.sealed:
        yield f"  not checked: whether a commitment, to {covers}, is that of its source; an opened entry shows it of one (--opening)"
    yield from (
        f"  taken over without a check, because it rests on {what}: {', '.join(names)}"
        for what, names in found.taken_over.items()
    )
    yield from holding(
        (
            found.not_recomputed,
            f"  published in another form, with what is not here: {', '.join(found.not_recomputed)}",
        ),
        (found.versions, f"  other versions: {'; '.join(found.versions)}"),
        (found.opened, f"  {found.opened} is the entry that was sealed, unaltered"),
        (found.published == found.digest, "  its digest is the one that was published"),
    )
    yield from (f"{one.what}: {one.detail}" for one in found.differences[:_MOST])
    if len(found.differences) > _MOST:
        yield f"and {len(found.differences) - _MOST} more"
    differs = f"{plural(len(found.differences), 'thing')} not as the packet says."
    same = "Everything that was recomputed agrees with the packet. What is listed above as taken over or not checked was not recomputed."
    written = (
        "Not checked: the authors' decisions with their stances, their searches with their strategies, and their settings. "
        "A copy of the review's folder (--exports) shows whether they are the authors' own."
    )
    yield from holding(
        (True, differs if found.differences else same),
        (found.decisions and any("what the authors wrote" in why for why in found.taken_over), written),
        (
            not found.published,
            "If somebody changed a reason, a date or a page and made the checksums anew, only a published digest (--digest) shows it.",
        ),
    )
