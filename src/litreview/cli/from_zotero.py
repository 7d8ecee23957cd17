"""`zotero`: what Zotero on this machine holds, as a file of the review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.wording import plural

if TYPE_CHECKING:
    from litreview.providers.zotero import Collection


@click.command()
@click.argument("collection", required=False, metavar="[COLLECTION]")
@common.output_option(
    "Where to write its items: a .json file of the review, such as bib/zotero.json. Without COLLECTION the whole library is written.",
    required=False,
)
def zotero(collection: str | None, output: str | None) -> None:
    """Take a collection from Zotero on this machine into a file that is read as any export.

    Zotero must be running, and its settings must allow that other applications on this computer communicate with it. It is only read, and
    nothing leaves the machine. COLLECTION is a name, a path such as 'Trafficking/Courts' or a key; those in it are taken, too. Without -o, the
    collections are listed. Confidential items are not written, except below private/.

    \b
    Example:
      litreview zotero
      litreview zotero 'Over-Policing' -o bib/zotero.json
    """
    from litreview.errors import UsageError
    from litreview.providers import zotero as provider

    held = provider.collections()
    chosen = provider.find_collection(collection, held) if collection else None
    inside = provider.below(chosen, held) if chosen else ()
    if not output:
        _list(inside or held)
        return
    if output == "-":
        raise UsageError("-o -: a review needs a file; name one, such as bib/zotero.json")
    from litreview.review.zotero_files import write_zotero

    taken = write_zotero(provider.works(inside), output)
    where = f" of {chosen.words}" if chosen else ""
    more = f" and {plural(len(inside) - 1, 'collection')} in it" if len(inside) > 1 else ""
    since = f" ({taken.new} new, {taken.gone} gone since the last time)" if taken.again else ""
    common.echo(f"wrote {plural(taken.written, 'item')}{where}{more} to {output}{since}", err=True)
    if taken.left_out:
        common.echo(
            f"note: {plural(taken.left_out, 'item')} confidential, and not written; name a file below private/ to have them there",
            err=True,
        )


def _list(held: Sequence[Collection]) -> None:
    """Print collections, each with its key and how many items it has itself."""
    if not held:
        common.echo(
            "Zotero has no collections here; `litreview zotero -o bib/zotero.json` takes the whole library",
            err=True,
        )
    for one in held:
        count = "" if one.items is None else f", {plural(one.items, 'item')}"
        common.echo(f"{'  ' * (len(one.path) - 1)}{one.name} ({one.key}{count})")
