"""A law: whatever people decided, every output counts the same sources, and a status partitions them."""

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.core.model import Decision, Library, Where
from litreview.judgements.decisions import disputed_slots
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.session import Review
from litreview.review.settings import Settings
from litreview.stages.evidence import count_stances

# made-up works
BIB = "".join(
    f"""@{kind}{{{key}, title = {{{title}}}, author = {{{author}}}, year = {{{2001 + n}}}, journal = {{Made-up Journal {n}}},
 abstract = {{{abstract}}}}}
"""
    for n, (key, kind, title, author, abstract) in enumerate(
        [
            ("Ash2001", "article", "Services for victims of trafficking", "Ash, A", "Victims were referred to shelters."),
            ("Birch2002", "article", "Prosecuting traffickers in five courts", "Birch, B", "Convictions of traffickers."),
            ("Cedar2003", "article", "Preventing trafficking by awareness campaigns", "Cedar, C", "A prevention campaign."),
            ("Doum2004", "book", "Police raids on brothels", "Doum, D", "Raids and arrests of traffickers."),
            ("Elm2005", "article", "Police raids on brothels revisited", "Elm, E", "Raids, and what became of victims."),
            ("Fir2006", "misc", "Weather in Atlantis", "Fir, F", "Rain."),
            ("I01", "misc", "Interview", "", ""),
        ]
    )
)  # fmt: skip
LIBRARY = lr.read_text(BIB.encode(), "made-up.bib")
KEYS = [record.key for record in LIBRARY.records]
CODERS = ("ann", "ben", "judge")

SAID = st.one_of(
    st.tuples(st.sampled_from(["include", "exclude", "unsure", "not-retrieved"]), st.sampled_from(["abstract", "fulltext"])),
    st.tuples(st.sampled_from(["tag", "not-tag"]), st.sampled_from(["protect", "prosecute", "prevent"])),
    st.tuples(st.just("stance"), st.sampled_from(["protect=supports", "protect=contradicts", "prevent=mixed"])),
    st.tuples(st.sampled_from(["related"]), st.sampled_from([f"version {key}" for key in KEYS[:4]])),
)  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from(CODERS), st.sampled_from(KEYS), SAID), max_size=30)


def reviewed(lines, screeners: int = 1, stopped: str = "", library: Library = LIBRARY) -> Review:
    decided = [
        Decision(when=f"2026-01-01T00:00:{n:02}Z", by=by, verb=verb, key=key, value=value, place=Where(file=f"decisions/{by}.tsv", line=n + 1))
        for n, (by, key, (verb, value)) in enumerate(lines)
        if verb != "related" or value.split()[1] != key
    ]  # fmt: skip
    held = Settings(adjudicators=("judge",), screeners=screeners, stopped=stopped)
    return Review(library=library, decided=tuple(decided), settings=held)


@pytest.mark.exhaustive
@given(LINES, st.sampled_from([1, 2]), st.sampled_from(["", "forty irrelevant in a row"]))
def test_every_output_counts_the_same_sources(lines, screeners, stopped):
    review = reviewed(lines, screeners, stopped)
    made = {name: OUTPUTS[name].make(review) for name in ("flow.json", "sources.csv", "excluded.csv", "graph.graphml", "library.bib", "all.bib")}  # fmt: skip
    flow = json.loads(made["flow.json"])
    rows = list(csv.DictReader(io.StringIO(made["sources.csv"].decode("utf-8-sig"))))
    status = Counter(row["status"] for row in rows if row["stream"] == "literature")
    counted = {source.key for source in review.included}

    assert len(rows) == len(review.sources) == flow["sources"] + sum(flow["beside"].values())
    assert sum(status.values()) == flow["sources"]
    screened = set(status) != {"unscreened"}
    assert not screened or "unscreened" not in status
    assert flow["included"] == status["included"]
    assert flow["studies_included"] <= flow["included"]
    assert flow["left_unscreened"] == status["left unscreened"]
    assert flow["not_retrieved"] == status["not retrieved"]
    assert flow["excluded"] + sum(flow["excluded_by_reason"].values()) == status["excluded"]
    assert flow["awaiting_screening"] + flow["awaiting_fulltext"] + sum(
        flow[name + end] for name in ("unsure", "disputed", "one_vote") for end in ("", "_fulltext")
    ) == (status["pending"] or status["unscreened"])

    evidence = status["included"] if screened else flow["sources"]
    assert len(counted) == evidence + sum(flow["beside"].values())
    assert set(review.evidence_map.sources()) == counted == review.bibliography.keys
    graph = nx.parse_graphml(made["graph.graphml"].decode())
    assert set(graph) == counted
    assert graph.graph["standing"] == flow["standing"] == review.evidence_map.standing
    assert set(review.provisional_map.sources()) == {r["key"] for r in rows if r["status"] == "pending"}

    out = list(csv.DictReader(io.StringIO(made["excluded.csv"].decode("utf-8-sig"))))
    assert len(out) == status["excluded"] + status["not retrieved"] + status["left unscreened"]
    assert len(lr.read_text(made["all.bib"], "all.bib")) == len(rows)
    assert len(lr.read_text(made["library.bib"], "library.bib")) == len(review.candidates)

    for count in count_stances(
        review.included, review.tags, review.decisions, related=review.deduplication.related
    ):
        named = {key for keys in count.keys.values() for key in keys} | {*count.disputed, *count.uncoded}
        assert named <= counted
        # the strips of the map say of each source on a goal what the table of stances says
        cells = review.evidence_map
        on_map = set(cells.sources(count.goal))
        for part in ("supports", "contradicts", "mixed"):
            shown = {
                key
                for column, _ in cells.columns
                for key in cells.part_cell(count.goal, column).get(part, ())
            }
            assert shown == on_map & set(count.keys[part])


@pytest.mark.parametrize(
    "lines", [[], [("ann", "Ash2001", ("include", "fulltext")), ("ann", "Fir2006", ("exclude", "abstract"))]]
)
def test_the_pages_say_the_sentence(lines):
    review = reviewed(lines)
    said = review.standing.sentence
    assert said == ("6 sources, none screened yet, and 1 interview" if not lines else
                    "1 work is included; 4 are pending; 1 is left out: 1 on title and abstract. The review also has 1 interview")  # fmt: skip

    def told(page):
        return said in " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())

    for name in ("report.html", "evidence-map.html", "graph.html"):
        assert told(OUTPUTS[name].make(review)), name
    assert not told(OUTPUTS["bibliography.html"].make(review)), "it is what one hands in"
    assert told(lr.render(replace(review.bibliography, audience="team"), "html"))


def test_what_an_output_is_about_can_be_chosen():
    lines = [("ann", "Ash2001", ("include", "fulltext")), ("ann", "Fir2006", ("exclude", "abstract"))]
    review = reviewed(lines)
    assert ["Ash2001", "I01"] == [source.key for source in review.chosen]
    assert 6 == len(replace(review, only="candidates").chosen)
    everything = replace(review, only="all")
    assert 7 == len(everything.chosen) == len(everything.graph) == len(everything.bibliography.keys)


def test_a_word_on_an_interview_is_reported_and_screens_nothing():
    review = reviewed([("ann", "I01", ("exclude", "abstract"))])
    assert not review.standing.screened
    assert ["LR511"] == [p.code for p in review.problems if p.key == "I01" and p.code.startswith("LR5")]


def test_of_the_abstract_nobody_differs_once_the_full_text_was_judged():
    lines = [("ann", "Ash2001", ("include", "abstract")), ("ben", "Ash2001", ("exclude", "abstract"))]
    assert [("screen", "Ash2001", "abstract")] == [*disputed_slots(reviewed(lines).decisions)]
    read = reviewed(
        [*lines, ("ann", "Ash2001", ("include", "fulltext")), ("ben", "Ash2001", ("include", "fulltext"))]
    )
    assert not disputed_slots(read.decisions)
    assert "included" == read.standing.status["Ash2001"].status


def test_origins_behind_a_finding_are_those_of_what_counts():
    text = '[[finding]]\nid = "F1"\nstatement = "Made up"\nsupports = ["Ash2001", "Birch2002"]\n'
    lines = [("ann", "Ash2001", ("include", "fulltext")), ("ann", "Birch2002", ("exclude", "abstract"))]
    before = replace(reviewed([]), findings_text=text).echoes
    after = replace(reviewed(lines), findings_text=text).echoes
    assert [2, 1] == [len(echoes[0].origins) for echoes in (before, after)]
