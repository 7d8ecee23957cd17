"""Pages made of templates: the one place where text becomes markup.

What is in a `.bib` file is hostile. Every value that a template prints is escaped, unless it is a `markupsafe.Markup`, which has
been escaped already. A page carries a Content-Security-Policy that names its own style and script by their digest, so that markup
which slipped through could still run nothing, load nothing and send nothing. A style attribute is blocked by that policy: use
classes, SVG attributes, or set styles from the script.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from litreview.core.wording import noun, plural

if TYPE_CHECKING:  # 0.05 s to import, and most commands make no page
    from jinja2 import Environment
    from markupsafe import Markup

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# C0 controls other than tab and line ends, lone surrogates and non-characters can't be in HTML or UTF-8; the bidirectional
# overrides would let a title reorder the text around it
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def render(templates: Environment, name: str, **values: object) -> str:
    """Return a template filled with values; what can't be shown becomes U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", templates.get_template(name).render(values))


def environment(room: str, **filters: Callable[..., object]) -> Environment:
    """Return what compiles the templates of a room (`litreview.pages`): all is escaped, a name without a value is an error."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.PackageLoader(room),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(link=link, embed=embed)
    made.filters.update(digest=_digest, g="{:g}".format, plural=plural, noun=noun, **filters)
    made.tests["day"] = lambda value: bool(_DAY.fullmatch(str(value)))
    return made


def asset(room: str, *names: str) -> Markup:
    """Return the files of a room one after the other: our own style or script, which needs no escaping."""
    from markupsafe import Markup

    return Markup("").join(Markup(resources.files(room).joinpath(name).read_text("utf-8")) for name in names)  # noqa: S704 - our own file, or escaped JSON


def link(url: str, text: str = "") -> Markup:
    """Return a link if the address is http or https; else the text alone (`javascript:` and the like never pass).

    >>> link("javascript:alert(1)", "click")
    Markup('click')
    """
    from markupsafe import Markup, escape

    cleaned = _UNPRINTABLE.sub("", url.strip())
    if not _is_web_address(cleaned):
        return escape(text or url)
    return Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(
        cleaned, text or url
    )


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.netloc) and not re.search(r"\s", text)


def embed(name: str, value: Any) -> Markup:
    r"""Return JSON data that the page's script reads by `id`; nothing in it can end the element.

    >>> embed("data", ["</script>"])
    Markup('<script type="application/json" id="data">["\\u003c/script\\u003e"]</script>')
    """
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, Markup(text))  # noqa: S704 - our own file, or escaped JSON


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
