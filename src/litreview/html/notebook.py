"""What a notebook shows of a value: a small table, made when the notebook asks for it (`_repr_html_`, through `litreview.late`)."""

from __future__ import annotations

from html import escape


def show(value: object) -> str:
    """Return a value as a piece of HTML for a cell of a notebook."""
    return f"<p>{escape(repr(value))}</p>"
