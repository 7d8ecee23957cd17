"""The annotated bibliography for other programs: a CSL-JSON library, and one Markdown file for each source.

The library has the items of our own citations, each annotation as the `note` of its work. Quarto, pandoc, Zotero and Word's plugins cite
from it. Annotated styles print `note` below the citation (`apa-annotated-bibliography`,
`modern-language-association-annotated-bibliography`, `chicago-notes-bibliography-annotated`); other styles do not print it.

The Markdown files are read by Obsidian, Quarto and Hugo: front matter, citation, annotation, and a person's own text below.
A marker line, which is a comment, divides a file. Each call rewrites the part above it and preserves the part below. The marker
holds a digest of the part above, so that edits there are noticed.

Values of records are hostile: they may hold YAML, HTML, wikilinks, shortcodes that include a file (`{{< include … >}}`) or code that a
notebook runs. In front matter each is a quoted JSON scalar, which is valid YAML. In the text pandoc escapes them, and `_tame_text`
escapes what pandoc does not know of.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litreview.core import files, pandoc
from litreview.core.pandoc import Block
from litreview.core.wording import Value
from litreview.stages.bibliography.citation_pass import NAMELESS, Entry
from litreview.stages.bibliography.composing import Bibliography, anchor
from litreview.stages.bibliography.csl_items import csl_item, restore, web_address
from litreview.stages.bibliography.rendering import ENDLESS, without_endless
from litreview.stages.bibliography.trees import para, plain_text, raw_block, safe_text, strong, words


def csl_library(bibliography: Bibliography) -> str:
    """Return the works of a bibliography as a CSL-JSON list, by key, with their annotations as plain text.

    Interviews, requests and confidential sources have a title only: their printed entry. Interviewees shown only with their group
    are left out, since the key would be their code; so are entries that name no work, since nothing could be cited.
    """
    entries = {
        entry.source.key: entry
        for entry in bibliography.entries()
        if not entry.source.unnamed and entry.section != NAMELESS
    }
    items = []
    for key, entry in sorted(entries.items()):
        note = "\n\n".join(plain_text(block).strip() for block in bibliography.notes.get(key, ()))
        items.append(_item(entry) | ({"note": note} if note else {}))
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(entry: Entry) -> dict[str, Any]:
    if entry.source.confidential or entry.section in ("interviews", "records"):
        type_ = "interview" if entry.kind == "interview" else "document"
        return {"id": entry.source.key, "type": type_, "title": entry.text.rstrip(".")}
    item: dict[str, Any] = _restored(csl_item(entry.source, kind=entry.kind))
    return item


def _restored(value: Any) -> Any:
    """Return a value with the private characters replaced by what they stood for (`csl_items.restore`)."""
    if isinstance(value, str):
        return restore(value)
    if isinstance(value, dict):
        return {name: _restored(each) for name, each in value.items()}
    return [_restored(each) for each in value] if isinstance(value, list) else value


_MARKER = re.compile(rb"^<!-- litreview: [^\n]* sha256:([0-9a-f]{16}) -->", re.MULTILINE)
_NOTICE = "all above this line is made anew; what you write below it is kept."
_BOM = "\ufeff".encode()
_LONGEST = 150
# in metadata: an opening tag, a link or image, attributes, raw formats, shortcodes. Quarto reads metadata as Markdown
_EXECUTABLE = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(\[{])|`(?=\{)|\{(?=[{%])")
# characters that end a line in YAML, that no YAML holds as they are, or that turn the text around them
_ESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts(Value):
    """Facts of the review for the front matter of a source; `stance` is like `protect: supports`, `goals` are codes of the main group."""

    goals: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    status: str = ""
    stream: str = ""
    stance: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()


def source_files(
    bibliography: Bibliography, facts: Mapping[str, ReviewFacts], names: Mapping[str, str], stamp: str = ""
) -> tuple[dict[str, bytes], Bibliography]:
    """Return the content of each source's file up to its marker line, by file name, and the bibliography with all Problems.

    `facts` and `names` are by key (`file_names` of all sources); `stamp` is printed in every file. A confidential source has its code
    and type only. Interviewees shown only with their group have no file, since its name would be their code.
    """
    entries = {entry.source.key: entry for entry in bibliography.entries() if not entry.source.unnamed}
    names = {key: names[key] for key in entries}  # only what is written is linked
    try:
        texts = _texts(bibliography, list(entries.values()), names, stamp)
    except ENDLESS:
        bibliography = without_endless(bibliography, "md", "")
        entries = {entry.source.key: entry for entry in bibliography.entries() if not entry.source.unnamed}
        texts = _texts(bibliography, list(entries.values()), names, stamp)
    made = {}
    for (key, entry), text in zip(entries.items(), texts, strict=True):
        matter = _matter(entry, facts.get(key, ReviewFacts()), names, stamp)
        above = f"---\n{front_matter(matter)}---\n\n{text}\n\n".encode()
        made[f"{names[key]}.md"] = (
            above + f"<!-- litreview: {_NOTICE} sha256:{_digest(above).decode()} -->".encode()
        )
    return made, bibliography


def with_own_text(made: bytes, present: bytes) -> bytes | None:
    """Return the new file with what a person wrote below the marker of the `present` one; None if its upper part was edited or is not ours.

    A change of line ends is no edit: the file retains those it has.
    """
    found = _MARKER.search(present)
    if not found:
        return None
    above, below = present[: found.start()], present[found.end() :]
    if found[1] != _digest(above) and _plain(above) != made[: made.rindex(b"<!-- ")]:
        return None
    return (made.replace(b"\n", b"\r\n") if b"\r\n" in above else made) + below


def has_own_text(present: bytes) -> bool | None:
    """Return whether a person wrote something below the marker of a file; None if it has no marker, so is not ours."""
    found = _MARKER.search(present)
    return bool(present[found.end() :].strip()) if found else None


def of_another_work(made: bytes, present: bytes) -> bool:
    """Return whether a person's text in a file is about another work: title and authors both differ from the present ones.

    A file that lacks either, as that of a confidential source does, is not about another work.
    """
    then, now = (_title_and_authors(data) for data in (present, made))
    return bool(has_own_text(present)) and all(a and b and a != b for a, b in zip(then, now, strict=True))


def _title_and_authors(data: bytes) -> tuple[bytes, bytes]:
    lines = dict(
        line.partition(b": ")[::2] for line in data.replace(b"\r\n", b"\n").split(b"\n---\n")[0].split(b"\n")
    )
    return lines.get(b"title", b""), lines.get(b"authors", b"")


def file_names(keys: Iterable[str]) -> dict[str, str]:
    """Return the name of each key's file, without its ending: characters outside of `[A-Za-z0-9._-]` are percent-encoded, as in notes/.

    Keys that differ only in case would be one file on many systems, so each of them gets a digest. If one had the plain name, a change of
    order could give it to the other key, with the first one's text in it.

    >>> file_names(["Doe:2012", "Doe2001", "doe2001", "../con", "con"])
    {'Doe:2012': 'Doe%3A2012', 'Doe2001': 'Doe2001~fbb57277', 'doe2001': 'doe2001~4ba50c0e', '../con': '%2E.%2Fcon', 'con': '%63on'}
    """
    # no encoded key contains a tilde
    plain = {key: files.safe_name(key) or "nokey" for key in keys}
    same = Counter(name.casefold() for name in plain.values())
    return {
        key: name
        if len(name) <= _LONGEST and same[name.casefold()] == 1
        else f"{name[:_LONGEST]}~{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()[:8]}"
        for key, name in plain.items()
    }


def front_matter(values: Mapping[str, object]) -> str:
    r"""Return lines of YAML, one for each non-empty value, which is a text, a number, or texts.

    >>> print(front_matter({"title": "A: \"B\" # c", "year": 2012, "tags": ["x", "- y"], "doi": ""}), end="")
    title: "A: \"B\" # c"
    year: 2012
    tags: ["x", "- y"]
    """
    return "".join(f"{name}: {_scalars(value)}\n" for name, value in values.items() if value)


def _scalars(value: object) -> str:
    if isinstance(value, int):
        return json.dumps(value)
    if isinstance(value, str):
        text = _EXECUTABLE.sub(lambda found: f"{found[0]} ", " ".join(safe_text(value).split()))
        return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
    if isinstance(value, Iterable):
        return f"[{', '.join(map(_scalars, value))}]"
    raise TypeError(value)


def _matter(entry: Entry, facts: ReviewFacts, names: Mapping[str, str], stamp: str) -> dict[str, object]:
    """Return the front matter. The address is `link`, since Hugo reads `url` as the page's path on its own site."""
    source = entry.source
    if source.confidential:
        return {
            "citekey": source.key, "title": entry.text, "type": entry.kind, "stream": facts.stream, "confidential": True, "stamp": stamp,
        }  # fmt: skip
    return {
        "citekey": source.key,
        "title": source.title or ("" if entry.section == NAMELESS else entry.text),
        "authors": [person.display for person in source.authors],
        "editors": [person.display for person in source.editors],
        "year": source.year,
        "type": entry.kind,
        "container": source.container,
        "doi": source.doi,
        "link": f"https://doi.org/{source.doi}" if source.doi else web_address(source),
        "tags": [*facts.goals, *facts.topics],
        "goals": facts.goals,
        "status": facts.status,
        "stream": facts.stream,
        "stance": facts.stance,
        "aliases": source.former_keys,
        "cites": _wikilinks(facts.cites, names),
        "cited_by": _wikilinks(facts.cited_by, names),
        "stamp": stamp,
    }


def _wikilinks(keys: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Return `[[Doe2012]]` for each key that has a file, `[[Doe%3A2012|Doe:2012]]` where the file name differs from the key."""
    labels = {key: re.sub(r"[][|#^]", " ", key) for key in keys if key in names}
    return [f"[[{names[key]}]]" if names[key] == key else f"[[{names[key]}|{labels[key]}]]" for key in labels]


def _texts(
    bibliography: Bibliography, entries: Sequence[Entry], names: Mapping[str, str], stamp: str
) -> list[str]:
    """Return the text below the front matter of each entry. One call of pandoc for all of them."""
    links = {f"#{anchor(key)}": f"{quote(name)}.md" for key, name in names.items()}
    bodies = [_tame_tree(_body(bibliography, entry, stamp), links) for entry in entries]
    # no body can contain the digest of all bodies
    between = f"<!-- {hashlib.sha256(json.dumps(bodies).encode()).hexdigest()} -->"
    blocks = [block for body in bodies for block in (*body, raw_block("html", between))]
    written = pandoc.write(blocks, "gfm", arguments=["--wrap=none"]).decode() if blocks else ""
    return [_tame_text(part.strip("\n")) for part in written.split(between)[:-1]]


def _body(bibliography: Bibliography, entry: Entry, stamp: str) -> list[Block]:
    key = entry.source.key
    found = [para([strong(words(stamp))])] if stamp else []
    found += [para(entry.inlines), *bibliography.notes.get(key, ())]
    if lines := bibliography.details.get(key):
        found.append({"t": "BulletList", "c": [[{"t": "Plain", "c": words(line)}] for line in lines]})
    return found


def _tame_tree(node: Any, links: Mapping[str, str]) -> Any:
    """Return a tree with links between sources as links between files, and code as text, since notebooks and plugins run code."""
    if isinstance(node, list):
        return [_tame_tree(part, links) for part in node]
    if not isinstance(node, dict):
        return node
    kind, content = node.get("t"), node.get("c")
    if kind == "Code" and isinstance(content, list):
        return {"t": "Str", "c": content[1]}
    if kind == "CodeBlock" and isinstance(content, list):
        lines = [
            part for line in content[1].split("\n") for part in ({"t": "Str", "c": line}, {"t": "LineBreak"})
        ]
        return {"t": "BlockQuote", "c": [para(lines[:-1])]}
    if kind == "Link" and isinstance(content, list) and content[2][0].startswith("#"):
        target = links.get(content[2][0])
        inner = _tame_tree(content[1], links)
        return (
            {"t": "Link", "c": [content[0], inner, [target, ""]]}
            if target
            else {"t": "Span", "c": [content[0], inner]}
        )
    return {"t": kind, "c": _tame_tree(content, links)} if content is not None else node


def _tame_text(text: str) -> str:
    r"""Return Markdown with backslashes in what programs other than pandoc read as more than text.

    Shortcodes of Quarto and Hugo (`{{<`, `{{%`), comments and tags of Obsidian (`%%`, `#tag`), keys that Quarto looks up (`@key`), lines of
    hyphens.

    >>> print(_tame_text("{{% x %}} %%hidden #MeToo @doe a@b.org https://b.org/@doe"))
    {\{\% x %}} %\%hidden \#MeToo \@doe a@b.org https://b.org/@doe
    """
    # where a paragraph begins with colons, Quarto would read a block that it may hide
    text = re.sub(r"^([ \t>]*)(?=:::)", r"\1\\", text, flags=re.MULTILINE)
    # between two such lines Quarto would read YAML
    text = re.sub(r"^([ \t>]*)(?=([-.=_*])\2\2+[ \t]*$)", r"\1\\", text, flags=re.MULTILINE)
    text = re.sub(r"\{(?=[{%])", r"{\\", text).replace("%%", r"%\%")
    text = re.sub(r"(?:(?<=\s)|(?<=^)|(?<=[(\"“‘']))#(?=\w)", r"\\#", text)
    return re.sub(r"(?<![\w/\\.])@(?=[\w{])", r"\\@", text)


def _digest(above: bytes) -> bytes:
    return hashlib.sha256(_plain(above)).hexdigest()[:16].encode()


def _plain(above: bytes) -> bytes:
    """Return the bytes without a byte-order mark and with Unix line ends, which editors may change."""
    return above.removeprefix(_BOM).replace(b"\r\n", b"\n")
