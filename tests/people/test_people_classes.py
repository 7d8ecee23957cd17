"""Classes of pairs: a random sample is judged, then the rest is decided together, and taken back together. The works are made up."""

import re

import pytest
from openpyxl import load_workbook

from litreview.judgements.decisions import read_decisions
from litreview.review.folder import open_folder
from litreview.review.outputs.methods import describe_methods
from litreview.review.questions.duplicate_classes import read_sample

SYLLABLES = ("ba", "ke", "di", "fo", "gu", "la", "me", "ni", "po", "ru")
NAMES = [(SYLLABLES[n // 10] + SYLLABLES[n % 10] + SYLLABLES[n * 7 % 10]).title() for n in range(60)]


def entry(key, word, name):
    return f"@article{{{key}, title = {{{name} {word} and the administration of tidal harbors}}, author = {{{name}, Quentin and {name[::-1].title()}, Xena}}, journal = {{Journal of Tides}}, year = 2011}}\n"


@pytest.fixture
def sixty(tmp_path, monkeypatch):
    """A folder with sixty pairs that differ in one word of the title, and one pair that also differs in the year."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "rev"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text(
        'title = "Harbors"\nsources = ["bib/a.bib", "bib/b.bib"]\n', "utf-8"
    )
    for file, word in (("a", "keeping"), ("b", "lending")):
        text = "".join(entry(f"{name}{file}", word, name) for name in NAMES)
        text += entry(f"Other{file}", word, "Goshawk").replace("2011", "2011" if file == "a" else "2012")
        (folder / f"bib/{file}.bib").write_text(text, "utf-8")
    return folder


def ask(run, folder, keys):
    out = run("decide", "--ask", "duplicates", "--by", "ann", "-C", folder, keys=keys).output
    return " ".join(out.split())


def lines(folder):
    return read_decisions(folder)[0]


@pytest.mark.exhaustive
def test_a_class_is_decided_after_its_sample_and_taken_back_together(sixty, run):
    out = ask(run, sixty, "q")
    size, left = map(int, re.search(r"random sample of (\d+) from (\d+) of class C", out).groups())
    assert (left, size < left) == (60, True)
    out = ask(run, sixty, "y" * size + "y" + "q")
    assert f"the other {60 - size} pairs" in out
    decided = lines(sixty)
    assert [bool(read_sample(one.where)) for one in decided] == [True] * size + [False] * (60 - size)
    reasons = {one.reason for one in decided[size:]}
    assert len(reasons) == 1
    code, bound = re.fullmatch(
        rf"class (C\w+), {size} of {size}, at most (\d+) wrong", reasons.pop()
    ).groups()
    assert int(bound) <= 0.02 * 60
    assert {one.verb for one in decided} == {"same"}
    assert not {"Othera", "Otherb"} & {name for one in decided for name in (one.key, one.value)}
    sentence = f"A decision on class {code} merged {60 - size} pairs; 0 of {size} pairs in a sample were wrong, at most {bound} of all by the bound"
    assert f"{sentence}." in " ".join(describe_methods(open_folder(sixty)).paragraphs)
    assert (
        f"clear class {code}: {60 - size} pairs"
        in run("decide", "clear", "class", code, "--by", "ann", "-C", sixty).output
    )
    out = ask(run, sixty, "q")
    assert f"the other {60 - size} pairs" in out, "the sample still holds"


@pytest.mark.exhaustive
def test_one_pair_of_the_sample_that_is_otherwise_leaves_the_class_to_single_answers(sixty, run):
    size = int(re.search(r"random sample of (\d+) from", ask(run, sixty, "q"))[1])
    out = ask(run, sixty, "n" + "y" * (size - 1) + "q")
    assert "the other" not in out
    assert "random sample" not in ask(run, sixty, "q")
    assert not any(one.reason for one in lines(sixty))


@pytest.mark.exhaustive
def test_the_sample_does_not_depend_on_when_it_is_asked_for_or_on_the_order_of_files(sixty, run):
    first = ask(run, sixty, "q")
    again = ask(run, sixty, "q")
    assert first == again
    ask(run, sixty, "yyyq")
    sample = read_sample(lines(sixty)[0].where)
    assert {sample} == {read_sample(one.where) for one in lines(sixty)}
    assert sample.note in ask(run, sixty, "q"), "a sample that was begun is gone on with"


@pytest.mark.exhaustive
def test_pairs_that_come_later_are_not_decided_by_an_earlier_sample(sixty, run):
    ask(run, sixty, "yyyq")
    for file, word in (("a", "keeping"), ("b", "lending")):
        with (sixty / f"bib/{file}.bib").open("a", encoding="utf-8") as stream:
            stream.write(entry(f"Late{file}", word, "Heron"))
    assert "random sample" not in ask(run, sixty, "q")


@pytest.mark.exhaustive
def test_a_pair_of_which_one_work_is_screened_is_in_no_class(sixty, run):
    run("decide", "include", f"{NAMES[0]}a", "abstract", "--by", "ann", "-C", sixty)
    assert "from 59 of class" in ask(run, sixty, "q")


@pytest.mark.exhaustive
def test_a_setting_turns_classes_off(sixty, run):
    settings = sixty / "litreview.toml"
    settings.write_text(settings.read_text("utf-8") + "[duplicates]\nclass_limit = 0\n", "utf-8")
    assert "random sample" not in ask(run, sixty, "q")


@pytest.mark.exhaustive
def test_a_sheet_carries_the_sample_and_then_the_question_on_the_rest(sixty, run):
    def fill(count):
        run("sheet", "duplicates", sixty, "-o", sixty / f"d{count}.xlsx")
        book = load_workbook(sixty / f"d{count}.xlsx")
        page = book["duplicates"]
        column = next(cell.column for cell in page[1] if cell.value == "decision")
        for number in range(2, 2 + count):
            page.cell(number, column).value = "same"
        book.save(sixty / f"d{count}.xlsx")
        run("decide", "--from", sixty / f"d{count}.xlsx", "--by", "ann", "-C", sixty)

    size = int(re.search(r"random sample of (\d+) from", ask(run, sixty, "q"))[1])
    fill(size)
    assert [True] * size == [bool(read_sample(one.where)) for one in lines(sixty)]
    fill(1)
    rest = lines(sixty)[size:]
    assert len(rest) == 60 - size
    assert {one.reason.partition(",")[0] for one in rest} == {
        f"class {read_sample(lines(sixty)[0].where).code}"
    }
