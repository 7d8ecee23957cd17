"""Makes the JSON Schema of what each command reports with `--json`, from its reports on the examples: `python docs/make_report_schemas.py`.

A name is required if every report of the command has it. Later versions may add names, so a report may have others.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from litreview.cli import main

REPORTS = Path(__file__).parent / "schemas/reports.schema.json"
ROOT = Path(__file__).parent.parent
TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
MAPS = frozenset({
    "alone", "counts", "disputed", "looked_for", "mended", "rests_on", "sentences", "smallest", "sources", "suggested", "summary", "tagged",
    "taken_over",
})  # fmt: skip
"""Objects whose names are data, such as the codes of a codebook."""
PLACES = {"D": "examples/demonstration", "O": "examples/over-policing", "R": "bib/manuscript.bib"}
CALLS = """
init new | init other --interviews 2 | check D | check O | convert D -o x.ris | convert R -o x.ris | references R -o x.bib
dedupe D -o x.bib | dedupe O -o x.bib | tag D -o x.bib | tag O -o x.bib | graph D -o x.csv | graph O -o x.csv | annotate D -o x.md
evidence-map D -o x.csv | sheet tags D -o x.xlsx | decide include DemoMaple2021Read abstract --by reviewer-a -C D
decide --from x.xlsx --by reviewer-b -C D | decide --import R --as reviewer-c --verdict include -C D | run D --check | check D --release
codebook suggest-terms D | screening D | screening O | assess D | assess O | trace R1 D | trace F1 D | stress D | stress O
packet D -o p.zip | check-packet p.zip | agree D | codebook check tvpa | texts D | texts O | find raid D | citecheck memo.md D | verify D | verify O
enrich D --provider crossref --dry-run | withdraw I01 -C D | rehearse D --known known.csv | diff D O | destroy -C D | run D | run O
"""


def reports() -> Iterator[tuple[str, Any]]:
    """Yield the name of a command and what it reports, for each call, in a copy of the examples."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("bib", *PLACES.values()):
            if not (Path(folder) / name).exists():
                shutil.copytree(ROOT / name, Path(folder) / name)
        os.chdir(folder)
        Path("memo.md").write_text("Raids do not protect.[^1]\n\n[^1]: Made-up note.\n", "utf-8")
        Path("known.csv").write_text("name,region\nA,West\n", "utf-8")
        try:
            for call in CALLS.strip().replace("\n", " | ").split(" | "):
                words = call.split()
                done = CliRunner().invoke(main, [*(PLACES.get(word, word) for word in words), "--json"])
                name = words[0] if words[0] != "codebook" else " ".join(words[:2])
                yield name, json.loads(done.stdout)
        finally:
            os.chdir(here)


def schema_of(values: Iterable[Any], name: str = "") -> dict[str, Any]:
    """Return the schema of all these values, which have the same place in several reports; `name`: that of the place."""
    if name == "steps":
        # those of a chain have steps of their own
        return {"type": "array", "items": {"$ref": "#/$defs/trace"}}
    values = [*values]
    kinds = sorted({TYPES[type(value)] for value in values if type(value) in TYPES})
    schemas: list[dict[str, Any]] = [{"type": kinds[0] if len(kinds) == 1 else kinds}] if kinds else []
    if lists := [value for value in values if isinstance(value, list)]:
        items = schema_of((item for value in lists for item in value), name)
        schemas.append({"type": "array", "items": items} if any(lists) else {"type": "array"})
    objects = [value for value in values if isinstance(value, dict)]
    if objects and name in MAPS:
        inner = schema_of(item for value in objects for item in value.values())
        schemas.append({"type": "object", "additionalProperties": inner})
    elif objects:
        names = dict.fromkeys(name for value in objects for name in value)
        found = {name: [value[name] for value in objects if name in value] for name in names}
        schemas.append({
            "type": "object",
            "properties": {name: schema_of(those, name) for name, those in found.items()},
            "required": [name for name, those in found.items() if len(those) == len(objects)],
        })  # fmt: skip
    if not schemas:
        return {}
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def text() -> str:
    """Return the schema as its file has it: a definition for each command, by its name."""
    found: dict[str, list[Any]] = {}
    for name, report in reports():
        found.setdefault(name, []).append(report)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What commands report with --json, by the name of the command",
        "$defs": {name: schema_of(those, name) for name, those in sorted(found.items())},
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    REPORTS.write_text(text(), encoding="utf-8")
