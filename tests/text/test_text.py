"""What names, LaTeX and identifiers come out as."""

from __future__ import annotations

import pytest

from litreview.core.model import Person
from litreview.core.text import and_others, doi, format_names, parse_names, surname, to_unicode, year


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Ludwig van Beethoven", ["van Beethoven, Ludwig"]),
        ("de la Fontaine, Jean", ["de la Fontaine, Jean"]),
        ("King, Jr., Martin Luther", ["King, Jr., Martin Luther"]),
        ("Martin Luther King Jr.", ["King, Jr., Martin Luther"]),
        ("{Barnes and Noble, Inc.} and others", ["{Barnes and Noble, Inc.}"]),
        ("Smith JA and Doe B", ["Smith, JA", "Doe, B"]),
        ("Smith JA, Doe BC, Roe D", ["Smith, JA", "Doe, BC", "Roe, D"]),
        ("Smith, J.; Doe, A.;", ["Smith, J.", "Doe, A."]),
        ("Smith, J., Doe, A., Roe, B.", ["Smith, J.", "Doe, A.", "Roe, B."]),
        ("Doe, Jane et al.", ["Doe, Jane"]),
        ("World Health Organization", ["{World Health Organization}"]),
        (r"{\'E}mile Zola and Erd{\H o}s, P{\'a}l", ["Zola, Émile", "Erdős, Pál"]),
        ("Aristotle", ["Aristotle"]),
        ("", []),
    ],
)
def test_names(raw, expected):
    assert expected == [str(person) for person in parse_names(raw)]


@pytest.mark.parametrize(
    "raw",
    ["{van der Berg}", "Doe, {Jane, MD}", "{Smith, Jr}, John", "A, B, C, D, E", "X;Y & Z", "{a} {b}, c"],
)
def test_written_names_are_read_back(raw):
    persons = parse_names(raw)
    assert persons == parse_names(format_names(persons, encode=True))


def test_others_are_said_apart():
    assert and_others("Doe, J. and others")
    assert not and_others("Others, Ann")
    assert "van beethoven" == surname(Person(family="Beethoven", prefix="van"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (r"{\"U}ber na{\"\i}ve caf\'e \o re {\ss}", "Über naïve café øre ß"),
        (r"100\% \& 50% off", "100% & 50% off"),
        ("between $5 and $10", "between $5 and $10"),
        (r"$O(n\log n)$, CO$_2$", "O(n log n), CO₂"),
        (r"\emph{in \textbf{re} X} and \url{http://a.org/~b_c}", "in re X and http://a.org/~b_c"),
        ("1--2 ``quoted''", "1–2 “quoted”"),
        ("a &lt; b &amp;amp; <sub>2</sub>, p<0.05", "a < b & 2, p<0.05"),
        ("$<$i$>$v.$<$/i$>$", "v."),
        (r"say \"hi\" ok", 'say "hi" ok'),
        (r"\unknown{kept} \odd", r"kept \odd"),
    ],
)
def test_latex(value, expected):
    assert expected == to_unicode(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2", "10.1002/(sici)1097-0258(19980815)17:15/16<1661::aid-sim968>3.0.co;2-2"),
        ("(see https://doi.org/10.1016/S0140-6736(05)66991-7).", "10.1016/s0140-6736(05)66991-7"),
        (r"10.1007/978-3-319\_1{\_}2", "10.1007/978-3-319_1_2"),
        ("https://dx.doi.org/10.1177%2F0003122414521231", "10.1177/0003122414521231"),
        ("DOI: 10.1186/s12889-020-1, PMID 3", "10.1186/s12889-020-1"),
        ("10.1016/S0140-6736%2805%2966991-7", "10.1016/s0140-6736(05)66991-7"),
        ("10.1016/S0140-6736%252805%252966991-7", "10.1016/s0140-6736(05)66991-7"),
        ("10.1002/17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-2", "10.1002/17:15/16<1661::aid-sim968>3.0.co;2-2"),
        ("10.1002/17:15/16&amp;lt;1661::AID-SIM968&amp;gt;3.0.CO;2-2", "10.1002/17:15/16<1661::aid-sim968>3.0.co;2-2"),
        ("no doi, version 10.1", ""),
    ],
)  # fmt: skip
def test_dois(text, expected):
    assert expected == doi(text) == doi(expected)


def test_a_year_must_be_plausible():
    assert [2014, None, None] == [year("May 2014"), year("pages 12345"), year("0999")]
