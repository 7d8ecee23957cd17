"""The colours of the codes of the main group as a style, from the one table that map, graph and report share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litreview.results import colours

if TYPE_CHECKING:
    from markupsafe import Markup


def hue_style() -> Markup:
    """Return the style of `h0`, `h1`, …, `h-several`, `h-none`: the fill of a bubble, bar or dot, its writing, and the swatch of a chip."""
    from markupsafe import Markup

    light = _rules(colours.LIGHT, colours.SEVERAL, colours.NONE, colours.ON_LIGHT)
    dark = _rules(colours.DARK, colours.SEVERAL_DARK, colours.NONE_DARK, colours.ON_DARK)
    return Markup(f"{light}@media(prefers-color-scheme:dark){{{dark}}}\n@media print{{{light}}}\n")  # noqa: S704 - our own colours


def _rules(fills: tuple[str, ...], several: str, none: str, writing: str) -> str:
    named = [*((f"h{n}", fill) for n, fill in enumerate(fills)), ("h-several", several), ("h-none", none)]
    rules = [f".map .{name}{{fill:{fill}}}.hue.{name}::before{{background:{fill}}}" for name, fill in named]
    return f"{''.join(rules)}.map .number{{fill:{writing}}}\n"
