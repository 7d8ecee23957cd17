"""Merging: the best value by stated rules, every other value kept, and keys that stay what they are."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision, Doi, Fields, Person, Record, RecordId, Where
from litreview.formats import dumps, read_text
from litreview.stages.duplicates import dedupe
from litreview.stages.duplicates.corrections import correct
from litreview.stages.duplicates.merge import merge

TITLE = "Policing the margins of the informal economy in four cities"


def record(key="a", path="a.bib", line=1, **given):
    known = ("doi", "type", "authors", "year")
    return Record(
        key=key,
        type=given.get("type", "article"),
        fields={"title": TITLE, **{name: v for name, v in given.items() if name not in known}},
        authors=given.get("authors", (Person(family="Archer", given="Ann"),)),
        year=given.get("year", 2015),
        doi=Doi(given.get("doi", "")),
        id=RecordId(f"{path}:{key}"),
        where=Where(file=path, line=line),
    )


def merged(*records, **given):
    return merge(records, records[0].key, **given)


def lost(source, name):
    return [other.value for other in source.values if other.field == name]


ARTICLE = {"journal": "Criminology and Public Policy", "volume": "9", "number": "2", "pages": "201-233"}


def test_the_place_is_that_of_the_final_article_and_never_a_mixture():
    early = record(
        journal="Criminology and Public Policy", pages="1-33", year=2009, note="Advance online publication"
    )
    source = merged(early, record("b", **ARTICLE, year=2010))
    assert ("9", "2", "201-233", 2010) == (
        source.get("volume"),
        source.get("number"),
        source.get("pages"),
        source.year,
    )
    assert ["1-33"] == lost(source, "pages")


def test_that_it_is_in_press_is_no_longer_true_of_the_article_and_is_kept_as_a_value():
    source = merged(record(note="In press"), record("b", **ARTICLE, note="Read in May"))
    assert "Read in May" == source.get("note")
    assert ["In press"] == lost(source, "note")
    assert "Forthcoming" == merged(record(note="Forthcoming"), record("b")).get("note")


def test_the_journal_is_the_articles_not_the_longer_name_of_the_preprint_server():
    preprint = record(
        journal="A preprint server with quite a long name in the field", year=2009, doi="10.48550/arxiv.1"
    )
    source = merged(preprint, record("b", **{**ARTICLE, "journal": "Nature"}, doi="10.1234/a"))
    assert "Nature" == source.get("journal")
    assert "10.1234/a" == source.doi
    assert [preprint.get("journal")] == lost(source, "journal")


def test_a_day_of_the_same_year_is_told_and_one_of_another_year_or_month_is_not():
    def told(key, date):
        entry = f"@article{{{key}, title = {{{TITLE}}}, {date}, journal = {{J}}}}"
        return read_text(entry, f"{key}.bib").records[0]

    year, day = told("a", "date = {2015}"), told("b", "year = 2015, month = jul, day = 28")
    assert ("July", "28") == (merged(year, day).fields["month"], merged(year, day).fields["day"])
    assert "month" not in merged(year, told("b", "year = 2014, month = jul")).fields
    month = told("a", "date = {2015-06}")
    assert "2015-06" == merged(month, day).fields["date"]
    assert "2015-06-03" == merged(month, told("b", "date = {2015-06-03}")).fields["date"]


def test_a_journal_has_its_longest_name():
    source = merged(
        record(**{**ARTICLE, "journal": "Criminol. Public Policy"}), record("b", journal=ARTICLE["journal"])
    )
    assert ARTICLE["journal"] == source.get("journal")


def test_the_longest_list_of_authors_without_damage():
    def people(*names):
        return tuple(Person(family=name, given="A.") for name in names)

    short, long = people("Archer"), people("Archer", "Baker", "Dean")
    assert long == merged(record(authors=short), record("b", authors=long)).authors
    cut = (*people("Archer", "Baker"), Person(literal="others"))
    assert people("Archer", "Baker", "Dean") == merged(record(authors=cut), record("b", authors=long)).authors
    broken = people("Archer", "Bak\ufffdr", "Dean", "Eli")
    assert long == merged(record(authors=broken), record("b", authors=long)).authors
    shouted = people("ARCHER", "BAKER", "DEAN")
    assert long == merged(record(authors=shouted), record("b", authors=long)).authors


def test_a_doi_comes_before_none_and_the_one_most_records_give_before_another():
    assert "10.1234/a" == merged(record(), record("b", doi="10.1234/a")).doi
    three = [record(doi="10.1234/x"), record("b", doi="10.1234/a"), record("c", doi="10.1234/a")]
    assert "10.1234/a" == merged(*three).doi


def test_a_title_that_was_cut_or_eaten_gives_way():
    assert TITLE == merged(record(title=TITLE[:40] + "…"), record("b")).title
    assert TITLE == merged(record(title="#NAME?"), record("b")).title
    assert TITLE == merged(record(title=(TITLE + " (report)").upper()), record("b")).title


def test_a_retraction_stays_visible_and_is_told():
    full = TITLE + ": results of a survey among officers"
    flagged = record(title=f"RETRACTED: {TITLE}", **ARTICLE, doi="10.1234/a")
    found = dedupe([record("b", title=full, **ARTICLE, doi="10.1234/a"), flagged])
    (source,) = found.sources
    assert source.title.startswith("RETRACTED")
    assert [full] == lost(source, "title")
    (problem,) = [p for p in found.problems if p.code == "LR104"]
    assert "a.bib:a" in problem.message


def test_keywords_groups_files_notes_and_references_are_united():
    a = record(
        keywords="police, courts", groups="mine", file=":a.pdf:PDF", note="one", references="Archer A., 2001; Baker B., 2002",
        **{"cited-references": "ARCHER A, 2001, J\nBAKER B, 2002, K"}, cites="x,y",
    )  # fmt: skip
    b = record(
        "b", keywords="Courts; labor", groups="mine, ours", file=":b.pdf:PDF", note="two", references="Baker B., 2002; Dean D., 2003",
        **{"cited-references": "BAKER B, 2002, K\nDEAN D, 2003, L"}, cites="y,z",
    )  # fmt: skip
    source = merged(a, b)
    assert ("police", "courts", "labor") == source.keywords
    assert "mine, ours" == source.get("groups")
    assert ":a.pdf:PDF;:b.pdf:PDF" == source.get("file")
    assert "one\n\ntwo" == source.get("note")
    assert "Archer A., 2001; Baker B., 2002; Dean D., 2003" == source.get("references")
    assert ["ARCHER A, 2001, J", "BAKER B, 2002, K", "DEAN D, 2003, L"] == source.get(
        "cited-references"
    ).split("\n")
    assert "x,y,z" == source.get("cites")
    assert () == source.values


def test_one_thing_has_one_name():
    source = merged(
        record(journal="Nature", volume="1", pages="1-9"), record("b", journaltitle="Nature", number="3")
    )
    assert "" == source.get("journaltitle")
    assert "3" == source.get("number")
    both = merged(record(issue="4"), record("b", **ARTICLE))
    assert ("2", "") == (both.get("number"), both.get("issue"))
    assert ["4"] == lost(both, "issue")


def test_a_preferred_file_comes_first_unless_its_value_is_damaged():
    a = record(publisher="Wiley", abstract="A long abstract that says all", **ARTICLE)
    b = record(
        "b", "bib/wos.bib", publisher="WILEY-BLACKWELL", abstract="Short", **{**ARTICLE, "pages": "201-3"}
    )
    c = record(
        "c", "bib/scopus-1.bib", publisher="Wiley Inc", abstract="Shorter", **{**ARTICLE, "pages": "201"}
    )
    given = merged(a, b, c, prefer=("bib/scopus*.bib", "wos.bib"))
    assert ("Wiley Inc", "Shorter", "201") == (
        given.get("publisher"),
        given.get("abstract"),
        given.get("pages"),
    )
    assert "Wiley" == merged(a, b, prefer=("wos.bib",)).get("publisher")
    assert "A long abstract that says all" == merged(a, b, c).get("abstract")


def test_of_equal_records_the_one_that_lost_less_on_the_way_is_taken():
    bare = record(
        "a", title="Work in three cities.", authors=(Person(family="Garcia", given="Maria"),),
        author="Garcia, Maria", volume="12", number="3", pages="201",
    )  # fmt: skip
    full = record(
        "b", title="Work in three cities", authors=(Person(family="García", given="María"),),
        author="García, María", volume="12", number="3", pages="201--225",
    )  # fmt: skip
    source = merged(bare, full)
    assert source.get("pages") == "201--225"
    assert (source.authors, source.get("author")) == (full.authors, "García, María")
    assert source.get("title") == "Work in three cities"


def test_old_keys_are_written_as_ids_and_read_again():
    found = dedupe([record("a", **ARTICLE), record("b", "b.bib", **ARTICLE)])
    text = dumps(found.sources, "bib")
    assert "ids = {b}" in " ".join(text.split())
    assert "b" in read_text(text).records[0].get("ids")


values = st.dictionaries(
    st.sampled_from(["title", "journal", "journaltitle", "volume", "number", "issue", "pages", "note", "keywords", "publisher", "abstract", "year", "date", "references", "pubstate"]),
    st.text(alphabet="aB1 ;,.\n…", min_size=1, max_size=12).filter(str.strip),
)  # fmt: skip


@given(st.lists(values, min_size=2, max_size=4))
def test_no_value_is_lost(fields):
    records = [
        Record(key=f"k{n}", type="article", fields=f, id=RecordId(f"a.bib:k{n}"), where=Where(file="a.bib", line=n + 1))
        for n, f in enumerate(fields)
    ]  # fmt: skip
    source = merge(records, "k0")
    kept = {(o.field, o.value) for o in source.values}
    for one in records:
        for name, value in one.fields.items():
            pieces = source.get(name).casefold()
            united = all(
                p.strip().casefold() in " ".join(pieces.split()) for p in _pieces(" ".join(value.split()))
            )
            # one thing has one name, and its value is not lost where another name has it
            taken = value in {source.get(alias) for alias in (name, *ALIASES.get(name, ()))}
            assert taken or (name, value) in kept or (name in UNITED and united)


ALIASES = {
    "journal": ("journaltitle",),
    "journaltitle": ("journal",),
    "number": ("issue",),
    "issue": ("number",),
}
UNITED = ("note", "keywords", "references")


def _pieces(value):
    import re

    return [p for p in re.split("[;,]", value) if p.strip()]


def test_pages_are_written_out_where_a_record_has_them_so():
    short = record(**ARTICLE | {"pages": "201-33", "number": "2"})
    assert "201-233" == merged(short, record("b", **ARTICLE)).get("pages")
    assert "201-33" == merged(short, record("b", **ARTICLE | {"pages": "205-233"})).get("pages")
    assert "201--33" == merged(
        record(**ARTICLE | {"pages": "201--33"}), record("b", **ARTICLE | {"pages": "201"})
    ).get("pages")


FULL, SHORT = "Fordham Law Review", "Fordham L. Rev."
PLACE = {"volume": "85", "pages": "1-40"}


@pytest.mark.parametrize("names", [("journal", "journaltitle"), ("journaltitle", "journal")])
@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (FULL, SHORT),
        (FULL, FULL.upper()),
        (FULL, "Fordham Law Rev…"),
        (FULL, "#NAME?"),
        (FULL, "Springer"),
        ("Revista Española de Derecho", "Revista EspaÃ±ola de Derecho"),
        ("Revista Española de Derecho", "Revista Espa\ufffdola de Derecho"),
    ],
)
def test_the_better_name_of_a_journal_wins_under_whichever_field_it_is_and_the_other_is_kept(
    better, worse, names
):
    name, other = names
    for one, two in permutations([record(**{name: better}, **PLACE), record("b", **{other: worse})]):
        source = merged(one, two)
        assert [better] == [value for value in map(source.get, names) if value]
        assert {worse} == {*lost(source, "journal"), *lost(source, "journaltitle")}
    for one, two in permutations([record(**{name: better}), record("b", **{other: worse}, **PLACE)]):
        assert [better] == [value for value in map(merged(one, two).get, names) if value]
    within = merged(record(**{name: better, other: worse}))
    assert [better] == [value for value in map(within.get, names) if value]
    assert [worse] == [*lost(within, "journal"), *lost(within, "journaltitle")]


def test_another_journal_is_no_better_name():
    one = record(journaltitle="Tides", **PLACE)
    assert "Tides" == merged(one, record("b", journal="A preprint server with a long name")).container
    assert (
        "NATURE GENETICS"
        == merged(record(journal="NATURE GENETICS", **PLACE), record("b", journaltitle="bioRxiv")).container
    )
    within = merged(record(journal="A quite different journal", journaltitle="Tides"))
    assert ("Tides", ["A quite different journal"]) == (within.container, lost(within, "journal"))


def test_a_persons_name_of_the_journal_wins_over_all():
    source = merged(record(journaltitle=SHORT, **PLACE), record("b", journal=FULL))
    said = Decision(key=source.key, verb="set", value="journal=Fordham Urban Law Journal", by="ann")
    (corrected,) = correct([source], [said]).sources
    assert "Fordham Urban Law Journal" == corrected.container
    assert {FULL, SHORT} == {*lost(corrected, "journal"), *lost(corrected, "journaltitle")}


@pytest.mark.parametrize("turned", [False, True])
def test_the_kind_that_says_most_stays_and_no_entry_type_is_lost(turned):
    """A database's "Conference Abstract" outlives another's "Article", and a merged preprint is known to have been one."""
    article = record(**ARTICLE)
    preprint = record("b", "b.bib", type="unpublished")
    kinds = zip((article, preprint), ("Article", "Conference Abstract"), strict=True)
    typed = [replace(one, fields=Fields({**one.fields, "type": kind})) for one, kind in kinds]
    found = merged(*(typed[::-1] if turned else typed))
    assert (found.type, found.get("type")) == ("article", "Conference Abstract")
    assert (lost(found, "type"), lost(found, "entrytype")) == (["Article"], ["unpublished"])


def test_of_the_two_years_of_a_volume_the_one_that_another_record_names_is_taken():
    def dated(key: str, year: str):
        return read_text(
            f"@article{{{key}, title = {{{TITLE}}}, year = {{{year}}}, volume = 3}}", f"{key}.bib"
        ).records[0]

    volume, own, other = dated("a", "2009-2010"), dated("b", "2010"), dated("c", "2014")
    for records in ((volume, own), (own, volume)):
        source = merged(*records)
        assert (2010, "2010", ["2009-2010"]) == (source.year, source.get("year"), lost(source, "year"))
    assert 2009 == merged(volume, other).year
