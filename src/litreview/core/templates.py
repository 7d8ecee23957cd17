"""Renders pages from templates: the one place where text becomes markup.

The content of a `.bib` file may be hostile. Every value in a template is escaped, unless it is a `markupsafe.Markup`, which is
already escaped. A page has a Content-Security-Policy that names its own style and script by digest: markup
that slipped through could still not run, load or send anything. The policy blocks style attributes: use
classes, SVG attributes, or set styles from the script.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
from collections.abc import Callable
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from litreview.core.libraries import jinja2
from litreview.core.runtime import cache_folder
from litreview.core.wording import noun, plural

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# C0 controls other than tab and line ends, lone surrogates and non-characters can't be in HTML or UTF-8; the bidirectional
# overrides would let a title reorder the text around it
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def render(templates: jinja2.Environment, name: str, **values: object) -> str:
    """Return a template filled with values; unprintable characters become U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", templates.get_template(name).render(values))


def _compiled_templates() -> jinja2.FileSystemBytecodeCache | None:
    """Return the compiled templates of earlier runs; None if another user may write into their folder, because they are run."""

    class Cache(jinja2.FileSystemBytecodeCache):
        def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
            with contextlib.suppress(Exception):  # of a damaged file nothing is taken
                super().load_bytecode(bucket)

        def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)

    folder = cache_folder() / "templates-1"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return None
    own = hasattr(os, "getuid") and found.st_uid == os.getuid() and not found.st_mode & 0o022
    return Cache(str(folder)) if own else None


def environment(room: str, **filters: Callable[..., object]) -> jinja2.Environment:
    """Return the jinja environment for the templates of a package (`litreview.pages`): it escapes all values, and undefined names are errors."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader(room),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled_templates(),
    )
    made.globals.update(link=link, embed=embed)
    made.filters.update(digest=_digest, g="{:g}".format, plural=plural, noun=noun, **filters)
    made.tests["day"] = lambda value: bool(_DAY.fullmatch(str(value)))
    return made


def asset(room: str, *names: str) -> Markup:
    """Return files of a package, joined: our own style or script, which needs no escaping."""
    return Markup("").join(Markup(resources.files(room).joinpath(name).read_text("utf-8")) for name in names)  # noqa: S704 - our own file, or escaped JSON


def link(url: str, text: str = "") -> Markup:
    """Return a link if the address is http or https, else the text only (`javascript:` and the like are refused).

    >>> link("javascript:alert(1)", "click")
    Markup('click')
    """
    cleaned = _UNPRINTABLE.sub("", url.strip())
    if not _is_web_address(cleaned):
        return escape(text or url)
    shown = f'<a href="{escape(cleaned)}" rel="noopener noreferrer" target="_blank">{escape(text or url)}</a>'
    return Markup(shown)  # noqa: S704 - both are escaped; `Markup.format` takes five times as long


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.netloc) and not re.search(r"\s", text)


def embed(name: str, value: Any) -> Markup:
    r"""Return a script element with JSON data, which the page's script reads by `id`; no data can end the element.

    >>> embed("data", ["</script>"])
    Markup('<script type="application/json" id="data">["\\u003c/script\\u003e"]</script>')
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, Markup(text))  # noqa: S704 - our own file, or escaped JSON


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
