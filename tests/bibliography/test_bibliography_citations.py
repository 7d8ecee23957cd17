"""Citations: what each kind of source looks like in print, and that no style loses one."""

import pytest

from litreview.core.errors import InputError, UsageError
from litreview.core.model import Person, Record, RecordId, Source, Where
from litreview.stages.bibliography import STYLES, cite, find_style, kind_of


def source(key, type_, *, authors=(), year=None, **fields):
    record = Record(
        key=key, type=type_, fields=fields, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib")
    )
    return Source(key=key, type=type_, fields=fields, authors=tuple(authors), year=year, records=(record,))


JUNGERS = source(
    "Jungers2013", "misc", title="United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)", year=2013
)
TVPRA = source(
    "TVPRA2005", "misc", year=2005, howpublished="United States",
    title="Trafficking Victims Protection Reauthorization Act of 2005, Pub. L. No. 109-164, 119 Stat. 3558",
)  # fmt: skip
USC = source("USC7101", "misc", title="22 U.S.C. 7101: Purposes and Findings", howpublished="United States")
NIJ = source(
    "NIJ2016Improving", "techreport", year=2016, number="NCJ 250304", institution="National Institute of Justice",
    authors=[Person(literal="National Institute of Justice")],
    title="Improving the Investigation and Prosecution of State and Local Human Trafficking Cases",
)  # fmt: skip
DONOVAN = source(
    "Sheldon", "article", year=2012, journal="Penn State Law Review", volume="117", pages="443",
    authors=[Person(family="Sheldon-Sherman", given="Jennifer A. L.")], title='The Missing "P"',
)  # fmt: skip

TABLE = [
    ("apa", JUNGERS, "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)."),
    (
        "apa",
        TVPRA,
        "Trafficking Victims Protection Reauthorization Act of 2005, Pub. L. No. 109-164, 119 Stat. 3558 (2005).",
    ),
    ("apa", USC, "Purposes and Findings, 22 U.S.C. § 7101."),
    (
        "apa",
        NIJ,
        (
            "National Institute of Justice. (2016). Improving the investigation and prosecution of state and local human "
            "trafficking cases (NCJ 250304)."
        ),
    ),
    ("bluebook", JUNGERS, "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)."),
    (
        "bluebook",
        TVPRA,
        "Trafficking Victims Protection Reauthorization Act of 2005, Pub. L. No. 109-164, 119 Stat. 3558.",
    ),
    ("bluebook", USC, "22 U.S.C. § 7101."),
    (
        "bluebook",
        DONOVAN,
        "Jennifer A.L. Sheldon-Sherman, The Missing “P”, 117 Penn St. L. Rev. 443 (2012).",
    ),
]


@pytest.mark.parametrize(("style", "work", "expected"), TABLE, ids=[f"{s}-{w.key}" for s, w, _ in TABLE])
def test_citation(style, work, expected):
    assert expected == cite([work], style).entries[0].text


@pytest.mark.parametrize(
    ("style", "seen", "expected"),
    [
        (
            "apa",
            "2023-02-03",
            "Who is counted. (n.d.). Retrieved February 3, 2023, from https://example.org/a",
        ),
        ("apa", "", "Who is counted. (n.d.). https://example.org/a"),
        ("mla", "2023-02-03", "Who Is Counted. https://example.org/a. Accessed 3 Feb. 2023."),
    ],
)
def test_the_day_an_address_was_seen_is_printed(style, seen, expected):
    work = source("who", "online", title="Who is counted", url="https://example.org/a", urldate=seen)
    (entry,) = cite([work], style).entries
    assert expected == entry.text


@pytest.mark.parametrize("style", STYLES)
def test_every_kind_is_printed_in_every_style(style):
    """No style may lose a source: an entry type nobody knows, an interview, a record with no field at all."""
    works = [
        source(type_, type_, title=f"Title of {type_}", year=2001)
        for type_ in (
            "article",
            "book",
            "misc",
            "techreport",
            "legislation",
            "jurisdiction",
            "interview",
            "dataset",
            "zzz",
        )
    ]
    works += [
        source("bare", "misc"),
        source("PR01", "misc", institution="Police Department", outcome="denied"),
    ]
    cited = cite(works, style)
    assert {work.key for work in works} == {entry.source.key for entry in cited.entries}
    assert len(works) == len(cited.entries)
    assert all(entry.text.strip(" .") for entry in cited.entries)
    assert {"interviews", "records"} <= {entry.section for entry in cited.entries}


def test_an_open_interview_names_no_person():
    talk = source(
        "I02",
        "interview",
        title="Jane Roe",
        role="Service provider",
        date="2019-05-03",
        authors=[Person(family="Roe")],
    )
    assert "I02. Service provider. Interview. 3 May 2019." == cite([talk], "apa").entries[0].text


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (JUNGERS, "case"),
        (TVPRA, "statute"),
        (USC, "statute"),
        (NIJ, "government-report"),
        (DONOVAN, "law-review"),
        (source("a", "article", journal="The Guardian"), "news"),
        (source("a", "misc", title="Safe Harbor Laws (ICPSR 37497)"), "dataset"),
    ],
)
def test_kind(work, kind):
    assert kind == kind_of(work)


def test_a_title_ends_with_one_full_stop():
    """Some databases close a title with a full stop, others don't; a legal citation has a comma there."""
    work = source(
        "who",
        "article",
        title="Who is counted.",
        journal="Penn State Law Review",
        volume="1",
        pages="2",
        year=2012,
    )
    (entry,) = cite([work], "bluebook").entries
    assert "Who Is Counted, 1 Penn St. L. Rev. 2 (2012)." == entry.text


def test_a_dependent_style_uses_its_installed_parent():
    assert "<bibliography" in find_style("seminars-in-pediatric-surgery").csl


def test_style_files(tmp_path):
    with pytest.raises(InputError):
        find_style(str(tmp_path / "none.csl"))
    foreign = tmp_path / "dependent.csl"
    foreign.write_text(
        '<style><info><link href="http://a.example/styles/no-such" rel="independent-parent"/></info></style>'
    )
    with pytest.raises(UsageError, match="not installed"):
        find_style(str(foreign))
