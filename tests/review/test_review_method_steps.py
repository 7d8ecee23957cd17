"""The methods step by step: what each sentence says of none, one and several, and what is named as not recorded."""

from collections import Counter
from types import SimpleNamespace

import pytest

from litreview.core.model import Cluster, Correction, Decision, Match, RecordId, Where
from litreview.core.results import Search
from litreview.core.results.screening_flow import Flow, Identified
from litreview.judgements.codebook import load_codebook
from litreview.review.outputs import methods
from litreview.review.settings import Settings


def flow_of(**more):
    return Flow(**{"records": 3, "sources": 2, "duplicates_removed": 1} | more)


def settings_of(**more):
    return Settings(**more)


def said(step, review):
    """Return the sentences that a step tells, and what it names as missing."""
    every = [*step(review)]
    missing = [words for words in every if isinstance(words, methods._Missing)]
    return [words for words in every if words not in missing], missing


# searches


NOT_REPORTED = [
    "published search filters ([[search]] filters)",
    "strategies taken over from earlier reviews ([[search]] reused)",
    "how the search was kept up to date ([[search]] updates)",
    "peer review of the search strategies ([[search]] peer_review)",
]


def searches(*found, identified=(), records=3):
    return SimpleNamespace(
        settings=settings_of(searches=tuple(found)),
        flow=flow_of(identified=identified, records=records),
        overlap=SimpleNamespace(recalls=()),
    )


WHOLE = {
    "platform": "Platform P",
    "date": "2024-03-01",
    "strategy": "traffick*",
    "limits": "English.",
    "hits": 7,
}


def test_a_search_of_which_all_is_noted_lacks_nothing():
    told, missing = said(methods._searches, searches(Search(database="Index A", **WHOLE)))
    assert told[:4] == [
        "1 search of 1 database (Index A on Platform P) was run on 2024-03-01.",
        "The databases reported 7 hits.",
        "The strategy of 1 search is listed with the searches.",
        "Limits: Index A (English).",
    ]
    assert missing == NOT_REPORTED


def test_a_register_counts_apart_from_the_databases():
    told, _ = said(
        methods._searches,
        searches(Search(database="Index A", **WHOLE), Search(database="Register R", register=True, **WHOLE)),
    )
    assert told[:2] == [
        "2 searches of 1 database (Index A on Platform P) and 1 register (Register R on Platform P) were run on 2024-03-01.",
        "The databases and registers reported 14 hits.",
    ]


def test_several_searches_say_from_when_to_when_and_what_some_of_them_lack():
    told, missing = said(
        methods._searches,
        searches(
            Search(database="Index B", **WHOLE | {"date": "2024-05-02", "strategy_file": "b.txt"}),
            Search(database="Index A", **WHOLE),
            Search(database="Index A", platform="Platform Q", strategy="sweep*"),
        ),
    )
    assert told[:3] == [
        "3 searches of 2 databases (Index B on Platform P and Index A on Platform P and Platform Q) were run, 2 of them between 2024-03-01 and 2024-05-02.",
        "The strategies of 3 searches are listed with the searches, 1 of them read from files of the review.",
        "Limits: Index B (English) and Index A (English).",
    ]
    assert missing == [
        "the date of the search of Index A ([[search]] date)",
        "whether limits were put on the search of Index A ([[search]] limits)",
        "the number of hits of the search of Index A ([[search]] hits)",
        *NOT_REPORTED,
    ]


def test_a_search_of_which_nothing_is_noted_lacks_all():
    told, missing = said(methods._searches, searches(Search(database="Index A")))
    assert "1 search of 1 database (Index A) was run." == told[0]
    assert missing == [
        "the date of any search ([[search]] date)",
        "the strategy of any search ([[search]] strategy)",
        "whether limits were put on any search ([[search]] limits)",
        "the platform of any search ([[search]] platform)",
        "the number of hits of any search ([[search]] hits)",
        *NOT_REPORTED,
    ]


def test_what_searches_note_of_filters_and_peer_review_is_told():
    noted = WHOLE | {"filters": "a filter of 2019.", "peer_review": "PRESS, by a librarian"}
    told, missing = said(methods._searches, searches(Search(database="Index A", **noted)))
    assert "Published search filters: Index A (a filter of 2019)." in told
    assert "Peer review of the search strategies: Index A (PRESS, by a librarian)." in told
    assert missing == NOT_REPORTED[1:3]


def test_a_database_without_a_hit_is_noted_as_such():
    told, missing = said(methods._searches, searches(Search(database="Index A", **WHOLE | {"hits": 0})))
    assert "The databases reported 0 hits." in told
    assert not [one for one in missing if "hits" in one]


@pytest.mark.parametrize(
    ("found", "identified", "records", "told"),
    [
        ((), (), 0, ["0 records of literature were read from 0 files."]),
        (
            (),
            (Identified(file="a.bib", records=1), Identified(file="empty.bib", records=0)),
            1,
            ["1 record of literature was read from 1 file."],
        ),
        (
            (Search(database="Hand", method="handsearching"),),
            (
                Identified(file="a.bib", records=2),
                Identified(file="b.bib", records=1200, database="Hand", method="handsearching"),
            ),
            1202,
            [
                "1,200 records were identified by other methods: 1,200 by handsearching.",
                "1,202 records of literature were read from 2 files.",
                "2 of these records came from files for which no search is recorded.",
            ],
        ),
        (
            (Search(database="Hand", method="handsearching"),),
            (
                Identified(file="a.bib", records=0),
                Identified(file="b.bib", records=1, database="Hand", method="handsearching"),
            ),
            1,
            [
                "1 record was identified by other methods: 1 by handsearching.",
                "1 record of literature was read from 1 file.",
            ],
        ),
    ],
)
def test_where_records_came_from(found, identified, records, told):
    review = searches(*found, identified=identified, records=records)
    have, missing = said(methods._searches, review)
    assert told == have
    # only searches of databases have strategies that can be missing
    assert "searches: databases, dates and strategies" == missing[0]


# deduplication


def match(a, b, *, rule="", reasons=("by reviewer-a",), score=1.0):
    return Match(a=RecordId(a), b=RecordId(b), verdict="same", score=score, reasons=tuple(reasons), rule=rule)


def deduplicated(*clusters, out=(), **more):
    keys = [f"W{n}" for n in range(len(clusters))]
    removed = sum(len(one.records) - 1 for key, one in zip(keys, clusters, strict=True) if key not in out)
    return SimpleNamespace(
        flow=flow_of(duplicates_removed=removed, **more.pop("flow", {})),
        sources=[SimpleNamespace(key=key) for key in keys],
        standing=SimpleNamespace(keys=lambda: [key for key in keys if key not in out]),
        deduplication=SimpleNamespace(clusters=clusters),
        decisions=(),
        ledger=Counter({"pairs judged different": more.pop("different", 0)}),
        corrections=more.pop("corrections", {}),
    )


def cluster(*matches):
    records = dict.fromkeys(record for one in matches for record in (one.a, one.b))
    return Cluster(records=tuple(records), matches=matches)


def test_a_work_of_three_records_is_two_joins_by_their_strongest_proofs():
    found = methods.count_merges(
        deduplicated(
            cluster(
                match("a", "b", rule="weak", score=0.7),
                match("b", "c", rule="doi"),
                match("a", "c", rule="title", score=0.9),
            ),
            Cluster(records=(RecordId("z"),)),
        )
    )
    assert {"doi": 1, "title": 1} == found


@pytest.mark.parametrize(
    ("one", "name"),
    [
        (match("a", "b", rule="doi"), "doi"),
        (match("a", "b"), methods.PEOPLE),
        (match("a", "b", reasons=methods.COPY.reasons), methods.COPIED),
    ],
)
def test_a_join_is_by_a_rule_by_people_or_of_a_copy(one, name):
    assert {name: 1} == methods.count_merges(deduplicated(cluster(one)))


def test_of_equal_proofs_the_one_counts_whose_rule_comes_first():
    assert {"book": 1} == methods.count_merges(
        deduplicated(cluster(match("a", "b", rule="title"), match("a", "b", rule="book")))
    )


def test_joins_of_what_is_no_literature_are_not_counted():
    assert not methods.count_merges(deduplicated(cluster(match("a", "b", rule="doi")), out=("W0",)))


def test_what_joined_records_is_named_up_to_six_rules():
    told, _ = said(
        methods._deduplication,
        deduplicated(
            *(cluster(match(f"a{n}", f"b{n}", rule=f"rule-{n}")) for n in range(8)), cluster(match("x", "y"))
        ),
    )
    assert (
        "9 duplicates were merged: 1 by the rule “rule-0”, 1 by the rule “rule-1”, 1 by the rule “rule-2”, 1 by the rule “rule-3”, "
        "1 by the rule “rule-4”, 1 by the rule “rule-5”, 2 by other rules and 1 by people." == told[2]
    )


def test_with_few_rules_no_other_rules_are_named():
    told, _ = said(methods._deduplication, deduplicated(cluster(match("a", "b", rule="doi"))))
    assert told[1:] == [
        "3 records describe 2 works.",
        "1 duplicate was merged: 1 by the rule “doi” and 0 by people.",
    ]


def test_without_a_duplicate_nothing_is_said_of_joins():
    told, missing = said(methods._deduplication, deduplicated(flow={"records": 1, "sources": 1}))
    assert told[1:] == ["1 record describes 1 work.", "No duplicates were merged."]
    assert [] == missing


def correction(field):
    return Correction(field=field, value="x", was="y", by="ann", place=Where(file="decisions/ann.tsv"))


def test_what_people_kept_apart_corrected_or_left_open_is_counted():
    told, _ = said(
        methods._deduplication,
        deduplicated(
            flow={"pairs_to_judge": 1},
            different=1,
            corrections={"a": (correction("year"), correction("doi")), "b": (correction("year"),)},
        ),
    )
    assert told[3:] == [
        "People judged 1 pair to be different works.",
        "1 doubtful pair is not judged yet and is not merged.",
        "People corrected 3 fields of 2 works: doi and year.",
    ]


# screening


def screened(*, decisions=(), pending=(), begun=True, flow=None, agreement=(), differences=(), **settings):
    return SimpleNamespace(
        agreement=agreement,
        stage_value={"differences": dict(differences), "open_rounds": ()}.get,
        flow=flow_of(**flow or {}),
        settings=settings_of(**settings),
        standing=SimpleNamespace(screened=begun, pending=pending),
        decisions=decisions,
    )


def test_what_was_not_screened_is_said_in_one_sentence():
    assert (["The sources were not screened: all of them count."], []) == said(
        methods._screening, screened(begun=False)
    )


def voted(stage, n, single):
    return SimpleNamespace(about=f"screen {stage}", n=n, single=single)


def test_by_how_many_each_source_was_judged():
    """What `screeners` asks for is no fact: the sentence counts who judged what."""
    ann = Decision(by="ann", verb="include", key="a", value="abstract")
    tagged = Decision(by="ben", verb="tag", key="a", value="protect")
    agreement = (voted("abstract", 2, 1), voted("fulltext", 0, 1))
    told, missing = said(
        methods._screening, screened(screeners=2, decisions=(ann, tagged), agreement=agreement)
    )
    assert told[0] == (
        "1 person screened. At least two people judged 2 of 3 titles and abstracts and 0 of 1 full text."
    )
    unseen = "whether screeners saw each other's judgements ([reporting] independence)"
    reasons = "the reasons for which full texts could be excluded ([screening] reasons)"
    # with two screeners the program itself keeps them apart
    assert (methods._BLIND, [reasons]) == (told[1], missing)
    assert [unseen, reasons] == said(
        methods._screening, screened(decisions=(ann, tagged), agreement=agreement)
    )[1]
    told, missing = said(
        methods._screening,
        screened(agreement=agreement, reporting={"independence": "neither saw the other's"}, reasons=("x",)),
    )
    assert "Independence of the screeners: neither saw the other's." == told[1]
    assert [] == missing


def test_adjudicators_are_told_where_they_settled_a_difference():
    differences = {("a", "screen abstract"): "judge", ("b", "screen abstract"): "consensus", ("a", "tag x"): "judge"}  # fmt: skip
    told, _ = said(methods._screening, screened(differences=differences, adjudicators=("judge",)))
    assert "Adjudicators settled 1 difference in screening." == told[0]
    told, _ = said(methods._screening, screened(adjudicators=("judge",)))
    assert not [one for one in told if "djudicator" in one]


def test_every_number_of_screening_is_in_its_place():
    told, _ = said(
        methods._screening,
        screened(
            flow={
                "screened": 1,
                "excluded": 2,
                "sought": 1,
                "not_retrieved": 4,
                "assessed": 1,
                "excluded_by_reason": {"not a study": 6, "another country": 1},
                "included": 1,
                "studies_included": 1,
            },
        ),
    )
    assert (
        "1 work was screened on title and abstract, and 2 were excluded. Of 1 report sought, 4 could not be retrieved. 1 was assessed in full "
        "text, and 7 were excluded: 6 for “not a study” and 1 for “another country”. 1 report of 1 study was included."
        == told[0]
    )


def test_several_are_several_and_without_a_reason_there_is_no_list():
    told, _ = said(
        methods._screening,
        screened(flow={"screened": 2000, "sought": 2, "assessed": 2, "included": 2, "studies_included": 2}),
    )
    assert (
        "2,000 works were screened on title and abstract, and 0 were excluded. Of 2 reports sought, 0 could not be retrieved. 2 were assessed in full "
        "text, and 0 were excluded. 2 reports of 2 studies were included." == told[0]
    )


@pytest.mark.parametrize(
    ("pending", "told"), [("a", "1 work still awaits a"), ("ab", "2 works still await a")]
)
def test_what_awaits_a_judgement(pending, told):
    assert f"{told} judgement." == said(methods._screening, screened(pending=set(pending)))[0][-1]


@pytest.mark.parametrize(
    ("flow", "told"),
    [
        ({"left_unscreened": 1}, "95 %. 1 work was left unscreened."),
        (
            {"left_unscreened": 3, "left_by_automation": 3},
            "95 %. 3 works were left unscreened; a model that learned from the screening had ranked them last.",
        ),
    ],
)
def test_why_screening_was_stopped(flow, told):
    assert (
        f"Screening was stopped by this rule: recall {told}"
        == said(methods._screening, screened(flow=flow, stopped="recall 95 %."))[0][-1]
    )


# coding


def coder(by, verb="tag", value="protect", shown=""):
    return Decision(by=by, verb=verb, key="a", value=value, shown=shown)


@pytest.mark.parametrize(
    ("shown", "told", "missing"),
    [
        ([], [], []),
        ([""], [], ["for 1 judgement, whether a suggestion was shown"]),
        (["yes"], ["The suggestion was shown for 1 judgement and hidden for 0."], []),
        (["no", "no"], ["The suggestion was shown for 0 judgements and hidden for 2."], []),
        (
            ["no", "yes", ""],
            ["The suggestion was shown for 1 judgement and hidden for 1."],
            ["for 1 judgement, whether a suggestion was shown"],
        ),
    ],
)
def test_whether_a_suggestion_was_shown(shown, told, missing):
    assert (told, missing) == said(methods._blinding, [coder("ann", shown=one) for one in shown])


# agreement


def about(name, n=2, *, value=0.5, changed=0):
    return SimpleNamespace(
        about=name,
        n=n,
        alpha=type("Alpha", (), {"value": value, "__str__": lambda _: f"{value}"})(),
        changed=changed,
    )


def agreed(*found, differences=0, settled=0, judged=0, hidden=0, open_rounds=()):
    goals = [SimpleNamespace(id="protect", label="Protect")]
    numbers = {
        "differences between coders": differences,
        "differences settled": settled,
        "differences settled by an adjudicator": judged,
    }
    return SimpleNamespace(
        agreement=found,
        codebook=SimpleNamespace(goals=goals, codes=goals, evidence=()),
        ledger=numbers,
        stage_value={
            "differences": dict.fromkeys(range(differences), ""),
            "hidden_differences": hidden,
            "open_rounds": open_rounds,
        }.get,
    )


@pytest.mark.parametrize(
    ("review", "told"),
    [
        (
            agreed(about("protect", 1)),
            [
                "Protect 0.5 over 1 source.",
                "Fewer than 20 sources in common, too few for a reliable interval: Protect.",
            ],
        ),
        (
            agreed(about("protect"), about("screen abstract"), about("stance protect", value=0.0)),
            [
                "Protect 0.5 over 2 sources; inclusion by title and abstract 0.5 over 2 sources; stance on Protect 0.0 over 2 sources.",
                "Fewer than 20 sources in common, too few for a reliable interval: Protect, inclusion by title and abstract, stance on Protect.",
            ],
        ),
        # all that two people judged has a figure, or is named where all said one thing
        (
            agreed(about("type:book", 30), about("field design", 20), about("protect", value=None)),
            [
                "type:book 0.5 over 30 sources; design 0.5 over 20 sources.",
                "Alpha is undefined for Protect, because everyone gave the same answer.",
            ],
        ),
        (
            agreed(about("field design", 20, changed=1), about("x", 20, changed=1)),
            [
                "design 0.5 over 20 sources; x 0.5 over 20 sources.",
                "2 answers were changed later by consensus. Figures of agreement use first answers only.",
            ],
        ),
        (
            agreed(about("field design", 20), differences=1, settled=1, judged=1),
            [
                "design 0.5 over 20 sources.",
                "The coders differed 1 time. 1 of these differences is settled, 1 of them by an adjudicator.",
            ],
        ),
        (
            agreed(about("field design", 20), differences=3, settled=2, hidden=1),
            [
                "design 0.5 over 20 sources.",
                "The coders differed 3 times (1 is not shown while people still judge independently). 2 of these differences are settled, 0 of them by an adjudicator.",
            ],
        ),
        # over a few sources the measure of an open round would tell a coder the other's answers
        (
            agreed(
                about("field design", 20),
                about("screen abstract", 20),
                about("reason fulltext"),
                open_rounds={"abstract", "fulltext"},
            ),
            [
                "Agreement on what coders still judge independently is left out.",
                "design 0.5 over 20 sources.",
            ],
        ),
    ],
)
def test_how_far_coders_agree(review, told):
    have, missing = said(methods._agreement, review)
    assert told == [
        one.removeprefix(
            "Agreement of first answers (Krippendorff's alpha, with its 95% interval by bootstrap): "
        )
        for one in have
    ]
    assert [] == missing


@pytest.mark.parametrize("found", [(), (about("protect", 0),)])
def test_without_two_judgements_of_one_thing_there_is_no_agreement(found):
    review = SimpleNamespace(agreement=found, decisions=(), stage_value={"open_rounds": ()}.get)
    assert ([], ["agreement between coders: no source was judged by two people"]) == said(
        methods._agreement, review
    )


# interviews and records


def other_streams(groups=(), outcomes=(), unsent=0, people=0, **numbers):
    sources = [
        SimpleNamespace(key=f"I{n}", get={"role_group": group}.get) for n, group in enumerate(groups, 1)
    ]
    paper = SimpleNamespace(key="paper", get={"role_group": "author"}.get)
    interviews = numbers.get("interviews", 0)
    return SimpleNamespace(
        standing=SimpleNamespace(
            streams={**{one.key: "interview" for one in sources}, "paper": "literature"}
        ),
        sources=[*sources, paper],
        requests=[SimpleNamespace(outcome=one, sent=True) for one in outcomes],
        settings=settings_of(),
        ledger=Counter(
            {
                "interviewees": people or interviews,
                "requests": len(outcomes) + unsent,
                "requests sent": len(outcomes),
                **{name.replace("_", " "): n for name, n in numbers.items()},
            }
        ),
    )


@pytest.mark.parametrize(
    ("review", "told"),
    [
        (other_streams(), []),
        (
            other_streams(interviews=1),
            [
                "The review also has 1 interview or other personal communication.",
                "Interviewees are shown by code; of their details in the register, only those that at least 5 of them share are published.",
                "The tags and stances of each interview are published under its code.",
            ],
        ),
        (
            other_streams(["police", "advocate", "police"], interviews=3, people=2),
            [
                "The review also has 3 interviews and other personal communications (advocate 1 and police 2).",
                "Interviewees are shown by code; of their details in the register, only those that at least 5 of them share are published.",
                "The tags and stances of each interview are published under its code.",
                "As far as the team recorded, these come from 2 interviewees.",
            ],
        ),
        (
            other_streams(["police", "", "police"], interviews=3, people=2),
            [
                "The review also has 3 interviews and other personal communications (police 2; others are not published).",
                "Interviewees are shown by code; of their details in the register, only those that at least 5 of them share are published.",
                "The tags and stances of each interview are published under its code.",
                "As far as the team recorded, these come from 2 interviewees.",
            ],
        ),
        (
            other_streams(other_confidential_sources=1, sources_withheld=2),
            [
                "1 other source is confidential.",
                "2 sources are withheld and left out of all counts of the literature until a person says whether they may be shown.",
            ],
        ),
        (
            other_streams(outcomes=["partly granted"]),
            ["1 public records request was sent. Outcomes of the requests: partly granted 1."],
        ),
        (
            other_streams(outcomes=["refused", "granted", "refused"], other_confidential_sources=2),
            [
                "3 public records requests were sent. Outcomes of the requests: granted 1 and refused 2.",
                "2 other sources are confidential.",
            ],
        ),
    ],
)
def test_what_is_no_literature_is_told_apart(review, told):
    assert (told, []) == said(methods._other_streams, review)


def test_what_was_not_sent_or_may_be_of_one_person_is_named_as_not_recorded():
    told, missing = said(methods._other_streams, other_streams(interviews=2, unsent=1))
    assert 3 == len(told)
    assert missing == [
        "whether two interviews are with the same person (`litreview decide related CODE 'same-data CODE'`)",
        "the sending of 1 public records request (`events` in bib/register.bib)",
    ]


# synthesis


def synthesis(found=0, recommendations=0, open_=0, fields=(), unheld=0, links=(0, 0), verbs=(), **reporting):
    return SimpleNamespace(
        ledger={
            "findings with a source": found,
            "recommendations": recommendations,
            "open statements": open_,
            "statements not held": unheld,
            "links of findings": links[0],
            "links with place and quote": links[1],
        },
        settings=settings_of(reporting=reporting),
        evidence=[SimpleNamespace(field=one) for one in fields],
        decisions=[SimpleNamespace(verb=one) for one in verbs],
        codebook=load_codebook("tvpa"),
    )


FINDINGS, APPRAISAL = "findings with the sources on each side", "an appraisal of the risk"
REGISTRATION = ["registration of the review ([reporting]", "protocol of the review ([reporting]"]


@pytest.mark.parametrize(
    ("review", "told", "missing"),
    [
        (synthesis(), [], [FINDINGS, APPRAISAL, *REGISTRATION]),
        (
            synthesis(open_=1, fields=["design", "appraisal"]),
            ["1 statement is still to be examined"],
            [FINDINGS, *REGISTRATION],
        ),
        (
            synthesis(1, 2, 3, ["appraisal"]),
            ["1 finding names the sources that support, contradict or qualify it. The review states 2 recommendations. Versions", "3 statements are still to be examined"],
            REGISTRATION,
        ),
        (
            synthesis(2, 0, 0, ["design"], registration="no. 12", protocol="at an archive."),
            ["2 findings name the sources that support, contradict or qualify them. Versions", "Registration: no. 12.", "Protocol: at an archive."],
            [APPRAISAL],
        ),
        (
            synthesis(1, 1, 0, ["appraisal"], unheld=2, links=(5, 3), verbs=("tag", "stance")),
            [
                "1 finding names the sources that support, contradict or qualify it. The review states 1 recommendation.",
                "2 statements are not supported by the tags and stances",
                "The results on each goal were counted by direction (vote counting",
            ],
            ["the place and the quote of 2 sources on the sides of findings, of 5", *REGISTRATION],
        ),
    ],
)  # fmt: skip
def test_what_was_made_of_the_sources(review, told, missing):
    have, lacking = said(methods._synthesis, review)
    assert [len(told), len(missing)] == [len(have), len(lacking)]
    assert all(one.startswith(begins) for one, begins in zip(have, told, strict=True))
    assert all(one.startswith(begins) for one, begins in zip(lacking, missing, strict=True))


def test_criteria_related_pairs_and_records_that_were_not_read_are_told():
    """What a search's hits and files differ by, what people called related, and the criteria are facts of the review."""
    found = Identified(file="a.csv", records=14, database="Scopus")
    one = searches(Search(database="Scopus", hits=15, file="a.csv"), identified=(found,))
    assert "The databases reported 15 hits; 14 records were read." in said(methods._searches, one)[0]
    review = deduplicated(cluster())
    review.ledger["pairs judged related"] = 1
    assert (
        "People judged 1 pair to be related works, such as versions of one study."
        in said(methods._deduplication, review)[0]
    )
    told, _ = said(
        methods._screening, screened(begun=False, criteria=("Include: studies", "Exclude: letters"))
    )
    assert "The criteria were “Include: studies” and “Exclude: letters”." == told[0]
