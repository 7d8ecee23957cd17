"""A trial of screening on the real exports of five databases: every number beside a count that pandas makes of decisions and exports alone.

Two simulated people judge each title and abstract, then each full text with a reason, and an adjudicator settles what they differ on. The counts
rest on the lines of the decisions and on the `TY` lines of the exports, not on litreview's code: since everybody judges every work, the works are
the keys of the decisions, and the duplicates are the records beyond them.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.prisma import describe_flow, fill_checklists

pytestmark = pytest.mark.exhaustive

DATA = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data/searches"
EXPORTS = {
    "EconLit": "econlit_3",
    "Environment Index": "envindex_100",
    "Medline": "medline_84",
    "Web of Science": "wos_278",
    "Dimensions": "Dimensions_246",
}
REASONS = ("not on fires", "no review", "another outcome")
HEADER = ("when", "by", "verb", "key", "value", "where", "reason", "what", "shown")
SETTINGS = 'title = "A trial"\nsources = {sources}\nadjudicators = ["judge"]\n[screening]\nscreeners = 2\nreasons = {reasons}\n[reporting]\nindependence = "apart"\n'
FILES_OF_NAMES = frozenset({"report.html", "pages/appendix.html", "report.docx"})
"""The outputs that list who said what."""


def chance(*words: str) -> float:
    """Return a number from 0 to 1 that rests on the words alone."""
    return int(hashlib.sha256(" ".join(words).encode()).hexdigest()[:8], 16) / 16**8


def answer(role: str, key: str, stage: str) -> tuple[str, str]:
    """Return the verb and reason of a simulated person: mostly what the work deserves, at times another answer."""
    truth, slip = chance(key, stage), chance(key, stage, role)
    if slip < 0.03:
        return "unsure", ""
    keep = (truth < (0.4 if stage == "abstract" else 0.5)) != (slip > 0.93)
    if stage == "fulltext" and truth > 0.92:
        return "not-retrieved", ""
    if keep:
        return "include", ""
    which = chance(key, "reason") * 3 if slip < 0.85 else slip * 3
    return "exclude", REASONS[int(which) % 3] if stage == "fulltext" else ""


def rows_of(keys: Iterable[str], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return the lines of decisions of two people and of the adjudicator of whatever they differ on or are unsure of."""
    rows: list[tuple[str, ...]] = []

    def say(role: str, day: int, key: str, stage: str, verb: str, reason: str) -> None:
        second = len(rows)
        when = f"2026-0{day}-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
        rows.append((when, names[role], verb, key, stage, "", reason, "", "no"))

    left = [*keys]
    for day, stage in ((1, "abstract"), (3, "fulltext")):
        onward = []
        for key in left:
            first, second = (answer(role, key, stage) for role in ("first", "second"))
            for role, (verb, reason) in (("first", first), ("second", second)):
                say(role, day, key, stage, verb, reason)
            if first != second or first[0] == "unsure":
                verb, reason = (
                    ("include", "") if chance(key, stage, "judge") < 0.5 else ("exclude", REASONS[0])
                )
                say("judge", day + 1, key, stage, verb, reason if stage == "fulltext" else "")
            else:
                verb = first[0]
            if verb == "include":
                onward.append(key)
        left = onward
    return rows


@pytest.fixture(scope="module")
def exports() -> dict[str, bytes]:
    if not DATA.is_dir():
        pytest.skip(f"no {DATA}: set LITREVIEW_DATA; the trial on real records did not run")
    return {
        f"{name}.ris": lzma.decompress((DATA / f"{name}.ris.xz").read_bytes()) for name in EXPORTS.values()
    }


def write(
    place: Path, exports: Mapping[str, bytes], rows: Iterable[tuple[str, ...]], *, backwards: bool = False
) -> Path:
    """Write a review with these lines of decisions, one file a person, or with the lines of each file backwards."""
    for part in ("bib", "decisions"):
        (place / part).mkdir(parents=True)
    for name, content in exports.items():
        (place / "bib" / name).write_bytes(content)
    searches = "".join(
        f'[[search]]\ndatabase = "{name}"\ndate = "2024-08-09"\nfile = "bib/{file}.ris"\n'
        for name, file in EXPORTS.items()
    )
    (place / "litreview.toml").write_text(
        SETTINGS.format(reasons=json.dumps(REASONS), sources=json.dumps([f"bib/{name}" for name in exports]))
        + searches,
        "utf-8",
    )
    frame = pd.DataFrame([*rows], columns=[*HEADER])
    for by, mine in frame.groupby("by"):
        (mine[::-1] if backwards else mine).to_csv(place / f"decisions/{by}.tsv", sep="\t", index=False)
    return place


def run(place: Path) -> str:
    done = CliRunner().invoke(main, ["run", str(place)])
    assert done.exit_code == 0, done.output
    return done.output.replace(str(place), "")


def outputs(place: Path) -> dict[str, bytes]:
    """Return the bytes of every output, without the file that says from which inputs they were made."""
    found = (path for path in sorted((place / "out").rglob("*")) if path.is_file())
    return {
        str(p.relative_to(place / "out")): p.read_bytes() for p in found if p.name != ".litreview-hashes.json"
    }


NAMES = {"first": "ann", "second": "ben", "judge": "judge"}


@pytest.fixture(scope="module")
def trial(
    exports: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[tuple[str, ...]], str]:
    place = tmp_path_factory.mktemp("trial") / "review"
    write(place, exports, [])
    keys = [source.key for source in lr.open_review(place).sources]
    rows = rows_of(keys, NAMES)
    for path in (place / "decisions").iterdir():
        path.unlink()
    for by, mine in pd.DataFrame(rows, columns=[*HEADER]).groupby("by"):
        mine.to_csv(place / f"decisions/{by}.tsv", sep="\t", index=False)
    return place, rows, run(place)


def count(place: Path) -> dict[str, int]:
    """Count with pandas, from the files of decisions and the exports alone, what each box of the flow holds."""
    lines = pd.concat(
        pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
        for path in (place / "decisions").glob("*.tsv")
    )
    lines = lines.sort_values("when").drop_duplicates(["by", "key", "value", "verb"], keep="last")
    ended: dict[str, dict[str, tuple[str, str]]] = {"abstract": {}, "fulltext": {}}
    differ = 0
    for (key, stage), mine in lines.groupby(["key", "value"]):
        people, judge = mine[mine.by != "judge"], mine[mine.by == "judge"]
        assert 2 == people.by.nunique()
        differ += len(people[["verb", "reason"]].drop_duplicates()) > 1
        last = (judge if len(judge) else people).iloc[-1]
        ended[stage][key] = (last.verb, last.reason)
    abstract, fulltext = (
        pd.DataFrame(one.values(), index=[*one], columns=["verb", "reason"]) for one in ended.values()
    )
    files = {
        path.name: len(re.findall(rb"(?m)^(?:\xef\xbb\xbf)?TY  -", path.read_bytes()))
        for path in (place / "bib").glob("*.ris")
    }
    out = fulltext[fulltext.verb == "exclude"]
    # a text that a person did not retrieve is one that they did not judge
    read = lines[(lines.value == "fulltext") & (lines.by != "judge") & (lines.verb != "not-retrieved")]
    readers = read.groupby("key").by.nunique()
    return {
        "records": sum(files.values()),
        **{f"file {name}": n for name, n in files.items()},
        "sources": len(abstract),
        "duplicates_removed": sum(files.values()) - len(abstract),
        "screened": len(abstract),
        "excluded": int((abstract.verb == "exclude").sum()),
        "sought": int((abstract.verb == "include").sum()),
        "obtained": len(readers),
        "obtained by both": int((readers > 1).sum()),
        "not_retrieved": int((fulltext.verb == "not-retrieved").sum()),
        "assessed": len(fulltext) - int((fulltext.verb == "not-retrieved").sum()),
        "included": int((fulltext.verb == "include").sum()),
        **{f"out {why}": int(n) for why, n in out.reason.value_counts().items()},
        "decisions": len(lines),
        "differ": differ,
        "judged": int((lines.by == "judge").sum()),
    }


def kappa(place: Path, stage: str) -> float:
    """Return Cohen's kappa of the two people's answers, by its formula."""
    lines = pd.concat(
        pd.read_csv(place / f"decisions/{by}.tsv", sep="\t", dtype=str) for by in ("ann", "ben")
    )
    # a full text that was not retrieved is not judged
    lines = lines[(lines.value == stage) & (lines.verb != "not-retrieved")]
    table = lines.pivot_table(index="key", columns="by", values="verb", aggfunc="first").dropna()
    seen = (table.ann == table.ben).mean()
    chance_ = sum(
        (table.ann == verb).mean() * (table.ben == verb).mean() for verb in {*table.ann, *table.ben}
    )
    return float((seen - chance_) / (1 - chance_))


def test_every_number_is_that_of_decisions_and_exports_alone(
    trial: tuple[Path, list[tuple[str, ...]], str],
) -> None:
    place, _, told = trial
    n = count(place)
    reasons = {name[4:]: many for name, many in n.items() if name.startswith("out ")}
    assert {*REASONS} == {*reasons}
    flow = json.loads((place / "out/graph/flow.json").read_text("utf-8"))
    boxes = (
        "records",
        "sources",
        "duplicates_removed",
        "screened",
        "excluded",
        "sought",
        "not_retrieved",
        "assessed",
        "included",
    )
    assert {name: n[name] for name in boxes} == {name: flow[name] for name in boxes}
    assert reasons == flow["excluded_by_reason"]
    assert {f"bib/{name}.ris": n[f"file {name}.ris"] for name in EXPORTS.values()} == {
        one["file"]: one["records"] for one in flow["identified"]
    }
    open_boxes = (
        "awaiting_screening",
        "left_unscreened",
        "unsure",
        "disputed",
        "one_vote",
        "awaiting_fulltext",
        "unsure_fulltext",
        "disputed_fulltext",
    )
    assert [0] * 8 == [flow[name] for name in open_boxes]

    review = lr.open_review(place)
    steps = describe_flow(review).steps
    drawn = [box.words for step in steps for box in (step.box, *step.aside)]
    by_file = "; ".join(f"– {name}: {n[f'file {file}.ris']}" for name, file in EXPORTS.items())
    removed = f"Duplicate records removed: {n['duplicates_removed']}; Records marked as ineligible by automation tools: 0; Records removed for other reasons: 0"
    by_reason = "; ".join(f"{why}: {reasons[why]}" for why in REASONS)
    assert drawn == [
        f"Records identified from: {n['records']} (Databases: {n['records']}; {by_file}; Registers: 0)",
        f"Records removed before screening: {n['duplicates_removed']} ({removed})",
        *(["Works after duplicates were merged: " + str(n["sources"]), f"Pairs in doubt that a person should still judge: {flow['pairs_to_judge']}"] if flow["pairs_to_judge"] else []),
        f"Records screened: {n['screened']}",
        f"Records excluded: {n['excluded']}",
        f"Reports sought for retrieval: {n['sought']}",
        f"Reports not retrieved: {n['not_retrieved']}",
        f"Reports assessed for eligibility: {n['assessed']}",
        f"Reports excluded: {sum(reasons.values())} ({by_reason})",
        f"Studies included in review: {flow['studies_included']} (Reports of included studies: {n['included']})",
    ]  # fmt: skip

    methods = describe_methods(review)
    text = methods.text_of("screening")
    assert (
        f"2 people screened. At least two people judged {n['screened']:,} of {n['screened']:,} titles and abstracts and"
        in text
    )
    assert f"and {n['obtained by both']:,} of {n['obtained']:,} full texts." in text
    assert f"Adjudicators settled {n['differ']:,} differences in screening." in text
    assert (
        f"{n['screened']:,} works were screened on title and abstract, and {n['excluded']:,} were excluded"
        in text
    )
    assert f"Of {n['sought']:,} reports sought, {n['not_retrieved']:,} could not be retrieved" in text
    assert (
        f"{n['assessed']:,} were assessed in full text, and {sum(reasons.values()):,} were excluded" in text
    )
    assert all(f"{many:,} for “{why}”" in text for why, many in reasons.items())
    assert f"{n['records']:,} records describe {n['sources']:,} works" in methods.text_of("deduplication")
    items = {item.asks: item.answer for _, rows in fill_checklists(review, methods) for item in rows}
    assert (
        f"{n['records']} records of the literature, {n['sources']} works, {n['screened']} screened, {n['included']} included"
        == items["the flow of records, and what was excluded and why"]
    )
    assert items["each included source and what it is"].startswith(f"{n['included']} sources")
    assert (
        "; ".join(f"bib/{file}.ris: {n[f'file {file}.ris']}" for file in EXPORTS.values())
        == items["how many records each source gave"]
    )

    ledger = pd.read_csv(io.BytesIO((place / "out/tables/ledger.csv").read_bytes()))
    value = ledger.set_index("name")["value"]
    expected = {
        "records of the literature": n["records"], "duplicates merged": n["duplicates_removed"], "sources of the literature": n["sources"],
        "screened": n["screened"], "excluded by title and abstract": n["excluded"], "sought in full text": n["sought"],
        "not retrieved": n["not_retrieved"], "assessed in full text": n["assessed"], "excluded by full text": sum(reasons.values()),
        "included": n["included"], "sources that count as evidence": n["included"], "pending": 0, "not screened yet": 0,
        "disputed in screening": 0, "disputed on reasons of exclusion": 0, "searches": 5, "databases": 5, "files of the literature": 5,
    }  # fmt: skip
    assert expected == {name: int(value[name]) for name in expected}
    assert f"{n['included']} works are included" in told

    for one in review.agreement:
        if one.about in ("screen abstract", "screen fulltext"):
            mine = kappa(place, one.about.partition(" ")[2])
            assert f"{mine:.2f}".lstrip("0") in str(one.kappas[0].kappa)


def test_no_output_rests_on_names_on_files_or_on_the_order_of_lines(
    trial: tuple[Path, list[tuple[str, ...]], str], exports: Mapping[str, bytes], tmp_path: Path
) -> None:
    """The people swap their names, and every file has its lines backwards: only tables with a column for each person may differ, by their order."""
    place, rows, told = trial
    swapped = {"ann": "ben", "ben": "ann", "judge": "judge"}
    other = write(
        tmp_path / "other", exports, [(when, swapped[by], *more) for when, by, *more in rows], backwards=True
    )
    assert told == run(other)
    before, after = outputs(place), outputs(other)
    assert {*before} == {*after}
    assert {name for name in before if before[name] != after[name]} <= FILES_OF_NAMES

    def masked(page: bytes) -> list[str]:
        return sorted(re.split(r"<[^>]*>|\s+", re.sub(r"\b(ann|ben)\b", "NAME", page.decode())))

    def text(document: bytes) -> bytes:
        return zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml")

    for name in ("report.html", "pages/appendix.html"):
        assert masked(before[name]) == masked(after[name])
    assert masked(text(before["report.docx"])) == masked(text(after["report.docx"]))
