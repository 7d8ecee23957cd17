"""The ledger: every number has one name and one value, sums and differences hold, and every page states what the ledger has."""

import csv
import dataclasses
import html
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings as hypothesis_settings, strategies as st

import litreview as lr
from litreview.cli import main
from litreview.core.model import Decision, Where
from litreview.core.results import Search
from litreview.judgements.decisions.decision_files import append
from litreview.review import Review, summary_rows
from litreview.review.coder_disputes import dispute_rows
from litreview.review.outputs import writing
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.prisma import fill_checklists
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.settings import Settings, parse_settings

ROOT = Path(__file__).parents[2]
CODERS = ("ann", "ben", "judge")
GOALS = ("protect", "prosecute", "prevent")

# made-up works: two files with copies of each other's entries, reference lists, an interview, an e-mail, a request that was never sent
FIRST = "".join(
    f"@article{{{key}, title = {{{title}}}, author = {{{author}}}, year = {{{2001 + n}}}, journal = {{Made-up Journal {n}}}, doi = {{10.1234/made.{n}}},"
    f" abstract = {{{abstract}}}, cited-references = {{Oak, O., 1990, LOST PAPERS, V1, P1}}}}\n"
    for n, (key, title, author, abstract) in enumerate(
        [
            ("Ash2001", "Shelters in one made-up town", "Ash, A", "Victims of trafficking were referred to shelters by the police."),
            ("Birch2002", "Courts of five made-up counties", "Birch, B", "Convictions of traffickers for human trafficking in five courts."),
            ("Cedar2003", "Awareness in made-up schools", "Cedar, C", "A prevention campaign against human trafficking among pupils."),
            ("Doum2004", "Brothels and raids, made up", "Doum, D", "Raids and arrests of traffickers by police officers."),
            ("Elm2005", "Brothels and raids, revisited", "Elm, E", "Raids, and what became of the victims of trafficking."),
        ]
    )
)  # fmt: skip
LATER = "@misc{Fir2006, title = {Weather in Atlantis}, author = {Fir, F}, year = {2006}, howpublished = {Atlantis Office}, institution = {Office}}\n"
LATER += "@misc{Log2008, title = {Response to a public records request, made up}, year = {2008}, institution = {Made-up Town}, url = {https://example.org/log}}\n"
PRIVATE = (
    "@misc{I01, confidential = {true}}\n@misc{I02, confidential = {true}, howpublished = {E-mail}}\n"
    "@misc{PR01, agency = {Made-up Police}}\n@misc{PR02, agency = {Made-up Court}, events = {2020-01-02 sent; 2020-02-03 determination: denied}}\n"
    "@misc{PR02-1, title = {A log}, year = {2020}}\n@unpublished{Letter, confidential = {true}, note = {a letter}}\n"
)
FILES = {
    "a.bib": FIRST,
    "b.bib": FIRST[: FIRST.index("@article{Cedar")] + LATER,
    "register.bib": PRIVATE,
}


def library(names):
    read = [lr.read_text(FILES[name].encode(), name) for name in names]
    together = read[0]
    for one in read[1:]:
        together = together + one
    return together


LIBRARIES = {names: library(names) for names in (("a.bib", "b.bib", "register.bib"), ("a.bib",), ("b.bib", "register.bib"))}  # fmt: skip
KEYS = ("Ash2001", "Birch2002", "Cedar2003", "Doum2004", "Fir2006", "I01", "I02", "PR02")
SAID = st.one_of(
    st.tuples(st.sampled_from(["include", "exclude", "unsure", "not-retrieved"]), st.sampled_from(["abstract", "fulltext"])),
    st.tuples(st.sampled_from(["tag", "not-tag"]), st.sampled_from([*GOALS, "none"])),
    st.tuples(st.just("stance"), st.sampled_from(["protect=supports", "protect=contradicts", "prevent=mixed", "prosecute=not-operations"])),
    st.tuples(st.just("set"), st.sampled_from(["design=RCT", "design=ethnography", "year=1999", "population=minors"])),
    st.tuples(st.sampled_from(["same", "different"]), st.sampled_from(KEYS[:4])),
    st.tuples(st.just("related"), st.sampled_from(["version Ash2001", "same-data I01", "version Doum2004"])),
    st.tuples(st.just("clear"), st.sampled_from(["", "protect", "abstract"])),
)  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from(CODERS), st.sampled_from(KEYS), SAID), max_size=30)


def reviewed(lines, names=("a.bib", "b.bib", "register.bib"), **more):
    decided = tuple(
        Decision(when=f"2026-01-01T00:00:{n:02}Z", by=by, verb=verb, key=key, value=value, place=Where(file=f"decisions/{by}.tsv", line=n + 1))
        for n, (by, key, (verb, value)) in enumerate(lines)
        if value.split()[-1:] != [key]
    )  # fmt: skip
    searches = (
        Search(database="Index A", date="2025-01-02", file="a.bib", hits=5),
        Search(database="Index B", file="b.bib"),
    )
    held = Settings(adjudicators=("judge",), searches=searches, **more)
    return Review(library=LIBRARIES[names], decided=decided, settings=held)


STATES = st.fixed_dictionaries(
    {
        "lines": LINES,
        "names": st.sampled_from(list(LIBRARIES)),
        "screeners": st.sampled_from([1, 2]),
        "stopped": st.sampled_from(["", "forty in a row"]),
    }
)

LEVELS = ("errors", "warnings", "infos")
SUMS = (
    ("records of the literature", "duplicates merged", "sources of the literature"),
    ("sources", "sources of the literature", "interviews", "public records", "other sources"),
    ("public records", "requests", "documents of agencies", "other public records"),
    ("other sources", "other confidential sources", "sources withheld"),
    ("sources of the literature", "screened", "not screened yet", "left unscreened", "one vote by title and abstract"),
    ("screened", "excluded by title and abstract", "unsure by title and abstract", "disputed by title and abstract", "sought in full text"),
    ("sought in full text", "not retrieved", "full text not judged yet", "one vote by full text", "assessed in full text"),
    ("assessed in full text", "excluded by full text", "unsure by full text", "disputed by full text", "included"),
    ("untagged", "tagged none", "unread", "not coded yet"),
    ("tags", "tags by people", "tags that nobody checked"),
    ("tags", *(f"tagged {goal}" for goal in GOALS)),
    ("differences between coders", "differences settled", "disputed by people"),
    ("disputed by people", *(f"disputed {words}" for words in ("on pairs", "on codes", "on stances", "in screening", "on evidence fields", "on fields of an entry"))),
)  # fmt: skip


def check_sums(review):
    of = review.ledger
    wrong = [names for names in SUMS if of[names[0]] != sum(of[name] for name in names[1:])]
    assert not wrong, [(name, of[name]) for names in wrong for name in names]
    names = [one.name for one in of]
    assert len(names) == len(set(names)), "a name means one number"
    for one in of:
        # two Problems may have one code and place
        listed = one.rows if one.name in LEVELS else set(one.rows)
        assert len(one.rows) == len(listed) <= one.value, one.name
        assert one.definition.endswith(".")
        assert "?" not in one.definition
        assert sum(one.streams.values()) in (0, one.value), one.name
    idle = sum(of[f"lines {why}"] for why in ("taken back, changed or settled since", "on a key that no source has"))  # fmt: skip
    assert len(review.decided) == of["decisions that count"] + idle
    assert of["interviewees"] <= of["interviews"]
    assert of["requests sent"] <= of["requests"]
    assert of["studies included"] <= of["included"]


@hypothesis_settings(max_examples=60)
@given(STATES)
@pytest.mark.exhaustive
def test_sums_hold_in_any_review(state):
    check_sums(reviewed(**state))


@hypothesis_settings(max_examples=30)
@given(STATES)
@pytest.mark.exhaustive
def test_every_output_of_any_review_states_what_the_ledger_has(state):
    check_stated(reviewed(**state), "report.html", "evidence-map.html")


@pytest.mark.parametrize(
    "more", [(), ("judge none",), ("judge protect",), ("ann none",), ("ben protect",), ("imported",)], ids=str
)
@pytest.mark.parametrize("prefix", ["", "tvpa:"])
def test_none_of_the_goals_is_a_no_to_each_wherever_people_are_compared(prefix, more):
    lines = [("ann", "Ash2001", ("tag", f"{prefix}protect")), ("ben", "Ash2001", ("tag", "none"))]
    lines += [
        (by, "Ash2001", ("tag", value)) for by, _, value in (one.partition(" ") for one in more) if value
    ]
    review = reviewed(lines, ("a.bib",))
    if more == ("imported",):
        read = tuple(dataclasses.replace(one, shown="imported") for one in review.decided)
        review = review.with_inputs(decided=read)
    check_sums(review)
    settled = int(more in (("judge none",), ("judge protect",), ("ben protect",)))
    assert (
        1 - settled
        == review.ledger["disputed on codes"]
        == sum(one.code == "LR045" for one in review.problems)
    )
    if more == ("judge none",):
        assert "Ash2001" not in review.ledger.entry("tagged protect").rows, (
            "an adjudicator who says none takes the code away"
        )


def test_pairs_of_two_records_of_one_source_are_two_questions():
    """What one says of I02 and Ash, and another of I02 and Birch, is no difference, though Ash and Birch are one source."""
    lines = [("ann", "Birch2002", ("same", "Ash2001")), ("ann", "I02", ("related", "version Ash2001")), ("ben", "I02", ("different", "Birch2002"))]  # fmt: skip
    review = reviewed(lines)
    check_sums(review)
    assert 0 == review.ledger["disputed by people"]


def test_sums_hold_in_a_made_review():
    lines = [
        ("ann", "Ash2001", ("include", "abstract")),
        ("ben", "Ash2001", ("exclude", "abstract")),
        ("judge", "Ash2001", ("include", "abstract")),
        ("ann", "Ash2001", ("include", "fulltext")),
        ("ann", "Birch2002", ("tag", "protect")),
        ("ben", "Birch2002", ("not-tag", "protect")),
        ("ben", "Birch2002", ("tag", "protect")),
        ("ann", "I02", ("related", "same-data I01")),
    ]
    review = reviewed(lines)
    check_sums(review)
    check_stated(review)


NAMED = {
    r"(\d[\d,]*) records? of (?:the )?literature": "records of the literature",
    r"(\d[\d,]*) duplicates? (?:was|were) merged": "duplicates merged",
    r"(\d[\d,]*) duplicate records? merged": "duplicates merged",
    r"(\d[\d,]*) records? identified(?! by)": "records of the literature",
    r"(\d[\d,]*) different works?": "sources of the literature",
    r"\d records?(?:, which)? describes? (\d[\d,]*) works?": "sources of the literature",
    r"(\d[\d,]*) (?:works? (?:was|were) )?screened (?:by|on) title and abstract": "screened",
    r"screened on title and abstract, and (\d[\d,]*) (?:was|were) excluded": "excluded by title and abstract",
    r"(\d[\d,]*) (?:reports? )?sought": "sought in full text",
    r"(\d[\d,]*) could not be retrieved": "not retrieved",
    r"(\d[\d,]*) (?:full texts? assessed|(?:was|were) assessed in full text)": "assessed in full text",
    r"(?<!\d)(\d[\d,]*) reports? of \d+ stud(?:y|ies) (?:was|were) included": "included",
    r"reports? of (\d[\d,]*) stud(?:y|ies)": "studies included",
    r"(\d[\d,]*) works? still awaits?": "pending",
    r"(?<!\d)(\d[\d,]*) interviews?(?= or| and|,|;|\.| ?$)": "interviews",
    r"these come from (\d[\d,]*) interviewees?": "interviewees",
    r"(\d[\d,]*) public records(?=,|;|\.| \(|$)": "public records",
    r"(\d[\d,]*) public records requests? (?:was |were )?sent": "requests sent",
    r"coders differed (\d[\d,]*) times?": "differences between coders",
    r"(\d[\d,]*) of these differences (?:is|are) settled": "differences settled",
    r"(\d[\d,]*) doubtful pairs?": "pairs in doubt",
    r"People judged (\d[\d,]*) pairs? to be different": "pairs judged different",
    r"People judged (\d[\d,]*) pairs? to be related": "pairs judged related",
    r"The sources have (\d[\d,]*) \w+ tags?": "tags",
    r"of which people gave (\d[\d,]*)": "tags by people",
    r"(\d[\d,]*) (?:is|are) likely and": "tags that are likely",
    r"likely and (\d[\d,]*) (?:is|are) only suggested": "tags only suggested",
    r"results of (\d[\d,]*) sources?": "sources with a stance",
    r"(\d[\d,]*) searches? of \d+ databases?": "searches",
    r"searches? of (\d[\d,]*) databases?": "databases",
    r"(\d[\d,]*) sources? in library.bib": "included",
    r"read from (\d[\d,]*) files?": "files of the literature",
    r"(\d[\d,]*) findings? names?": "findings with a source",
    r"The review states (\d[\d,]*) recommendations?": "recommendations",
    r"(\d[\d,]*) statements? (?:is|are) still to be examined": "open statements",
    r"(\d[\d,]*) sources? (?:is|are) withheld": "sources withheld",
}
"""How a sentence states a number, and the number's name in the ledger."""


def text_of(page):
    page = re.sub(r"<(style|script|svg).*?</\1>", " ", page, flags=re.DOTALL)
    cells = re.sub(r"</(?:p|td|th|li|dt|dd|h\d|div|caption)>", " . ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cells)).split())


def check_stated(review, *pages):
    """Compare every number that a page states with the ledger's; return the names that were stated."""
    of = review.ledger
    methods = describe_methods(review)
    answers = [one.answer for _, items in fill_checklists(review, methods) for one in items]
    rows = dict(summary_rows(review))
    texts = {
        "methods": " . ".join((*methods.paragraphs, *(one.words for one in methods.missing))),
        "checklists": " . ".join(answers),
        "summary": " . ".join(f"{label} . {value}" for label, value in rows.items()),
        **{name: text_of(OUTPUTS[name].make(review).decode()) for name in pages},
    }
    stated = set()
    for place, text in texts.items():
        for pattern, name in NAMED.items():
            for found in re.finditer(pattern, text):
                about = text[max(0, found.start() - 60) : found.end() + 30]
                # those on whom a stance was noted are some of them
                if re.search(r"noted the stance of [^.;]*\d of $", text[: found.start()]):
                    continue
                if name in ("interviews", "public records") and re.search(
                    r"leaves out|in support|against|\. Of \d+ public records \(|qualifying|[Ss]upported|Contradicted|Qualified|, (?:\d+|none) supports?, |tagged|evidence on|untagged|\d works?, $",
                    about,
                ):
                    continue
                assert int(found[1].replace(",", "")) == of[name], (place, name, about)
                stated.add(name)
    for label, value in rows.items():
        if label not in ("screening", "problems"):
            assert int(value.split()[0]) == of[label], label
    flow = review.flow
    assert flow.records == of["records of the literature"] == sum(one.records for one in flow.identified)
    assert flow.included == of["included"]
    assert sum(flow.excluded_by_reason.values()) == of["excluded by full text"]
    assert flow.beside.get("interview", 0) == of["interviews"]
    return stated


CERTAIN = re.compile(r"(\d+)(?: \+ (\d+))?")
"""A count in a table or on a chip: what is only suggested is after the plus."""


def counted(text):
    """Return a count of a page, and how many of it are only suggested."""
    sure, suggested = CERTAIN.match(text.strip()).groups(default="0")
    return int(sure) + int(suggested), int(suggested)


def check_certainty(review, *, report=False):
    """Compare what map, graph, tables and report count, judged or likely and suggested apart, with the ledger."""
    of = review.ledger
    has = {
        code.id: (of[f"tagged {code.id}"], of[f"suggested {code.id}"])
        for code in review.codebook.codes
        if f"suggested {code.id}" in {one.name for one in of}
    }
    goals = {code.id: code.label for code in review.codebook.goals if code.enabled}
    recommendations = {
        code.id: code.label for code in review.codebook.codes if code.group == "recommendation"
    }
    pages = {"evidence-map.html": OUTPUTS["evidence-map.html"].make(review).decode()}
    if report:
        pages["report.html"] = OUTPUTS["report.html"].make(review).decode()
    width = len(review.evidence_map.with_columns(9).columns) + 2
    for page in pages.values():
        for goal, label in goals.items():
            numbers = next(
                row
                for row in tables_of(page)
                if row[0] == label and len(row) == width and CERTAIN.match(row[1])
            )
            assert has[goal] == counted(numbers[-1])
        for text in re.findall(r"No source informs\s+(\w+)", text_of(page)):
            assert has[text] == (0, 0)
    drawn = dict(re.findall(r'data-n="(r\d+)">([^<]*)</tspan>', pages["evidence-map.html"]))
    assert [has[goal] for goal in goals] == [counted(drawn[f"r{y}"]) for y in range(len(goals))]
    rows = {row[0]: row for row in tables_of(pages["evidence-map.html"]) if row}
    for code, label in recommendations.items():
        assert has[code] == counted(rows[f"{code} {label}"][-1])
    header, table = review.evidence_map.table()
    by_row = {row[0]: dict(zip(header, row, strict=True)) for row in table}
    assert [has[goal] for goal in goals] == [
        (by_row[goal]["total"], by_row[goal]["suggested"]) for goal in goals
    ]
    nodes = review.graph.nodes.values()
    for code, numbers in has.items():
        with_code = [node for node in nodes if code in node["tags"].split(";")]
        assert numbers == (len(with_code), sum(code in node["suggested"].split(";") for node in nodes))
    if report:
        text, literature = text_of(pages["report.html"]), "literature"
        study = re.search(
            r"(\d+) of (\d+) works? stud(?:y|ies) police operations\.(?: (This|All \d+|\d+ of these) (?:is|are) only suggested)?",
            text,
        )
        tagged, suggested = (
            of.entry(f"{how} operations").streams.get(literature, 0) for how in ("tagged", "suggested")
        )
        assert (tagged, of.entry("sources that count as evidence").streams[literature]) == (
            int(study[1]),
            int(study[2]),
        )
        unchecked = study[3] or "0"
        assert suggested == int(unchecked.split()[0] if unchecked[0].isdigit() else study[1])
        rows = {row[0]: row for row in tables_of(pages["report.html"]) if row}
        for code, label in recommendations.items():
            assert has[code] == (
                int(rows[f"{code} {label}"][1]) + int(rows[f"{code} {label}"][2]),
                int(rows[f"{code} {label}"][2]),
            )


def tables_of(page):
    """Return the cells of each row of the tables of a page."""
    for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL):
        yield [
            " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]


def test_map_and_graph_of_a_review_count_what_is_suggested_apart():
    review = reviewed(
        [
            ("ann", "Ash2001", ("tag", "protect")),
            ("ann", "Doum2004", ("tag", "R4")),
            ("ben", "Elm2005", ("not-tag", "R1")),
        ]
    )
    check_certainty(review)
    assert review.ledger["suggested protect"] < review.ledger["tagged protect"]
    assert (2, 1) == (review.ledger["tagged R4"], review.ledger["suggested R4"])


def test_the_demonstration_states_what_the_ledger_has():
    review = lr.open_review(ROOT / "examples/demonstration")
    check_sums(review)
    check_certainty(review)
    stated = check_stated(review)
    assert {"records of the literature", "duplicates merged", "included", "differences between coders", "requests sent", "interviews"} <= stated  # fmt: skip
    assert review.overlap.records.keys() == set(review.ledger.entry("sources of the literature").rows)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["demonstration", "over-policing"])
def test_every_page_of_an_example_states_what_the_ledger_has(name):
    review = lr.open_review(ROOT / "examples" / name)
    check_sums(review)
    check_stated(review, "report.html", "evidence-map.html")
    check_certainty(review, report=True)
    of = review.ledger
    sources = list(csv.DictReader(io.StringIO(OUTPUTS["sources.csv"].make(review).decode("utf-8-sig"))))
    assert len(sources) == of["sources"]
    cited = csv.DictReader(io.StringIO(OUTPUTS["citations.csv"].make(review).decode("utf-8-sig")))
    assert len({(row["citing"], row["cited"]) for row in cited}) == of["citations"]
    assert json.loads(OUTPUTS["flow.json"].make(review))["sources"] == of["sources of the literature"]
    unread = {row: n for row, *cells in review.evidence_map.table()[1] for n in [cells[len(review.evidence_map.columns)]]}  # fmt: skip
    assert (unread["unread"], unread["none"], unread.get("not-coded", 0), unread["total"]) == (
        of["unread"], of["tagged none"], of["not coded yet"], of["sources that count as evidence"],
    )  # fmt: skip
    for goal, _ in review.stage_value("assessment").goals:
        assert review.stage_value("assessment").count(goal, "unread") == of["unread"]


def test_a_public_record_that_is_no_request_is_not_called_one():
    review = reviewed([])
    of = review.ledger
    assert (4, 2, 1, 1) == tuple(of[name] for name in ("public records", "requests", "documents of agencies", "other public records"))  # fmt: skip
    assert "4 public records (2 requests, 1 document, 1 other)" in review.standing.sentence
    assert ("Log2008",) == of.entry("other public records").rows


def test_confidential_sources_count_and_are_not_listed():
    of = reviewed([]).ledger
    assert (2, ()) == (of["interviews"], of.entry("interviews").rows)
    listed = {row for one in of for row in one.rows}
    assert not [row for row in listed if "I01" in row or "Letter" in row]


def test_the_command_prints_and_writes_the_ledger(tmp_path, monkeypatch):
    few = {name: OUTPUTS[name] for name in ("tag-changes.csv", "tags.csv", "ledger.csv")}
    monkeypatch.setattr(writing, "OUTPUTS", few)  # no document, which takes longest
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text(FILES["a.bib"], encoding="utf-8")
    (tmp_path / "litreview.toml").write_text('title = "A made-up review"\n', encoding="utf-8")
    run = CliRunner()
    told = run.invoke(main, ["run", str(tmp_path), "--ledger", "--json"])
    entries = {one["name"]: one for one in json.loads(told.output)["ledger"]}
    assert 5 == entries["sources of the literature"]["value"] == len(entries["sources"]["rows"])
    table = list(
        csv.DictReader(io.StringIO((tmp_path / "out/tables/ledger.csv").read_text(encoding="utf-8")))
    )
    assert {row["name"]: int(row["value"]) for row in table} == {
        name: one["value"] for name, one in entries.items() if name not in LEVELS
    }
    printed = run.invoke(main, ["run", str(tmp_path), "--ledger"]).output
    assert "sources of the literature" in printed
    assert "Works of the literature" in printed
    refused = run.invoke(main, ["run", str(tmp_path), "--ledger", "--check"])
    assert (2, True) == (refused.exit_code, "--ledger prints a run for all" in refused.output)


# the faults that were seen, each as a class


def test_the_same_export_read_twice_cites_no_more():
    lists = "; ".join(["Ash A., 2001, MADE-UP JOURNAL 0, DOI 10.1234/made.0"] * 2)
    citing = f"@article{{Gum2010, title = {{On shelters, made up}}, author = {{Gum, G}}, year = {{2010}}, journal = {{J}}, doi = {{10.1234/gum}}, cited-references = {{{lists}}}}}\n"
    once = lr.read_text((FIRST + citing).encode(), "a.bib")
    twice = once + lr.read_text((FIRST + citing).encode(), "again.bib")
    one, two = (Review(library=read).ledger for read in (once, twice))
    assert 1 == one["citations"] == two["citations"]
    assert one["works cited but not held"] == two["works cited but not held"]
    assert (one["sources"], 2 * one["records of the literature"]) == (two["sources"], two["records of the literature"])  # fmt: skip


def test_a_version_that_is_out_joins_two_that_are_in():
    lines = [("ann", key, ("include", "fulltext")) for key in ("Ash2001", "Birch2002")]
    lines += [("ann", "Cedar2003", ("exclude", "fulltext")), ("ann", "Ash2001", ("stance", "protect=supports")), ("ann", "Birch2002", ("stance", "protect=supports"))]  # fmt: skip
    lines += [("ann", "Cedar2003", ("related", f"version {key}")) for key in ("Ash2001", "Birch2002")]
    review = reviewed(lines, ("a.bib",))
    assert 1 == review.ledger["studies included"] == review.ledger["protect, literature: supports"]
    assert 1 == review.stage_value("assessment").count("protect", "supports")


def test_agreement_is_of_first_answers_and_says_what_was_changed():
    lines = [("ann", key, ("tag", "protect")) for key in KEYS[:4]]
    lines += [("ben", key, (verb, "protect")) for key, verb in zip(KEYS, ("tag", "not-tag", "tag", "not-tag"), strict=False)]  # fmt: skip
    before = reviewed(lines, ("a.bib",))
    after = reviewed([*lines, *(("ben", key, ("tag", "protect")) for key in ("Birch2002", "Doum2004"))], ("a.bib",))  # fmt: skip
    (first,), (later,) = ([one for one in review.agreement if one.n] for review in (before, after))
    assert (0.5, 0.5) == (first.percent, later.percent)
    assert (0, 2) == (first.changed, later.changed)
    assert (2, 0, 2) == tuple(before.ledger[name] for name in ("differences between coders", "differences settled", "disputed by people"))  # fmt: skip
    assert (2, 2, 0) == tuple(after.ledger[name] for name in ("differences between coders", "differences settled", "disputed by people"))  # fmt: skip
    told = describe_methods(after).text_of("agreement")
    assert "2 answers were changed later by consensus" in told
    assert (
        "The coders differed 2 times. 2 of these differences are settled, 0 of them by an adjudicator."
        in told
    )
    assert {"consensus"} == {d.settled_by for d in later.disagreements}
    slip = [("ben", "Birch2002", ("clear", "protect")), ("ben", "Birch2002", ("tag", "protect"))]
    (mended,) = (one for one in reviewed([*lines, *slip], ("a.bib",)).agreement if one.n)
    assert (0.75, 0) == (mended.percent, mended.changed), "what was taken back is not a possible answer"


def test_the_page_counts_the_differences_that_the_methods_count():
    lines = [("ann", "Ash2001", ("include", "abstract")), ("ben", "Ash2001", ("exclude", "abstract")), ("judge", "Ash2001", ("include", "fulltext"))]  # fmt: skip
    lines += [("ann", "Ash2001", ("same", "Doum2004")), ("ben", "Ash2001", ("different", "Doum2004"))]
    review = reviewed(lines, ("a.bib",))
    page = "".join(text_of(OUTPUTS[name].make(review).decode()) for name in ("report.html", "appendix.html"))
    assert 2 == review.ledger["differences between coders"]
    assert "The coders differed 2 times. 1 of the differences shown here is unsettled." in page
    assert (
        "The coders differed 2 times. 1 of these differences is settled, 0 of them by an adjudicator" in page
    )


@pytest.mark.parametrize(
    ("stages", "shown"),
    [(("abstract", "fulltext"), 3), (("abstract",), 2), ((), 1)],
    ids=["all is screened", "a full text awaits", "an abstract awaits"],
)
def test_differences_have_one_count_while_people_still_screen(tmp_path, stages, shown):
    """Methods, appendix and `agree` count all differences, and say how many of them are not shown yet."""
    said = [(by, key, ("include", stage)) for by in ("ann", "ben") for key in KEYS[:3] for stage in ("abstract", "fulltext")]  # fmt: skip
    differ = {("Birch2002", "abstract"), ("Cedar2003", "fulltext")}
    lines = [(by, key, ("exclude", stage)) if by == "ben" and (key, stage) in differ else (by, key, (verb, stage)) for by, key, (verb, stage) in said]  # fmt: skip
    lines += [("ann", "Ash2001", ("tag", "protect")), ("ben", "Ash2001", ("not-tag", "protect"))]
    lines += [("ann", "Elm2005", ("include", "abstract")), *(("ben", "Elm2005", ("include", one)) for one in stages), *(("ann", "Elm2005", ("include", one)) for one in stages[1:])]  # fmt: skip
    lines += [(by, "Doum2004", ("exclude", "abstract")) for by in ("ann", "ben")]
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text(FIRST, encoding="utf-8")
    (tmp_path / "litreview.toml").write_text("[screening]\nscreeners = 2\n", encoding="utf-8")
    for n, (by, key, (verb, value)) in enumerate(lines):
        append(tmp_path, Decision(when=f"2026-01-01T00:00:{n:02}Z", by=by, verb=verb, key=key, value=value, reason="made up"))  # fmt: skip
    review = lr.open_review(tmp_path)
    told = "The coders differed 3 times"
    told += f" ({3 - shown} {'is' if shown == 2 else 'are'} not shown while people still judge independently)." if shown < 3 else "."  # fmt: skip
    page = "".join(text_of(OUTPUTS[name].make(review).decode()) for name in ("report.html", "appendix.html"))
    assert told in describe_methods(review).text_of("agreement")
    assert {told} == set(re.findall(r"The coders differed.*?\.", page))
    assert page.count("The coders differed") > 1
    assert (3, shown) == (review.ledger["differences between coders"], len(dispute_rows(review)))
    agreed = CliRunner().invoke(main, ["agree", str(tmp_path)]).output
    assert shown == 3 or told in agreed
    assert f"\n{shown} disagreement" in agreed


def test_an_email_is_no_interview_that_was_held_and_one_person_may_have_given_two():
    told = describe_methods(reviewed([]))
    assert "The review also has 2 interviews and other personal communications" in told.text_of("interviews and records")  # fmt: skip
    assert "held" not in told.text_of("interviews and records")
    assert "whether two interviews are with the same person" in told.not_recorded("interviews and records")
    related = describe_methods(reviewed([("ann", "I02", ("related", "same-data I01"))]))
    assert "these come from 1 interviewee." in related.text_of("interviews and records")
    assert "with the same person" not in related.not_recorded("interviews and records")


def test_a_request_without_an_event_was_not_sent(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/register.bib").write_text(PRIVATE, encoding="utf-8")
    (tmp_path / "litreview.toml").write_text('title = "Made up"\n', encoding="utf-8")
    review = lr.open_review(tmp_path)
    told = describe_methods(review)
    assert (2, 1) == (review.ledger["requests"], review.ledger["requests sent"])
    assert "1 public records request was sent. Outcomes of the requests: denied 1." in told.text_of("interviews and records")  # fmt: skip
    assert "the sending of 1 public records request" in told.not_recorded("interviews and records")
    page = text_of(OUTPUTS["report.html"].make(review).decode())
    assert "Of 2 records requests, 1 was decided" in page


def test_nothing_was_found_only_where_people_judged():
    sentence = reviewed([], ("a.bib",)).stage_value("assessment").sentence
    assert re.fullmatch(
        r"Protect: no result is coded yet \(\d sources? not coded yet\)\.", sentence("protect")
    )
    lines = [("ann", key, (verb, value)) for key in KEYS[:4] for verb, value in (("tag", "protect"), ("stance", "protect=not-operations"))]  # fmt: skip
    lines += [("ann", "Elm2005", ("not-tag", "protect"))]
    judged = reviewed(lines, ("a.bib",)).stage_value("assessment").sentence("protect")
    assert judged == "Protect: no source reports a result. Left out: 4 not about operations."


SEARCH = Search(database="Index A", date="2025-01-02")
FACTS = {
    "filters": ("[[search]] filters", {"searches": (dataclasses.replace(SEARCH, filters="a filter of 2019"),)}),
    "reused": ("[[search]] reused", {"searches": (dataclasses.replace(SEARCH, reused="Doe 2015"),)}),
    "updates": ("[[search]] updates", {"searches": (dataclasses.replace(SEARCH, updates="monthly alerts"),)}),
    "peer_review": ("[[search]] peer_review", {"searches": (dataclasses.replace(SEARCH, peer_review="PRESS, by a librarian"),)}),
    "registers": ("[[search]] method = 'register'", {"searches": (dataclasses.replace(SEARCH, register=True),)}),
    "citations": ("[[search]] method = 'citation searching'", {"searches": (dataclasses.replace(SEARCH, method="citation searching"),)}),
    "contacts": ("[[search]] method = 'contact'", {"searches": (dataclasses.replace(SEARCH, method="contact"),)}),
    "registration": ("[reporting] registration, protocol; [[amendment]]", {"reporting": {"registration": "no. 12"}}),
    "funding": ("[reporting] funding", {"reporting": {"funding": "a made-up fund"}}),
    "availability": ("[reporting] availability", {"reporting": {"availability": "in a repository"}}),
}  # fmt: skip


@pytest.mark.exhaustive(quick=2)
@pytest.mark.parametrize(("setting", "noted"), FACTS.values(), ids=FACTS)
def test_an_item_is_answered_by_its_setting_and_by_nothing_else(setting, noted):
    """Whatever the review holds, citations, interviews and requests among it: an item is not filled by what only resembles it."""
    plain = reviewed([])
    review = plain.with_inputs(settings=dataclasses.replace(Settings(), **noted))
    before, after = (
        [one for _, items in fill_checklists(each, describe_methods(each)) for one in items if one.setting == setting]
        for each in (plain, review)
    )  # fmt: skip
    assert [""] == [one.answer for one in before]
    assert all(one.answer for one in after)


def test_the_settings_hold_what_nothing_else_records():
    found, problems = parse_settings(
        '[reporting]\nregistration = "no. 12"\nfunding = " "\nprotocl = "x"\n'
        '[[search]]\ndatabase = "Trials"\nmethod = "register"\npeer_review = "PRESS"\nfilters = "a filter"\nreused = "Doe"\nupdates = "alerts"\n'
    )
    assert {"registration": "no. 12"} == found.reporting
    (one,) = found.searches
    assert ("", True, "PRESS", "a filter", "Doe", "alerts") == (
        one.method, one.register, one.peer_review, one.filters, one.reused, one.updates,
    )  # fmt: skip
    (warning,) = problems
    assert "LR600" == warning.code
    assert "protocol" in warning.message
    with pytest.raises(lr.SettingsError):
        parse_settings("[reporting]\nfunding = 12\n")


def test_the_evidence_is_told_by_the_designs_that_people_noted():
    found = lr.open_review(ROOT / "examples/demonstration").stage_value("assessment").design_rows
    assert ("Protect", "contradicts", 1, "administrative data (appraised moderate)") in found
    assert not any("of no noted design" in words for _, _, _, words in found)
