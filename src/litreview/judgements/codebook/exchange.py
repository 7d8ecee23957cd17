"""Converts codebooks to and from REFI-QDA.

The format has names, definitions and nesting only: terms, weights and evidence fields stay in the TOML file.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from litreview.judgements.codebook.values import RESERVED, Code, Codebook
from litreview.judgements.refi import QdaCode

_TYPES = "type"  # of sources: no transcript has one


def to_qda(book: Codebook) -> tuple[QdaCode, ...]:
    """Return the codes of a codebook, each below its group or its `parent`; types of sources are left out.

    The id is a code's name, so that codings made with it are recognised; its label begins its definition.
    """
    codes = [code for code in book.codes if code.group != _TYPES and code.id not in RESERVED]
    ids = {code.id for code in codes}
    groups = list(dict.fromkeys(code.group for code in codes))
    exported = [QdaCode(name=group, codable=False) for group in groups]
    numbers: dict[str, int] = {}

    def add(code: Code, above: int) -> None:
        if code.id in numbers:
            return
        numbers[code.id] = len(exported)
        words = f"{code.label}: {code.definition}" if code.definition else code.label
        exported.append(QdaCode(name=code.id, description=words, parent=above))
        for inner in codes:
            if inner.parent == code.id:
                add(inner, numbers[code.id])

    # codes in a circle of parents are never reached: these go below their group
    for code in [*(c for c in codes if c.parent not in ids), *codes]:
        add(code, groups.index(code.group))
    return tuple(exported)


def to_toml(codes: Sequence[QdaCode], path: str) -> str:
    """Return the TOML of a codebook from REFI-QDA codes: ids from their names, groups from the codes that only group others."""
    name = PurePath(path).stem
    ids = list(_ids(codes))
    lines = ["[codebook]", f"name = {_quoted(_slug(name) or 'codebook')}", f"title = {_quoted(name)}"]
    for number, code in enumerate(codes):
        if not code.codable:
            continue
        above = code.parent if code.parent >= 0 and codes[code.parent].codable else -1
        label = _clean(code.name) or ids[number]
        lines += [
            "",
            "[[code]]",
            f"id = {_quoted(ids[number])}",
            f"label = {_quoted(label)}",
            f"group = {_quoted(_group(codes, number))}",
            # every code needs a definition; the default is its label
            f"definition = {_quoted(_clean(code.description) or label)}",
        ]
        if above >= 0:
            lines.append(f"parent = {_quoted(ids[above])}")
    return "\n".join([*lines, ""])


def _group(codes: Sequence[QdaCode], number: int) -> str:
    """Return the name of the innermost enclosing code that only groups others; `code` without one."""
    around = codes[number].parent
    while around >= 0:
        if not codes[around].codable:
            return _slug(codes[around].name) or "code"
        around = codes[around].parent
    return "code"


def _ids(codes: Sequence[QdaCode]) -> Iterator[str]:
    """Yield an id for each code, on a clash with the next free number appended."""
    counts: dict[str, int] = dict.fromkeys(RESERVED, 1)
    for code in codes:
        name = _slug(code.name) or "code"
        if code.codable:
            counts[name] = counts.get(name, 0) + 1
        yield name if not code.codable or counts[name] == 1 else f"{name}-{counts[name]}"


def _slug(name: str) -> str:
    """Return a name as an id: letters, digits and hyphens, a letter first.

    >>> _slug("Façade & fear"), _slug("R1"), _slug("3 P's")
    ('Facade-fear', 'R1', 'c3-P-s')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    text = "-".join(re.findall(r"[A-Za-z0-9]+", plain))
    return f"c{text}" if text[:1].isdigit() else text


def _clean(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text).split())


def _quoted(text: str) -> str:
    return json.dumps(_clean(text), ensure_ascii=False)
