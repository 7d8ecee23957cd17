"""Which line of a person counts, on which work, and what a line must say: each rule by what a reviewer would lose without it."""

from pathlib import Path

import pytest

from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.judgements import decisions as d


def say(verb: str, key: str, value: str = "", *, by: str = "ann", at: int = 0, what: str = "") -> Decision:
    return Decision(
        when=f"2026-01-01T00:00:{at:02d}Z",
        by=by,
        verb=verb,
        key=key,
        value=value,
        what=what,
        place=Where(file=f"decisions/{by}.tsv", line=at + 2),
    )


def work(key: str, title: str = "", *former: str, type_: str = "article") -> Source:
    fields = {"title": title} if title else {}
    records = tuple(
        Record(
            key=name,
            type=type_,
            fields=fields,
            id=RecordId(f"bib/{file}:{name}"),
            where=Where(file=f"bib/{file}"),
        )
        for file, name in zip(("wos.bib", "scopus.bib", "zotero.bib"), (key, *former), strict=False)
    )
    return Source(key=key, type=type_, fields=fields, records=records, former_keys=former)


KEPT_APART = [
    (("stance", "Hill2010", "protect=supports"), ("stance", "Hill2010", "prosecute=contradicts")),
    (("set", "Hill2010", "design=survey"), ("set", "Hill2010", "country=Nepal")),
    (("tag", "Hill2010", "protect"), ("tag", "Hill2010", "prevent")),
    (("tag", "Hill2010", "protect"), ("tag", "Iyer2011", "protect")),
    (("include", "Hill2010", "abstract"), ("exclude", "Hill2010", "fulltext")),
    (("include", "Hill2010", "abstract"), ("include", "Iyer2011", "abstract")),
    (("same", "Hill2010", "Hill2010-2"), ("different", "Hill2010", "Iyer2011")),
    (("related", "Hill2010", "edition Hill2012"), ("related", "Hill2010", "edition Hill2014")),
    (("stance", "Hill2010", "protect=supports"), ("tag", "Hill2010", "protect")),
]


@pytest.mark.parametrize(("earlier", "later"), KEPT_APART)
def test_an_earlier_line_about_something_else_stays(earlier: tuple[str, ...], later: tuple[str, ...]) -> None:
    lines = [say(*earlier), say(*later, at=9)]
    assert tuple(lines) == d.current(lines)


TAKES_ITS_PLACE = [
    (("stance", "Hill2010", "protect=supports"), ("stance", "Hill2010", "protect=mixed")),
    (("set", "Hill2010", "design=survey"), ("set", "Hill2010", "design=ethnography")),
    (("tag", "Hill2010", "protect"), ("not-tag", "Hill2010", "protect")),
    (("unsure", "Hill2010", "abstract"), ("include", "Hill2010", "abstract")),
    (("same", "Hill2010", "Iyer2011"), ("different", "Iyer2011", "Hill2010")),
    (("same", "Hill2010", "Iyer2011"), ("related", "Iyer2011", "edition Hill2010")),
]


@pytest.mark.parametrize(("earlier", "later"), TAKES_ITS_PLACE)
def test_a_later_line_about_the_same_thing_takes_its_place(
    earlier: tuple[str, ...], later: tuple[str, ...]
) -> None:
    first, last = say(*earlier), say(*later, at=9)
    assert (last,) == d.current([first, last]) == d.current([last, first])


def test_of_two_lines_of_one_second_the_lower_counts() -> None:
    when = "2026-01-01T00:00:00Z"
    upper, lower = (
        Decision(
            when=when,
            by="ann",
            verb=verb,
            key="Hill2010",
            value="abstract",
            place=Where(file="a.tsv", line=n),
        )
        for n, verb in ((2, "include"), (3, "exclude"))
    )
    assert (lower,) == d.current([upper, lower]) == d.current([lower, upper])


def test_of_two_lines_of_one_second_that_were_never_written_the_later_counts() -> None:
    first, last = (
        Decision(when="2026-01-01T00:00:00Z", by="ann", verb=verb, key="Hill2010", value="abstract")
        for verb in ("include", "exclude")
    )
    assert ["exclude"] == [line.verb for line in d.current([first, last])]


@pytest.mark.parametrize(
    ("taken", "by_clear"),
    [
        (("tag", "Hill2010", "protect"), ("clear", "Hill2010", "protect")),
        (("tag", "Hill2010", "protect"), ("clear", "Hill2010", "tag")),
        (("stance", "Hill2010", "protect=supports"), ("clear", "Hill2010", "stance protect")),
        (("stance", "Hill2010", "protect=supports"), ("clear", "Hill2010", "protect=supports")),
        (("same", "Hill2010", "Iyer2011"), ("clear", "Iyer2011", "same")),
        (("same", "Hill2010", "Iyer2011"), ("clear", "Iyer2011", "same Hill2010")),
        (("exclude", "Hill2010", "abstract"), ("clear", "Hill2010", "")),
    ],
)
def test_a_clear_takes_back_what_it_names_and_what_is_said_again_stands(
    taken: tuple[str, ...], by_clear: tuple[str, ...]
) -> None:
    first, clear, again = say(*taken, at=1), say(*by_clear, at=5), say(*taken, at=9)
    assert () == d.current([first, clear])
    assert (again,) == d.current([first, clear, again])
    others = say(*taken, at=1, by="ben")
    assert (others,) == d.current([first, others, clear])


@pytest.mark.parametrize(
    "clear",
    [
        ("clear", "Hill2010", "prevent"),
        ("clear", "Hill2010", "not-tag protect"),
        ("clear", "Iyer2011", "protect"),
        ("clear", "protect", ""),
    ],
)
def test_a_clear_of_something_else_takes_nothing_back(clear: tuple[str, ...]) -> None:
    kept = say("tag", "Hill2010", "protect", at=1)
    assert (kept,) == d.current([kept, say(*clear, at=5)])


def test_a_clear_of_a_source_called_pair_takes_back_no_other_pair() -> None:
    kept = say("same", "Hill2010", "Iyer2011")
    assert (kept,) == d.current([kept, say("clear", "pair", "same", at=5)])


def test_a_clear_among_other_lines_hides_none_of_them() -> None:
    kept = say("tag", "Iyer2011", "prevent", at=9)
    lines = [say("tag", "Hill2010", "protect"), say("clear", "Hill2010", at=1), kept]
    assert (kept,) == d.current(lines)


def test_an_adjudicator_settles_that_slot_and_no_other() -> None:
    ann, ben = say("tag", "Hill2010", "protect"), say("not-tag", "Hill2010", "protect", by="ben")
    other = say("tag", "Hill2010", "prevent", by="ben")
    judged = say("not-tag", "Hill2010", "protect", by="judge", at=1)
    assert (other, judged) == d.current([ann, ben, other, judged], ["judge"])
    later = say("tag", "Hill2010", "protect", by="second-judge", at=2)
    assert (other, later) == d.current([ann, ben, other, later, judged], ["judge", "second-judge"])


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (("stance", "k", "protect=supports"), ("stance", "k", "protect=mixed"), True),
        (("stance", "k", "protect=supports"), ("stance", "k", "protect=supports"), False),
        (("set", "k", "country=Nepal; India"), ("set", "k", "country=India;Nepal"), False),
        (("set", "k", "country=Nepal; India"), ("set", "k", "country=India"), True),
        (("include", "k", "abstract"), ("exclude", "k", "abstract"), True),
        (("include", "k", "abstract"), ("include", "k", "abstract"), False),
        (("same", "k", "l"), ("same", "l", "k"), False),
        (("same", "k", "l"), ("different", "l", "k"), True),
    ],
)
def test_when_two_people_differ(one: tuple[str, ...], other: tuple[str, ...], differ: bool) -> None:
    lines = [say(*one), say(*other, by="ben")]
    assert differ == bool(d.disputes(lines)) == bool(d.disputed_slots(lines))


def test_a_dispute_on_a_pair_names_both_keys_of_each_line() -> None:
    (found,) = d.disputes([say("same", "k", "l"), say("different", "l", "k", by="ben")])
    assert "ann: same k l, decisions/ann.tsv:2; ben: different l k, decisions/ben.tsv:2" in found.message


# ---------------------------------------------------------------- on which work a line is

RAIDS = "Chen; 2019; Raids and rescue in port cities"


def held(**titles: list[str]) -> d.WorkFinder[str]:
    """Works by their titles alone."""
    return d.WorkFinder({key: [work(key, title) for title in said] for key, said in titles.items()})


VICE = "Raids against brothels: a history of vice squads"


@pytest.mark.parametrize(
    ("what", "titles", "fits"),
    [
        (RAIDS, ["Raids and rescue in port cities"], True),
        (RAIDS, [VICE], False),
        (RAIDS, [VICE, "Raids and rescue in port cities"], True),
        (RAIDS, ["", VICE], False),
        (RAIDS, [""], True),
        (RAIDS, [], True),
        ("", [VICE], True),
    ],
)
def test_a_line_fits_the_work_that_it_describes(what: str, titles: list[str], fits: bool) -> None:
    assert fits == bool(held(k=titles).resolve(["k"], what).keys)


def test_a_short_title_fits_where_it_is_all_that_was_said() -> None:
    """`Slavery` stands in many descriptions; behind author and year it is the title."""
    titles = held(k=["Wu; trade"], l=[VICE])
    assert ("k",) == titles.resolve(["k"], "Chen; 2019; Wu; trade").keys
    assert () == titles.find("Chen; 2019; Something of which no work is held")


def test_a_work_is_found_by_its_title_with_a_slip_and_not_by_nothing() -> None:
    titles = held(k=["Raids and rescue in port cities"], l=[VICE], m=[""])
    assert ("k",) == titles.find("Chen; 2019; Raids and rescu in port cities")
    assert () == titles.find("")
    both = held(k=["Raids and rescue in port cities"], l=["Raids and rescue in port cities"])
    assert ("k", "l") == both.find(RAIDS)


def test_what_is_said_of_a_pair_is_told_apart_again() -> None:
    assert (RAIDS, "Diaz; 2020; Rescue") == d.split_descriptions(
        d.join_descriptions(RAIDS, "Diaz; 2020; Rescue")
    )
    assert (RAIDS, "") == d.split_descriptions(d.join_descriptions(RAIDS, ""))


def test_a_line_follows_its_work_to_the_key_that_it_has_today() -> None:
    works = [work("Chen2019", VICE), work("Chen2019-2", "Raids and rescue in port cities")]
    (found,), (told,) = d.rebase([say("exclude", "Chen2019", "abstract", what=RAIDS)], works)
    assert ("Chen2019-2", "abstract") == (found.key, found.value)
    assert ("LR049", "warning", "Chen2019") == (told.code, told.level, told.key)
    assert "Chen2019-2" in told.message
    assert "Chen2019-2" in told.remedy


def test_a_line_whose_work_is_gone_counts_for_none() -> None:
    found, (told,) = d.rebase([say("exclude", "Chen2019", "abstract", what=RAIDS)], [work("Chen2019", VICE)])
    assert () == found
    assert "does not count" in told.message


def test_of_several_works_that_have_had_a_key_the_one_described_is_meant() -> None:
    title = "Raids and rescue in port cities"
    works = [
        work("A2019", VICE, "Chen2019"),
        work("B2019", title, "Chen2019"),
        work("C2019", "Gravel", "Chen2019"),
    ]
    (found,), problems = d.rebase([say("exclude", "Chen2019", "abstract", what=RAIDS)], works)
    assert ("B2019", ()) == (found.key, problems)


def test_a_key_of_several_works_is_taken_as_the_first_and_said() -> None:
    works = [work("A2019", "Gravel", "Chen2019"), work("B2019", "Sand", "Chen2019")]
    (found,), (told,) = d.rebase([say("tag", "Chen2019", "protect")], works)
    assert "A2019" == found.key
    assert ("LR043", "warning") == (told.code, told.level)
    assert "2 sources have the key 'Chen2019' (A2019, B2019)" in told.message
    (own,), problems = d.rebase([say("tag", "A2019", "protect")], [work("A2019"), work("B2019", "", "A2019")])
    assert ("A2019", ()) == (own.key, problems)


def test_both_ends_of_a_pair_become_the_keys_of_today() -> None:
    works = [work("Hill2010", "", "HillOld"), work("Iyer2011", "", "IyerOld")]
    lines = [
        say("same", "HillOld", "IyerOld"),
        say("related", "HillOld", "edition IyerOld"),
        say("different", "HillOld", "ref:10.1000/iyer"),
        say("tag", "HillOld", "protect"),
    ]
    found, problems = d.rebase(lines, works)
    assert () == problems
    assert [
        ("same", "Hill2010", "Iyer2011"),
        ("related", "Hill2010", "edition Iyer2011"),
        ("different", "Hill2010", "ref:10.1000/iyer"),
        ("tag", "Hill2010", "protect"),
    ] == [(x.verb, x.key, x.value) for x in found]


@pytest.mark.parametrize("pair", [("Hill2010", "Gone1999"), ("Gone1999", "Hill2010")])
def test_a_pair_of_which_one_is_gone_counts_no_more_and_the_lines_after_it_do(pair: tuple[str, str]) -> None:
    lines = [say("same", *pair), say("tag", "Hill2010", "protect")]
    (kept,), (told,) = d.rebase(lines, [work("Hill2010")])
    assert "tag" == kept.verb
    assert ("LR042", "warning", "Gone1999") == (told.code, told.level, told.key)
    assert "no key is similar" in told.remedy


def test_a_key_of_no_work_is_looked_for_by_its_title() -> None:
    works = [work("Chen2019", "Raids and rescue in port cities"), work("Hill2010", "Sand")]
    (found,), problems = d.rebase([say("tag", "Zzz", "protect", what=RAIDS)], works)
    assert ("Chen2019", ()) == (found.key, problems)
    _, (told,) = d.rebase([say("tag", "Zzz", "protect", what="Hill; 2010; Sand")], works)
    assert "nearest keys: Hill2010" in told.remedy
    _, (told,) = d.rebase([say("tag", "A name, written out", "protect")], [work("Chen2019", RAIDS)])
    assert "A name" not in told.message
    _, (told,) = d.rebase([say("tag", "confidential-07", "protect")], [work("Chen2019", RAIDS)])
    assert "a number of one run" in told.message


def test_a_work_is_meant_by_its_key_a_former_key_and_the_id_of_a_record() -> None:
    index = d.key_index([work("Hill2010", "", "HillOld"), work("Iyer2011", "", "Hill2010")])
    for name in ("Hill2010", "HillOld", "bib/wos.bib:Hill2010", "bib/scopus.bib:HillOld"):
        assert "Hill2010" == d.resolve(name, index)[0]
    assert ("Hill2010", "Iyer2011") == d.resolve("Hill2010", index)
    assert () == d.resolve("Gone1999", index)
    assert "HillOld" in list(index)
    assert len(index) == len(list(index))


def test_of_two_works_with_a_former_key_the_record_that_was_read_first_has_it() -> None:
    first, second = work("A2019", "", "Chen2019"), work("B2019", "", "Chen2019")
    read = [second.records[1], first.records[1]]
    assert ("B2019", "A2019") == d.resolve("Chen2019", d.key_index([first, second], read))
    assert ("A2019", "B2019") == d.resolve("Chen2019", d.key_index([first, second]))


def test_a_record_is_called_by_its_key_where_that_can_mean_nothing_else() -> None:
    clear, twice, numbered = work("Hill2010"), work("Doe2020"), work("Doe2020-2")
    again = Source(key="Roe2021", type="article", records=(work("Roe2021", "", "Doe2020").records[1],))
    names = d.record_names([clear, twice, numbered, again])
    assert "Hill2010" == names[clear.records[0].id]
    assert "bib/wos.bib:Doe2020" == names[twice.records[0].id]
    assert "bib/scopus.bib:Doe2020" == names[again.records[0].id]
    assert "bib/wos.bib:Doe2020-2" == names[numbered.records[0].id]
    lone = work("Act2000-7")
    assert "Act2000-7" == d.record_names([lone])[lone.records[0].id]


def test_a_record_whose_key_is_another_works_today_is_called_by_its_id() -> None:
    one = Source(key="Hill2010", type="article", records=work("Iyer2011").records)
    other = Source(key="Iyer2011", type="article", records=work("x", "", "Gill2009").records[1:])
    names = d.record_names([one, other])
    assert "bib/wos.bib:Iyer2011" == names[one.records[0].id]
    assert "Gill2009" == names[other.records[0].id]


# ---------------------------------------------------------------- what a line must say


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2026-01-01T00:00:00Z\tann\ttag\tk\t", "'tag' needs a code as its value"),
        ("2026-01-01T00:00:00Z\tann\tnot-tag\tk\t", "'not-tag' needs a code as its value"),
        ("2026-01-01T00:00:00Z\tann\ttag\t\tprotect", "no key; 'tag' says it of one source"),
        ("2026-13-01T00:00:00Z\tann\ttag\tk\tprotect", "write UTC with seconds"),
        ("2026-01-01T00:00:00Z\tAnn B\ttag\tk\tprotect", "such as ann-b"),
        ("2026-01-01T00:00:00Z\t../ann\ttag\tk\tprotect", "name the reviewer in letters"),
        ("2026-01-01T00:00:00Z\tann\tsame\tk\tk", "names 'k' twice"),
        ("2026-01-01T00:00:00Z\tann\trelated\tk\tedition k", "names 'k' twice"),
        ("2026-01-01T00:00:00Z\tann\trelated\tk\t", "needs KIND and the other key"),
        ("2026-01-01T00:00:00Z\tann\tdifferent\tk\t", "needs the other key"),
        ("2026-01-01T00:00:00Z\tann\trelated\tk\tsequel l", "unknown kind 'sequel'"),
        ("2026-01-01T00:00:00Z\tann\tstance\tk\t=supports", "write CODE=one of"),
        ("2026-01-01T00:00:00Z\tann\tstance\tk\tprotect=perhaps", "write CODE=one of"),
        ("2026-01-01T00:00:00Z\tann\tinclude\tk\t", "needs a stage as its value: abstract or fulltext"),
        ("2026-01-01T00:00:00Z\tann\tset\tk\tdesign", "'set' needs FIELD=VALUE"),
        ("2026-01-01T00:00:00Z\tann\ttag\tk\tprotect\t\t\t\tone too many", "'shown' is neither yes nor no"),
    ],
)
def test_a_line_that_lacks_something_is_told_and_does_not_count(line: str, says: str) -> None:
    good = "2026-01-01T00:00:00Z\tann\ttag\tHill2010\tprotect"
    found, (told,) = d.parse(f"{d.dumps(())}{line}\n{good}\n", "decisions/ann.tsv")
    assert ["Hill2010"] == [x.key for x in found]
    assert says in told.message
    assert ("LR040", "error", 2) == (told.code, told.level, told.where.line)


@pytest.mark.parametrize(
    "words",
    [
        ("related", "k", "edition l"), ("related", "k", "l"), ("related", "k", "related l"), ("different", "k", "ref:k"),
        ("stance", "k", "protect=unclear"), ("set", "k", "design@protect=survey"), ("set", "k", "n= 12"),
        ("not-retrieved", "k", "fulltext"), ("unsure", "k", "abstract"), ("clear", "k", ""), ("tag", "k", "k"),
    ],
)  # fmt: skip
def test_what_can_be_written_is_read(words: tuple[str, ...], tmp_path: Path) -> None:
    path = d.append(tmp_path, say(*words))
    (found,), problems = d.read_decisions(tmp_path)
    assert (words, ()) == ((found.verb, found.key, found.value), problems)
    assert "decisions/ann.tsv:2" == str(found.place)
    assert path == tmp_path / "decisions/ann.tsv"


def test_the_columns_may_stand_in_another_order_and_be_named_again() -> None:
    text = (
        "# exported by hand\nkey\tverb\tvalue\tby\twhen\tseen on\n\nHill2010\ttag\tprotect\tann\t2026-01-01T00:00:00Z\tpaper\n"
        + d.dumps([say("tag", "Iyer2011", "prevent")])
    )
    found, problems = d.parse(text)
    assert [("Hill2010", "protect"), ("Iyer2011", "prevent")] == [(x.key, x.value) for x in found]
    assert () == problems


def test_empty_cells_beyond_the_columns_are_no_fault() -> None:
    found, problems = d.parse(d.dumps([say("tag", "k", "protect")]).rstrip("\n") + "\t\t\t\n")
    assert (1, ()) == (len(found), problems)


@pytest.mark.parametrize(
    ("present", "between"),
    [
        ("", d.dumps(())),
        (d.dumps(()), ""),
        (d.dumps(()).rstrip("\n"), "\n"),
        ("key\tverb\tvalue\tby\twhen\n", d.dumps(())),
        (d.dumps(()) + "key\tverb\tvalue\tby\twhen\n", d.dumps(())),
        ("key\tverb\tvalue\tby\twhen\n" + d.dumps(()), ""),
        ("# a remark\n", d.dumps(())),
    ],
)
def test_the_columns_are_named_before_a_row_that_is_added_where_they_are_not(
    tmp_path: Path, present: str, between: str
) -> None:
    path = tmp_path / "decisions/ann.tsv"
    path.parent.mkdir()
    path.write_text(present, encoding="utf-8")
    line = say("tag", "Hill2010", "protect")
    d.append(tmp_path, line)
    assert present + between + d.dumps([line]).split("\n")[1] + "\n" == path.read_text(encoding="utf-8")
    assert (line,) == d.read_decisions(tmp_path)[0]


def test_a_file_that_is_not_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "decisions"
    folder.mkdir()
    (folder / "ann.tsv").write_text(d.dumps([say("tag", "k", "protect")]), encoding="utf-8")
    (folder / "ann.xlsx").write_bytes(b"PK")
    (folder / "notes").write_text("x", encoding="utf-8")
    (folder / "cora.tsv").write_bytes(b"when\tby\tverb\tkey\n\xff\n")
    found, problems = d.read_decisions(tmp_path)
    assert 1 == len(found)
    told = {problem.where.file: problem.message for problem in problems}
    assert ["decisions/ann.xlsx", "decisions/cora.tsv", "decisions/notes"] == sorted(told)
    assert {"LR041"} == {problem.code for problem in problems}
    assert "ends in .xlsx" in told["decisions/ann.xlsx"]
    assert "no ending" in told["decisions/notes"]
    assert "not UTF-8 (byte 17)" in told["decisions/cora.tsv"]


def test_a_date_that_is_yet_to_come_is_told_and_the_line_counts(tmp_path: Path) -> None:
    ahead = Decision(when="2999-01-01T00:00:00Z", by="ann", verb="tag", key="k", value="protect")
    d.append(tmp_path, ahead, say("tag", "l", "protect"))
    found, (told,) = d.read_decisions(tmp_path)
    assert 2 == len(found)
    assert ("LR044", 2) == (told.code, told.where.line)


@pytest.mark.parametrize(
    ("when", "ahead"),
    [
        ("2026-02-01T20:00:00Z", False),
        ("2026-02-02T09:00:00Z", False),
        ("2026-02-02T09:00:01Z", True),
        ("2025-01-01T00:00:00Z", False),
    ],
)
def test_a_local_time_written_as_utc_is_not_yet_to_come(when: str, ahead: bool) -> None:
    assert ahead == d.in_future(when, "2026-02-01T09:00:00Z")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Ann", "Ann"),
        ("ann b.", "ann-b"),
        ("a/b", ""),
        ("a\\b", ""),
        ("ann@x.example", "ann@x.example"),
        ("!!", ""),
    ],
)
def test_the_name_of_a_file_of_decisions(given: str, name: str) -> None:
    assert name == d.coder_name(given)


def test_only_same_and_different_are_about_a_reference() -> None:
    assert d.names_reference(say("same", "k", "ref:10.1/x"))
    assert d.names_reference(say("different", "k", "ref:10.1/x"))
    assert not d.names_reference(say("same", "k", "l"))
    assert not d.names_reference(say("tag", "k", "ref:10.1/x"))


@pytest.mark.parametrize(
    "header", ["when\tverb\tkey", "by\t key \twhen\tverb", "\ufeffverb\tkey\twhen\tnote\r"]
)
def test_a_row_that_has_the_three_names_is_a_header(header: str, tmp_path: Path) -> None:
    assert ((), ()) == d.parse(header + "\n")
    path = tmp_path / "decisions/ann.tsv"
    path.parent.mkdir()
    path.write_bytes(f"{header}\n".encode())
    d.append(tmp_path, say("tag", "Hill2010", "protect"))
    assert [("Hill2010", "ann")] == [(line.key, line.by) for line in d.read_decisions(tmp_path)[0]]


def test_a_row_that_lacks_one_of_the_three_names_is_none() -> None:
    assert ["LR040"] == [problem.code for problem in d.parse("when\tby\tverb\n")[1]]


def test_only_so_many_descriptions_are_compared_with_every_title() -> None:
    titles = held(k=["Raids and rescue in port cities"], l=[VICE])
    near = "Chen; 2019; Raids and rescu in port cities"
    for number in range(199):
        assert () == titles.find(f"Nobody; {number}; Gravel")
    assert ("k",) == titles.find(near)
    assert () == titles.find(f"{near}!")
    assert ("k",) == titles.find(near)
    assert ("k",) == titles.find(RAIDS)


def test_a_title_alone_is_what_was_said_and_its_end_may_be_cut() -> None:
    long = "Raids and rescue in port cities of four seas, with a chapter on inland harbours and their vice squads since 1900"
    titles = held(k=[long], l=[VICE])
    assert ("k",) == titles.resolve(["k"], long[:90]).keys
    assert ("k",) == titles.resolve(["k"], f"Chen; 2019; {long[:90]}").keys
    assert "l" not in titles.resolve(["l"], long).keys
    assert ("k",) == titles.find(long)
    assert ("k",) == titles.find(f"Chen; 2019; {long}")


def test_the_present_is_a_time_that_is_not_yet_to_come() -> None:
    """Without a given present, it is the clock's."""
    assert not d.in_future(d.utc_now())
    assert d.in_future("2999-01-01T00:00:00Z")
    assert "2026-02-01T00:00:00Z" == d.second_after("2026-01-31T23:59:59Z")


@pytest.mark.parametrize(
    ("clears", "left"),
    [
        ([("protect", 5)], ["prevent", "prosecute"]),
        ([("protect", 5), ("tag prevent", 5)], ["prosecute"]),
        ([("tag", 5), ("not-tag prevent", 9)], []),
        ([("protect", 9), ("protect", 0)], ["prevent", "prosecute"]),
        ([("protect", 0), ("protect", 9)], ["prevent", "prosecute"]),
        ([("protect tag", 5), ("tag protect", 0)], ["prevent", "prosecute"]),
        ([("protect", 0)], ["protect", "prevent", "prosecute"]),
        ([("", 5)], []),
        ([("", 0)], ["protect", "prevent", "prosecute"]),
    ],
)
def test_what_several_lines_take_back(clears: list[tuple[str, int]], left: list[str]) -> None:
    lines = [say("tag", "Hill2010", code, at=2) for code in ("protect", "prevent", "prosecute")]
    lines += [say("clear", "Hill2010", words, at=at) for words, at in clears]
    assert left == [line.value for line in d.current(lines)]


def test_codes_in_dispute_are_those_on_which_people_differ() -> None:
    lines = [
        say("tag", "Hill2010", "prevent"),
        say("tag", "Hill2010", "protect"),
        say("tag", "Hill2010", "agreed"),
        say("tag", "Iyer2011", "protect"),
        say("include", "Hill2010", "abstract"),
        say("not-tag", "Hill2010", "prevent", by="ben"),
        say("not-tag", "Hill2010", "protect", by="ben"),
        say("tag", "Hill2010", "agreed", by="ben"),
        say("not-tag", "Iyer2011", "protect", by="ben"),
        say("exclude", "Hill2010", "abstract", by="ben"),
    ]
    assert {"Hill2010": ("prevent", "protect"), "Iyer2011": ("protect",)} == d.disputed_codes(lines)
    assert [["ann", "ben"]] * 4 == [[line.by for line in lines] for lines in d.disputed_slots(lines).values()]


def test_who_settles_a_dispute_and_how() -> None:
    lines = [say("exclude", "k", "abstract", by="ben"), say("include", "k", "abstract")]
    (told,) = d.disputes(lines)
    assert ("LR045", "info", "k", "decisions/ann.tsv:2") == (told.code, told.level, told.key, str(told.where))
    assert (
        "`litreview decide include k abstract --by NAME` or `litreview decide exclude k abstract --by NAME`"
        in told.remedy
    )
    (told,) = d.disputes(lines, ["judge", "jury"])
    assert told.remedy.startswith("a line of judge or jury (adjudicators")
    assert "include k abstract --by judge`" in told.remedy


def test_nothing_is_near_to_a_line_that_says_nothing_of_its_work() -> None:
    """A work without a title is no answer."""
    _, (told,) = d.rebase([say("tag", "Zzz", "protect")], [work("Chen2019"), work("Hill2010", "Sand")])
    assert "no key is similar" in told.remedy
    _, (told,) = d.rebase(
        [say("tag", "Zzz", "protect", what="Sand")], [work("Chen2019"), work("Hill2010", "Sand")]
    )
    assert "nearest keys: Hill2010; `litreview decide tag Hill2010 protect --by ann --was Zzz`" == told.remedy


def test_a_work_that_is_described_by_two_is_said_of_none() -> None:
    title = "Raids and rescue in port cities"
    works = [work("Chen2019", VICE), work("A2019", title), work("B2019", title)]
    found, (told,) = d.rebase([say("exclude", "Chen2019", "abstract", what=RAIDS)], works)
    assert () == found
    assert ("LR049", "Chen2019") == (told.code, told.key)
    assert "does not count" in told.message


def test_each_end_of_a_pair_is_found_by_what_was_said_of_it() -> None:
    title = "Raids and rescue in port cities"
    works = [work("Chen2019", VICE), work("B2019", title), work("Hill2010", "Sand and gravel in rivers")]
    what = d.join_descriptions("Hill; 2010; Sand and gravel in rivers", RAIDS)
    (found,), (told,) = d.rebase([say("same", "Hill2010", "Chen2019", what=what)], works)
    assert ("Hill2010", "B2019", "Chen2019") == (found.key, found.value, told.key)
