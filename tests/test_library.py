"""What is expected of the library in a notebook: keys, slices, sums and sets of what was read, files wherever a file is meant."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.judgements.codebook import codebook_text

BIB = Path(__file__).parents[1] / "bib"
TWO = "@article{Doe2001, title = {A made-up raid}, year = 2001}\n@book{Roe2002, title = {A made-up port}, year = 2002}"
SEALED = "@misc{Doe2019, title = {Interview by telephone}, confidential = {true}}"


@pytest.fixture(scope="module")
def pubmed():
    return lr.read(BIB / "pubmed.bib")


@pytest.fixture(scope="module")
def found(pubmed):
    return lr.dedupe(pubmed)


def test_every_record_is_found_by_its_id_and_by_its_key(pubmed):
    assert [pubmed[record.id] for record in pubmed] == [*pubmed] == [pubmed[n] for n in range(len(pubmed))]
    assert all(record.key in pubmed and record.id in pubmed and record in pubmed for record in pubmed)
    assert "none" not in pubmed


def test_every_source_is_found_by_its_key_and_by_the_ids_of_its_records(found):
    for source in found:
        assert {found[name] for name in (source.key, *(record.id for record in source.records))} == {source}
        assert all(name in found for name in (source.key, *source.former_keys, source))


def test_a_key_that_is_none_names_the_nearest_and_is_pythons_own_error():
    library = lr.read_text(TWO)
    with pytest.raises(KeyError, match="no 'Doe2011' here; did you mean 'Doe2001'"):
        library["Doe2011"]


def test_a_key_that_two_records_have_is_not_guessed():
    library = lr.read_text(TWO + "\n@book{Roe2002, title = {Another}}")
    with pytest.raises(lr.UnknownKeyError, match="2 are called 'Roe2002'"):
        library["Roe2002"]
    assert library["<string>:Roe2002#2"].title == "Another"


def test_no_message_names_a_key_that_is_confidential(tmp_path):
    (tmp_path / "a.bib").write_text(SEALED, encoding="utf-8")
    library = lr.read(tmp_path / "a.bib", include_confidential=True)
    with pytest.raises(KeyError) as told:
        library["Doe2018"]
    assert "Doe2019" not in str(told.value)


def test_a_slice_is_a_library_that_keeps_what_reading_met():
    library = lr.read_text(TWO + "\n@book{x, title = {never closed}")
    part = library[:1]
    assert (part.records, part.problems, part.files) == (library.records[:1], library.problems, library.files)
    assert library.problems


def test_the_sum_of_libraries_holds_every_record_once(pubmed):
    other = lr.read(BIB / "heinonline.bib", root=BIB)
    both = pubmed + other
    assert [record.id for record in both] == [*(r.id for r in pubmed), *(r.id for r in other)]
    assert (both + pubmed, both + other) == (both, both)
    assert lr.dedupe(both) == lr.dedupe(lr.read(BIB / "pubmed.bib", BIB / "heinonline.bib"))


def test_a_sum_of_two_files_of_one_name_is_refused(tmp_path):
    for name, title in (("a", "One"), ("b", "Another")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.bib").write_text(f"@book{{k, title = {{{title}}}}}", encoding="utf-8")
    one, other = (lr.read(tmp_path / name / "x.bib") for name in "ab")
    with pytest.raises(lr.UsageError, match=r"two records are called x\.bib:k; read their files in one call"):
        one + other
    with pytest.raises(TypeError):
        one + other.records


def test_a_confidential_record_is_counted_once_or_refused_and_never_lost(tmp_path):
    for name, title in (("a", "Interview by telephone"), ("b", "Interview in person")):
        (tmp_path / name).mkdir()
        text = f"@misc{{I01, title = {{{title}}}, confidential = {{true}}}}"
        (tmp_path / name / "x.bib").write_text(text, encoding="utf-8")
    one, other = (lr.read(tmp_path / name / "x.bib") for name in "ab")
    assert len(one + one) == 1
    with pytest.raises(lr.UsageError) as told:
        one + other
    assert "telephone" not in str(told.value)


def test_sources_are_in_sets_as_they_are_equal(pubmed, found):
    again = lr.dedupe(lr.read(BIB / "pubmed.bib"))
    assert {*found} == {*again}
    assert len({*found, *again}) == len(found) == len({*found.clusters})
    assert hash(pubmed) == hash(lr.read(BIB / "pubmed.bib"))


def test_a_codebook_may_be_its_file_wherever_one_is_taken(found, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(codebook_text().replace('name = "tvpa"', 'name = "own"', 1), encoding="utf-8")
    book, sources = lr.load_codebook(path), found.sources[:5]
    for given in (path, str(path)):
        tags = lr.tag(sources, given)
        assert tags == lr.tag(sources, book)
        assert lr.judge_goals(sources, given) == lr.judge_goals(sources, book)
        assert lr.suggest(sources, given) == lr.suggest(sources, book)
        assert lr.map_evidence(sources, tags, given) == lr.map_evidence(sources, tags, book)
        cited = lr.cite(sources, "bluebook")
        made = [lr.compose(cited, tags, lr.BibliographyOptions(codebook=one)) for one in (given, book)]
        assert made[0] == made[1]
    assert lr.load_codebook(book) is book


def test_a_bibliography_is_written_in_the_format_of_its_ending(found, tmp_path):
    for name in ("a.html", "a.md"):
        path = tmp_path / name
        assert lr.annotate(found.sources[:2], path=path) == path.read_bytes()
    assert (tmp_path / "a.html").read_bytes().startswith(b"<!DOCTYPE html>")
    with pytest.raises(lr.UsageError, match="no bibliography format 'xyz'"):
        lr.annotate(found.sources[:2], path=tmp_path / "a.xyz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a.md"]


def test_a_style_is_a_name_or_ones_own_file(found, tmp_path):
    own = tmp_path / "my style"
    from litreview.stages.bibliography.styles import find_style

    own.write_text(find_style("apa").csl, encoding="utf-8")
    printed = [[entry.text for entry in lr.cite(found.sources[:3], style).entries] for style in (own, "apa")]
    assert printed[0] == printed[1] != ["", "", ""]


def test_a_graph_is_a_page_or_a_file_of_another_program(found, tmp_path):
    links = lr.link(found.sources)
    graph = lr.build_graph(found.sources, links)
    for name in ("g.html", "g.graphml"):
        lr.export_graph(graph, tmp_path / name)
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert all(source.key in page for source in found.sources[:20])
    with pytest.raises(lr.UsageError, match="citations only"):
        lr.export_graph(graph.to_undirected(), str(tmp_path / "net.html"))
    with pytest.raises(lr.UsageError, match=r"no graph format '\.xyz'"):
        lr.export_graph(graph, tmp_path / "g.xyz")


def test_an_evidence_map_is_written_as_the_command_writes_it(tmp_path):
    found = lr.dedupe(
        lr.read_text(
            "@book{a, title = {A made-up house of trafficking}, author = {Doe, Jane}, publisher = {P}, year = 2001}",
            "a.bib",
        )
    )
    cells = lr.map_evidence(found, lr.tag(found))
    (tmp_path / "a.bib").write_text(
        "@book{a, title = {A made-up house of trafficking}, author = {Doe, Jane}, publisher = {P}, year = 2001}"
    )
    for ending in (".html", ".svg", ".csv"):
        lr.export_evidence_map(cells, tmp_path / f"one{ending}", sources=found)
        made = CliRunner().invoke(
            main, ["evidence-map", str(tmp_path / "a.bib"), "-o", str(tmp_path / f"two{ending}")]
        )
        assert 0 == made.exit_code
        one, two = ((tmp_path / f"{name}{ending}").read_text() for name in ("one", "two"))
        # the command says of the folder, too, how far its sources are screened
        assert one == two or ending != ".csv"
        assert all(each in one for each in ("<svg", "A made-up house") if each in two)
    with pytest.raises(lr.UsageError, match=r"\.html, \.svg or \.csv"):
        lr.export_evidence_map(cells, tmp_path / "map.png")
