"""What only looks confidential is withheld, reported and asked: from the file to the answer to the outputs. All that is here is made up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from litreview.core.confidential import answers as answers_
from litreview.core.errors import UsageError
from litreview.judgements.decisions import read_answers
from litreview.review import init_review, open_review, write_out
from litreview.review.decide import decide
from litreview.review.outputs.writing import make_outputs

DOUBTED = "@misc{Zyxwold2019, author = {Zyxwold, Quilla}, title = {Marblewood}, year = {2019}, confidental = {true}}\n"
DECLARED = "@misc{Vextor2018, author = {Vextor, Una}, title = {Copperfall}, confidential = {true}}\n"
NOTED = (
    "@article{Poe2017, author = {Poe, Bo}, title = {On keys}, journal = {Journal of Locks}, year = {2017}, volume = {3}, "
    "note = {Interview with Zyxwold, see I07}}\n"
)
PUBLISHED = "@article{Roe2016, author = {Roe, Al}, title = {On doors}, journal = {Journal of Locks}, year = {2016}, volume = {2}}\n"
WORDS = re.compile("zyxwold|quilla|marblewood|vextor|copperfall", re.IGNORECASE)


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "rev"
    init_review(folder)
    (folder / "bib/example.bib").write_text(DOUBTED + DECLARED + NOTED + PUBLISHED)
    open_review(folder).keep_codes()
    return folder


def code(folder: Path, key: str) -> str:
    """Return the code under which an entry is hidden."""
    rows = [line.split("\t") for line in (folder / "private/codes.tsv").read_text().splitlines()]
    return next(row[0] for row in rows if row[2] == key)


def titles(folder: Path) -> set[str]:
    return {record.title for record in open_review(folder).library if record.title}


def withheld(folder: Path) -> list[str]:
    return [record.key for record in open_review(folder).library if record.withheld]


def outputs(folder: Path) -> str:
    write_out(open_review(folder))
    texts = [
        p.read_text("utf-8", "replace")
        for p in (folder / "out").rglob("*")
        if p.suffix != ".docx" and p.is_file()
    ]
    return "\n".join(texts)


def test_what_is_withheld_is_reported_with_its_place_its_reason_and_what_to_do(review: Path):
    found = {p.code: p for p in open_review(review).problems if p.code in ("LR082", "LR083")}
    whole, field = found["LR082"], found["LR083"]
    held = code(review, "Zyxwold2019")
    assert ("bib/example.bib", 1, "warning", held) == (
        whole.where.file,
        whole.where.line,
        whole.level,
        whole.key,
    )
    assert whole.message == "this entry is withheld: the field name confidental is one letter from a mark"
    assert f"`litreview decide public {held} --by NAME`" in whole.remedy
    assert f"`litreview decide confidential {held} --by NAME`" in whole.remedy
    assert ("bib/example.bib", 3, "info", "Poe2017") == (
        field.where.file,
        field.where.line,
        field.level,
        field.key,
    )
    assert field.message.startswith("the field note is withheld: ")
    assert not WORDS.search(f"{whole} {field}")


def test_the_summary_counts_what_is_sealed_and_what_is_withheld(review: Path):
    assert open_review(review).library.confidential_summary() == (
        "confidential: 1 record is sealed (bib/example.bib), 1 record is withheld (bib/example.bib), "
        "1 field of a shown record is withheld (bib/example.bib)"
    )


def test_check_never_says_no_problems_alone_while_a_record_is_sealed(call, tmp_path: Path):
    (tmp_path / "a.bib").write_text(DECLARED)
    told = call("check", "a.bib").output
    assert "no problems; confidential: 1 record is sealed (a.bib)" in told
    (tmp_path / "b.bib").write_text(PUBLISHED)
    assert "confidential" not in call("check", "b.bib").output


@pytest.mark.exhaustive
def test_dedupe_and_run_say_what_is_hidden(call, review: Path):
    told = "confidential: 1 record is sealed (bib/example.bib), 1 record is withheld (bib/example.bib)"
    assert told in call("dedupe", str(review), "-o", "out.bib").output
    assert told in call("run", str(review)).output


@pytest.mark.exhaustive
def test_a_withheld_entry_is_shown_once_a_person_says_public(review: Path):
    assert not WORDS.search(outputs(review))
    decide(review, "public", code(review, "Zyxwold2019"), by="ann")
    assert "Marblewood" in titles(review)
    assert "Marblewood" in outputs(review)
    assert not [p for p in open_review(review).problems if p.code == "LR082"]


def test_the_line_holds_no_word_of_the_entry(review: Path):
    held = code(review, "Zyxwold2019")
    path, told = decide(review, "public", held, by="ann")
    head, line = path.read_text().splitlines()
    cells = dict(zip(head.split("\t"), line.split("\t"), strict=False))
    assert (cells["by"], cells["verb"], cells["key"]) == ("ann", "public", held)
    assert re.fullmatch(r"[0-9a-f]{32}\$[0-9a-f]{64}", cells["value"])
    assert not any(cells.get(name) for name in ("where", "reason", "what", "shown"))
    assert not WORDS.search(line + told)
    again = decide(review, "public", held, by="ben")[0].read_text() if withheld(review) else ""
    assert cells["value"] not in again


def test_two_lines_on_one_entry_have_nothing_in_common(review: Path):
    record = next(r for r in open_review(review, include_confidential=True).library if r.withheld)
    one, other = answers_.answer_value(record), answers_.answer_value(record)
    assert {*one.split("$")}.isdisjoint(other.split("$"))


def test_an_entry_that_changed_is_asked_again_and_so_is_another_in_its_place(review: Path):
    decide(review, "public", code(review, "Zyxwold2019"), by="ann")
    assert not withheld(review)
    path = review / "bib/example.bib"
    for text in (DOUBTED.replace("2019,", "2020,"), DOUBTED.replace("Marblewood", "Marblewoods")):
        path.write_text(text + PUBLISHED)
        assert len(withheld(review)) == 1
        assert titles(review) == {"On doors"}
    path.write_text(PUBLISHED + DOUBTED)
    assert not withheld(review)


@pytest.mark.parametrize("value", ["note = its", "crossref = {Moe2015}"])
@pytest.mark.exhaustive(quick=1)
def test_an_answer_on_an_entry_is_no_answer_on_what_it_takes_from_another_place(review: Path, value: str):
    path = review / "bib/example.bib"
    text = (
        '@string{its = "On locks"}\n@inbook{Coe2015, title = {On bolts}, chapter = {2}, '
        + value
        + ", my-note = {Interview, see I07}}\n"
        "@book{Moe2015, title = {On bars}, note = {On locks}, publisher = {Made-up Press}, year = {2015}}\n"
    )
    path.write_text(text)

    def notes() -> list[str]:
        return [record.get("my-note") for record in open_review(review).library if record.get("my-note")]

    assert notes() == []
    decide(review, "public", "Coe2015", by="ann")
    assert notes() == ["Interview, see I07"]
    path.write_text(text.replace("On locks", "Interview with Zyxwold"))
    assert notes() == []
    assert not WORDS.search(outputs(review))


def test_all_that_is_withheld_of_a_file_is_answered_at_once_and_a_new_entry_is_not(review: Path):
    path, _ = decide(review, "public", "bib/example.bib", by="ann")
    assert len(path.read_text().splitlines()) == 3
    assert titles(review) == {"Marblewood", "On keys", "On doors"}
    assert next(r for r in open_review(review).library if r.key == "Poe2017").get("note")
    with (review / "bib/example.bib").open("a") as file:
        file.write(DOUBTED.replace("Zyxwold2019", "Zyxwold2021"))
    assert len(withheld(review)) == 1


def test_what_declares_itself_is_opened_by_no_answer(review: Path):
    with pytest.raises(UsageError, match="confidential, not withheld: the field confidential declares it"):
        decide(review, "public", code(review, "Vextor2018"), by="ann")
    decide(review, "public", "bib/example.bib", by="ann")
    assert "Copperfall" not in titles(review)


def test_a_public_line_on_what_was_marked_since_opens_nothing(review: Path):
    decide(review, "public", code(review, "Zyxwold2019"), by="ann")
    (review / "bib/register.bib").write_text("@misc{I07, entrysubtype = {interview}}\n")
    path = review / "bib/example.bib"
    path.rename(review / "private" / "example.bib")
    assert "Marblewood" not in titles(review)


@pytest.mark.exhaustive
def test_a_public_entry_is_sealed_by_an_answer_and_gone_from_outputs_and_cache(review: Path):
    assert "On doors" in outputs(review)
    _, told = decide(review, "confidential", "Roe2016", by="ben")
    assert "Roe2016" not in told
    assert titles(review) == {"On keys"}
    assert "On doors" not in outputs(review)
    assert "Roe2016" not in (review / "decisions/ben.tsv").read_text()
    assert not [p for p in open_review(review).problems if "Roe2016" in str(p)]


@pytest.mark.exhaustive
def test_an_answer_confidential_takes_away_what_is_stored(review: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("litreview.review.store.MIN_STORED_BYTES", 1)
    shown = review / "bib/shown.bib"
    shown.write_text(PUBLISHED.replace("Roe2016", "Noe2016").replace("On doors", "Silverbrook"))
    write_out(open_review(review))
    cache = tmp_path / "cache"
    stored = [path for path in cache.rglob("*") if path.is_file()]
    assert any(b"Silverbrook" in path.read_bytes() for path in stored)
    decide(review, "confidential", "Noe2016", by="ben")
    assert not list(cache.glob("stages-*"))
    write_out(open_review(review))
    assert not any(b"Silverbrook" in path.read_bytes() for path in cache.rglob("*") if path.is_file())


def test_a_file_stored_before_a_colleague_said_confidential_is_not_used(
    review: Path, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr("litreview.review.store.MIN_STORED_BYTES", 1)
    shown = review / "bib/shown.bib"
    shown.write_text(PUBLISHED.replace("Roe2016", "Noe2016").replace("On doors", "Silverbrook"))
    decide(review, "confidential", "Noe2016", by="ben")
    line = (review / "decisions/ben.tsv").read_bytes()
    (review / "decisions/ben.tsv").unlink()
    assert "Silverbrook" in titles(review)
    assert any(b"Silverbrook" in p.read_bytes() for p in (tmp_path / "cache").rglob("*") if p.is_file())
    (review / "decisions/ben.tsv").write_bytes(line)
    assert "Silverbrook" not in titles(review)
    assert not any(b"Silverbrook" in p.read_bytes() for p in (tmp_path / "cache").rglob("*") if p.is_file())


@pytest.mark.exhaustive
@pytest.mark.parametrize("how", ["another list of as many names", "its note is moved below private/"])
def test_what_became_private_is_gone_from_the_cache(review: Path, tmp_path: Path, how: str):
    def held() -> bool:
        files = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
        return any(b"Silverbrook" in path.read_bytes() for path in files)

    entry = PUBLISHED.replace("Roe2016", "Noe2016").replace("On doors", "On gates")
    note, shield = review / "notes/Noe2016.md", review / "private/shield.txt"
    if how.startswith("another"):
        entry = entry.replace("Roe, Al", "Silverbrook, Ada")
        shield.write_text("Poe, Ann")
    else:
        note.parent.mkdir(exist_ok=True)
        note.write_text("Silverbrook told it.")
    (review / "bib/shown.bib").write_text(entry)
    assert b"Silverbrook" in make_outputs(open_review(review))["tables/all.bib"]
    assert held()
    if how.startswith("another"):
        shield.write_text("Silverbrook, Ada")
    else:
        note.rename(review / "private/Noe2016.md")
    assert b"Silverbrook" not in make_outputs(open_review(review))["tables/all.bib"]
    assert not held()


@pytest.mark.exhaustive
def test_confidential_counts_above_public_until_it_is_taken_back(review: Path):
    held = code(review, "Zyxwold2019")
    decide(review, "public", held, by="ann")
    decide(review, "confidential", "Zyxwold2019", by="ben")
    assert "Marblewood" not in titles(review)
    _, told = decide(review, "public", held, by="ann")
    assert "still hidden" in told
    assert "Marblewood" not in titles(review)
    decide(review, "clear", held, "confidential", by="ben")
    assert "Marblewood" in titles(review)
    with pytest.raises(UsageError, match="nothing to take back"):
        decide(review, "clear", held, "confidential", by="ben")


def test_an_adjudicator_says_public_above_a_confidential(review: Path):
    held = code(review, "Zyxwold2019")
    decide(review, "confidential", held, by="ben")
    assert not withheld(review)
    settings = review / "litreview.toml"
    settings.write_text(settings.read_text().replace("adjudicators = []", 'adjudicators = ["Judy"]'))
    decide(review, "public", held, by="judy")
    assert "Marblewood" in titles(review)


@pytest.mark.exhaustive
def test_only_stewards_say_public_where_some_are_named(review: Path):
    held = code(review, "Zyxwold2019")
    decide(review, "public", held, by="ben")
    assert "Marblewood" in titles(review)
    settings = review / "litreview.toml"
    settings.write_text(settings.read_text() + '\n[confidential]\nstewards = ["ann"]\n')
    assert "Marblewood" not in titles(review)
    (refused,) = [p for p in open_review(review).problems if p.code == "LR613"]
    assert ("decisions/ben.tsv", 2, "warning") == (refused.where.file, refused.where.line, refused.level)
    with pytest.raises(UsageError, match="names ann"):
        decide(review, "public", held, by="ben")
    decide(review, "confidential", held, by="ben")
    decide(review, "public", held, by="ann")
    assert "Marblewood" in titles(review)


def test_an_answer_has_no_words_and_names_something(review: Path):
    held = code(review, "Zyxwold2019")
    with pytest.raises(UsageError, match="no --reason"):
        decide(review, "public", held, by="ann", reason="Zyxwold agreed")
    with pytest.raises(UsageError, match="there is no entry and no file"):
        decide(review, "public", "Nobody1999", by="ann")
    with pytest.raises(UsageError, match="shown already"):
        decide(review, "public", "Roe2016", by="ann")
    with pytest.raises(UsageError, match="confidential already"):
        decide(review, "confidential", code(review, "Vextor2018"), by="ann")
    assert not (review / "decisions/ann.tsv").exists()


def test_a_line_of_another_form_is_a_problem_that_quotes_nothing(review: Path):
    (review / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n2026-01-01T00:00:00Z\tann\tpublic\tPoe2017\tMarblewood\n"
    )
    (found,) = [p for p in open_review(review).problems if p.code == "LR040"]
    assert not WORDS.search(str(found))
    assert read_answers(review) == ()


def test_what_was_decided_under_the_code_stays_with_the_entry(review: Path):
    held = code(review, "Zyxwold2019")
    decide(review, "tag", held, "protect", by="ann")
    decide(review, "public", held, by="ann")
    opened = open_review(review)
    assert [d.key for d in opened.decisions] == ["Zyxwold2019"]
    assert not [p for p in opened.problems if p.where.file == "decisions/ann.tsv"]


def test_a_copy_without_private_goes_by_the_same_line(review: Path):
    decide(review, "public", code(review, "Zyxwold2019"), by="ann")
    (review / "private/codes.tsv").unlink()
    assert "Marblewood" in titles(review)


@pytest.mark.exhaustive
def test_a_digest_is_slow_and_entries_that_are_not_meant_cost_next_to_nothing(review: Path, monkeypatch):
    decide(review, "public", code(review, "Zyxwold2019"), by="ann")
    many = [PUBLISHED.replace("Roe2016", f"Roe{n}").replace("On doors", f"On doors {n}") for n in range(3000)]
    (review / "bib/many.bib").write_text("".join(many))
    asked = []
    slow = answers_._slow
    monkeypatch.setattr(answers_, "_slow", lambda *given: asked.append(given) or slow(*given))
    assert "Marblewood" in titles(review)
    # one in 4096 of the others has the quick hash by chance
    assert 1 <= len(asked) < 20
