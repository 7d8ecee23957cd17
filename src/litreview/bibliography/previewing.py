"""An annotation as a page shows it while it is written: read and cleaned as that of a bibliography is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from litreview import pandoc
from litreview.bibliography.notes import as_typed
from litreview.bibliography.trees import clean_blocks, words
from litreview.pandoc import Inline

if TYPE_CHECKING:
    from markupsafe import Markup


def preview(text: str, labels: Mapping[str, str]) -> Markup:
    """Return Markdown as HTML: no raw markup, no picture, links to the web alone. `labels` are what works are called, by what `[@key]` names.

    A citation of a key that has no label stays as it was typed; so does a text that comes to no end as Markdown.
    """
    from markupsafe import Markup

    def resolve(citations: list[dict[str, Any]], shown: list[Inline]) -> list[Inline]:
        found: list[Inline] = []
        for citation in citations:
            label = labels.get(str(citation["citationId"]))
            if label is None:
                return shown
            prefix = [*citation["citationPrefix"], {"t": "Space"}] if citation["citationPrefix"] else []
            found += [*(words("; ") if found else ()), *prefix, *words(label), *citation["citationSuffix"]]
        return found

    (tree,) = pandoc.read_markdown([text])
    blocks = as_typed(text) if tree is None else clean_blocks(tree, resolve)
    written = pandoc.write(blocks, "html5", arguments=["--wrap=none"]).decode("utf-8")
    return Markup(written)  # noqa: S704 - pandoc has escaped all text, and the tree holds no raw markup
