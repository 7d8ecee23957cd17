"""A review of a team's own exports, on another topic than the built-in codebook. All works and people are made up."""

import json
import re

import litreview as lr

TOPICS = [
    "harbor",
    "bridge",
    "canal",
    "ferry",
    "lighthouse",
    "quay",
    "market",
    "railway",
    "tunnel",
    "airport",
    "museum",
    "orchard",
    "river",
    "garden",
    "library",
    "bakery",
    "theatre",
    "stadium",
    "forest",
    "meadow",
]
SUBJECT = re.compile(r"(?i)trafficking|\bR1\b|police operations")


def entries(extra: str = "", count: int = 20) -> str:
    """Return a RIS file of works, each with an abstract; the first one also has `extra` words."""
    lines = []
    for n, topic in enumerate(TOPICS[:count]):
        lines += [
            "TY  - JOUR",
            f"AU  - Doe{n}, Ann",
            f"TI  - How the {topic} was measured",
            f"PY  - {2000 + n}",
            "JO  - Journal of Measures",
        ]
        lines += [
            f"AB  - We measured the {topic} in one town.{' ' + extra if not n else ''}",
            f"DB  - {('Embase <1974>', 'Ovid MEDLINE(R)')[n % 2]}",
            "ER  - ",
            "",
        ]
    return "\n".join(lines)


def made(call, tmp_path, extra="", count=20, settings=""):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "ovid.ris").write_text(entries(extra, count))
    assert 0 == call("init", "mine").exit_code
    text = (folder / "litreview.toml").read_text()
    (folder / "litreview.toml").write_text(text + settings)
    return folder


def test_a_review_of_another_topic_has_nothing_of_the_built_in_codebook(call, tmp_path):
    folder = made(call, tmp_path)
    told = " ".join(call("run", "mine").output.split())
    assert 1 == told.count("so the review runs without codes")
    assert "--codebook none" in told
    report = (folder / "out/report.html").read_text().partition('id="appendix"')[0]
    # the reasons to exclude are the team's own to change
    assert [] == SUBJECT.findall(report.replace("not about trafficking", ""))
    assert [] == [one for one in lr.open_review(folder).problems if one.code == "LR510"]
    # one command changes all of it, and nothing is said any more
    call("init", "mine", "--codebook", "none")
    assert "codebook" not in call("run", "mine").output


def test_a_codebook_stays_where_one_record_is_on_its_subject_or_records_are_few(call, tmp_path):
    for extra, count in (("Human trafficking was seen.", 20), ("", 19)):
        folder = tmp_path / f"case{count}"
        folder.mkdir()
        (folder / "bib").mkdir()
        (folder / "bib/a.ris").write_text(entries(extra, count))
        (folder / "litreview.toml").write_text('title = "A"\ncodebook = "tvpa"\n')
        assert "tvpa" == lr.open_review(folder).codebook.name
    # nor is it taken from people who coded with it
    (folder / "bib/a.ris").write_text(entries())
    assert "none" == lr.open_review(folder).codebook.name
    (folder / "decisions").mkdir()
    (folder / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\n2026-01-01T00:00:00Z\tann\ttag\tDoe02000Harbor\tprotect\t\t\n"
    )
    assert "tvpa" == lr.open_review(folder).codebook.name


def test_a_new_review_without_codes_has_no_example_of_the_codebook(call, tmp_path):
    told = call("init", "new", "--codebook", "none").output
    assert "Put exports in new/bib" in told
    assert "example" not in told
    assert [] == [
        path.name
        for path in (tmp_path / "new").rglob("*")
        if path.is_file() and "Farrell" in path.name + path.parent.name
    ]
    assert not (tmp_path / "new/bib/example.bib").exists()


def test_files_without_a_search_are_listed_with_the_database_that_they_name(call, tmp_path):
    folder = made(call, tmp_path)
    assert "ovid.ris (Embase and Ovid MEDLINE)" in " ".join(call("run", "mine").output.split())
    with (folder / "litreview.toml").open("a") as file:
        file.writelines(
            f'[[search]]\ndatabase = "{name}"\nfile = "ovid.ris"\nhits = 10\n'
            for name in ("Embase", "MEDLINE")
        )
    told = call("run", "mine").output
    assert "without a [[search]]" not in told
    flow = json.loads((folder / "out/graph/flow.json").read_text())
    assert [("Embase", 10, 10), ("MEDLINE", 10, 10)] == [
        (one["database"], one["records"], one["hits"]) for one in flow["identified"]
    ]


def test_while_people_judge_apart_nothing_false_is_said_of_agreement(call, tmp_path):
    folder = made(call, tmp_path)
    settings = (folder / "litreview.toml").read_text().replace("# screeners = 2", "screeners = 2")
    (folder / "litreview.toml").write_text(settings.replace('"tvpa"', '"none"'))
    assert "No source was judged by two people" in call("agree", "mine").output
    for by in ("ann", "ben"):
        call("decide", "include", "Doe02000Harbor", "abstract", "--by", by, "-C", "mine")
    told = call("agree", "mine").output
    assert "not shown while people still judge independently" in told
    assert "No source was judged" not in told
    # several people decide: whose command it is nobody knows
    assert "--by YOUR-NAME" in call("run", "mine").output


def test_a_file_of_zotero_has_keys_that_say_something_and_old_decisions_find_them(call, tmp_path):
    folder = tmp_path / "z"
    (folder / "bib").mkdir(parents=True)
    (folder / "decisions").mkdir()
    (folder / "litreview.toml").write_text('title = "Z"\ncodebook = "none"\n')
    address = "http://zotero.org/users/1/items/AB6"
    item = {
        "id": address,
        "type": "article-journal",
        "title": "Measured harbors",
        "author": [{"family": "Doe", "given": "Ann"}],
        "issued": {"date-parts": [[2018]]},
    }
    (folder / "bib/z.json").write_text(json.dumps([item]))
    (folder / "decisions/ann.tsv").write_text(
        f"when\tby\tverb\tkey\tvalue\twhere\treason\n2026-01-01T00:00:00Z\tann\texclude\t{address}\tabstract\t\t\n"
    )
    review = lr.open_review(folder)
    assert ["Doe2018Measured"] == [one.key for one in review.sources]
    assert ("Doe2018Measured",) == review.standing.keys("excluded")
    assert [] == [one.code for one in review.problems if one.code in ("LR042", "LR041")]


def test_one_retraction_is_one_warning(call, tmp_path):
    folder = tmp_path / "r"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text('title = "R"\ncodebook = "none"\n')
    for name, title in (
        ("a", "RETRACTED: Coffee and harbors"),
        ("b", "RETRACTED: Coffee and harbors"),
        ("c", "Coffee and harbors"),
    ):
        (folder / f"bib/{name}.bib").write_text(
            f"@article{{{name}, title = {{{title}}}, author = {{Doe, Ann}}, year = 2020, journal = {{Journal of Measures}}, doi = {{10.5555/made.up}}}}\n"
        )
    review = lr.open_review(folder)
    assert 1 == len(review.sources)
    assert ["LR530"] == [one.code for one in review.problems if "etract" in one.message]
    # a file alone says it too
    assert "LR753" in call("check", "r/bib/a.bib").output
