"""A review with and without what registries said of it: the same in all that was received and decided; filled, linked and told in all else.

All works are made up.
"""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st
from test_enrichment_attaching import libraries

from litreview.cli import main
from litreview.core.model import Decision, Library
from litreview.review import Review, open_review
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.questions.duplicates import find_pairs
from litreview.review.questions.screening import screen_questions

DEMONSTRATION = Path(__file__).parents[2] / "examples/demonstration"
BIB = """@article{Archer2015Margins, author={Archer, Ann and Baker, Bo}, title={Policing the margins of the informal economy}, year={2015}}
@article{Dean2016Tides, author={Dean, Di}, title={Tides and their tables in four harbors}, year={2016}, doi={10.5555/tides}}
@article{Roe2017Nothing, author={Roe, Di}, title={Nothing of the sort}, year={2017}, doi={10.5555/other}}
@misc{I07, author={Quill, Quentin}, title={Interview with Quentin Quill}, entrysubtype={interview}}
"""
MARGINS = {
    "id": "https://openalex.org/W1",
    "title": "Policing the margins of the informal economy",
    "publication_year": 2015,
    "type": "article",
    "authorships": [{"author": {"display_name": "Ann Archer"}}, {"author": {"display_name": "Bo Baker"}}],
    "doi": "https://doi.org/10.5555/margins",
    "abstract_inverted_index": {word: [n] for n, word in enumerate(["Raids", "identified", "few", "victims", "and", "arrested", "many", "of", "them", "in", "four", "made-up", "cities"])},
    "referenced_works": [f"https://openalex.org/W{n}" for n in (2, 3, 9)],
    "biblio": {"volume": "3", "issue": "1", "first_page": "1", "last_page": "9"},
}  # fmt: skip
TIDES = {
    "id": "https://openalex.org/W2",
    "title": "Tides and their tables in four harbors",
    "publication_year": 2016,
    "type": "article",
    "authorships": [{"author": {"display_name": "Di Dean"}}],
    "doi": "https://doi.org/10.5555/tides",
    "is_retracted": True,
}
OTHER = {
    "id": "https://openalex.org/W4",
    "title": "Something else by far",
    "publication_year": 2017,
    "type": "article",
    "authorships": [{"author": {"display_name": "Di Roe"}}],
    "doi": "https://doi.org/10.5555/other",
}
CITED = {
    "id": "https://openalex.org/W3",
    "title": "A work that is cited and not held",
    "publication_year": 1999,
    "type": "article",
    "authorships": [{"author": {"display_name": "Cy Cited"}}],
    "doi": "https://doi.org/10.5555/cited",
}


def lines(works):
    return "[\n" + ",\n".join(map(json.dumps, works)) + "\n]\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "review"
    (place / "bib").mkdir(parents=True)
    (place / "enriched").mkdir()
    (place / "litreview.toml").write_text('title = "Made up"\n')
    (place / "bib/a.bib").write_text(BIB)
    (place / "enriched/openalex.json").write_text(lines([MARGINS, TIDES, OTHER]))
    (place / "enriched/openalex-cited.json").write_text(lines([CITED]))
    return place


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def table(review, name):
    return rows_of(OUTPUTS[name].make(review))


def received(review):
    """All that must not move, whatever registries say."""
    rows = {row["key"]: row for row in table(review, "sources.csv")}
    own = ["records", "former_keys", "files", "status", "stage", "reason", "stream"]
    return (
        review.flow,
        review.overlap,
        review.standing,
        [(s.key, s.records, s.former_keys) for s in review.sources],
        review.deduplication.clusters,
        review.received.queue,
        [(source.key, stage) for source, stage in screen_questions(review, "ann")],
        {key: [row[name] for name in own] for key, row in rows.items()},
        *(
            OUTPUTS[name].make(review)
            for name in ("excluded.csv", "search-overlap.csv", "flow.json", "flow.svg")
        ),
    )


def work_of(record, number):
    """A registry's record of a received one, as OpenAlex gives it."""
    return {
        "id": f"https://openalex.org/W{number}",
        "title": record.title,
        "publication_year": record.year,
        "type": "article",
        "authorships": [{"author": {"display_name": p.display}} for p in record.authors],
        "doi": record.doi and f"https://doi.org/{record.doi}",
        "abstract_inverted_index": {"Raids": [0], "protect": [1], "victims": [2], f"made-up-{number}": [3]},
        "referenced_works": ["https://openalex.org/W1", "https://openalex.org/W2"],
    }


@pytest.mark.exhaustive
def test_the_demonstration_is_the_same_in_all_that_was_received(tmp_path):
    plain = shutil.copytree(DEMONSTRATION, tmp_path / "plain")
    rich = shutil.copytree(DEMONSTRATION, tmp_path / "rich")
    before = open_review(plain)
    works = [work_of(r, n) for n, r in enumerate(before.library) if r.title and not r.confidential]
    (rich / "enriched").mkdir()
    (rich / "enriched/openalex.json").write_text(lines(works))
    after = open_review(rich)
    assert received(before) == received(after)
    assert 10 < sum(bool(one.source) for one in after.deduplication.attached)
    assert len(before.links.citations) < len(after.links.citations)


verbs = st.sampled_from(["same", "different", "include", "exclude"])


@pytest.mark.exhaustive
@given(libraries("bib/a.bib", "a"), libraries("enriched/openalex.json", "W"), st.data())
def test_whatever_people_decide_registries_move_nothing(own, theirs, data):
    decided = []
    for n in range(data.draw(st.integers(0, 4)) if own else 0):
        verb = data.draw(verbs)
        first, second = (data.draw(st.sampled_from(own)) for _ in "ab")
        value = "abstract" if verb in ("include", "exclude") else second.id
        if value == first.id:
            continue
        decided.append(
            Decision(
                when=f"2026-01-01T00:00:0{n}Z",
                by=data.draw(st.sampled_from(["ann", "bea"])),
                verb=verb,
                key=first.id,
                value=value,
                # found by what it says where its name is gone: never among the records of registries
                what=data.draw(st.sampled_from(["", "Archer; 2015; Policing the margins; doi:10.1234/a"])),
            )
        )
    library = Library(records=tuple(own), files=("bib/a.bib",))
    before = Review(library=library, decided=tuple(decided))
    after = Review(library=library, enriched=Library(records=tuple(theirs)), decided=tuple(decided))
    assert before.decisions == after.decisions
    assert before.flow == after.flow
    assert before.standing == after.standing
    assert before.overlap == after.overlap
    assert [s.records for s in before.sources] == [s.records for s in after.sources]
    assert [s.key for s in before.sources] == [s.key for s in after.sources]


def test_what_was_missing_is_there_and_says_where_it_is_from(folder):
    review = open_review(folder)
    margins = review.sources[0]
    assert margins.abstract.startswith("Raids identified few victims")
    assert "abstract" in {tag.basis for tag in review.tags if tag.source == margins.key}
    rows = [r for r in table(review, "values.csv") if r["source"] == margins.key]
    assert {"abstract", "doi", "openalex", "volume", "number", "pages"} == {
        r["field"] for r in rows if r["taken"] == "true"
    }
    assert {("enriched/openalex.json", "2")} == {(r["file"], r["line"]) for r in rows}


def test_every_record_of_a_registry_is_accounted_for(folder):
    review = open_review(folder)
    homes = {
        r["record"]: r["source"] for r in table(review, "records.csv") if r["file"].startswith("enriched/")
    }
    name = "enriched/openalex.json:"
    assert {f"{name}W1": "Archer2015Margins", f"{name}W2": "Dean2016Tides", f"{name}W4": ""} == homes
    assert [f"{name}W4"] == [r["record_b"] for r in table(review, "queue.csv")]


def test_works_cited_by_ids_are_linked_and_those_not_held_are_named(folder):
    review = open_review(folder)
    assert [("Archer2015Margins", "Dean2016Tides", "key")] == [
        (c.citing, c.cited, c.method) for c in review.links
    ]
    rows = table(review, "not-held.csv")
    assert {("A work that is cited and not held", "10.5555/cited"), ("", "")} == {
        (r["title"], r["doi"]) for r in rows
    }
    assert [] == [r for r in table(review, "records.csv") if "cited" in r["file"]]


def test_an_id_that_nothing_names_is_left_out_where_the_source_has_references_in_words(folder):
    (folder / "references").mkdir()
    own = BIB.replace(
        "year={2015}}", "year={2015}, references={Doe, J. (1990). A made-up book about nets. Press.}}"
    )
    (folder / "bib/a.bib").write_text(own)
    titles = [r["reference"] for r in table(open_review(folder), "not-held.csv")]
    assert not [one for one in titles if one == "W9"]
    assert any("made-up book" in one for one in titles)


def test_a_work_cited_by_id_is_found_by_what_a_registry_says_of_it(folder):
    cited = [
        dict(CITED, title="Nothing of the sort", doi="https://doi.org/10.5555/other", publication_year=2017)
    ]
    (folder / "enriched/openalex-cited.json").write_text(lines(cited))
    assert ("Archer2015Margins", "Roe2017Nothing", "doi") in [
        (c.citing, c.cited, c.method) for c in open_review(folder).links
    ]


def test_a_retraction_that_a_registry_knows_of_is_told_with_its_place(folder):
    (problem,) = [p for p in open_review(folder).problems if p.code == "LR530"]
    assert "Dean2016Tides" == problem.key
    assert "says enriched/openalex.json:3" in problem.message


@pytest.mark.parametrize(
    ("type_", "told"),
    [
        ("retraction", "retraction"),
        ("erratum", "correction"),
        ("expression_of_concern", "expression of concern"),
        ("new_version", ""),
    ],
)
def test_what_crossref_says_of_updates_is_told(folder, type_, told):
    update = {"DOI": "10.5555/notice", "type": type_, "updated": {"date-parts": [[2020, 3, 5]]}}
    work = {
        "DOI": "10.5555/tides",
        "type": "journal-article",
        "title": ["Tides and their tables in four harbors"],
        "source": "Crossref",
    }
    (folder / "enriched/openalex.json").unlink()
    notice = {"DOI": "10.5555/notice", "type": "journal-article", "title": ["A notice"], "source": "Crossref"}
    for works in (
        # with the work, or with the notice, which is of no source
        [
            {
                **work,
                "author": [{"family": "Dean", "given": "Di"}],
                "issued": {"date-parts": [[2016]]},
                "updated-by": [update],
            }
        ],
        [{**notice, "update-to": [{**update, "DOI": "10.5555/tides"}]}],
    ):
        (folder / "enriched/crossref.json").write_text(lines(works))
        found = [p for p in open_review(folder).problems if p.code == "LR530"]
        assert bool(told) == bool(found)
        if told:
            assert f"{told}, 2020-03-05 (says enriched/crossref.json:2)" in found[0].message
            assert "doi:10.5555/notice" in found[0].remedy


def test_a_record_of_a_registry_goes_by_what_that_calls_it_however_the_file_grows(folder):
    def work(doi, title):
        return {
            "DOI": doi, "type": "journal-article", "title": [title], "author": [{"family": "Roe", "given": "Di"}],
            "issued": {"date-parts": [[2017]]}, "source": "Crossref",
        }  # fmt: skip

    path = folder / "enriched/crossref.json"
    path.write_text(lines([work("10.5555/OTHER", "Something else by far")]))
    run(
        "decide",
        "same",
        "Roe2017Nothing",
        "enriched/crossref.json:10.5555/other",
        "--by",
        "ann",
        "-C",
        folder,
    )
    path.write_text(
        lines([work("10.5555/a", "Another of hers"), work("10.5555/other", "Something else by far")])
    )
    review = open_review(folder)
    assert ["enriched/crossref.json:10.5555/other"] == [r.id for r in review.sources[2].enriched]


def test_people_decide_on_what_a_registry_says_as_on_any_pair(folder):
    pair = ("Roe2017Nothing", "enriched/openalex.json:W4")
    assert [pair] == [question.names for question in find_pairs(open_review(folder))]
    assert 0 == run("decide", "same", *pair, "--by", "ann", "-C", folder).exit_code
    review = open_review(folder)
    assert pair[0] == next(a.source for a in review.deduplication.attached if a.record.id == pair[1])
    assert () == review.deduplication.queue
    assert [("same", *pair)] == [(d.verb, d.key, d.value) for d in review.decisions]
    assert 0 == run("decide", "different", *pair, "--by", "bea", "-C", folder).exit_code
    review = open_review(folder)
    assert [""] == [a.source for a in review.deduplication.attached if a.record.id == pair[1]]
    assert "LR045" in {p.code for p in review.problems}
    run("decide", "clear", pair[0], "--by", "bea", "-C", folder)
    run("decide", "clear", pair[0], f"same {pair[1]}", "--by", "ann", "-C", folder)
    assert [pair] == [question.names for question in find_pairs(open_review(folder))]


def test_a_no_is_remembered_when_the_file_comes_back(folder):
    pair = ("Archer2015Margins", "enriched/openalex.json:W1")
    run("decide", "different", *pair, "--by", "ann", "-C", folder)
    kept = (folder / "enriched/openalex.json").read_bytes()
    (folder / "enriched/openalex.json").unlink()
    # a line on a record that is not here is no fault of the line
    assert not [p for p in open_review(folder).problems if p.code in ("LR042", "LR040")]
    (folder / "enriched/openalex.json").write_bytes(kept)
    assert "" == open_review(folder).sources[0].abstract


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            ("same", "Roe2017Nothing", "enriched/openalex.json:W5"),
            "did you mean 'enriched/openalex.json:W4'?",
        ),
        (("same", "I07", "enriched/openalex.json:W4"), "confidential"),
        (("same", "enriched/openalex.json:W1", "enriched/openalex.json:W4"), "both records of registries"),
        (("tag", "enriched/openalex.json:W4", "protect"), "say it of the source"),
    ],
    ids=["no such record", "confidential", "two of registries", "a tag"],
)
def test_what_makes_no_sense_of_a_registrys_record_is_refused(folder, words, why):
    result = run("decide", *words, "--by", "ann", "-C", folder)
    assert 2 == result.exit_code
    assert why in result.output
    assert not list((folder / "decisions").glob("*.tsv")) if (folder / "decisions").exists() else True


def test_registries_say_nothing_of_what_is_confidential(folder):
    spy = {
        **OTHER,
        "id": "https://openalex.org/W7",
        "doi": None,
        "title": "Interview with Quentin Quill",
        "authorships": [{"author": {"display_name": "Quentin Quill"}}],
    }
    (folder / "enriched/openalex.json").write_text(lines([spy]))
    review = open_review(folder)
    assert ["" for _ in review.enriched] == [a.source for a in review.deduplication.attached]
    assert () == review.deduplication.queue
    (interview,) = [s for s in review.sources if s.confidential]
    assert {} == {name: value for name, value in interview.fields.items() if "Quill" in value}


def test_answers_below_private_are_refused(folder):
    shutil.move(folder / "enriched", folder / "private/enriched")
    review = open_review(folder)
    assert ["LR683"] == [p.code for p in review.problems if p.level == "error"]
    assert (4, 0) == (len(review.library), len(review.enriched))


def test_answers_are_never_read_as_sources(folder, tmp_path):
    (folder / "bib/enriched").mkdir()
    shutil.copy(folder / "enriched/openalex.json", folder / "bib/enriched/openalex.json")
    review = open_review(folder)
    assert ("bib/a.bib",) == review.library.files
    assert ["bib/enriched/"] == [p.where.file for p in review.problems if p.code == "LR620"]
    shutil.rmtree(folder / "bib/enriched")
    (folder / "litreview.toml").write_text(
        'title = "Made up"\nsources = ["bib/a.bib", "enriched/openalex.json"]\n'
    )
    review = open_review(folder)
    assert ("bib/a.bib",) == review.library.files
    assert ["enriched/openalex.json"] == [p.where.file for p in review.problems if p.code == "LR684"]
    (folder / "litreview.toml").write_text('title = "Made up"\nsources = ["*/*.json", "bib/a.bib"]\n')
    assert 2 == run("check", folder).exit_code  # the pattern matches no source
    out = tmp_path / "all.bib"
    (folder / "litreview.toml").write_text('title = "Made up"\n')
    run("convert", tmp_path, "-o", out)
    assert 3 == len(re.findall("^@article", out.read_text(), re.MULTILINE))


def test_works_found_through_references_enter_as_citation_searching(folder, tmp_path):
    table_, found = tmp_path / "N.csv", folder / "bib/found.bib"
    run("graph", folder, "-o", tmp_path / "g.graphml", "--not-held", table_)
    run("convert", table_, "-o", found)
    entry = found.read_text()
    assert "title = {A work that is cited and not held}" in entry
    assert "doi = {10.5555/cited}" in entry
    searched = '[[search]]\nmethod = "citation searching"\nfile = "bib/found.bib"\n'
    (folder / "litreview.toml").write_text(f'title = "Made up"\n{searched}')
    review = open_review(folder)
    # it is a work like any other from then on, cites nothing, and is cited by what cited it
    assert [("Archer2015Margins", "Cited1999Work")] == [
        (c.citing, c.cited) for c in review.links if c.cited.startswith("Cited")
    ]
    assert () == review.links.queue
    assert {"bib/a.bib": "", "bib/found.bib": "citation searching"} == {
        one.file: one.method for one in review.flow.identified
    }


def test_a_difference_names_what_came_from_a_registry(folder, tmp_path):
    bare = shutil.copytree(folder, tmp_path / "bare")
    shutil.rmtree(bare / "enriched")
    found = json.loads(run("diff", bare, folder, "--json").stdout)
    assert [("registry", "enriched/openalex.json", "added")] == [
        (i["kind"], i["what"], i["how"]) for i in found["inputs"]
    ]
    taken = [o for o in found["outputs"] if (o["key"], o["what"]) == ("Archer2015Margins", "abstract")]
    assert [("registry", "", "from enriched/openalex.json", True)] == [
        (o["aspect"], o["before"], o["after"], o["direct"]) for o in taken
    ]
    assert {"registry", "tag"} >= {o["aspect"] for o in found["outputs"]}
    assert "taken from registries" in run("diff", bare, folder).stdout


def test_a_publication_with_answers_of_registries_is_told(folder):
    told = [line for line in run("check", folder, "--release").output.split("\n") if "LR685" in line]
    assert ["2 files in enriched/ with abstracts"] == [
        re.search("2 files in enriched/ with abstracts", line)[0] for line in told
    ]
    (folder / ".gitignore").write_text("private/\nenriched/\nout/\n")
    assert "LR685" not in run("check", folder, "--release").output


def test_who_withdraws_is_taken_out_of_the_list_of_what_was_asked(folder):
    row = ("I07", "openalex", "W9", "2026-01-31", "doi:x", "not-found", "abstracts", "", "")
    (folder / "enriched.tsv").write_text(ledger(row, ("Dean2016Tides", *row[1:])))
    assert 0 == run("withdraw", "I07", "-C", folder, "--yes").exit_code
    assert ["source", "Dean2016Tides"] == [
        line.split("\t")[0] for line in (folder / "enriched.tsv").read_text().splitlines()
    ]


def ledger(*rows):
    columns = ["source", "provider", "id", "date", "asked", "result", "what", "fields", "hash"]
    return "".join("\t".join(row) + "\n" for row in [columns, *rows])


def test_a_copy_without_answers_or_with_others_is_told(folder):
    from litreview.stages.enrichment import digest

    def row(work, hash_=""):
        return (
            "Archer2015Margins",
            "openalex",
            work["id"],
            "2026-01-31",
            "doi:x",
            "taken",
            "abstracts",
            "abstract",
            hash_ or digest(work),
        )

    (folder / "enriched.tsv").write_text(ledger(row(MARGINS), row(TIDES)))
    assert set() == {p.code for p in open_review(folder).problems} & {"LR680", "LR681", "LR620"}
    (folder / "enriched/openalex.json").write_text(lines([dict(MARGINS, title="Altered"), TIDES]))
    (problem,) = [p for p in open_review(folder).problems if p.code == "LR681"]
    assert "1 work" in problem.message
    (folder / "enriched/openalex.json").write_text("nothing that is JSON")
    assert "LR681" in {p.code for p in open_review(folder).problems}
    (folder / "enriched/openalex.json").unlink()
    (problem,) = [p for p in open_review(folder).problems if p.code == "LR680"]
    assert "abstract of 2" in problem.message


def test_the_page_of_duplicates_shows_what_registries_say(folder, tmp_path):
    page = tmp_path / "report.html"
    run("dedupe", folder, "--report", page)
    told = page.read_text()
    assert "Said by registries (2)" in told
    assert "litreview decide different Archer2015Margins enriched/openalex.json:W1" in told
