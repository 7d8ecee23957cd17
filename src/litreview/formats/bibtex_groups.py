r"""JabRef's groups, which are Zotero's collections: read from the tree in a comment, and written as one.

JabRef lists the keys of a group in `@comment{jabref-meta: groupstree: …}` (version 3), newer ones write the names of its groups
into each entry's field `groups`. Zotero and Better BibTeX make collections of version 3 (zotero/translators, BibTeX.js), so that
is what is written. A `\;` parts what belongs to one group, a `;` the groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from litreview.formats.building import RawEntry

_TREE = re.compile(r"@comment\s*\{\s*jabref-meta:\s*groupstree:", re.IGNORECASE)
_GROUP = re.compile(r"\d+ (?:Explicit|Static)Group:(.*)", re.DOTALL)
_MARKS = re.compile(r"[;,\\{}\s]+")


def add_groups(entries: Iterable[RawEntry], text: str) -> None:
    """Give each entry the field `groups` with the groups that the trees of the file list its key in."""
    held: dict[str, list[str]] = {}
    for tree in _trees(text):
        # JabRef breaks lines anywhere
        whole = tree.replace("\r", "").replace("\n", "")
        for part in re.split(r"(?<!\\);", whole):
            if found := _GROUP.match(part.strip()):
                name, *rest = (piece.replace("\\", "") for piece in found[1].split("\\;"))
                for key in rest[1:]:
                    if key.strip():
                        held.setdefault(key.strip(), []).append(name.strip())
    for entry in entries:
        names = held.get(entry.key, [])
        if names and not any(name.lower() == "groups" for name, _ in entry.fields):
            entry.fields = [*entry.fields, ("groups", ", ".join(dict.fromkeys(names)))]


def _trees(text: str) -> Iterator[str]:
    """Yield what is in each tree; one that is not closed ends the search, so that no text is read twice."""
    start = _TREE.search(text)
    while start is not None:
        end = text.find("}", start.end())
        if end < 0:
            return
        yield text[start.end() : end]
        start = _TREE.search(text, end)


def groups_tree(members: Mapping[str, str]) -> str:
    r"""Return the comments that list the keys of each group, `""` if there is none. `members` maps a key to its field `groups`.

    >>> print(groups_tree({"doe2019": "Police, Courts", "roe2020": "Courts"}))
    @comment{jabref-meta: groupsversion:3;}
    <BLANKLINE>
    @comment{jabref-meta: groupstree:
    0 AllEntriesGroup:;
    1 ExplicitGroup:Courts\;0\;doe2019\;roe2020\;;
    1 ExplicitGroup:Police\;0\;doe2019\;;
    }
    <BLANKLINE>
    """
    groups: dict[str, list[str]] = {}
    for key, names in members.items():
        for each in re.split(r"[,;]", names):
            if name := _MARKS.sub(" ", each).strip():
                groups.setdefault(name, []).append(key)
    if not groups:
        return ""
    lines = [
        rf"1 ExplicitGroup:{name}\;0\;" + "".join(rf"{key}\;" for key in dict.fromkeys(keys)) + ";"
        for name, keys in sorted(groups.items())
    ]
    tree = "\n".join(["@comment{jabref-meta: groupstree:", "0 AllEntriesGroup:;", *lines, "}"])
    return f"@comment{{jabref-meta: groupsversion:3;}}\n\n{tree}\n"
