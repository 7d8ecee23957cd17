"""Where patterns stand in a text."""

import pytest
from hypothesis import given, strategies as st

from litreview.judgements.codebook import parse_pattern
from litreview.stages.tagging.matcher import Matcher
from litreview.stages.tagging.tokens import _TOKEN, LITTLE, OTHER, Alphabet, cut, edges, stem_of


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
        ("police|law_enforcement ~2 raid", "law enforcement raids, police raids, the law", ["law enforcement raids", "police raids"]),
        ("=sold_=for_sex ~2 girl", "girls sold for sex; girls who sell for sex", ["girls sold for sex"]),
        ("=trafficker", "trafficking by a trafficker", ["trafficker"]),
        ("trafficking", "a trafficker", ["trafficker"]),
        ("=ICE", "ICE agents on ice", ["ICE"]),
        ("=criminalization", "criminalisation of criminal law", ["criminalisation"]),
        ("cite:18 U.S.C. 1591", "under 18 U.S.C. § 1591(a)(1) and", ["18 U.S.C. § 1591(a)(1)"]),
        ("cite:18 U.S.C. 1591", "18 USC 1589, 1591", ["18 USC 1589, 1591"]),
        ("cite:18 U.S.C. 1589-1592", "section 1590 of title 18", ["section 1590 of title 18"]),
        ("cite:18 U.S.C. 1591", "coercion under section 1591 in two circuits", ["section 1591"]),
        ("cite:18 U.S.C. 1591", "the reach of § 1591(a)(1)", ["§ 1591(a)(1)"]),
        ("cite:18 U.S.C. 1591", "Cal. Penal Code § 1591", []),
        ("cite:18 U.S.C. 1591", "section 1591 of the Labor Code", []),
        ("cite:18 U.S.C. 1591", "suits under section 1983", []),
        ("cite:22 U.S.C. 7105", "22 U.S.C. 7101-7110", []),
        ("cite:22 U.S.C. 7105", "22 U.S.C.A. § 7105(b)", ["22 U.S.C.A. § 7105(b)"]),
        ("cite:8 U.S.C. 1101(a)(15)(T)", "8 U.S.C. 1101(a)(15)(T)(i)", ["8 U.S.C. 1101(a)(15)(T)(i)"]),
        ("cite:8 U.S.C. 1101(a)(15)(T)", "8 U.S.C. 1101(a)(15)(U)", []),
        ("cite:Pub. L. 106-386", "Public Law No. 106-386", ["Public Law No. 106-386"]),
        ("cite:criminal case", "United States v. Jungers, 702 F.3d 1066", ["United States v. Jungers"]),
        ("cite:criminal case", "Doe v. Backpage.com", []),
        ("cite:criminal case", "People vs. Madeup", ["People vs. Madeup"]),
        ("cite:criminal case", "People vs. Madeup; Doe v. Roe; Commonwealth v. Madeup",
         ["People vs. Madeup", "Commonwealth v. Madeup"]),
        *(("cite:18 U.S.C. 1589-1592", f"18 U.S.C. {section}", [f"18 U.S.C. {section}"])
          for section in ("1589", "1590a", "1592", "1589-1592", "1590-91", "1592(b)")),
        *(("cite:18 U.S.C. 1589-1592", f"18 U.S.C. {section}", [])
          for section in ("1588", "1593", "1588-1590", "1590-1593", "1592-1589", "1590-93", "1600, 1700")),
        ("cite:18 U.S.C. 1590", "Title 18, and 18 U.S.C. 1590 after section 1590 of title 18",
         ["18 U.S.C. 1590", "section 1590 of title 18"]),
        # parts near each other: at most so many words between, the nearest, in the order of the text
        ("raid ~2 police", "raids by the police", ["raids by the police"]),
        ("raid ~2 police", "police raids", ["police raids"]),
        ("raid ~2 police", "raid police", ["raid police"]),
        ("raid ~6 police", "police x raid police", ["raid police"]),
        ("raid ~1 police", "raid police" + " x x police" * 9, ["raid police"]),
        ("raid ~6 police", "police one two three raid police", ["raid police"]),
        ("raid ~6 police", "police raid one two police", ["police raid"]),
        ("raid|arrest ~1 police", "Arrests by police. Raids of police. Police arrest",
         ["Arrests by police", "Raids of police", "Police arrest"]),
        ("raid ~1 police", "police " * 12 + "x x x raid police" + " x x police" * 12, ["raid police"]),
        ("raid ~1 police", "raid x x " * 9 + "police", []),
        ("raid ~1 police", "raid x x " * 9 + "raid police" + " x x raid" * 9, ["raid police"]),
        ("victim|survivor", "survivors, victims, survivor", ["survivors", "victims", "survivor"]),
        # the third part between the first two, and no word for two parts
        ("victim ~9 service ~1 child", "victims one two child one two services", ["victims one two child one two services"]),
        ("victim ~3 child service ~3 service", "victims of child services", []),
        ("victim ~3 child service ~3 service", "victims of child services or services", ["victims of child services or services"]),
        ("child service ~3 victim ~3 child", "child services for victims", []),
        ("victim ~3 child ~3 service", "victims of a child", []),
        ("victim ~3 child ~1 service", "victims of a child and many services", []),
        ("victim ~3 child ~1 service", "victims of a child. Many services", []),
    ],
)  # fmt: skip
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
    expected = stem_of(written) == stem_of(word)
    assert expected == (alphabet[written] not in (OTHER, LITTLE))


@given(st.text(alphabet="ab'’ ,.!?\n()É_1A", max_size=40))
def test_tokens_stand_where_the_edges_say(text):
    pieces = cut(text)
    edge = edges(pieces)
    assert text == "".join(pieces)
    assert pieces[1::2] == [text[a:b] for a, b in zip(edge[::2], edge[1::2], strict=False)]


@given(st.text(alphabet="ab'’ ,.!?\n()_1A", max_size=40))
def test_plain_letters_are_cut_as_all_others_are(text):
    assert cut(text)[1::2] == _TOKEN.findall(text)
