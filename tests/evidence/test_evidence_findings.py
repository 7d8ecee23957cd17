"""findings.toml: what is read, and what is said of its faults."""

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Finding, Recommendation
from litreview.judgements.decisions import resolve_spelled
from litreview.stages.evidence import read_findings

GOOD = """
[[finding]]
id = "F1"
statement = "Operations find few of the persons they are meant to find"
goal = "protect"
supports = ["bib/a.bib:Old", "New"]
contradicts = "Other"
qualifies = []
recommendations = ["R1"]

[[recommendation]]
id = "R1"
statement = "Use operations far less"
findings = ["F1"]
"""
KEYS = {"bib/a.bib:Old": "New", "New": "New", "Other": "Other"}


def codes(text: str, **kw) -> list[tuple[int, str]]:
    return [(problem.where.line, problem.code) for problem in read_findings(text, **kw).problems]


def test_a_good_file_gives_findings_with_the_keys_of_todays_sources():
    findings, recommendations, problems = read_findings(GOOD, resolve=KEYS, goals=["protect"])
    assert () == problems
    assert (
        Finding(
            id="F1",
            statement="Operations find few of the persons they are meant to find",
            goal="protect",
            supports=("New",),
            contradicts=("Other",),
            recommendations=("R1",),
        ),
    ) == findings
    assert (
        Recommendation(id="R1", statement="Use operations far less", findings=("F1",)),
    ) == recommendations


def test_no_file_is_no_findings():
    assert ((), (), ()) == tuple(read_findings(""))


def test_keys_stay_as_written_without_a_way_to_resolve_them():
    assert ("bib/a.bib:Old", "New") == read_findings(GOOD).findings[0].supports


@pytest.mark.parametrize(
    ("change", "line", "code", "says"),
    [
        (('"protect"', '"protct"'), 5, "LR505", "did you mean 'protect'?"),
        (("goal =", "gaol ="), 5, "LR506", "did you mean 'goal'?"),
        (('"Other"', '"Othr"'), 7, "LR503", "did you mean 'Other'?"),
        (('"Other"', '"New"'), 6, "LR507", "under supports and contradicts"),
        (('["R1"]', '["R2"]'), 9, "LR504", "this file has R1"),
        (('["F1"]', '["F9"]'), 14, "LR504", "this file has F1"),
        (('id = "F1"\n', ""), 2, "LR501", "has no id"),
        (('"Other"', "3"), 7, "LR501", "must be a list of keys"),
        (("[[recommendation]]", "[[recomendation]]"), 11, "LR506", "did you mean 'recommendation'?"),
        (("qualifies = []", "qualifies = ["), 10, "LR500", "is not valid TOML"),
        (("[[finding]]", "[finding]"), 0, "LR501", "double brackets"),
    ],
)
def test_a_fault_is_named_with_its_line(change, line, code, says):
    problems = read_findings(GOOD.replace(*change, 1), resolve=KEYS, goals=["protect"]).problems
    found = [p for p in problems if p.code == code]
    assert found, problems
    assert says in str(found[0])
    if code != "LR500":  # where TOML stops reading is its own affair
        assert line == found[0].where.line


def test_an_id_given_twice_keeps_the_first():
    text = GOOD + '\n[[finding]]\nid = "F1"\nstatement = "Another"\nsupports = ["New"]\n'
    result = read_findings(text, resolve=KEYS)
    assert ["Operations find few of the persons they are meant to find"] == [
        f.statement for f in result.findings
    ]
    assert [(17, "LR502")] == [(p.where.line, p.code) for p in result.problems]


def test_a_finding_without_sources_is_noted():
    assert [(1, "LR508")] == codes('[[finding]]\nid = "F"\nstatement = "S"\n')


OPEN = '[[finding]]\nid = "F"\nstatement = "S"\nstate = "open"\nrecommendations = ["R"]\n'
WAITING = '[[recommendation]]\nid = "R"\nstatement = "T"\nfindings = ["F"]\n'


def test_an_open_statement_names_no_sources_and_is_no_finding():
    result = read_findings(OPEN + WAITING, resolve=KEYS)
    assert () == result.problems
    assert ("F",) == tuple(f.id for f in result.open)
    assert () == result.found


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('supports = ["A"]', "supports"),
        ('qualifies = [{key = "A", where = "p. 1", quote = "words"}]', "qualifies"),
        ('strength = "high"\nstrength_reason = "why"', "strength, strength_reason"),
        ('[finding.cerqual]\nlevel = "high"', "cerqual"),
    ],
)
def test_what_an_open_statement_has_of_a_finding_is_not_read(line, named):
    result = read_findings(OPEN + line + "\n", resolve=None)
    assert [("error", f"finding F is open and has {named}, which were not read")] == [
        (p.level, p.message) for p in result.problems if p.code == "LR501"
    ]
    (one,) = result.open
    assert ((), (), None, "", "") == (
        one.sources,
        one.passages,
        one.cerqual,
        one.strength,
        one.strength_reason,
    )


def test_a_state_that_is_none_is_told_and_the_statement_stays_a_finding():
    text = OPEN.replace('"open"', '"opn"').replace("recommendations", 'supports = ["A"]\nrecommendations')
    result = read_findings(text + WAITING)
    assert [(4, "LR501")] == [(p.where.line, p.code) for p in result.problems]
    assert "did you mean 'open'?" in str(result.problems[0])
    assert ("F",) == tuple(f.id for f in result.found)


def test_a_key_that_several_sources_had_is_taken_as_the_earliest_and_told():
    result = read_findings(GOOD, resolve=lambda key: (key,) if key != "Other" else ("A", "B"))
    assert ("A",) == result.findings[0].contradicts
    assert [(7, "LR509")] == [(p.where.line, p.code) for p in result.problems]


def test_a_function_that_resolves_can_have_its_near_misses_too():
    result = read_findings(
        GOOD.replace('"Other"', '"Othr"'), resolve=lambda key: (key,) if key in KEYS else (), known=KEYS
    )
    assert ["finding F1 names 'Othr', but no source has this key; did you mean 'Other'?"] == [
        p.message for p in result.problems
    ]


@given(st.text() | st.lists(st.sampled_from(GOOD.split("\n"))).map("\n".join))
def test_no_text_raises(text):
    result = read_findings(text, resolve=KEYS, goals=["protect"])
    assert all(p.where.line <= text.count("\n") + 1 for p in result.problems)


def finding(id_: str, **fields: object) -> str:
    lines = "".join(f"{name} = {value}\n" for name, value in fields.items())
    return f'[[finding]]\nid = "{id_}"\nstatement = "S"\n{lines}'


def told(text: str, **kw) -> list[tuple[int, str, str, str]]:
    return [(p.where.line, p.code, p.message, p.remedy) for p in read_findings(text, **kw).problems]


def test_keys_on_both_sides_are_told_in_the_order_of_the_file():
    text = finding("F", supports='["B", "A", "C"]', contradicts='["A", "B"]')
    problems = read_findings(text).problems
    assert [("LR507", "B", 4), ("LR507", "A", 4)] == [(p.code, p.key, p.where.line) for p in problems]


def test_a_recommendation_of_a_file_that_has_none_is_told_so():
    (found,) = told(finding("F", supports='"A"', recommendations='["R1"]'))
    assert (
        5,
        "LR504",
        "finding F names recommendation 'R1', which is not in this file",
        "this file has none",
    ) == found


@pytest.mark.parametrize("count", [20, 21, 30])
def test_of_many_ids_only_twenty_are_listed(count):
    text = "".join(finding(f"F{number:02d}", supports='"A"') for number in range(count))
    text += '[[recommendation]]\nid = "R"\nstatement = "S"\nfindings = ["Zzzzz"]\n'
    (found,) = told(text)
    ids = [f"F{number:02d}" for number in range(20)] + ["…"] * (count > 20)
    assert f"this file has {', '.join(ids)}" == found[3]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (finding("F", supports='"Z"'), 4),
        (finding("F", supports='"Z"').rstrip("\n"), 4),
        (finding("F", supports='"Z"') + finding("G", supports='"A"'), 4),
        (finding("F", supports='"A"') + finding("G", supports='"Z"'), 8),
        (finding("F", qualifies="'Z'", supports='"Z"'), 4),
        (finding("F", goal='"Z"') + "supports = [\n  'A',\n  'Z',\n]\n", 4),
        ("Z = 1\n" + finding("F", supports='"\\u005A"') + finding("G", goal='"Z"', supports='"A"'), 2),
        ('finding = [{id = "F", statement = "S", supports = "Z"}]\n', 0),
    ],
)
def test_a_key_is_told_on_its_line_in_its_table(text, line):
    found = [p.where.line for p in read_findings(text, resolve={"A": "A"}).problems if p.code == "LR503"]
    assert [line] * len(found) == found
    assert found


@pytest.mark.parametrize(
    ("goal", "goals", "said"),
    [
        ("protct", ["protect"], True),
        ("protect", ["protect"], False),
        ("", ["protect"], False),
        ("x", [], True),
        ("x", None, False),
    ],
)
def test_a_goal_must_be_one_of_the_goals_if_they_are_given(goal, goals, said):
    assert said == ("LR505" in [p[1] for p in told(finding("F", goal=f'"{goal}"'), goals=goals)])


@pytest.mark.parametrize(("code", "faults"), [("R9", ["LR505"]), ("R2", []), ("r2", []), ("", [])])
def test_the_code_of_a_recommendation_is_one_of_the_codebook(code, faults):
    text = f'[[recommendation]]\nid = "R1"\nstatement = "S"\ncode = "{code}"\n'
    found = read_findings(text, codes=["R1", "R2"])
    assert faults == [p.code for p in found.problems if p.code == "LR505"]
    assert code.upper() == found.recommendations[0].code
    assert "" == read_findings(text.replace("code", "# code")).recommendations[0].code


def test_a_key_that_may_be_a_persons_is_not_told():
    text = finding("F", supports='["Zed Person", "Two"]')
    keys = {"Two": ("A", "B"), "A": ("A", "B")}
    first, second = read_findings(text, resolve=lambda key: keys.get(key, ()), shown=lambda _: "…").problems
    assert ("LR503", "…", "LR509", "A") == (first.code, first.key, second.code, second.key)
    assert "Person" not in f"{first}{second}"
    assert "Two" not in str(second)
    assert () == read_findings(finding("F", supports='"A"'), resolve=lambda key: keys.get(key, ())).problems


@pytest.mark.parametrize(
    ("top", "line", "says"),
    [
        ("[findings]\n", 1, "no table 'findings'; did you mean 'finding'?"),
        ("\n[[zzz]]\n", 2, "no table 'zzz'"),
        ("zzz = 1\n", 1, "no table 'zzz'"),
        ("# the list\n\nrecommendations = []\n", 3, "did you mean 'recommendation'?"),
    ],
)
def test_a_table_of_another_name_is_told_with_its_line(top, line, says):
    (found,) = told(top)
    assert (line, "LR506") == found[:2]
    assert says in found[2]


def test_fields_and_texts_are_told_and_the_rest_is_read():
    text = finding("F", goal="1", supports='[" A ", "", "A"]', qualifies="[1]", ziel='"protect"')
    found = read_findings(text)
    assert [(4, "LR501"), (6, "LR501"), (7, "LR506")] == [(p.where.line, p.code) for p in found.problems]
    assert ("", ("A",), ()) == (
        found.findings[0].goal,
        found.findings[0].supports,
        found.findings[0].qualifies,
    )
    assert () == read_findings(finding("F", supports="[]", qualifies='"A"')).problems


def test_one_id_of_a_finding_and_of_a_recommendation_is_no_fault():
    text = finding("X", supports='"A"', recommendations='["X"]')
    text += '[[recommendation]]\nid = "X"\nstatement = "S"\nfindings = "X"\n'
    assert [] == told(text)
    (found,) = told(text + '[[recommendation]]\nid = " X"\nstatement = "S"\n')
    assert (11, "LR502", "recommendation X occurs twice; only the first one counts") == found[:3]


@pytest.mark.parametrize("nested", ["[" * 5000, "a = " + "[" * 5000])
def test_a_file_of_many_brackets_is_no_toml(nested):
    (found,) = told(nested)
    assert "LR500" == found[1]


HEAD = '[[finding]]\nid = "F1"\nstatement = "S"\n'


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('supports = "New"\n', []),
        ('goal = ""\nstance = ""\nstate = " "\nsupports = "New"\n', []),
        ('goal = "protect"\nstance = "mixed"\nsupports = "New"\n', []),
        ('supports = "New"\nstance = "mixt"\n', [(5, "LR501", "error")]),
        ('supports = "New"\ngoal = "protct"\n', [(5, "LR505", "warning")]),
        ('supports = "New"\nstate = 3\n', [(5, "LR501", "error")]),
        ('supports = "New"\nstate = "opened"\n', [(5, "LR501", "error")]),
        ('state = "open"\n', []),
        ('state = " open "\nsupports = []\nstrength = ""\n', []),
        ('state = "open"\nstrength = "high"\nsupports = "New"\n', [(6, "LR501", "error")]),
        ("", [(1, "LR508", "info")]),
        ('qualifies = "New"\nsupports = "Old"\n', [(4, "LR507", "warning")]),
        ('supports = "New"\ncontradicts = "Old"\n', [(4, "LR507", "warning")]),
        ('supports = ["Other", "New"]\ncontradicts = "Old"\n', [(4, "LR507", "warning")]),
        ('contradicts = "Gone"\n', [(1, "LR508", "info"), (4, "LR503", "warning")]),
        ('supports = "New"\nrecommendations = ""\n', []),
        ('supports = "New"\nrecommendations = "R9"\n', [(5, "LR504", "warning")]),
        ('supports = "New"\nrecommendations = ["R9", "R8"]\n', [(5, "LR504", "warning")] * 2),
        ('supports = "New"\nrecommendations = 3\n', [(5, "LR501", "error")]),
        ('supports = "New"\nrecommendations = [3]\n', [(5, "LR501", "error")]),
        ('supports = "New"\nstrenght = "high"\n', [(5, "LR506", "warning")]),
        ('supports = "New"\n[finding.cerqual]\nlevel = "highest"\n', [(6, "LR501", "error")]),
    ],
)
def test_what_is_said_of_a_finding(more, told):
    found = read_findings(
        HEAD + more, resolve={"New": "New", "Old": "New", "Other": "Other"}, goals=["protect"]
    )
    assert told == [(one.where.line, one.code, one.level) for one in found.problems]


def test_a_stance_that_is_none_is_not_read_and_a_goal_that_is_none_is():
    (one,) = read_findings(f'{HEAD}stance = "mixt"\ngoal = "protct"\n', goals=["protect"]).findings
    assert ("", "protct") == (one.stance, one.goal)


@pytest.mark.parametrize(
    ("state", "sides"),
    [("", ("New",)), ("open", ()), (" open ", ()), ("closed", ("New",)), ("Open", ())],
)
def test_an_open_statement_has_no_sides(state, sides):
    (one,) = read_findings(f'{HEAD}state = "{state}"\nsupports = "New"\nstrength = "high"\n').findings
    assert (sides, "high" if sides else "") == (one.supports, one.strength)
    assert (state.strip().lower() if not sides else "") == one.state


@pytest.mark.parametrize(
    ("value", "passages"),
    [
        ('"New"', []),
        ('{key = "New"}', []),
        ('{key = "New", where = "p. 1"}', [("New", "p. 1", "")]),
        ('{key = "New", quote = "Few."}', [("New", "", "Few.")]),
        ('{key = "Old", quote = "Few."}', [("New", "", "Few.")]),
        ('{key = "Gone", where = "p. 1"}', []),
        (
            '["Gone", {key = "New", where = "p. 1"}, {key = "Old", where = "p. 2"}]',
            [("New", "p. 1", ""), ("New", "p. 2", "")],
        ),
    ],
)
def test_a_passage_has_a_place_or_words_and_a_source(value, passages):
    (one,) = read_findings(f"{HEAD}supports = {value}\n", resolve={"New": "New", "Old": "New"}).findings
    assert passages == [(p.key, p.where, p.quote) for p in one.passages]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ('"R1"', ("R1",)),
        ('" R1 "', ("R1",)),
        ('["R2", "R1", "R2", " "]', ("R2", "R1")),
        ('["R1", 3]', ("R1",)),
        ("3", ()),
        ("[]", ()),
    ],
)
def test_ids_of_recommendations(value, read):
    assert read == read_findings(f"{HEAD}recommendations = {value}\n").findings[0].recommendations


@pytest.mark.parametrize(
    ("keys", "problems", "found", "unknown"),
    [
        ((), ["LR503"], (), {"supports": ("Doe2001",)}),
        (("A",), [], ("A",), {}),
        (("A", "B"), ["LR509"], ("A",), {}),
        (("Doe2001", "B"), [], ("Doe2001",), {}),  # the key itself comes before one that is a former key
    ],
)
def test_a_key_may_mean_several_sources(keys, problems, found, unknown):
    read = read_findings(f'{HEAD}supports = "Doe2001"\nqualifies = "Doe2001"\n', resolve=lambda _: keys)
    (one,) = read.findings
    told = [p.code for p in read.problems if p.code not in ("LR507", "LR508")]
    assert [code for code in problems for _ in range(2)] == told
    assert (found, found) == (one.supports, one.qualifies)
    assert unknown | ({"qualifies": ("Doe2001",)} if unknown else {}) == one.unknown


def test_lines_of_tables_keys_and_inline_tables():
    text = f'# made up\n{HEAD}supports = [\n  "Old",\n  "Other",\n]\n\n[[recommendation]]\nid = "R"\nstatement = "Old"\n'
    found = read_findings(text, resolve={"Old": "New", "Other": "Other"})
    assert (2, {"New": 6, "Other": 7}, 10) == (
        found.findings[0].line,
        found.findings[0].lines,
        found.recommendations[0].line,
    )
    inline = 'finding = [{id = "F", statement = "S", supports = "Gone"}]\n'
    found = read_findings(inline, resolve={})
    assert (0, [0, 0]) == (found.findings[0].line, [p.where.line for p in found.problems])


@pytest.mark.parametrize(("text", "line"), [("a = \n", 1), ("a = 1\nb = = 2\n", 2), ("a = 1\na = 2\n", 2)])
def test_what_is_no_toml_is_told_on_its_line_without_naming_it_twice(text, line):
    (one,) = read_findings(text).problems
    assert ("LR500", line) == (one.code, one.where.line)
    assert "(at " not in one.message


INDEX = {one: (one,) for one in ("I07", "I12", "I012", "PR03", "PR03-1", "Ito2007")}
NOT_READ = (("I12", ("I12",), None), ("i-12", (), "error"), ("I 99", (), "error"), ("Ito 2007", (), "warning"), ("I07-1", (), "warning"))  # fmt: skip
"""A key as it stands; a spelling of two codes, a code that is not there, and what is no code."""


@pytest.mark.parametrize(
    ("name", "keys", "level"),
    [
        *((name, ("I07",), None) for name in ("I07", "i07", "i-07", "I 7", "I7", "I_007", "I\u201107", "Interview 7", "interviewee 07")),
        *((name, ("PR03-1",), None) for name in ("PR03-1", "pr3-1", "PR 3/1", "pr-03-01")),
        *((name, ("PR03",), None) for name in ("pr3", "PR-03")),
        *NOT_READ,
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_spelled_or_is_an_error(name, keys, level):
    text = f'[[finding]]\nid = "F1"\nstatement = "made up"\ncontradicts = ["{name}"]\n'
    found = read_findings(text, resolve=lambda key: resolve_spelled(key, INDEX))
    assert keys == found.findings[0].contradicts
    assert ([level] if level else []) == [one.level for one in found.problems if one.code == "LR503"]
