"""From decisions to agreement: what counts as a judgement, what is missing, what an adjudicator settles."""

import itertools
import json

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.core.model import Decision
from litreview.judgements.agreement import PASSED, gather_judgements, measure_agreement
from litreview.review import init_review

GOALS = ("protect", "prosecute", "prevent")
KEY = "Farrell2010Where"


def decision(by, verb, key, value, *, when="2026-01-01T00:00:00Z", reason=""):
    return Decision(when=when, by=by, verb=verb, key=key, value=value, reason=reason)


def test_silence_is_missing_and_not_a_no():
    judged = gather_judgements([decision("a", "tag", "S1", "protect")], GOALS)
    assert {"protect": {"S1": {"a": "yes"}}} == judged


def test_none_says_no_to_every_goal_that_the_coder_did_not_name():
    said = [decision("a", "tag", "S1", "none"), decision("a", "tag", "S1", "protect")]
    judged = gather_judgements(said, GOALS)
    assert {"protect": "yes", "prosecute": "no", "prevent": "no"} == {g: judged[g]["S1"]["a"] for g in GOALS}


def test_several_values_of_a_field_are_alike_in_any_order_and_what_is_withheld_says_nothing():
    said = [
        decision("a", "set", "S1", "jurisdiction=tribal; US-local"),
        decision("b", "set", "S1", "jurisdiction=US-local;tribal"),
        decision("a", "set", "I01", "instrument=withheld"),
        decision("b", "set", "I01", "instrument=withheld"),
        decision("a", "set", "S1", "directness@protect=the goal only"),
    ]
    judged = gather_judgements(said, GOALS)
    assert {"field jurisdiction", "field directness@protect"} == set(judged)
    assert {"US-local; tribal"} == set(judged["field jurisdiction"]["S1"].values())


def test_codes_stances_and_screening_are_each_measured():
    said = [
        decision("a", "tag", "S1", "tvpa:protect"),
        decision("a", "stance", "S1", "protect=mixed"),
        decision("a", "include", "S1", "abstract"),
        decision("a", "same", "S1", "S2"),
    ]
    found = measure_agreement(said, GOALS, prefix="tvpa:")
    assert ["protect", "screen abstract", "stance protect"] == [one.about for one in found]
    assert [(0, 1)] * 3 == [(one.n, one.single) for one in found]


@pytest.mark.parametrize(
    "votes", itertools.product(("include", "exclude", "unsure", "not-retrieved"), repeat=2)
)
def test_a_full_text_that_somebody_did_not_get_is_not_judged_by_two(votes):
    """PRISMA 2020 keeps reports that were not retrieved apart from those assessed for eligibility."""
    read = {"S1": ("include", "include"), "S2": ("exclude", "include"), "S3": votes}
    said = [
        decision(by, verb, key, "fulltext")
        for key, verbs in read.items()
        for by, verb in zip("ab", verbs, strict=True)
    ]
    (found,) = measure_agreement(said)
    missing = votes.count("not-retrieved")
    assert (3 - bool(missing), missing % 2) == (found.n, found.single)
    assert "not-retrieved" not in dict(found.shares)
    without = measure_agreement([one for one in said if one.key != "S3" or one.verb != "not-retrieved"])
    assert (found,) == without


def test_who_could_not_get_the_text_of_an_abstract_would_read_it():
    said = [decision("a", "not-retrieved", "S1", "abstract"), decision("b", "include", "S1", "abstract")]
    said += [decision("a", "not-retrieved", "S2", "abstract"), decision("b", "exclude", "S2", "abstract")]
    (found,) = measure_agreement(said)
    assert (2, 0.5, [("S2", PASSED)]) == (
        found.n,
        found.percent,
        [(d.key, d.settled_by) for d in found.disagreements],
    )


def test_an_adjudicator_settles_and_does_not_judge():
    said = [
        decision("a", "tag", "S1", "protect", reason="shelter is studied"),
        decision("b", "not-tag", "S1", "protect"),
        decision("c", "not-tag", "S1", "protect", when="2026-01-02T00:00:00Z"),
    ]
    (found,) = measure_agreement(said, GOALS, adjudicators=["c"])
    assert ("a", "b") == found.coders
    (one,) = found.disagreements
    assert (("a", "yes", "shelter is studied"), ("b", "no", "")) == one.said
    assert ("no", "c") == (one.settled, one.settled_by)
    (found,) = measure_agreement(said, GOALS)
    assert ("a", "b", "c") == found.coders
    assert [("a", "b"), ("a", "c"), ("b", "c")] == [pair.coders for pair in found.kappas]
    assert "" == found.disagreements[0].settled


def test_prevalence_is_the_share_of_yes_on_sources_judged_twice():
    said = [decision("a", "tag", f"S{n}", "protect") for n in range(4)]
    said += [decision("b", "tag", "S0", "protect"), decision("b", "not-tag", "S1", "protect")]
    (found,) = measure_agreement(said, GOALS)
    assert (2, 2, 0.75, 0.5) == (found.n, found.single, found.prevalence, found.percent)


def test_the_command_shows_the_table_the_dispute_and_how_to_settle_it(tmp_path):
    folder = tmp_path / "r"
    init_review(folder)
    run = CliRunner()
    assert "No source was judged by two people yet" in run.invoke(main, ["agree", str(folder)]).output
    for verb, by in (("tag", "coder-a"), ("not-tag", "coder-b")):
        args = [
            "decide",
            verb,
            KEY,
            "protect",
            "--by",
            by,
            "--reason",
            f"{by} has a reason",
            "-C",
            str(folder),
        ]
        assert 0 == run.invoke(main, args).exit_code
    told = run.invoke(main, ["agree", str(folder)])
    assert 0 == told.exit_code, told.output
    assert "1 disagreement, 0 settled" in told.output
    assert "coder-b: no (coder-b has a reason)" in told.output
    assert f"litreview decide tag {KEY} protect --by NAME" in told.output
    settings = folder / "litreview.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("adjudicators = []", 'adjudicators = ["coder-c"]'), encoding="utf-8", newline="\n"
    )
    args = ["decide", "tag", KEY, "protect", "--by", "coder-c", "-C", str(folder)]
    assert 0 == run.invoke(main, args).exit_code
    assert "settled: yes (coder-c)" in run.invoke(main, ["agree", str(folder)]).output
    found = json.loads(run.invoke(main, ["agree", str(folder), "--json"]).output)["agreement"]
    assert [("protect", 1)] == [(one["about"], one["n"]) for one in found]
    assert "yes" == found[0]["disagreements"][0]["settled"]


def test_reasons_on_which_people_differ_are_listed_until_one_is_settled(tmp_path):
    folder = tmp_path / "r"
    init_review(folder)
    run = CliRunner()

    def exclude(by, reason):
        where = ("-C", str(folder))
        done = run.invoke(
            main, ["decide", "exclude", KEY, "fulltext", "--by", by, "--reason", reason, *where]
        )
        assert 0 == done.exit_code, done.output

    exclude("coder-a", "not about trafficking")
    exclude("coder-b", "no evidence or doctrine")
    told = run.invoke(main, ["agree", str(folder)]).output
    assert "disagreement" not in told
    assert "1 reason of an exclusion in dispute, 0 settled" in told
    assert f'decide exclude {KEY} fulltext --by NAME --reason "not about trafficking"' in told
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text().replace("adjudicators = []", 'adjudicators = ["coder-c"]'))
    exclude("coder-c", "no evidence or doctrine")
    told = run.invoke(main, ["agree", str(folder)]).output
    assert "1 reason of an exclusion in dispute, 1 settled" in told
    assert "settled: no evidence or doctrine (coder-c)" in told


def test_what_two_people_judged_in_another_tool_is_said(tmp_path):
    folder = tmp_path / "r"
    init_review(folder)
    head = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
    for by in ("ann", "ben"):
        line = f"2026-01-01T00:00:00Z\t{by}\tinclude\t{KEY}\tabstract\t\t\t\timported\n"
        (folder / f"decisions/{by}.tsv").write_text(head + line)
    told = CliRunner().invoke(main, ["agree", str(folder)]).output
    assert told.startswith("1 source was judged by two people in another tool; agreement leaves that out")


def test_all_in_one_category_is_said_in_words(tmp_path):
    folder = tmp_path / "r"
    init_review(folder)
    run = CliRunner()
    for by in ("coder-a", "coder-b"):
        assert (
            0 == run.invoke(main, ["decide", "tag", KEY, "protect", "--by", by, "-C", str(folder)]).exit_code
        )
    told = run.invoke(main, ["agree", str(folder)]).output
    assert "Protect: undefined, because everyone said 'yes' of every source" in told
