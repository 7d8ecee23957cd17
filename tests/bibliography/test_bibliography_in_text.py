"""`[@key]` in annotations becomes a citation in the style of the document. All works are made up but the case and the act."""

from __future__ import annotations

import pytest

import litreview as lr
from litreview.formats import read_text
from litreview.pages.page import work_label
from litreview.stages.bibliography import cite
from litreview.stages.bibliography.authorities import authority
from litreview.stages.bibliography.citation_pass import works_in_order
from litreview.stages.bibliography.composing import read_annotations
from litreview.stages.bibliography.trees import plain_text
from litreview.works.kinds import kind_of

WORKS = """
@article{a, author = {Roe, Ann and Poe, Bo and Noe, Cy}, title = {Who Sees the Harbor? On Watching}, journal = {Made-up Review}, volume = 9, pages = {201--233}, year = 2010}
@book{b, author = {Roe, Ann}, title = {The Harbor: A History}, publisher = {Made-up Press}, year = 2001}
@jurisdiction{c, title = {United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)}, author = {{United States Court of Appeals for the Eighth Circuit}}, year = 2013}
"""
NOTE = "One [@a, p. 208]. Two [see @a, pp. 208-9; @b]. @a argues; @b [p. 4] too. Law [@c, p. 1070], and @c says.^[See [@a, p. 3].]"
EXPECTED = {
    "apa": "One (Roe et al., 2010, p. 208). Two (see Roe et al., 2010, pp. 208–9; Roe, 2001). Roe et al. (2010) argues; Roe (2001, p. 4) too. "
    "Law (United States v. Jungers, 2013, p. 1070), and United States v. Jungers (2013) says. (See Roe et al., 2010, p. 3.)",
    "chicago": "One (Roe et al. 2010, 208). Two (see Roe et al. 2010, 208–9; Roe 2001). Roe et al. (2010) argues; Roe (2001, 4) too. "
    "Law (United States v. Jungers 2013, 1070), and United States v. Jungers (2013) says. (See Roe et al. 2010, 3.)",
    "chicago-notes": "One (Roe et al., “Who Sees the Harbor?” 208). Two (see Roe et al., “Who Sees the Harbor?” 208–9; Roe, The Harbor). "
    "Roe et al. (“Who Sees the Harbor?”) argues; Roe (The Harbor, 4) too. Law (United States v. Jungers, 1070), and United States v. Jungers says. "
    "(See Roe et al., “Who Sees the Harbor?” 3.)",
    "mla": "One (Roe et al. 208). Two (see Roe et al. 208–9; Roe). Roe et al. argues; Roe (4) too. "
    "Law (United States v. Jungers 1070), and United States v. Jungers says. (See Roe et al. 3.)",
    "bluebook": "One (Roe et al., Who Sees the Harbor?, at 208). Two (see Roe et al., Who Sees the Harbor?, at 208–9; Roe, The Harbor). "
    "Roe et al. (Who Sees the Harbor?) argues; Roe (The Harbor, at 4) too. Law (United States v. Jungers, at 1070), and United States v. Jungers says. "
    "(See Roe et al., Who Sees the Harbor?, at 3.)",
}  # fmt: skip


@pytest.mark.parametrize("style", EXPECTED)
def test_a_note_cites_in_the_style_of_its_document(style: str) -> None:
    sources = lr.dedupe(read_text(WORKS).records).sources
    written, problems = read_annotations(cite(sources, style), {"b": NOTE})
    assert EXPECTED[style] == " ".join(plain_text(written["b"]).split())
    assert () == problems


def test_a_list_is_in_the_order_of_its_style_whatever_the_kinds() -> None:
    sources = lr.dedupe(read_text(WORKS.replace("Roe, Ann and Poe", "Aroe, Ann and Poe")).records).sources
    assert [("a", "journal-article"), ("b", "book"), ("c", "case")] == [
        (source.key, kind) for source, kind in works_in_order(sources, ())
    ]


def test_pages_call_a_case_by_its_name_and_not_by_its_court() -> None:
    labels = {
        source.key: work_label(source) for source in lr.dedupe(read_text(WORKS + ORDER).records).sources
    }
    assert (
        "United States v. Jungers 2013",
        "Victims of Trafficking and Violence Protection Act of 2000",
    ) == (labels["c"], labels["act"])
    assert ("Roe, Poe & Noe 2010", "Roe 2001") == (labels["a"], labels["b"])


ORDER = """
@misc{const, title = {U.S. Const. amend. XIII}}
@legislation{act, title = {Victims of Trafficking and Violence Protection Act of 2000}, number = {Pub. L. No. 106-386}, year = 2000}
@misc{treaty, title = {Made-up Protocol on Harbors}, note = {2237 U.N.T.S. 319}, year = 2000}
@jurisdiction{case, title = {United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)}, year = 2013}
@legislation{bill, title = {Made-up Act of 2017}, number = {S. 1311}, note = {115th Congress}, year = 2017}
@misc{rule, title = {Made-up Rule}, note = {45 C.F.R. § 46.116}, year = 2018}
@book{book, author = {Roe, Ann}, title = {The Constitution of Ruritania}, publisher = {Made-up Press}, year = 2001}
@article{article, author = {Roe, Ann}, title = {Tides}, journal = {Made-up Review}, volume = 1, year = 2001}
@article{news, author = {Roe, Ann}, title = {Tides}, journal = {Made-up Post}, entrysubtype = {newspaper}, date = {2001-05-06}}
@online{web, title = {Tides}, url = {https://tides.example/1}, year = 2001}
"""  # fmt: skip


def test_authorities_are_in_the_order_of_the_bluebook() -> None:
    sources = {source.key: source for source in lr.dedupe(read_text(ORDER).records).sources}
    found = sorted(sources, key=lambda key: authority(sources[key], kind_of(sources[key])))
    assert ["const", "act", "treaty", "case", "bill", "rule", "book", "article", "news", "web"] == found
    assert len(sources) == len({authority(source, kind_of(source)) for source in sources.values()})
