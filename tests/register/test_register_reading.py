"""The register shows what it lists, and of what it refuses not even the words. Every person and value here is made up."""

import pytest

from litreview import open_review
from litreview.review.withdrawal.file_edits import tombstones
from litreview.stages.register import RegisterVocabulary, read_register

WORDS = RegisterVocabulary(
    role=("prosecutor", "judge"), role_group=("prosecution",), medium=("video",), region=("West",)
)
TOML = """title = "Made up"
[confidential]
role = ["prosecutor", "judge"]
role_group = ["prosecution"]
medium = ["video"]
region = ["West"]
"""


def person(code, **more):
    fields = {
        "entrysubtype": "interview",
        "role": "prosecutor",
        "role_group": "prosecution",
        "date": "2020",
        "consent": "quote",
        **more,
    }
    return (
        f"@misc{{{code}, {', '.join(f'{name} = {{{value}}}' for name, value in fields.items() if value)}}}\n"
    )


def review(folder, register, *, private="", toml=TOML):
    (folder / "bib").mkdir(exist_ok=True)
    (folder / "litreview.toml").write_text(toml)
    (folder / "bib/register.bib").write_text(register)
    (folder / "bib/works.bib").write_text(
        "@book{Doe2001, author = {Doe, Ann}, title = {Made-up tales}, year = {2001}}"
    )
    if private:
        (folder / "private").mkdir(exist_ok=True)
        (folder / "private/people.bib").write_text(private)
    return open_review(folder)


REFUSED = [
    ("author", "Zebulon Quimby"),
    ("title", "Zebulon Quimby"),
    ("zebulon-quimby", "yes"),
    ("role", "Zebulon Quimby"),
    ("role", "prosecuter"),
    ("date", "2020-05-04"),
    ("medium", "Zebulon Quimby"),
    ("region", "Quimby County"),
    ("consent", "Zebulon said yes"),
    ("entrysubtype", "talk with Zebulon Quimby"),
    ("file", "Zebulon.pdf"),
    ("note", "Quimby"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=[f"{n}-{v}" for n, v in REFUSED])
def test_what_is_not_listed_is_refused_and_quoted_nowhere(name, value):
    found = read_register(person("I07", **{name: value}), WORDS)
    assert ["LR630"] == [p.code for p in found.problems]
    assert name not in found.entries["I07"].fields.reveal()
    said = f"{found!r} {found.problems[0]} {found.problems[0].remedy}"
    assert "uimby" not in said
    assert "ebulon" not in said
    assert value == "prosecuter" or value not in said


def test_a_near_miss_is_named_by_what_the_list_says():
    (problem,) = read_register(person("I07", role="prosecuter"), WORDS).problems
    assert "did you mean 'prosecutor'" in problem.message
    assert "prosecuter" not in problem.message


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("rolegroup", "role_group"),
        ("Role-Group", "role_group"),
        ("year", "date"),
        ("Quimby", ""),
        ("author", ""),
    ],
)
def test_a_field_that_habit_calls_otherwise_is_named_by_the_list(name, meant):
    (problem,) = read_register(f"@misc{{I07, {name} = {{2020}}}}", WORDS).problems
    assert problem.message.endswith(f"did you mean '{meant}'?" if meant else "so the value is sealed")
    assert "uimby" not in f"{problem} {problem.remedy}"


@pytest.mark.parametrize("said", ["true", "True", "yes", "1", "since 2024", "ture"])
def test_who_may_have_withdrawn_has(said):
    """Whatever is neither false nor empty counts: a slip must not keep a person in a review."""
    found = read_register(f"@misc{{I07, role = {{prosecutor}}, withdrawn = {{{said}}}}}", WORDS)
    assert frozenset({"I07"}) == found.withdrawn
    assert {"I07"} == set(tombstones(f"@misc{{I07, withdrawn = {{{said}}}}}".encode()))
    assert ([] if said.lower() == "true" else ["LR630"]) == [p.code for p in found.problems]


@pytest.mark.parametrize("said", ["", "false", "False"])
def test_who_did_not_withdraw_stays(said):
    text = f"@misc{{I07, role = {{prosecutor}}, withdrawn = {{{said}}}}}"
    assert frozenset() == read_register(text, WORDS).withdrawn
    assert {} == tombstones(text.encode())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (person("Quimby2020"), ["LR631"]),
        (person("I07") + person("I07", role="judge"), ["LR632"]),
        ("@misc{I07, role = {prosecutor}, role = {judge}}", ["LR632"]),
        (person("I07") + person("I7"), ["LR632"]),
        ("@misc{PR01-1}@misc{PR1-01}@misc{PR11}@misc{PR10}@misc{PR1-10}", ["LR632"]),
        ("", []),
        ("@misc{I07, withdrawn = {true}, author = {Quimby}}", []),
    ],
)
def test_codes_come_once_and_are_codes(text, codes):
    found = read_register(text, WORDS)
    assert codes == [p.code for p in found.problems]
    assert "Quimby" not in f"{found!r}{found.problems}"


def test_an_interview_shows_what_five_share_and_nothing_else(tmp_path):
    """Two judges can't be shown, and neither can who is none of them: three prosecutors are left unsaid with them."""
    rows = "".join(person(f"I{n:02}", medium="video", region="West" * (n > 3)) for n in range(1, 11))
    judges = "".join(person(f"I{n}", role="judge", medium="video") for n in (11, 12, 13))
    found = review(tmp_path, rows + judges)
    shown = {
        s.key: {k: v for k, v in s.fields.items() if k != "confidential"}
        for s in found.sources
        if s.confidential
    }
    whole = {"role_group": "prosecution", "date": "2020", "medium": "video"}
    west = {**whole, "region": "West"}
    assert [whole] * 3 + [west] * 7 + [whole] * 3 == list(shown.values())
    (problem,) = (p for p in found.problems if p.level == "error")
    assert "LR633" == problem.code
    assert "6 of 13 interviewees, because fewer than 5 people share" in problem.message
    assert "role of 13" in problem.remedy


def test_what_is_private_is_the_same_source_and_adds_nothing(tmp_path):
    rows = "".join(person(f"I{n:02}") for n in range(1, 7))
    private = "@interview{I01, author = {Quimby, Zebulon}, date = {2020-05-04}}\n@misc{I02, title = {Quimby}}\n@misc{Quimby, title = {Talk}}"
    with_it = review(tmp_path, rows, private=private)
    hidden = [s.key for s in with_it.sources if s.key.startswith("confidential-")]
    told = {
        s.key: (s.type, s.year, dict(s.fields), s.confidential)
        for s in with_it.sources
        if s.key not in hidden
    }
    (tmp_path / "private/people.bib").unlink()
    without = open_review(tmp_path)
    assert 1 == len(hidden), "an entry without a code is somebody else's"
    assert told == {s.key: (s.type, s.year, dict(s.fields), s.confidential) for s in without.sources}
    assert with_it.standing.other_streams["interview"] == without.standing.other_streams["interview"] == 6
    assert with_it.flow.duplicates_removed == without.flow.duplicates_removed == 0


def test_without_a_register_two_files_with_one_code_are_two_people(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.bib").write_text("@interview{I01, author = {Quimby, Z.}}")
    assert 2 == len(open_review(tmp_path / "a.bib", tmp_path / "b.bib").sources)


def test_who_withdrew_is_in_no_total(tmp_path):
    rows = "".join(person(f"I{n:02}") for n in range(1, 7)) + "@misc{I08, withdrawn = {true}}"
    found = review(tmp_path, rows)
    assert 6 == found.standing.other_streams["interview"]
    assert "I08" not in {s.key for s in found.sources}


def test_a_register_read_by_itself_shows_only_codes(tmp_path):
    (tmp_path / "register.bib").write_text(person("I01", author="Quimby", confidential="false"))
    (source,) = open_review(tmp_path / "register.bib").sources
    assert ("I01", True) == (source.key, source.confidential)
    assert {"confidential"} >= set(source.fields)
