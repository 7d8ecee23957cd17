"""What somebody consented to is what a publication shows of them; of whom it is not for, it shows the code and the type alone."""

import subprocess

import pytest
from hypothesis import given, strategies as st
from register.test_register_anonymity import histories, told_apart

from litreview import open_review
from litreview.review.decision_writer import open_decision_writer
from litreview.review.outputs.writing import write_out
from litreview.review.release.exposure import check_release
from litreview.review.settings import parse_settings
from litreview.stages.register import REGISTER_FILE, RegisterVocabulary, publish_register, read_register
from litreview.stages.register.k_anonymity import publish_all
from litreview.stages.register.register_file import SCOPES, consent_in, in_scope

# consent as it is written, what the publication is for: what it allows there, and whether its fields are shown
CASES = [
    ("quote", [], "quote", True),
    ("quote", ["dataset"], "quote", True),
    ("", ["dataset"], "", True),
    ("quote: report", ["report"], "quote", True),
    ("quote:report", ["report"], "quote", True),
    ("quote: report", [], "group only", False),
    ("quote: report", ["dataset"], "group only", False),
    ("quote: report", ["report", "dataset"], "group only", False),
    ("quote: teaching,report", ["report", "teaching"], "quote", True),
    ("paraphrase: v1.0", ["v1.0"], "paraphrase", True),
    ("paraphrase: v1.0", ["v2.0"], "group only", False),
    ("paraphrase: none", ["none"], "group only", False),
    ("group only: report", ["report"], "group only", True),
    # what cannot be read allows nothing
    ("quote: reprot", ["report"], "group only", False),
    ("quote:", ["report"], "group only", False),
    ("quote: report;", ["report"], "group only", False),
    ("quot", [], "group only", False),
    ("quot", ["none"], "group only", False),
    ("yes", ["report"], "group only", False),
]


def words(publication, named=("v1.0", "v2.0")):
    return RegisterVocabulary(
        k=2, role=("judge",), scopes=(*SCOPES, *publication, *named), publication=tuple(publication)
    )


@pytest.mark.parametrize(("consent", "publication", "allowed", "shown"), CASES)
def test_what_a_consent_allows_in_a_publication(consent, publication, allowed, shown):
    said = f", consent = {{{consent}}}" if consent else ""
    text = "".join(f"@misc{{I{n:02}, role = {{judge}}{said}}}\n" for n in (1, 2))
    found = publish_register([text.encode()], words(publication))
    assert {"I01": allowed, "I02": allowed} == dict(found.allowed)
    assert [{"role": "judge"} if shown else {}] * 2 == [dict(found.fields[code]) for code in ("I01", "I02")]
    assert (set() if shown else {"I01", "I02"}) == found.outside
    # what hides is said, once, with what to write
    [*refused, said] = found.problems if not shown else [*found.problems, None]
    assert shown or (said.code == "LR634" and ("of 2 interviewees only the code is shown" in said.message))
    assert shown or publication or 'write publication = ["report"]' in said.remedy
    assert {"LR630"} >= {p.code for p in refused}


def test_a_refused_consent_says_what_it_counts_as_and_quotes_nothing():
    (problem,) = read_register("@misc{I07, consent = {quote: reprot Zebulon}}", words([])).problems
    assert "LR630" == problem.code
    assert "counts as 'group only: none'" in problem.message
    assert "Zebulon" not in str(problem) + problem.remedy
    assert "v1.0" in problem.remedy


def test_the_settings_name_what_a_consent_may_be_limited_to():
    found, problems = parse_settings('[confidential]\npublication = ["clinic"]\npublished = ["v1.0"]\n')
    assert () == problems
    assert (*SCOPES, "clinic", "v1.0") == found.confidential.scopes
    assert ("clinic",) == found.confidential.publication


LIMITS = ("", ": dataset", ": report", ": dataset, report")


@given(
    states=histories(),
    limits=st.lists(st.sampled_from(LIMITS), min_size=30, max_size=30),
    uses=st.lists(st.sampled_from([(), ("report",), ("dataset",), ("dataset", "report")]), min_size=5, max_size=5),
    k=st.integers(2, 5),
)  # fmt: skip
def test_whoever_holds_publications_for_several_uses_finds_k_people(states, limits, uses, k):
    """Each version is published for some use, and those who did not consent to it show nothing: nobody is told apart by what is missing."""
    states = [
        {code: {**who, "consent": f"{who['consent'] or 'quote'}{limits[int(code[1:]) - 1]}"} for code, who in people.items()}
        for people in states
    ]  # fmt: skip
    views = [
        {code: dict(shown) if in_scope(people[code]["consent"], use) else {} for code, shown in view.items()}
        for people, view, use in zip(states, publish_all(states, k), uses, strict=False)
    ]
    allowed = [
        {code: {**who, "consent": consent_in(who["consent"], use)} for code, who in people.items()}
        for people, use in zip(states, uses, strict=False)
    ]
    assert set() == told_apart(allowed, views, k), "who sees how each is cited"
    assert set() == told_apart(states, views, k), "who reads the consent in the register that is written"


@pytest.fixture
def folder(tmp_path):
    for name in ("bib", "decisions", "private", "notes"):
        (tmp_path / name).mkdir()
    (tmp_path / "bib/a.bib").write_text("@book{Doe2001, author = {Doe, Ann}, title = {T}, year = {2001}}")
    (tmp_path / REGISTER_FILE).write_text(
        "".join(
            f"@misc{{I{n:02}, entrysubtype = {{interview}}, role = {{judge}}, consent = {{quote{': report' if n > 2 else ''}}}}}\n"
            for n in range(1, 5)
        )
    )
    (tmp_path / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\n"
        + "".join(f"2026-01-01T00:00:00Z\tann\ttag\tI0{n}\tprotect\tpara {n}\n" for n in range(1, 5))
    )
    (tmp_path / "private/quotes.tsv").write_text(
        "code\tspan\tconsent\tquote\n"
        + "".join(f"I0{n}\tpara {n}\tquote\tWords of number {n} here\n" for n in range(1, 5))
    )
    (tmp_path / "notes/Doe2001.md").write_text("As I04 said.\n")
    return tmp_path


def settle(folder, more):
    (folder / "litreview.toml").write_text(f'[confidential]\nk = 2\nrole = ["judge"]\n{more}\n')
    return open_review(folder)


@pytest.mark.parametrize(
    ("more", "shown"),
    [('publication = ["report"]', {1, 2, 3, 4}), ('publication = ["dataset"]', {1, 2}), ("", {1, 2})],
)
@pytest.mark.exhaustive
def test_outputs_show_what_was_agreed_to(folder, more, shown):
    review = settle(folder, more)
    assert shown == {int(code[1:]) for code, fields in review.register.fields.items() if fields}
    assert shown == {
        int(tag.source[1:]) for tag in review.tags if tag.code == "protect" and tag.method == "human"
    }
    assert shown == {int(code[1:]) for code in review.quotes}
    assert 4 == review.standing.other_streams["interview"], "everybody is counted"
    write_out(review)
    text = "".join(
        p.read_text() for p in (folder / "out").rglob("*.*") if p.suffix in (".csv", ".html", ".bib")
    )
    assert shown == {n for n in range(1, 5) if f"Words of number {n} here" in text}
    cited = [p for p in review.problems if p.code == "LR635"]
    assert (4 in shown) == (not cited)
    told = {p.where.file for p in check_release(folder).problems if p.code == "LR664"}
    assert (set() if 4 in shown else {"bib/register.bib", "decisions/ann.tsv", "notes/Doe2001.md"}) == told
    # the written register is read back as it is, with what each consent is limited to
    again = publish_register(
        [(folder / "out/tables/register.bib").read_bytes()], review.settings.confidential
    )
    assert (review.register.fields, review.register.consent) == (again.fields, again.consent)
    # whoever codes goes on with all that was decided
    assert 4 == len(open_decision_writer(folder, "ann").review.decided)


def test_a_name_that_was_a_publication_once_is_known_in_earlier_versions(folder):
    """An interviewee who consented to the first publication alone was shown in it; what the second shows goes by that."""

    def git(*said):
        who = ("-c", "user.name=Made Up", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(folder), *who, *said], check=True, capture_output=True)

    path = folder / REGISTER_FILE
    path.write_text(path.read_text().replace(": report", ": first"))
    assert 4 == sum(map(bool, settle(folder, 'publication = ["first"]').register.fields.values()))
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    review = settle(folder, 'publication = ["second"]')
    assert ["I03", "I04"] == sorted(review.register.outside)
    assert 2 == sum(map(bool, review.register.fields.values()))
    assert ["LR630"] * 2 == [p.code for p in review.register.problems if p.code == "LR630"]
    git("tag", "first")
    found = settle(folder, 'published = ["first"]\npublication = ["second"]').register
    assert (review.register.fields, ["LR634"]) == (found.fields, [p.code for p in found.problems])
