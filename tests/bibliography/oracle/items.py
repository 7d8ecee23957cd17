"""Write the CSL JSON items of the example review's sources and the style, for make.mjs.

python tests/bibliography/oracle/items.py STYLE FOLDER
"""

import json
import sys
from pathlib import Path
from typing import Any

import litreview as lr
from litreview.stages.bibliography import cite, find_style
from litreview.stages.bibliography.citation_pass import style_items
from litreview.stages.bibliography.csl_items import restore
from litreview.stages.bibliography.sentence_case import Capitals, name_evidence

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "over-policing"


def plain(value: Any) -> Any:
    """Put characters that stood in for others back; citeproc-js takes an escaped hyphen for one number's own."""
    if isinstance(value, str):
        return restore(value.replace("\uf8f1", "\\-"))
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value


def main(style_name: str, folder: str) -> None:
    review = lr.open_review(EXAMPLE)
    style = find_style(style_name)
    entries = [entry for entry in cite(review.sources, style, review.tags).entries if not entry.section]
    works = sorted(((entry.source, entry.kind) for entry in entries), key=lambda work: work[0].key)
    names = Capitals(name_evidence(source) for source, _ in works)
    items = [one.item for one in style_items(works, style, names)]
    named = [item | {"id": source.key} for item, (source, _) in zip(items, works, strict=True)]
    Path(folder, "items.json").write_text(json.dumps(plain(named)), encoding="utf-8")
    Path(folder, "style.csl").write_text(style.csl, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
