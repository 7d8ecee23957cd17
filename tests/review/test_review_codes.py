"""Confidential sources go by random codes that are kept, and never pass to another. All records here are made up."""

import re
from pathlib import Path

import pytest
from planted.whole import whole

from litreview.core.confidential.redaction import digest
from litreview.review import Review, init_review, open_review, write_out
from litreview.review.decide import decide

WHEN = "2026-01-01T00:00:00Z"
CODE = re.compile(r"confidential-[a-z]{6}")


def entry(name: str, told: str = "") -> str:
    return f"@misc{{{name}2020, title = {{Told by {name}{told}}}, author = {{{name}, A.}}}}\n"


@pytest.fixture
def review(tmp_path: Path) -> Path:
    folder = tmp_path / "rev"
    init_review(folder)
    (folder / "private").mkdir()
    (folder / "private/p.bib").write_text(entry("Zzyzxa"))
    return folder


def code(folder: Path, name: str) -> str:
    """Return the code that a confidential record is shown by."""
    opened = open_review(folder)
    return next(r.key for r in opened.library if r.sealed and f"{name}2020" == r.sealed[0].reveal())


def everything(folder: Path) -> str:
    return "".join(path.read_text() for path in (folder / "out").rglob("*.*") if path.suffix != ".docx")


@pytest.mark.exhaustive
def test_the_code_is_kept_once_something_is_written_and_no_digest_is_seen(review: Path):
    write_out(open_review(review))
    kept = (review / "private/codes.tsv").read_text()
    (held,) = CODE.findall(kept)
    assert f"{held}\tprivate/p.bib\tZzyzxa2020\t" in kept
    assert held == code(review, "Zzyzxa")
    shown = everything(review)
    assert held in shown
    assert "zzyzxa" not in shown.lower()
    for name in ("Zzyzxa2020", "private/p.bib:Zzyzxa2020"):
        assert digest(name) not in shown
    before = {path.name: path.read_bytes() for path in (review / "out").rglob("*.*")}
    write_out(open_review(review))
    assert kept == (review / "private/codes.tsv").read_text()
    assert before == {path.name: path.read_bytes() for path in (review / "out").rglob("*.*")}


def test_reading_writes_nothing(review: Path):
    open_review(review).problems  # noqa: B018 - all stages are run
    assert not (review / "private/codes.tsv").exists()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "change",
    [
        lambda private: (private / "a.bib").write_text(entry("Aaa")),
        lambda private: (private / "p.bib").write_text(entry("Aaa") + entry("Zzyzxa")),
        lambda private: (private / "p.bib").write_text(entry("Zzyzxa", " again") + entry("Aaa")),
        lambda private: (private / "p.bib").rename(private / "z.bib"),
        lambda private: (private / "p.bib").write_text(
            "@misc{Zzyzxa2020, title = {Somebody else}}\n" + entry("Zzyzxa")
        ),
    ],
)  # fmt: skip
def test_a_code_stays_with_its_source(review: Path, change):
    write_out(open_review(review))
    before = code(review, "Zzyzxa")
    change(review / "private")
    titles = {
        r.code: r.title for r in open_review(review, include_confidential=True).library if r.confidential
    }
    assert titles.pop(before).startswith("Told by Zzyzxa")
    assert before not in titles


def test_a_code_never_passes_to_another(review: Path):
    """The interview is taken out and another put in its place; entries without a key are called by their number in the file."""
    (review / "private/p.ris").write_text("TY  - PCOMM\nTI  - 1\nER  - \n")
    (review / "private/keyless.bib").write_text("@misc{, note = {the first}}\n")
    write_out(open_review(review))
    before = set(CODE.findall((review / "private/codes.tsv").read_text()))
    assert 3 == len(before)
    (review / "private/p.bib").write_text(entry("Aaa"))
    (review / "private/keyless.bib").write_text("@misc{, note = {another, put before it}}\n")
    (review / "private/p.ris").unlink()
    assert before.isdisjoint({r.key for r in open_review(review).library})


@pytest.mark.parametrize("called", ["confidential-01", "confidential-bcdfgh", "Aaa2020"])
def test_findings_decisions_and_manuscript_reach_no_source_by_a_number(review: Path, called: str):
    (review / "findings.toml").write_text(
        f'[[finding]]\nid = "F1"\nstatement = "s"\nsupports = ["{called}"]\n'
    )
    (review / "decisions/ann.tsv").write_text(
        f"when\tby\tverb\tkey\tvalue\n{WHEN}\tann\ttag\t{called}\tprotect\n"
    )
    (review / "manuscript").mkdir()
    (review / "manuscript/m.md").write_text(f"As told [@{called}].\n")
    opened = open_review(review)
    assert () == opened.findings.findings[0].supports
    assert () == opened.decisions
    assert () == opened.manuscript.cited


def test_a_decision_by_an_old_digest_is_still_found(review: Path):
    rows = [
        f"{WHEN}\tann\ttag\t{digest(name)}\t{verb}\n"
        for name, verb in (("Zzyzxa2020", "protect"), ("private/p.bib:Zzyzxa2020", "prosecute"))
    ]
    (review / "decisions/ann.tsv").write_text("when\tby\tverb\tkey\tvalue\n" + "".join(rows))
    opened = open_review(review)
    assert {"protect", "prosecute"} == {d.value for d in opened.decisions}
    assert all(CODE.fullmatch(d.key) for d in (*opened.decided, *opened.decisions))
    decide(review, "clear", "Zzyzxa2020", "tag protect", by="ann")
    assert {"prosecute"} == {d.value for d in open_review(review).decisions}


@pytest.mark.parametrize("first", ["aaa.bib", "zzz.bib"])
@pytest.mark.exhaustive(quick=1)
def test_what_is_decided_to_be_one_with_an_interview_of_the_register_has_its_code(review: Path, first: str):
    (review / "bib").mkdir(exist_ok=True)
    (review / "bib/register.bib").write_text("@misc{I01, entrysubtype = {interview}}\n")
    (review / "private/p.bib").unlink()
    (review / "bib" / first).write_text(entry("Zzyzxa"))
    write_out(open_review(review))
    decide(review, "same", code(review, "Zzyzxa"), "I01", by="ann")
    assert ["I01"] == [source.key for source in open_review(review).sources if source.confidential]


def test_private_ignores_itself_for_git_where_nothing_else_does(review: Path):
    (review / ".gitignore").unlink()
    (review / "bib/i.bib").write_text("@interview{Zzyzxb, title = {x}}\n")
    for path in (review / "private").iterdir():
        path.unlink()
    (review / "private").rmdir()
    write_out(open_review(review))
    assert "*\n" in (review / "private/.gitignore").read_text()
    assert 2 == len(open_review(review).library)


SECRET = "Told by made-up Zzyzxa"
LINES = f"""when	by	verb	key	value	where	reason	what
{WHEN}	ann	tag	Zzyzxa2020	protect	{SECRET}	{SECRET}	{SECRET}
{WHEN}	ann	tag	I01	{SECRET}	{SECRET}	{SECRET}	{SECRET}
{WHEN}	ann	set	I01	theme={SECRET}	{SECRET}	{SECRET}	{SECRET}
{WHEN}	ann	same	I01	Zzyzxa2020	{SECRET}	{SECRET}	{SECRET} || {SECRET}
{WHEN}	bob	related	Farrell2010Where	version I01		{SECRET}	x || {SECRET}
{WHEN}	bob	different	I01	ref:{SECRET}	{SECRET}	{SECRET}
{WHEN}	bob	clear	I01	tag {SECRET}		{SECRET}
{WHEN}	cat	tag	Zzyzxa200	protect	{SECRET}	{SECRET}
{WHEN}	cat	same	Zzyzxd2019	Zzyzxc2019	{SECRET}	{SECRET}
{WHEN}	dan	{SECRET}	I01	protect
{WHEN}	dan	tag protect	Zzyzxa2020	x
{SECRET}	dan	tag	I01	protect
{WHEN}	dan	stance	Zzyzxa2020	protect={SECRET}
{WHEN}	dan	include	I01	{SECRET}
{WHEN}	dan	{SECRET}
{WHEN}	eve	exclude	Farrell2010Where	abstract		an open reason
"""


@pytest.fixture
def planted(review: Path) -> Path:
    (review / "private/i.bib").write_text("@interview{I01, title = {Zzyzxa}}\n")
    (review / "decisions/ann.tsv").write_text(LINES)
    for place in ("notes", "references"):
        (review / place).mkdir(exist_ok=True)
        for name in ("I01", "Zzyzxa2020", "Zzyzxa202", "Zzyzxe"):
            (review / place / f"{name}.{'md' if place == 'notes' else 'txt'}").write_text(SECRET)
    (review / "private/linked.md").write_text(SECRET)
    (review / "notes/Farrell2010Where.md").unlink()
    (review / "notes/Farrell2010Where.md").symlink_to("../private/linked.md")
    (review / "findings.toml").write_text(
        '[[finding]]\nid = "F1"\nstatement = "s"\nsupports = ["Zzyzxa2020", "Zzyzxa200", "I01"]\n'
    )
    (review / "manuscript").mkdir()
    (review / "manuscript/m.md").write_text("As told [@Zzyzxa2020; @Zzyzxa200].\n")
    return review


def _seen(opened: Review) -> dict[str, str]:
    import pickle

    from litreview.formats.tables import frames as frames_

    decided = (*opened.decided, *opened.decisions)
    return {
        "decided": whole(decided),
        "pickled": repr(pickle.dumps((opened.decided, opened.library.records, opened.fresh_codes))),
        "frame": frames_.to_frame(opened.decided).to_csv(),
        "texts": whole((opened.texts, opened.lists, opened.notes)),
        "problems": whole(opened.problems),
        "problem frame": frames_.to_frame(opened.problems).to_csv(),
        "deduplication": whole((opened.deduplication.clusters, opened.deduplication.related)),
        "findings": whole(opened.findings),
        "manuscript": whole((opened.manuscript, *opened.manuscript.rows())),
        "evidence": whole(opened.evidence),
    }


@pytest.mark.exhaustive
def test_nothing_that_people_wrote_on_a_confidential_source_is_seen(planted: Path):
    opened = open_review(planted)
    leaks = {name for name, text in _seen(opened).items() if "zzyzx" in text.lower()}
    assert set() == leaks
    assert "an open reason" in whole(opened.decided)
    write_out(opened)
    assert "zzyzx" not in everything(planted).lower()


def test_they_still_count(planted: Path):
    opened = open_review(planted)
    assert {"LR040", "LR042", "LR503", "LR602", "LR300", "LR520"} <= {p.code for p in opened.problems}
    assert 6 == sum(p.code == "LR040" for p in opened.problems)
    tagged = {d.key for d in opened.decisions if d.verb == "tag" and d.value == "protect"}
    assert 1 == len(tagged)
    # the reason is held, for whoever asks by name
    assert SECRET in {d.reason.reveal() for d in opened.decided if not isinstance(d.reason, str)}


@pytest.mark.parametrize("kind", ["notes", "references"])
@pytest.mark.exhaustive(quick=1)
def test_where_private_is_missing_no_file_called_after_a_person_is_named(review: Path, kind: str):
    (review / "private").rename(review / ".elsewhere")
    ending = "md" if kind == "notes" else "txt"
    (review / kind).mkdir(exist_ok=True)
    (review / f"{kind}/{SECRET}.{ending}").write_text("Zzyzx. (2020). A talk. City: Publisher.\n")
    (review / f"{kind}/Farell2010Where.{ending}").write_text("Zzyzx. (2020). A talk. City: Publisher.\n")
    code = "LR602" if kind == "notes" else "LR300"
    found = [p for p in open_review(review).problems if p.code == code]
    # it counts, and a slip in a key is named
    assert {f"{kind}/<sealed>", f"{kind}/Farell2010Where.{ending}"} == {p.where.file for p in found}
    assert "zzyzx" not in whole(found).lower()
    write_out(open_review(review))
    assert "zzyzx" not in everything(review).lower()
    opened = open_review(review, include_confidential=True)
    assert SECRET in whole([p for p in opened.problems if p.code == code])


def test_the_duplicates_page_shows_no_reason_and_no_key(planted: Path):
    from litreview.formats import tables
    from litreview.formats.tables import frames as frames_
    from litreview.pages.duplicates import duplicates_page

    found = open_review(planted).deduplication
    shown = (
        duplicates_page(found, str(planted)) + frames_.frame("records", tables.records_rows(found)).to_csv()
    )
    shown += frames_.frame("queue", tables.queue_rows(found.queue)).to_csv()
    assert "zzyzx" not in shown.lower()


@pytest.mark.exhaustive
def test_a_link_to_what_is_private_is_not_read_where_people_write(review: Path):
    for name, text in (
        ("findings.toml", f'[[finding]]\nid = "F1"\nstatement = "{SECRET}"\n'),
        ("manuscript/m.md", f"# {SECRET}\n\n[@Farrell2010Where]\n"),
        ("references/Farrell2010Where.txt", f"{SECRET} (2020). {SECRET}. City: Publisher.\n"),
        ("notes/Farrell2010Where.md", SECRET),
    ):
        held = review / "private/linked" / name
        held.parent.mkdir(parents=True, exist_ok=True)
        held.write_text(text)
        (review / name).parent.mkdir(exist_ok=True)
        (review / name).unlink(missing_ok=True)
        (review / name).symlink_to(held)
    write_out(open_review(review))
    assert "zzyzxa" not in everything(review).lower()


def test_no_file_below_private_is_named_in_settings_and_inputs(review: Path):
    (review / "private/p.bib").rename(review / "private/zzyzxa.bib")
    with (review / "litreview.toml").open("a") as stream:
        stream.write('[[search]]\ndatabase = "x"\nfile = "private/zzyzxa.bib"\n')
    text = (review / "litreview.toml").read_text()
    (review / "litreview.toml").write_text(
        text.replace("sources = []", 'sources = ["private/zzyzxa.bib"]\ndatabases = ["private/zzyzx.bib"]')
    )
    opened = open_review(review)
    assert 2 == len(opened.library)
    assert "zzyzx" not in whole((opened.settings, opened.inputs, opened.problems, opened.flow)).lower()
