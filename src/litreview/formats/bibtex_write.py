"""Write Records and Sources as BibTeX: stable order, Unicode, one value a field; reading gives back what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from litreview.core.confidential.redaction import marked_open
from litreview.core.containers import unique_name
from litreview.core.libraries import re
from litreview.core.model import Block, Record, Source, Work
from litreview.core.text import MONTHS, and_others, format_names, parse_names, to_ascii, to_latex
from litreview.formats.bibtex import groups_tree
from litreview.formats.bibtex_values import as_comment, balanced, runs_tex
from litreview.formats.record_building import (
    NAME_FIELDS,
    RAW_FIELDS,
    VERBATIM_FIELDS,
    clean,
    decode_field,
    field_name,
)
from litreview.formats.vocabularies import terms_meaning

_ORDER = terms_meaning("bibtex.written-fields", "first")
_LAST = terms_meaning("bibtex.written-fields", "last")
_MONTH_MACRO = {name: name[:3].lower() for name in MONTHS}
_KEY_BAD = re.compile(r"""[\s\x00-\x1f\x7f"#%,={}()\\'~@]+""")
_MADE_TREE = "@comment{jabref-meta: groupsversion:3;}"
_OLD_TREE = re.compile(r"@comment\s*\{\s*jabref-meta:\s*groups(?:tree|version):", re.IGNORECASE)
_RANGE = re.compile(r"(?<![-–—])–(?![-–—])")
_IN_ADDRESSES = "".join(map(chr, range(0x21, 0x7F)))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WITH_HYPHEN = re.compile(r"[A-Za-z][\w-]*\Z")
_NOT_PLAIN = re.compile(r"[\\$%&#_~^<`]|--|''")


EntryItem = tuple[Work, str, tuple[str, ...], str]
"""The inputs of a work's entry: the work, the key under which it is written, the codes of its tags, and its note."""


def entry_items(
    works: Iterable[Work], tags: Mapping[str, Sequence[str]], notes: Mapping[str, str]
) -> tuple[EntryItem, ...]:
    """Return the inputs of the works' entries, each with a unique key."""
    used: dict[str, int] = {}
    return tuple(
        (work, unique_name(safe_key(work.key), used), tuple(tags.get(work.key, ())), notes.get(work.key, ""))
        for work in works
    )


def bibtex_entries(items: Iterable[EntryItem], *, ascii_only: bool = False) -> Iterator[str]:
    """Yield the entry of each item; `ascii_only` as in `dump_bibtex`."""
    encode = _in_ascii if ascii_only else _encode_value
    for work, key, codes, note in items:
        yield _entry(work, key, codes, note, encode=encode)


def join_entries(items: Iterable[EntryItem], entries: Iterable[str]) -> Iterator[str]:
    """Yield entries as one BibTeX text, with the tree of their groups behind them."""
    between = ""
    for entry in entries:
        yield between + entry
        between = "\n"
    grouped = ((key, work.get("groups")) for work, key, _, _ in items)
    if tree := groups_tree({key: names for key, names in grouped if names}):
        yield between + tree


def dump_bibtex(
    works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str], *, ascii_only: bool = False
) -> Iterator[str]:
    """Yield the works as one BibTeX text, in the order given; `ascii_only` writes letters beyond ASCII as LaTeX.

    Keys, groups and file names stay as they are even then, since other things refer to them.
    """
    items = entry_items(works, tags, notes)
    return join_entries(items, bibtex_entries(items, ascii_only=ascii_only))


def dump_entry(work: Work, key: str = "") -> str:
    """Return one work as a BibTeX entry, without a tree of groups. The default key, the work's own, may repeat that of another work."""
    return _entry(work, key or safe_key(work.key), (), "", encode=_encode_value)


def with_blocks(text: str, blocks: Iterable[Block], *, live: bool = False) -> str:
    """Return a BibTeX text with preambles before its entries, and sets and comments behind them, each once.

    A preamble is TeX that runs. Unless `live` is set, it is written as a comment, which reads back as the same preamble.
    """
    # dictionaries serve as ordered sets
    texts: dict[str, dict[str, None]] = {}
    made = _MADE_TREE in text
    for block in blocks:
        if made and _OLD_TREE.match(block.text):
            # its groups are in the tree made from the entries (`bibtex.groups_tree`)
            continue
        shown = _CONTROL.sub("", block.text)
        if runs_tex(shown) and not live:
            shown = as_comment(shown)
        texts.setdefault(block.kind, {}).setdefault(shown)
    parts = [*texts.get("preamble", ()), text.rstrip("\n"), *texts.get("set", ()), *texts.get("comment", ())]
    return "\n\n".join(part for part in parts if part) + "\n"


def safe_key(key: str) -> str:
    """Return the key with only characters that every BibTeX reader takes.

    >>> safe_key("a b,c"), safe_key("DBLP:conf/x/Y")
    ('a-b-c', 'DBLP:conf/x/Y')
    """
    return _KEY_BAD.sub("-", key) if _KEY_BAD.search(key) else key or "nokey"


def keywords_with_tags(keywords: str, codes: Iterable[str]) -> str:
    """Return the keywords with a `tvpa:CODE` for each code that is not a type of source."""
    separator = "; " if ";" in keywords else ", "
    ours = (re.sub(r"[;,]", " ", word) for word in tag_words(codes))
    return separator.join([*([keywords] if keywords else []), *ours])


def tag_words(codes: Iterable[str]) -> list[str]:
    """Return the keywords of tags: all codes except source types, which the entry type shows, and `unread`."""
    from litreview.works.kinds import KINDS

    return [f"tvpa:{code}" for code in codes if code not in KINDS and code != "unread"]


def _entry(
    work: Work, key: str, codes: Sequence[str], note: str, *, encode: Callable[[Work, str, str], str]
) -> str:
    work = marked_open(work)
    fields = dict(work.fields)
    sealed = work.confidential and not (fields.keys() - {"confidential"})
    if work.confidential:
        fields.setdefault("confidential", "true")
    if not sealed:
        if keywords := keywords_with_tags(fields.get("keywords", ""), codes):
            fields["keywords"] = keywords
        if note.strip():
            own = fields.get("annotation", "")
            fields["annotation"] = note if own in {"", note} else f"{note}\n{own}"
        if former := _former_keys(work, key, fields.get("ids", "")):
            fields["ids"] = former
    lines = [
        f"  {field_name(name)} = {_value(work, name, fields[name], encode)},"
        for name in _ordered(fields)
        if fields[name]
    ]
    kind = re.sub(r"[^\w-]", "", work.type)
    if not _WITH_HYPHEN.match(kind):
        # readers take `@101-109{` for a text between the entries
        kind = kind.replace("-", "") or "misc"
    if isinstance(work, Record):
        lines += [
            f"  litreview-{number}-{field_name(name)} = {{{encode(work, 'note' if name in NAME_FIELDS else name, value)}}},"
            for number, (name, value) in enumerate(work.repeated, 2)
        ]
    if kind in {"comment", "preamble", "set", "string"}:
        kind = "misc"  # as an entry it would be none
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _former_keys(work: Work, key: str, ids: str) -> str:
    keys = [part.strip() for part in ids.split(",")]
    if isinstance(work, Source):
        keys += [safe_key(each) for each in work.former_keys]
    return ",".join(dict.fromkeys(each for each in keys if each and each != key))


def _ordered(fields: Mapping[str, str]) -> list[str]:
    place = {name: index for index, name in enumerate(_ORDER)} | {
        name: 1000 + index for index, name in enumerate(_LAST)
    }
    return sorted(fields, key=lambda name: (place.get(name, 500), name))


def _value(work: Work, name: str, value: str, encode: Callable[[Work, str, str], str]) -> str:
    if name == "month" and value in _MONTH_MACRO:
        return _MONTH_MACRO[value]
    return "{" + encode(work, name, value) + "}"


def _in_ascii(work: Work, name: str, value: str) -> str:
    inner = _encode_value(work, name, value)
    if inner.isascii() or name in RAW_FIELDS or name.startswith("bdsk-"):
        return inner
    if name in VERBATIM_FIELDS:
        return quote(inner, safe=_IN_ADDRESSES, errors="replace")
    return to_ascii(inner)


def _encode_value(work: Work, name: str, value: str) -> str:
    if name in NAME_FIELDS:
        known = {"author": work.authors, "editor": work.editors} if value == work.fields.get(name) else {}
        persons = known.get(name) or parse_names(to_names(value))
        return format_names(persons, others=and_others(value), encode=True) if persons else to_latex(value)
    if name in VERBATIM_FIELDS:
        return value.replace("{", "%7B").replace("}", "%7D")
    if name in RAW_FIELDS or name.startswith("bdsk-"):
        return value if balanced(value) and not value.endswith("\\") else to_latex(value)
    if name == "pages" and "--" not in value:
        # plain.bst and its kin tell "page" from "pages" by a hyphen
        value = _RANGE.sub("--", value)
        return "--".join(to_latex(part) for part in value.split("--"))
    return _braced_title(work, name, value) or to_latex(value)


def to_names(value: str) -> str:
    """Return a decoded name list with its specials escaped, the braces around bodies kept."""
    if not balanced(value):
        return to_latex(value)
    return re.sub(r"[^{}]+", lambda found: to_latex(found.group(0)), value)


def _braced_title(work: Work, name: str, value: str) -> str:
    """Return the raw value if it differs from the decoded one by braces only: they keep capitals for citation styles."""
    if "title" not in name:
        return ""
    records = work.records if isinstance(work, Source) else [work] if isinstance(work, Record) else []
    for record in records:
        raw = record.raw_fields.get(name, "")
        if (
            "{" in raw
            and "@" not in raw
            and record.format == "bibtex"
            and not _NOT_PLAIN.search(raw)
            and balanced(raw)
            and decode_field(name, raw, "latex") == value
        ):
            return clean(raw)
    return ""
