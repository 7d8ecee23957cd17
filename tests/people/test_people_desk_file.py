"""A desk in one file: its answers make the decisions that the terminal would make, and what was altered is named."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.review import open_review
from litreview.review.questions.desk_file import HEADER, make_desk

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "demonstration"


@pytest.fixture
def review(tmp_path):
    """The demonstration before anything was settled."""
    folder = tmp_path / "review"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("out", ".litreview*"))
    (folder / "decisions/demo-adjudicator.tsv").unlink()
    return folder


def run(*words):
    return CliRunner().invoke(main, [*map(str, words)])


def data_of(html):
    return json.loads(
        re.search(r'<script type="application/json" id="desk">(.*?)</script>', html, re.DOTALL)[1]
    )


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def answered(data, choose):
    """The file that the page would save if each question were answered by the key that `choose` returns of its texts, None to skip it."""
    rows = [HEADER]
    for one in data["questions"]:
        texts = [data["texts"][number] for number in one["parts"]]
        subject, parts = json.loads(one["text"]), [*map(json.loads, texts)]
        key = choose(subject, parts)
        if key is None:
            continue
        choice = next(c for part in parts for c in part["choices"] if c["key"] == key)
        form = json.dumps({"answer": key, "shown": one["shown"]})
        seen = " ".join(map(digest, [one["text"], *texts]))
        rows.append(
            (
                data["desk"],
                data["by"],
                one["key"],
                subject["heading"],
                choice["label"],
                f"{choice['verb']} {one['name']} {choice['value']}",
                form,
                seen,
            )
        )
    return "".join("\t".join(row) + "\n" for row in rows)


def lines(folder, by):
    """The decisions of a person without their times."""
    path = folder / "decisions" / f"{by}.tsv"
    return (
        [line.split("\t")[1:] for line in path.read_text("utf-8").splitlines()[1:]] if path.exists() else []
    )


@pytest.mark.exhaustive
def test_the_answers_of_a_page_are_the_decisions_of_the_terminal(review, tmp_path):
    page, saved = tmp_path / "ann.html", tmp_path / "ann-answers.tsv"
    assert run("sheet", "screen", review, "--by", "ann", "-o", page).exit_code == 0
    data = data_of(page.read_text("utf-8"))
    many = len(data["questions"])
    assert many >= 20
    saved.write_text(
        answered(data, lambda subject, _: "e" if "review" in subject["heading"].casefold() else "i"), "utf-8"
    )
    done = run("decide", "--from", saved, "--by", "ann", "-C", review)
    assert done.exit_code == 0
    assert f"{many} decisions taken in" in done.output

    other = tmp_path / "other"
    shutil.copytree(review, other)
    (other / "decisions/ann.tsv").unlink()
    keys = "".join(
        "e" if "review" in json.loads(one["text"])["heading"].casefold() else "i" for one in data["questions"]
    )
    asked = CliRunner().invoke(
        main, ["decide", "--ask", "screening", "--by", "ann", "-C", str(other)], input=keys
    )
    assert asked.exit_code == 0
    assert lines(review, "ann") == lines(other, "ann")

    again = run("decide", "--from", saved, "--by", "ann", "-C", review)
    assert f"0 decisions taken in from 'ann-answers.tsv', {many} stood already" in again.output
    assert lines(review, "ann") == lines(other, "ann")


def test_what_was_altered_in_a_page_or_has_changed_since_is_named_and_not_taken_in(review, tmp_path):
    html = make_desk(open_review(review), "screening", by="ann").html
    saved = tmp_path / "ann-answers.tsv"
    altered = html.replace("identified in forty operations", "identified in four operations")
    assert altered != html
    saved.write_text(answered(data_of(altered), lambda *_: "i"), "utf-8")
    export = review / "bib/demo-index-a.bib"
    before = export.read_text("utf-8")
    changed = before.replace(
        "case files of sex trafficking operations", "case files of labor trafficking operations"
    )
    assert changed != before
    export.write_text(changed, "utf-8")
    done = run("decide", "--from", saved, "--by", "ann", "-C", review)
    named = [line for line in done.output.splitlines() if "LR048" in line]
    assert len(named) == 2
    assert any("identified in forty operations" in line for line in named)
    assert any("case files of labor" in line for line in named)
    assert len(lines(review, "ann")) == len(data_of(html)["questions"]) - 2


def test_answers_of_another_person_and_files_of_another_kind_are_refused(review, tmp_path):
    saved = tmp_path / "ann-answers.tsv"
    saved.write_text(
        answered(data_of(make_desk(open_review(review), "screening", by="ann").html), lambda *_: "i"), "utf-8"
    )
    other = run("decide", "--from", saved, "--by", "ben", "-C", review)
    assert other.exit_code == 2
    assert "this answer is by 'ann', not by 'ben'" in other.output
    saved.write_text("key\tvalue\nx\ty\n", "utf-8")
    assert (
        "has no answers of a page of questions"
        in run("decide", "--from", saved, "--by", "ann", "-C", review).output
    )
    saved.write_text("\t".join(HEADER) + "\nscreening\tann\n", "utf-8")
    assert "line 2 has 2 columns, not 8" in run("decide", "--from", saved, "--by", "ann", "-C", review).output
    assert not (review / "decisions/ann.tsv").exists()


def test_an_answer_that_its_person_took_back_since_is_named(review, tmp_path):
    saved = tmp_path / "ann-answers.tsv"
    data = data_of(make_desk(open_review(review), "screening", by="ann").html)
    saved.write_text(answered({**data, "questions": data["questions"][:1]}, lambda *_: "i"), "utf-8")
    assert run("decide", "--from", saved, "--by", "ann", "-C", review).exit_code == 0
    key = lines(review, "ann")[0][2]
    assert run("decide", "clear", key, "include", "abstract", "--by", "ann", "-C", review).exit_code == 0
    again = run("decide", "--from", saved, "--by", "ann", "-C", review)
    assert "took it back" in again.output


@pytest.mark.exhaustive
def test_disputes_are_for_the_adjudicator_alone_and_show_what_both_said(review, tmp_path):
    refused = run("sheet", "disputes", review, "--by", "ann", "-o", tmp_path / "ann.html")
    assert refused.exit_code == 2
    data = data_of(make_desk(open_review(review), "disputes", by="demo-adjudicator").html)
    views = [view for one in data["questions"] for view in json.loads(one["text"])["views"]]
    assert len({by for by, *_ in views}) == 2
    saved = tmp_path / "judge-answers.tsv"
    saved.write_text(answered(data, lambda _, parts: parts[0]["choices"][0]["key"]), "utf-8")
    done = run("decide", "--from", saved, "--by", "demo-adjudicator", "-C", review)
    assert f"{len(data['questions'])} decisions taken in" in done.output
    assert (
        "0 questions"
        in run("sheet", "disputes", review, "--by", "demo-adjudicator", "-o", tmp_path / "x.html").output
    )


@pytest.mark.parametrize("topic", ["screening", "tags", "stance"])
def test_a_page_for_one_of_two_independent_people_holds_nothing_of_the_other(review, topic):
    alone = make_desk(open_review(review), topic, by="ann").html
    for path in (review / "decisions").glob("*.tsv"):
        text = path.read_text("utf-8").replace("reviewer", "nobody")
        assert "ann" not in {line.split("\t")[1] for line in text.splitlines()[1:]}
    names = {path.stem for path in (review / "decisions").glob("*.tsv")}
    assert len(names) >= 2
    assert not [name for name in names if name in alone]


def test_what_is_confidential_is_in_no_page(review, tmp_path):
    (review / "private").mkdir(exist_ok=True)
    secret = "Zephyrine Quillfeather on the raid of the laundry"
    (review / "private/interviews.bib").write_text(
        f"@misc{{I77, title = {{{secret}}}, author = {{Quillfeather, Zephyrine}}, note = {{Interview}}, year = 2020}}\n",
        "utf-8",
    )
    settings = review / "litreview.toml"
    settings.write_text(
        settings.read_text("utf-8").replace(
            '"bib/register.bib",', '"bib/register.bib", "private/interviews.bib",'
        ),
        "utf-8",
    )
    opened = open_review(review)
    assert any(source.key == "I77" for source in opened.sources)
    for topic in ("screening", "tags", "stance", "duplicates"):
        html = make_desk(opened, topic, by="ann").html
        assert "Quillfeather" not in html
        assert "laundry" not in html


def test_a_hostile_title_stays_text(review):
    export = review / "bib/demo-index-a.bib"
    export.write_text(
        export.read_text("utf-8").replace(
            "What raids find:", "</script><script>alert(1)</script> What raids find:"
        ),
        "utf-8",
    )
    html = make_desk(open_review(review), "screening", by="ann").html
    assert "<script>alert(1)" not in html
    assert any("<script>alert(1)</script>" in one["text"] for one in data_of(html)["questions"])


@pytest.mark.parametrize("desk", ["shared", "withheld", "nowhere", "../screening", "os", ""])
def test_a_desk_that_no_page_is_of_is_refused_in_words(review, tmp_path, desk):
    saved = tmp_path / "ann-answers.tsv"
    row = (desk, "ann", "q", "A title", "include", "include A abstract", "{}", "0")
    saved.write_text("\t".join(HEADER) + "\n" + "\t".join(row) + "\n", "utf-8")
    done = run("decide", "--from", saved, "--by", "ann", "-C", review)
    assert done.exit_code == 2
    assert f"there is no desk '{desk}'" in done.output


@pytest.mark.exhaustive(quick=5)
@pytest.mark.parametrize("cell", range(len(HEADER)))
@pytest.mark.parametrize("text", ["", "[1]", "null", "\x00", "=cmd()", "é" * 3000])
def test_any_cell_of_an_answer_may_be_anything_and_nothing_is_written(review, tmp_path, cell, text):
    data = data_of(make_desk(open_review(review), "screening", by="ann").html)
    line = answered({**data, "questions": data["questions"][:1]}, lambda *_: "i").splitlines()[1].split("\t")
    if HEADER[cell] in ("title", "answer", "decisions"):  # for a person to read, or to see what stands
        return
    line[cell] = text
    saved = tmp_path / "ann-answers.tsv"
    saved.write_text("\t".join(HEADER) + "\n" + "\t".join(line) + "\n", "utf-8")
    done = run("decide", "--from", saved, "--by", "ann", "-C", review)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert lines(review, "ann") == []


def test_the_questions_of_a_desk_are_found_once_for_all_its_answers(review, tmp_path, monkeypatch):
    from litreview.review.questions import desk_file

    data = data_of(make_desk(open_review(review), "screening", by="ann").html)
    saved = tmp_path / "ann-answers.tsv"
    saved.write_text(answered(data, lambda *_: "i"), "utf-8")
    opened = []
    of = desk_file._OpenTopic.of
    monkeypatch.setattr(desk_file._OpenTopic, "of", lambda *words: opened.append(1) or of(*words))
    assert run("decide", "--from", saved, "--by", "ann", "-C", review).exit_code == 0
    assert opened == [1]
