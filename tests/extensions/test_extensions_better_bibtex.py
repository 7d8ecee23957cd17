"""The extension that has the patterns of Better BibTeX: keys as it makes them, and what is wrong with a pattern."""

import re

import pytest
from hypothesis import given, strategies as st
from litreview_better_bibtex import parse_pattern
from litreview_better_bibtex.functions import FILTERS, FUNCTIONS

from litreview import read_text
from litreview.core.errors import UsageError

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


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("[auth]", "Roe"), ("[auth:lower][year]", "roe2001"), ("[shorttitle]", "WinterTidesPorts9"), ("[authors]", "RoePoe"), ("[authors1]", "RoeEtAl"),
        ("[veryshorttitle]", "Winter"), ("[auth2]", "Ro"), ("[auth.etal]", "Roe.Poe"), ("[shortyear]", "01"), ("[journal]", "Harbors"),
    ],
)  # fmt: skip
def test_a_key_is_made_of_what_its_pattern_names(pattern: str, key: str) -> None:
    (record,) = read_text(
        "@article{k, title = {The Winter: a Tides-Ports 9 x Study}, author = {Roe, Ann and Poe, Bob}, year = 2001, journal = {Harbors}}",
        "a.bib",
    ).records
    assert key == parse_pattern(pattern).key(record)
