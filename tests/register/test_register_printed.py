"""How interviews are printed, and who is never cited by code. Every person here is made up."""

import re
import subprocess

import pytest

from litreview import open_review
from litreview.review.outputs.writing import write_out
from litreview.stages.register import REGISTER_FILE, RegisterVocabulary, publish_register

STYLES = ("apa", "chicago", "chicago-notes", "mla", "bluebook")
TOML = """title = "Made up"
[confidential]
role = ["officer", "advocate"]
role_group = ["law enforcement", "services"]
"""


def register(*sizes, consent=("quote", "paraphrase", "group only")):
    rows = []
    for (role, group, year), size in zip(
        (("officer", "law enforcement", 2019), ("advocate", "services", 2020)), sizes, strict=True
    ):
        rows += [(role, group, year)] * size
    return "".join(
        f"@misc{{I{n:02}, entrysubtype = {{interview}}, role = {{{role}}}, role_group = {{{group}}}, date = {{{year}}}, "
        f"consent = {{{consent[n % len(consent)]}}}}}\n"
        for n, (role, group, year) in enumerate(rows, start=1)
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "litreview.toml").write_text(TOML)
    (tmp_path / "bib/works.bib").write_text(
        "@book{Doe2001, author = {Doe, Ann}, title = {Made-up tales}, year = {2001}}"
    )
    (tmp_path / REGISTER_FILE).write_text(register(15, 15))
    return tmp_path


@pytest.mark.parametrize("style", STYLES)
def test_an_interview_is_cited_as_far_as_k_and_consent_allow(folder, style, call):
    said = call("annotate", str(folder), "-o", "-", "--style", style).output
    assert "Interview I01, with an officer (2019)." in said
    assert "Interview I30, with an advocate (2020)." in said
    assert 30 == len(re.findall(r"\bInterview(?: I\d+)?, with an? \w+ \(20\d\d\)\.", said))
    for code in ("I02", "I05", "I29"):
        assert code not in said, "its consent is for its group only"
    assert 10 == said.count("Interview, with an")


def test_where_few_share_a_role_the_group_is_printed_and_where_few_share_that_nothing(folder, call):
    (folder / REGISTER_FILE).write_text(register(6, 2, consent=("quote",)))
    said = call("annotate", str(folder), "-o", "-").output
    assert 8 == len(re.findall(r"Interview I0\d \(confidential\)\.", said))
    assert "officer" not in said


def test_consent_counts_as_what_is_published(folder, call):
    """Of six officers one is counted with the group only: printed without the code, the role would be that one person's.

    Were the five others printed as officers, all but one of twelve would be, and everybody would know the one: so they are not.
    """
    people = register(6, 6, consent=("quote",)).replace("consent = {quote}", "consent = {group only}", 1)
    (folder / REGISTER_FILE).write_text(people)
    said = call("annotate", str(folder), "-o", "-").output
    assert [] == re.findall(r"with an officer", said)
    assert 6 == len(re.findall(r"Interview I\d+, with an advocate \(2020\)\.", said))
    assert "Interview (confidential)." in said
    (problem,) = (p for p in open_review(folder).problems if p.code == "LR633")
    assert "1 of 12 interviewees" in problem.message


def test_citing_a_code_that_is_counted_with_its_group_only_is_named(folder):
    (folder / "findings.toml").write_text(
        '[[finding]]\nid = "F1"\nstatement = "Made up"\ngoal = "protect"\nsupports = ["I02", "I01"]\n'
    )
    (folder / "notes").mkdir()
    (folder / "notes/Doe2001.md").write_text("As [@I05] and [@I04] said, and I11 too, on I110.\n")
    (folder / "manuscript").mkdir()
    (folder / "manuscript/text.md").write_text("Two say so [@I08; @I07].\n")
    found = [p for p in open_review(folder).problems if p.code == "LR635"]
    assert {
        ("I02", "findings.toml"),
        ("I05", "notes/Doe2001.md"),
        ("I11", "notes/Doe2001.md"),
        ("I08", "manuscript/text.md"),
    } == {(p.key, p.where.file) for p in found}
    write_out(open_review(folder))
    page = (folder / "out/pages/bibliography.html").read_text()
    assert "I04" in page
    assert not re.search(r"\bI0[258]\b", page)
    findings = (folder / "out/report.html").read_text().split('id="finding-F1"')[1].split("</article>")[0]
    assert "Interview I01, with an officer (2019)" in findings
    assert "Interview, with an officer (2019)" in findings
    assert "I02" not in findings


def test_the_written_register_is_read_back_as_it_is(folder):
    write_out(open_review(folder))
    text = (folder / "out/tables/register.bib").read_bytes()
    words = RegisterVocabulary(role=("officer", "advocate"), role_group=("law enforcement", "services"))
    again = publish_register([text], words)
    assert () == again.problems
    assert open_review(folder).register.fields == again.fields
    assert open_review(folder).register.consent == again.consent


VERSIONS = RegisterVocabulary(role=("officer",), role_group=("law enforcement",))


def entries(*people):
    return "\n".join(f"@misc{{{code}, role = {{officer}}, consent = {{{c}}}}}" for code, c in people).encode()


def test_a_state_that_comes_back_was_published_twice():
    """Who withdrew for a while is known from the others, though the register is again what it was."""
    six = entries(*[(f"I{n:02}", "quote") for n in range(1, 7)])
    five = entries(*[(f"I{n:02}", "quote") for n in range(1, 6)])
    found = publish_register([six, five, six], VERSIONS)
    assert [{"role": "officer"}] * 5 + [{}] == [found.fields[code] for code in sorted(found.fields)]


def test_a_version_of_the_same_people_adds_nothing():
    six = entries(*[(f"I{n:02}", "quote") for n in range(1, 7)])
    found = publish_register([six, b"% a comment\n" + six, six], VERSIONS)
    assert publish_register([six], VERSIONS) == found


def test_of_who_came_alone_with_nothing_said_nothing_is_to_be_left_out():
    five = entries(*[(f"I{n:02}", "quote") for n in range(1, 6)])
    alone = five + b"\n@misc{I06, consent = {quote}}"
    assert ["LR633"] == [p.code for p in publish_register([alone], VERSIONS).problems]
    found = publish_register([five, alone], VERSIONS)
    assert () == found.problems
    assert [{"role": "officer"}] * 5 + [{}] == [found.fields[code] for code in sorted(found.fields)]


def test_what_earlier_versions_hold_back_is_not_to_be_left_out():
    """The register tells one apart by a role; that six others are held back is due to how they came, and another thing is to be done."""
    five = entries(*[(f"I{n:02}", "quote") for n in range(1, 6)])
    more = five + b"\n@misc{I06, role = {officer}, consent = {quote}}"
    apart = more + b"\n@misc{I07, role = {officer}, date = {2020}, consent = {quote}}"
    first, second = publish_register([five, more, apart], VERSIONS, question="say so").problems
    assert ("LR633", "LR634") == (first.code, second.code)
    assert "leave out date of 1, or" in first.remedy
    assert "leave out role of 2, because together with every earlier commit" in second.message
    assert "say so" == second.remedy


def test_what_git_remembers_of_the_register_counts(folder):
    """One who arrives alone after a commit is counted, and shown once five can be."""

    def git(*words):
        subprocess.run(
            ["git", "-C", str(folder), "-c", "user.name=Made Up", "-c", "user.email=a@example.org", *words],
            check=True,
        )

    (folder / REGISTER_FILE).write_text(register(6, 6, consent=("quote",)))
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    (folder / REGISTER_FILE).write_text(register(6, 7, consent=("quote",)))
    alone = open_review(folder)
    assert {} == dict(alone.register.fields["I13"])
    assert ["LR634"] == [p.code for p in alone.register.problems]
    assert 13 == alone.standing.other_streams["interview"]
    (folder / REGISTER_FILE).write_text(register(6, 11, consent=("quote",)))
    assert {"role": "advocate", "role_group": "services", "date": "2020"} == dict(
        open_review(folder).register.fields["I13"]
    )


@pytest.mark.parametrize("cut", ["shallow", "broken"])
def test_a_history_that_is_cut_off_says_nothing_of_interviewees(folder, tmp_path, cut):
    """A clone of the last commit alone does not know who arrived in it; one whose git reads nothing knows as little."""

    def git(*words):
        who = ("-c", "user.name=Made Up", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)

    (folder / REGISTER_FILE).write_text(register(6, 6, consent=("quote",)))
    git("init", "-q")
    for number in (6, 7):
        (folder / REGISTER_FILE).write_text(register(6, number, consent=("quote",)))
        git("add", ".")
        git("commit", "-qm", "made up")
    whole = open_review(folder)
    place = folder
    if cut == "shallow":
        place = tmp_path / "clone"
        git("clone", "-q", "--depth", "1", f"file://{folder}", str(place))
    else:
        (folder / ".git/config").write_text("[core\n")
    found = open_review(place)
    assert {code: {} for code in whole.register.fields} == dict(found.register.fields)
    assert whole.standing.other_streams == found.standing.other_streams
    assert "LR636" in [p.code for p in found.register.problems]


@pytest.mark.parametrize(
    "name", ["Register.bib", "register (1).bib", "register-2025.bib", "interviews.bib", "new/register.bib"]
)
def test_a_register_under_another_name_is_told(folder, name):
    path = folder / "bib" / name
    path.parent.mkdir(exist_ok=True)
    (folder / REGISTER_FILE).rename(path)
    found = [p for p in open_review(folder).problems if p.code == "LR637"]
    assert [f"bib/{name}"] == [p.where.file for p in found]
    (folder / "private").mkdir(exist_ok=True)
    path.rename(folder / "private/register.bib")
    (folder / "bib/a.bib").write_text("@interview{I07, author = {Made Up}}\n")
    assert [] == [p for p in open_review(folder).problems if p.code == "LR637"]


def test_a_private_code_that_the_register_does_not_list_is_named(folder):
    (folder / "private").mkdir()
    (folder / "private/talks.bib").write_text(
        "@interview{I01, title = {A}}\n@interview{I99, title = {B}}\n@misc{I7, title = {C}}\n"
    )
    found = [(p.code, p.key) for p in open_review(folder).problems if p.code == "LR638"]
    assert [("LR638", "I7"), ("LR638", "I99")] == sorted(found)


@pytest.mark.exhaustive
def test_only_the_commits_that_were_published_count_if_the_settings_name_them(folder):
    """Twelve interviews are committed one at a time. Nobody saw the commits in between; a thirteenth arrives after the first publication."""

    def git(*words):
        subprocess.run(
            ["git", "-C", str(folder), "-c", "user.name=Made Up", "-c", "user.email=a@example.org", *words],
            check=True,
        )

    def shown():
        found = open_review(folder).register
        return sum(map(bool, found.fields.values())), [p.code for p in found.problems]

    git("init", "-q")
    for number in range(1, 7):
        (folder / REGISTER_FILE).write_text(register(number, number, consent=("quote",)))
        git("add", ".")
        git("commit", "-qm", "one more of each")
    assert (0, ["LR634"]) == shown()
    (asked,) = open_review(folder).register.problems
    assert "warning" == asked.level
    assert (
        "leave out role_group of 12, date of 12, role of 12, because together with every earlier commit"
        in asked.message
    )
    assert "write published = [] under [confidential] in litreview.toml" in asked.remedy
    settings = folder / "litreview.toml"
    text = settings.read_text()
    settings.write_text(text.replace("[confidential]", "[confidential]\npublished = []"))
    assert (12, []) == shown()
    git("tag", "v1")
    settings.write_text(text.replace("[confidential]", '[confidential]\npublished = ["v1"]'))
    assert (12, []) == shown()
    (folder / REGISTER_FILE).write_text(register(6, 7, consent=("quote",)))
    git("commit", "-qam", "one arrives alone")
    assert (12, ["LR634"]) == shown()
    (folder / REGISTER_FILE).write_text(register(6, 11, consent=("quote",)))
    assert (17, []) == shown()
    settings.write_text(text.replace("[confidential]", '[confidential]\npublished = ["v9"]'))
    assert (0, ["LR636"]) == shown()
    (problem,) = open_review(folder).register.problems
    assert "names a commit that git does not know: v9" in problem.message
    (folder / ".git").rename(folder / "elsewhere")
    assert (0, ["LR636"]) == shown(), "a copy without the commits does not know what was published"


@pytest.mark.parametrize("broken", [False, True])
def test_what_was_published_by_a_word_that_is_listed_no_more_is_known_for_good(folder, broken):
    """Five of each role and five of each region were shown alike; the regions are taken out, and the roles then cut across them."""

    def git(*words):
        subprocess.run(
            ["git", "-C", str(folder), "-c", "user.name=Made Up", "-c", "user.email=a@example.org", *words],
            check=True,
        )

    def people(field, cut):
        first, second = {"region": ("West", "South"), "role": ("officer", "advocate")}[field]
        return "\n".join(
            f"@misc{{I{n:02}, entrysubtype = {{interview}}, {field} = {{{first if n <= 5 - cut or n > 10 - cut else second}}}, consent = {{quote}}}}"
            for n in range(1, 11)
        )

    settings = (folder / "litreview.toml").read_text()
    listed = settings.replace("[confidential]", '[confidential]\nregion = ["West", "South"]')
    (folder / "litreview.toml").write_text(listed + ("\nsurely = no" if broken else ""))
    (folder / REGISTER_FILE).write_text(people("region", 0))
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "regions")
    (folder / "litreview.toml").write_text(settings)
    (folder / REGISTER_FILE).write_text(people("role", 2))
    shown = open_review(folder).register.fields.values()
    # of settings that are no TOML nothing was published
    assert [bool(one) for one in shown if one] == [True] * (10 if broken else 0)
    (folder / REGISTER_FILE).write_text(people("role", 0))
    assert all(open_review(folder).register.fields.values())


def test_what_was_published_under_a_smaller_k_is_known_for_good(folder):
    def git(*words):
        subprocess.run(
            ["git", "-C", str(folder), "-c", "user.name=Made Up", "-c", "user.email=a@example.org", *words],
            check=True,
        )

    settings = (folder / "litreview.toml").read_text()
    (folder / "litreview.toml").write_text(settings.replace("[confidential]", "[confidential]\nk = 2"))
    (folder / REGISTER_FILE).write_text(register(6, 4, consent=("quote",)))
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "four advocates, who are shown under k = 2")
    (folder / "litreview.toml").write_text(settings)
    (folder / REGISTER_FILE).write_text(register(6, 5, consent=("quote",)))
    assert {} == dict(open_review(folder).register.fields["I11"]), "the fifth arrived alone"


def test_a_withdrawn_code_that_is_left_in_a_text_is_named(folder):
    (folder / REGISTER_FILE).write_text(
        register(6, 6, consent=("quote",)) + "@misc{I40, withdrawn = {true}}\n"
    )
    (folder / "notes").mkdir()
    (folder / "notes/Doe2001.md").write_text("As I40 said, and I01 too.\n")
    (problem,) = (p for p in open_review(folder).problems if p.code == "LR635")
    assert "notes/Doe2001.md" == problem.where.file
    assert "I40" not in str(problem), "it is named nowhere"
