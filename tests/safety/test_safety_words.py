"""Whatever stands in a name, a title or a reference, no stage raises: the words are a person's, and so may be any."""

import itertools
import json

import pytest
from hypothesis import given, settings, strategies as st

import litreview as lr
from litreview.formats import dumps
from litreview.pages.duplicates import duplicates_page
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.session import Review
from litreview.stages.network import build_net, dump_graph
from litreview.stages.network.networks import NETS

# one letter, nothing when folded, a mark that means something to a reader, figures alone, other scripts, what can't be encoded
ODD = [
    "O", "E", "X", "o", "?", "-", "·", "、", "。", "「」", "\u200b", "́", "ß", "0", "2001", "12345678901234567890",
    "{}", "{O}", "{?}", ",", ", O", "O,", "O, ?", "?, O", "and", "others", "et al.", "van", "van der", "Jr.", "III", "a.k.a.",
    "오", "李", "李, 明", "𝒳", "🙂", "\ud800", "\x00", "\t", "\\'{}", "\\", "$", "$x$", "%", "&amp;", "<i></i>", "@", "#", "~", "=", "family=",
    "The", "A", "of the", ": ", "(", ")", "[", "]", "[]", ".", "...", "(2001)", "No. 1", "v. US", "U.S.C.", "Doe v. Roe, 1 U.S. 1 (2001)",
    "10.1000/1", "10.1000/", "doi:", "pp. -", "1--", "-1", "i", "iv", "s1", "S(", "Raids", "Doe", "Doe, Jane",
]  # fmt: skip
WORD = st.one_of(st.sampled_from(ODD), st.text(max_size=6))
VALUE = st.lists(WORD, max_size=4).map(" ".join)
NAMES = st.lists(WORD, max_size=3).map(" and ".join)
FIELDS = ["journal", "booktitle", "volume", "number", "pages", "doi", "isbn", "edition", "publisher", "month", "note", "type", "series"]  # fmt: skip
REFERENCE = st.one_of(VALUE, st.lists(WORD, min_size=3, max_size=6).map(", ".join))
REFERENCES = st.lists(REFERENCE, min_size=1, max_size=3).map("; ".join)
YEAR = st.one_of(st.sampled_from(["2001", "0", "99999", "?"]), WORD)
KINDS = st.sampled_from(["article", "book", "misc", "incollection", "inproceedings", "techreport", "jurisdiction", "legislation", "?"])  # fmt: skip
ENTRY = st.fixed_dictionaries(
    {"author": NAMES, "title": VALUE, "year": YEAR},
    optional={
        "editor": NAMES,
        "cited-references": REFERENCES,
        "references": REFERENCES,
        **dict.fromkeys(FIELDS, VALUE),
    },
)
BIBTEX = st.lists(st.tuples(KINDS, WORD, ENTRY), min_size=4, max_size=12).map(
    lambda entries: "\n".join(
        f"@{kind}{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items()) + "}"
        for kind, key, fields in entries
    )
)
# the same words without the grammar of BibTeX around them: they reach the stages as they are
PERSON = st.one_of(
    st.fixed_dictionaries(
        {"family": VALUE}, optional={"given": VALUE, "suffix": WORD, "non-dropping-particle": WORD}
    ),
    st.fixed_dictionaries({"literal": VALUE}),
)
ITEM = st.fixed_dictionaries(
    {
        "id": WORD,
        "type": st.sampled_from(["article-journal", "book", "chapter", "report", "legal_case", "?"]),
    },
    optional={
        "author": st.lists(PERSON, max_size=3),
        "issued": YEAR.map(lambda year: {"raw": year}),
        **dict.fromkeys(
            ["title", "container-title", "volume", "issue", "page", "DOI", "ISBN", "note", "publisher"], VALUE
        ),
    },
)
JSON = st.lists(ITEM, min_size=4, max_size=12).map(json.dumps)


ASK_PANDOC = {"bibliography.html", "bibliography.docx", "appendix.html"}


def through_all_stages(text, path="a.bib"):
    """Read, check, join, tag, link, draw and write, as `run` does, up to where pandoc is asked."""
    review = Review(library=lr.read_text(text, path), codebook=lr.load_codebook("tvpa"))
    for name, one in OUTPUTS.items():
        if one.make and name not in ASK_PANDOC:
            one.make(review)
    for net in NETS:
        build_net(net, review.sources, review.links, review.tags, graph=review.graph)
    for ending in ("gexf", "dot", "net", "svg"):
        dump_graph(review.graph, ending)
    duplicates_page(review.deduplication)
    for format_ in ("json", "csv"):
        dumps(review.sources, format_, tags=review.tags)


@pytest.mark.exhaustive
@settings(max_examples=10)
@given(BIBTEX)
def test_any_words_in_bibtex(text):
    through_all_stages(text)


@pytest.mark.exhaustive
@settings(max_examples=10)
@given(JSON)
def test_any_words_in_json(text):
    through_all_stages(text, "a.json")


def test_one_letter_names_and_names_that_fold_to_nothing():
    """Each odd word as author of a work, and in a reference to it."""
    entries = [
        f"@article{{k{n}, author = {{{word}, J}}, title = {{Raids and their aftermath {n}}}, year = {{2001}}, journal = {{X}},"
        f" volume = {{1}}, pages = {{{n}}}, cited-references = {{{other}, 2001, X, V1, P{n + 1}; {other}, J. 2001. Raids and their"
        f" aftermath {n + 1}. X 1, {n + 1}.}}}}"
        for n, (word, other) in enumerate(itertools.pairwise([*ODD, *ODD[:1]]))
    ]
    through_all_stages("\n".join(entries))
