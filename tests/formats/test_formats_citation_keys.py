"""Citation keys by a pattern of Better BibTeX, and what was called by the keys before."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st

from litreview import dumps, open_review, read, read_text
from litreview.cli import main
from litreview.core.errors import UsageError
from litreview.formats.citation_keys import parse_pattern, with_keys
from litreview.formats.key_functions import FILTERS, FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
WORK = """@article{old, author = {van der Berg, Anna and Núñez, José and {Made-up Office} and Doe, J.}, date = {2014-03},
  title = {The {"Raid"} and Its Victims: Anti-Trafficking Policing, 2001--2010, in {U.S.} Cities and {São Paulo}},
  journal = {Journal of Made-up Studies}, pages = {11--38}}"""

# pattern, key: what the functions of content/key-manager/formatter.ts give for WORK
CASES = [
    ("auth", "vanderBerg"),
    ("auth.lower + year", "vanderberg2014"),
    ("auth(3) + year", "van2014"),
    ("auth(0,2)", "Nunez"),
    ("auth(n=4, m=2).upper", "NUNE"),
    ("authors(2)", "vanderBergNunez"),
    ("authors", "vanderBergNunezMade-upOfficeDoe"),
    ("authorsn(2)", "vanderBergNunezEtAl"),
    ("authEtAl + '_' + year", "vanderBergEtAl_2014"),
    ("authEtal2", "vanderBerg.etal"),
    ("authAuthEa", "vanderBerg.Nunez.ea"),
    ("authorLast", "Doe"),
    ("auth.lower + shorttitle(3,3) + year", "vanderbergRaidItsVictims2014"),
    ("shorttitle(2).lower", "raidits"),
    ("veryshorttitle.lower", "raid"),
    ("title.lower", "raiditsvictimsantitraffickingpolicing20012010uscitiessaopaulo"),
    ("title.select(4,1)", "AntiTrafficking"),
    ("title.abbr", "RIVAP22UCSP"),
    ("journal", "JournalofMade-upStudies"),
    ("journal.abbr", "JoMS"),
    ("journal.skipwords.abbr(2).lower", "jomast"),
    ("shortyear + month", "14mar"),
    ("firstpage + ':' + lastpage", "11:38"),
    ("type.capitalize + auth.substring(1,3)", "Articlevan"),
    (
        "title.condense('-').select(1,1)",
        "Raid-Its-Victims-AntiTrafficking-Policing-2001-2010-US-Cities-Sao-Paulo",
    ),
    ("auth.nopunct.transliterate.clean.ascii.alphanum.fold", "vanderBerg"),
    ("auth.prefix('p:') + year.postfix('.')", "p:vanderBerg2014."),
    ("month.default('nd')", "mar"),
    # as Better BibTeX writes an older pattern anew
    ('auth(n=0,m=1,creator="*",initials=false).fold.lower + year', "vanderberg2014"),
    ('auth(n=3,m=2,creator="*",initials=true) + year', "NunJ2014"),
    ('authorsn(n=1,creator="*",initials=false,sep=" ").fold + shortyear', "vanderBergEtAl14"),
    ('auth(n=0,m=1,creator="editor",initials=false) + shorttitle(1)', "Raid"),
    (
        "auth.lower + Title.transliterate.nopunct.skipwords.select(1,1).lower.alphanum.prefix(_) + year.prefix(_)",
        "vanderberg_raid_2014",
    ),
    ('authEtAl2(creator = "*", initials = false, sep = "_") + "_" + year', "vanderBerg_etal_2014"),
    ("authorsAlpha + shortyear", "vNMD14"),
    ("authshort", "v.N.M+"),
    ("authForeIni + origyear.default(ND)", "AND"),
    ("journal.replace('of', '').nopunctordash.condense(_)", "Journal_Madeup_Studies"),
    ("origyear;\nauth.capitalize + year;", "VanDerBerg2014"),
    ("Volume.prefix(v) + Pages.prefix(p)", "p11-38"),
    # the older form
    ("[auth:lower][year]", "vanderberg2014"),
    ("[auth:lower][shorttitle3_3][year]", "vanderbergRaidItsVictims2014"),
    ("[auth3]_[year]", "van_2014"),
    ("[auth3_2:upper]", "NUN"),
    ("[authors2]", "vanderBergNunezEtAl"),
    ("[auth.etal]", "vanderBerg.etal"),
    ("[journal:abbr:lower]", "joms"),
    ("[veryshorttitle:(none)]", "Raid"),
]


@pytest.mark.parametrize(("pattern", "key"), CASES)
def test_a_pattern_gives_the_key_that_better_bibtex_does(pattern, key):
    (record,) = read_text(WORK).records
    assert key == parse_pattern(pattern).key(record)


def test_every_function_and_filter_has_a_case():
    told = " ".join(pattern for pattern, _ in CASES)
    assert [] == [name for name in (*FUNCTIONS, *FILTERS) if not re.search(rf"\b{name}\b", told)]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("auht + year", "no function 'auht'; did you mean 'auth'? There are auth, authors,"),
        ("auth.lowr", "no filter 'lowr'; did you mean 'lower'? There are lower, upper,"),
        ("[auth:lowr]", "no filter 'lowr'; did you mean 'lower'?"),
        ("auth('x')", "auth takes n (a number), m (a number), creator (a text), initials (true or false)"),
        ("auth(1,2,3)", "auth takes n (a number), m (a number)"),
        ("auth(k=1)", "auth takes n (a number), m (a number)"),
        ("year(1)", "year takes nothing"),
        ("type(book)", "type takes nothing"),
        ("auth.prefix(1)", "prefix takes prefix (a text)"),
        ("Titel", "no field 'Titel'; did you mean 'Title'? There are Title,"),
        ("auth + postfix('-')", "postfix takes a text with one of %(n)s, %(a)s and %(A)s"),
        ("auth.len('>', 3)", "no filter 'len'"),
        ("auth.match('x')", "no filter 'match'"),
        ("auth(", "a bracket is not closed"),
        ("auth + 'x", "a quotation mark is not closed"),
        ("auth + ", "'' is neither a name nor a text"),
        ("'fixed'", "names nothing of a work"),
        ("", "neither a name nor a text"),
        ("[>0][year]", "in square brackets stands a function"),
        ("[year", "a bracket is not closed"),
        ("auth(x y)", "'x y' is neither a number nor a text"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_said_with_the_nearest_name(pattern, why):
    with pytest.raises(UsageError) as error:
        parse_pattern(pattern)
    assert why in str(error.value)
    assert str(error.value).startswith(f"--keys '{pattern}': ")


@given(st.text("authyeril()[]{}.,+|'\"_0123: ", max_size=30))
def test_a_pattern_is_read_or_refused_in_words(text):
    try:
        pattern = parse_pattern(text)
    except UsageError:
        return
    (record,) = read_text(WORK).records
    assert re.fullmatch(r"[^\s\\\"#%'(),={}~]*", pattern.key(record))


def test_the_first_alternative_that_gives_anything_counts():
    (record,) = read_text("@book{b, title = {Ports}, editor = {Roe, Ann}}").records
    assert "Roe" == parse_pattern("auth").key(record)
    assert "Ports" == parse_pattern("'y' + year | veryshorttitle").key(record)
    assert "" == parse_pattern("year | journal").key(record)


def test_clashes_get_letters_in_order_of_reading_and_the_old_keys_stay():
    text = "".join(f"@book{{k{n}, author = {{Doe, J}}, title = {{T}}, year = {{2001}}}}\n" for n in range(29))
    made = with_keys(read_text(text).records, parse_pattern("auth.lower + year"))
    keys = [record.key for record in made]
    assert ["doe2001", "doe2001a", "doe2001b"] == keys[:3]
    assert ["doe2001z", "doe2001aa", "doe2001ab"] == keys[26:]
    assert [(f"k{n}",) for n in range(29)] == [record.ids for record in made]
    assert made == with_keys(read_text(text).records, parse_pattern("auth.lower + year"))


def test_what_is_put_behind_a_key_that_there_is_already_may_be_said():
    text = "".join(f"@book{{k{n}, author = {{Doe, J}}, title = {{T}}, year = {{2001}}}}\n" for n in range(3))
    for pattern, keys in (
        ("auth + postfix('-%(n)s')", ["Doe", "Doe-1", "Doe-2"]),
        ("auth + postfix('_%(A)s', 1)", ["Doe_A", "Doe_B", "Doe_C"]),
    ):
        assert keys == [record.key for record in with_keys(read_text(text).records, parse_pattern(pattern))]


def test_no_work_gets_a_key_that_another_had():
    text = """@book{doe2002, author = {Doe, J}, title = {A}, year = {2001}}
@book{Doe2001, author = {Roe, J}, title = {B}, year = {2001}}
@book{c, author = {Doe, J}, title = {C}, year = {2002}, ids = {roe2001}}"""
    made = with_keys(read_text(text).records, parse_pattern("auth.lower + year"))
    assert ["doe2001a", "roe2001a", "doe2002a"] == [record.key for record in made]


def test_what_has_nothing_of_the_pattern_and_what_is_confidential_keep_their_keys():
    text = """@misc{x1, title = {No year}}
@misc{I01, author = {Doe, Jane}, title = {Interview}, year = {2001}, confidential = {true}}
@book{y, title = {T}, year = {2001}}"""
    made = with_keys(read_text(text).records, parse_pattern("year"))
    assert ["x1", "I01", "2001"] == [record.key for record in made]


def test_fields_that_name_other_entries_follow():
    text = """@collection{book, title = {A made-up book}, editor = {Roe, Ann}, year = {2001}}
@incollection{part, author = {Doe, J}, title = {On tides}, crossref = {book}, related = {book, gone}, year = {2001}}"""
    _, part = with_keys(read_text(text).records, parse_pattern("auth + year"))
    assert ("Doe2001", "Roe2001", "Roe2001,gone") == (
        part.key,
        part.fields["crossref"],
        part.fields["related"],
    )


@pytest.mark.parametrize("ending", ["bib", "ris", "json", "csv"])
def test_the_command_writes_new_keys_and_ids_in_every_format(tmp_path, ending):
    out = tmp_path / f"new.{ending}"
    words = [
        "convert",
        str(ROOT / "bib/reports.bib"),
        "-o",
        str(out),
        "--keys",
        "auth.lower + shorttitle(1,1) + year",
    ]
    result = CliRunner().invoke(main, words)
    assert 0 == result.exit_code or "error" in result.stderr, result.output
    old, new = read(ROOT / "bib/reports.bib").records, read(out).records
    assert len(old) == len(new)
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one.key != other.key]
    assert f"{len(changed)} keys by the pattern, {len(old) - len(changed)} as before" in result.stderr
    assert len(changed) > 50
    assert all(one.key in other.ids for one, other in changed)
    assert len({record.key.lower() for record in new}) == len(new)


@pytest.mark.parametrize(
    "beside", ["", "@misc{I07, title = {Told}, note = {interview by telephone}, confidential = {true}}\n"]
)
def test_notes_decisions_and_citations_by_the_old_keys_find_their_works(tmp_path, beside):
    """The export of a review is replaced by one with new keys; nothing that people wrote is lost."""
    bib = """@article{oldA, author = {Doe, Jane}, title = {Raids and victims of trafficking}, year = {2001}, journal = {J}}
@article{oldB, author = {Roe, Ann}, title = {Ports and their tides}, year = {2002}, journal = {J}}
"""
    rev = tmp_path / "rev"
    CliRunner().invoke(main, ["init", str(rev)])
    (rev / "bib/a.bib").write_text(bib)
    (rev / "notes/oldA.md").write_text("A note, beside [@oldB].")
    rows = ["tag\toldA\tprevent", "tag\tbib/a.bib:oldB\tprotect", "different\toldA\toldB"]
    (rev / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n"
        + "".join(f"2026-01-01T00:00:0{n}Z\tann\t{row}\n" for n, row in enumerate(rows))
    )
    made = with_keys(read(rev / "bib/a.bib").records, parse_pattern("auth + year"))
    (rev / "bib/a.bib").write_text(dumps(made, "bib") + beside)
    review = open_review(rev)
    assert {"Doe2001": "A note, beside [@oldB]."} == {k: v for k, v in review.notes.items() if k == "Doe2001"}
    said = {(d.verb, d.key, d.value) for d in review.decisions}
    assert {
        ("tag", "Doe2001", "prevent"),
        ("tag", "Roe2002", "protect"),
        ("different", "Doe2001", "Roe2002"),
    } <= said
    assert [] == [p for p in review.problems if p.code in ("LR042", "LR405", "LR602")]


def test_a_name_of_a_confidential_record_is_none_the_more_public_for_being_in_ids_of_another():
    from litreview.judgements.decisions import ConfidentialNames

    text = """@book{Doe2001, title = {T}, year = {2001}, ids = {SmithTalk, doe01}}
@misc{SmithTalk, title = {Told}, note = {interview by telephone}, confidential = {true}}"""
    names = ConfidentialNames(read_text(text).records)
    assert (True, False) == (names.quotable("doe01"), names.quotable("SmithTalk"))
