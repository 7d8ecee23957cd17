"""Where patterns stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.codebook import parse_pattern
from litreview.tagging.matcher import Matcher
from litreview.tagging.words import _TOKEN, OTHER, Alphabet, cut, edges


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("victim service", "The victims' services", ["victims' services"]),
        ("victim service", "the victim, services", []),
        ("trauma informed", "Trauma-informed care", ["Trauma-informed"]),
        ("survivor centered", "survivor-centred work", ["survivor-centred"]),
        ("labor trafficking", "LABOUR TRAFFICKING", ["LABOUR TRAFFICKING"]),
        ("decriminalization", "Decriminalisation works", ["Decriminalisation"]),
        ("child", "children and children’s rights", ["children", "children’s"]),
        ("woman of color", "Women of color", ["Women of color"]),
        ("man", "men’s, men", ["men’s", "men"]),
        ("raid ~4 trafficking", "trafficking and police raids", ["trafficking and police raids"]),
        ("raid ~4 trafficking", "They raided it. Trafficking went on", []),
        ("raid ~2 trafficking", "raids of one two three trafficking", []),
        ("a ~3 b ~3 c", "a, c and b", ["a, c and b"]),
        ("a ~3 b ~3 c", "b a c", ["b a c"]),
        ("=trafficker", "trafficking by a trafficker", ["trafficker"]),
        ("trafficking", "a trafficker", ["trafficker"]),
        ("=ICE", "ICE agents on ice", ["ICE"]),
        ("=criminalization", "criminalisation of criminal law", ["criminalisation"]),
        ("cite:18 U.S.C. 1591", "under 18 U.S.C. § 1591(a)(1) and", ["18 U.S.C. § 1591(a)(1)"]),
        ("cite:18 U.S.C. 1591", "18 USC 1589, 1591", ["18 USC 1589, 1591"]),
        ("cite:18 U.S.C. 1589-1592", "section 1590 of title 18", ["section 1590 of title 18"]),
        ("cite:22 U.S.C. 7105", "22 U.S.C. 7101-7110", []),
        ("cite:22 U.S.C. 7105", "22 U.S.C.A. § 7105(b)", ["22 U.S.C.A. § 7105(b)"]),
        ("cite:8 U.S.C. 1101(a)(15)(T)", "8 U.S.C. 1101(a)(15)(T)(i)", ["8 U.S.C. 1101(a)(15)(T)(i)"]),
        ("cite:8 U.S.C. 1101(a)(15)(T)", "8 U.S.C. 1101(a)(15)(U)", []),
        ("cite:Pub. L. 106-386", "Public Law No. 106-386", ["Public Law No. 106-386"]),
        ("cite:criminal case", "United States v. Jungers, 702 F.3d 1066", ["United States v. Jungers"]),
        ("cite:criminal case", "Doe v. Backpage.com", []),
    ],
)
def test_finds(pattern, text, expected):
    found = Matcher([parse_pattern(pattern)]).find(text).get(pattern, [])
    assert expected == [text[a:b] for a, b in found]


def test_one_pass_finds_all_patterns_alike():
    patterns = [parse_pattern(p) for p in ("raid", "police raid", "raid ~3 police", "=raids")]
    text = "police raids, raided by police"
    together = Matcher(patterns).find(text)
    assert together == {p.text: Matcher([p]).find(text)[p.text] for p in patterns}


def test_no_patterns_find_nothing():
    assert {} == Matcher([]).find("anything")


ENDINGS = (
    *("", "s", "es", "'s", "ed", "ing", "er", "ers", "ly", "ness", "ment", "ful", "less", "able", "ability", "ible", "ibility"),
    *("al", "ally", "alism", "ality", "ation", "ational", "ative", "ator", "ise", "ised", "isation", "ize", "ization", "ive"),
    *("ively", "iveness", "ivity", "ous", "ously", "ousness", "ence", "ency", "ance", "ancy", "entli", "y", "ies", "ied"),
)  # fmt: skip


@given(
    st.sampled_from(
        sorted({"identify", "possible", "conflate", "office", "labor", "victim", "die", "happy", "relate"})
    ),
    st.integers(0, 3),
    st.sampled_from(ENDINGS),
)
def test_no_word_of_a_stem_is_passed_over(word, cut, ending):
    """The letters looked at before stemming never hide a word that stemming would find."""
    alphabet = Alphabet([word], [])
    written = word[: max(1, len(word) - cut)] + ending
    expected = alphabet.stem(written) == alphabet.stem(word)
    assert expected == (alphabet[written] != OTHER)


@given(st.text(alphabet="ab'’ ,.!?\n()É_1A", max_size=40))
def test_tokens_stand_where_the_edges_say(text):
    pieces = cut(text)
    edge = edges(pieces)
    assert text == "".join(pieces)
    assert pieces[1::2] == [text[a:b] for a, b in zip(edge[::2], edge[1::2], strict=False)]


@given(st.text(alphabet="ab'’ ,.!?\n()_1A", max_size=40))
def test_plain_letters_are_cut_as_all_others_are(text):
    assert cut(text)[1::2] == _TOKEN.findall(text)
