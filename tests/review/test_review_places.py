"""Which files of a folder are read, which are named since they are not, and what is made of single lists, answers and works."""

import json
from types import SimpleNamespace

import pytest

from litreview.core.errors import InputError, MissingFileError, OutputError, SettingsError, UsageError
from litreview.core.model import Doi, Library, Record, RecordId, Source, Where
from litreview.core.results.verification import Contradiction, FieldDifference, Verified
from litreview.judgements.codebook import codebook_text, load_codebook
from litreview.review import (
    enrich as enriching,
    enriched_files as registry_records,
    folder,
    ignored_files,
    import_works as importing,
    init_review,
    interviews,
    open_review,
    verify_sources as verifying,
)
from litreview.review.new_review import change_codebook
from litreview.review.release import exposure, search_terms
from litreview.stages.enrichment import LEDGER, EnrichedEntry, dump_ledger

BOOK = load_codebook()


def put(place, *names, text="x"):
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)


def record(key="k", **more):
    words = {
        "type": "article",
        "id": RecordId(f"a.bib:{key}"),
        "where": Where(file="a.bib", line=1),
        "fields": {},
    }
    return Record(**{"key": key} | words | more)


def source(key="k", **more):
    return Source(key=key, type="article", **{"records": ()} | more)


# what is not read


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.xyz", "is not read"), ("bib/a.xyz", "because its format is not known"), ("a.csl", "this citation style"), ("b.qdc", "this codebook is not read"),
        ("a.xlsx", "is not read"), ("manuscript/a.odt", "because its name ends in .odt"), ("finding.toml", "its name is nearly 'findings.toml'"),
        ("manuscript/a.xyz", None), ("a.py", None), ("README.md", None), ("readme.xyz", "is not read"), (".hidden", None), ("~$a.docx", None), ("a.xyz~", None),
        ("out/a.xyz", None), ("private/a.xyz", None), ("scripts/a.xyz", None), ("decisions/a.xyz", None), ("notes/a.xyz", None),
        ("sub/decisions/a.xyz", "is not read"), ("sub/OUT/a.xyz", None), (".sub/a.xyz", None), ("a.qdpx", "because it has transcripts"),
    ],
)  # fmt: skip
def test_a_file_that_nobody_reads_is_named_unless_nobody_takes_it_for_input(tmp_path, name, told):
    put(tmp_path, name)
    found = ignored_files.unread_files(tmp_path, set(), "tvpa")
    assert (told is not None) == bool(found)
    if told:
        assert (name, "LR620") == (found[0].where.file, found[0].code)
        assert told in found[0].message
    assert () == ignored_files.unread_files(tmp_path, {name}, "tvpa")


@pytest.mark.parametrize(
    ("number", "read", "shown"),
    [
        (3, (), ["data/0.xyz", "data/1.xyz", "data/2.xyz"]),
        (4, (), ["data"]),
        (4, ("data/r.bib",), [f"data/{n}.xyz" for n in range(4)]),
    ],
)
def test_a_folder_of_which_nothing_is_read_is_named_once(tmp_path, number, read, shown):
    put(tmp_path, *(f"data/{n}.xyz" for n in range(number)))
    assert shown == [p.where.file for p in ignored_files.unread_files(tmp_path, read, "tvpa")]


def test_in_folders_of_a_review_and_at_its_top_each_is_named_and_names_of_people_are_not(tmp_path):
    put(tmp_path, *(f"bib/{n}.xyz" for n in range(4)), *(f"{n}.xyz" for n in range(4)))
    assert 8 == len(ignored_files.unread_files(tmp_path, (), "tvpa"))
    hidden = ignored_files.unread_files(tmp_path, (), "tvpa", lambda stem: stem != "1")
    assert ["./", "0.xyz"] == sorted(p.where.file for p in hidden if "bib" not in p.where.file)[:2]
    put(tmp_path, "other/litreview.toml", "other/a.xyz")
    assert 8 == len(ignored_files.unread_files(tmp_path, (), "tvpa")), "another review has its own"
    put(tmp_path, "codes.toml", text="[[code]]")
    put(tmp_path, "more.toml", text="x = 1")
    told = {p.where.file: p.message for p in ignored_files.unread_files(tmp_path, (), "tvpa")}
    assert "this codebook is not read, because litreview.toml names 'tvpa'" == told["codes.toml"]
    assert "this file is not read" == told["more.toml"]


@pytest.mark.parametrize(
    ("inside", "told"),
    [((), 0), (("decisions/ann.tsv",), 1), (("notes/k.md",), 1), (("decisions/ann.tsv", "notes/k.md"), 1)],
)
def test_files_of_a_review_named_alone_lose_what_people_said(tmp_path, monkeypatch, inside, told):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "rev/litreview.toml", "rev/bib/a.bib", *(f"rev/{name}" for name in inside))
    found = ignored_files.lone_review_files([tmp_path / "rev/bib/a.bib", tmp_path / "rev/bib"])
    assert told == len(found)
    (tmp_path / "rev/litreview.toml").unlink()
    assert () == ignored_files.lone_review_files([tmp_path / "rev/bib/a.bib"])


def test_notes_that_lie_in_no_review_are_named(tmp_path):
    put(tmp_path, "lib/notes/k.md", "k.md", "README.md", "lib/other/k.md", "k.txt")
    paths = [tmp_path / name for name in ("lib", "k.md", "README.md", "lib/other", "k.txt")]
    found = ignored_files.lone_notes(paths)
    assert [str(tmp_path / "lib/notes"), str(tmp_path / "k.md")] == [p.where.file for p in found]
    assert "lib/notes/*.md my-review" in found[0].remedy
    assert 1 == len(ignored_files.lone_notes([tmp_path / "lib/notes"]))


# a folder


@pytest.fixture
def review(tmp_path):
    init_review(tmp_path / "my-review")
    return tmp_path / "my-review"


def test_one_review_is_opened_with_files_beside_it_and_two_are_refused(tmp_path, review):
    put(tmp_path, "more.bib", text="@misc{more, title = {M}}")
    assert ["Farrell2010Where", "more"] == [r.key for r in open_review(review, tmp_path / "more.bib").library]
    init_review(tmp_path / "second")
    with pytest.raises(UsageError, match="two reviews at once"):
        open_review(review, tmp_path / "second")
    assert open_review(tmp_path / "more.bib").folder is None


def test_a_review_begins_with_the_style_that_init_names(tmp_path):
    init_review(tmp_path / "named", style="Vancouver")
    assert "vancouver" == open_review(tmp_path / "named").settings.style
    put(tmp_path, "own.csl", text='<style class="note"></style>')
    init_review(tmp_path / "copied", style=tmp_path / "own.csl")
    assert "own.csl" == open_review(tmp_path / "copied").settings.style
    assert (tmp_path / "own.csl").read_bytes() == (tmp_path / "copied/own.csl").read_bytes()
    with pytest.raises(UsageError, match="no style 'vancuver'"):
        init_review(tmp_path / "none", style="vancuver")
    assert not (tmp_path / "none").exists()


def test_without_a_name_the_folder_is_this_one(review, tmp_path, monkeypatch):
    monkeypatch.chdir(review)
    assert 1 == len(open_review().library)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="is no review"):
        open_review()


def test_what_settings_name_and_is_not_there_is_said_with_what_is(tmp_path, review):
    text = (review / "litreview.toml").read_text()
    for named, told in (("bib/gone.bib", "that folder holds example.bib"), ("gone/a.bib", "and not there")):
        (review / "litreview.toml").write_text(text.replace("\nsources = []", f'\nsources = ["{named}"]'))
        with pytest.raises(MissingFileError, match=told):
            open_review(review)
    (review / "litreview.toml").write_text(text.replace("\nsources = []", '\nsources = ["bib/exam*.bib"]'))
    assert 1 == len(open_review(review).library)
    (review / "litreview.toml").write_text("edition = 1")
    with pytest.raises(SettingsError, match=r"my-review/litreview.toml:1:"):
        open_review(review)
    (review / "litreview.toml").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="is not UTF-8"):
        open_review(review)
    (review / "litreview.toml").write_text("")
    (review / "bib/example.bib").unlink()
    with pytest.raises(InputError, match="holds no sources"):
        open_review(review)


@pytest.mark.parametrize(
    ("name", "confidential", "told"),
    [
        ("notes/a.txt", False, 1), ("notes/a.md", False, 0), ("notes/sub/a.md", False, 1), ("notes/a.PNG", False, 0), ("references/a.txt", False, 0),
        ("references/a.md", False, 1), ("private/notes/a.txt", False, 0), ("private/notes/a.txt", True, 1), ("private/notes/a.md", True, 0), ("bib/a.txt", False, 0),
    ],
)  # fmt: skip
def test_among_notes_and_lists_what_has_another_ending_is_named(tmp_path, name, confidential, told):
    put(tmp_path, name)
    names = SimpleNamespace(quotable=lambda _: True)
    assert told == len(ignored_files.misplaced_files(tmp_path, names, include_confidential=confidential))
    shy = SimpleNamespace(quotable=lambda _: False)
    for problem in ignored_files.misplaced_files(tmp_path, shy, include_confidential=confidential):
        assert problem.where.file in ("notes", "references", "private/notes")


@pytest.mark.parametrize(
    ("data", "text"), [(None, ""), (b"\xef\xbb\xbf\xc3\xa9", "é"), (b"\xe9", "é"), (b"\x81", "\ufffd")]
)
def test_a_table_of_others_is_read_in_any_encoding(tmp_path, data, text):
    if data is not None:
        (tmp_path / "a.csv").write_bytes(data)
    assert text == folder._read_any_encoding(tmp_path / "a.csv")


@pytest.mark.parametrize(("place", "listed"), [("scopus.bib", ["scopus.bib"]), ("bib/scopus.bib", [])])
def test_a_folder_of_exports_becomes_a_review(tmp_path, place, listed):
    files = {
        place: "@book{a, title = {Raids}, year = 2014}",
        ".gitignore": "*.tmp",
        "notes.txt": "call the library",
        "hits.csv": "a,b\n1,2",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    made = {path.relative_to(tmp_path).as_posix() for path in init_review(tmp_path)}
    review = open_review(tmp_path)
    assert ["Raids"] == [source.title for source in review.sources]
    assert listed == [*review.settings.sources]
    assert "bib/example.bib" not in made
    ignored = (tmp_path / ".gitignore").read_text()
    assert ignored.startswith("*.tmp\n")
    assert "\nprivate/\n" in ignored
    assert all((tmp_path / name).read_text() == text for name, text in files.items() if name != ".gitignore")


@pytest.mark.parametrize(
    "before",
    [
        b"*.tmp",
        b"*.tmp\r\n",
        b"caf\xe9/\n",
        "кэш/\n".encode(),
        b"private/\r\n",
        b"/private\n",
        b"# private/\n",
    ],
)
def test_a_gitignore_keeps_its_bytes_and_private_is_ignored(tmp_path, before):
    (tmp_path / ".gitignore").write_bytes(before)
    made = [path.name for path in init_review(tmp_path)]
    after = (tmp_path / ".gitignore").read_bytes()
    named = before in (b"private/\r\n", b"/private\n")
    assert after == before if named else after.startswith(before.rstrip()) and b"\nprivate/\n" in after
    assert named != (".gitignore" in made)


def test_a_new_review_is_made_where_nothing_is(tmp_path):
    put(tmp_path, "file", "full/litreview.toml")
    for name, why in (("file", "is a file"), ("full", "is a review already")):
        with pytest.raises(OutputError, match=why):
            init_review(tmp_path / name)
    (tmp_path / "empty").mkdir()
    names = {path.name for path in init_review(tmp_path / "empty")}
    assert "register.bib" not in names
    assert 'title = "Sleep at night"' in (init_review(tmp_path / "sleep-at_night")[0]).read_text()
    for number, more in enumerate(({"interviews": 1}, {"requests": 1})):
        made = init_review(tmp_path / f"r{number}", 'Say "so"', **more)
        assert "register.bib" in {path.name for path in made}
        assert 'title = "Say \\"so\\""' in made[0].read_text()
        assert open_review(tmp_path / f"r{number}").settings.title == 'Say "so"'


def test_a_review_gets_another_codebook_and_keeps_the_rest_of_its_settings(tmp_path):
    settings, *_ = init_review(tmp_path / "r", "Sleep")
    before = settings.read_text(encoding="utf-8")
    assert (settings,) == change_codebook(tmp_path / "r", "none")
    none = settings.read_text(encoding="utf-8")
    changed = [line for line in none.splitlines() if line not in before.splitlines()]
    assert ['codebook = "none"', 'reasons = ["not on the question", "no evidence"]'] == [
        line.partition("  #")[0] for line in changed
    ]
    put(tmp_path, "r/decisions/ann.tsv", text="")
    book = tmp_path / "nights.toml"
    book.write_text(codebook_text("tvpa"), encoding="utf-8")
    assert {"litreview.toml", "nights.toml"} == {path.name for path in change_codebook(tmp_path / "r", book)}
    assert settings.read_text(encoding="utf-8") == none.replace('"none"', '"nights.toml"')
    change_codebook(tmp_path / "r", "tvpa")
    # somebody may have given these reasons
    assert 'reasons = ["not on the question"' in settings.read_text(encoding="utf-8")
    settings.write_text('title = "Sleep"\n', encoding="utf-8")
    with pytest.raises(OutputError, match='add the line: codebook = "none"'):
        change_codebook(tmp_path / "r", "none")


# lists of references


@pytest.mark.parametrize(
    ("text", "is_file"),
    [("list.txt", True), ("list.docx", True), ("list.xyz", False), ("a list.txt", False), ("list.txt\n", False), ("x" * 997 + ".txt", False), ("x" * 996 + ".txt", True), ("a\0b", False)],
)  # fmt: skip
def test_a_word_with_an_ending_is_taken_for_a_file(text, is_file):
    assert is_file == importing._is_file(text)


def test_lists_are_read_in_order_and_what_is_marked_is_sealed(tmp_path):
    put(tmp_path, "a.txt", text="Roe, A. (2001). Raids on a made-up port. Journal of Tests, 4(1), 5-9.\n")
    put(tmp_path, "I01.txt", text="Doe, B. (2002). Frost in a made-up town. Journal of Tests, 4(1), 5-9.\n")
    put(tmp_path, "empty.txt", text=" \n")
    found = importing.read_reference_files([tmp_path / "a.txt", tmp_path / "I01.txt"])
    assert [False, True] == [one.confidential for one in found.records]
    assert 1 == len(found.references)
    whole = importing.read_reference_files([tmp_path / "I01.txt"], include_confidential=True)
    assert 1 == len(whole.references)
    none = importing.read_reference_files([tmp_path / "empty.txt"])
    assert ((), True) == (none.records, bool(none.problems))
    with pytest.raises(UsageError, match="is a folder"):
        importing.read_reference_files([tmp_path])
    marked = importing.read_reference_text(
        "confidential\n\nRoe, A. (2001). Raids on a port. Journal, 4(1), 5-9.", "b.txt"
    )
    assert "LR305" in [p.code for p in marked.problems]
    assert all(one.confidential for one in marked.records)


def test_a_document_with_a_mark_in_one_of_its_pieces_is_sealed_whole(monkeypatch):
    for texts, sealed in ((("confidential", "Roe 2001"), True), (("Doe 2002", "Roe 2001"), False)):
        listed = SimpleNamespace(pieces=[SimpleNamespace(text=text) for text in texts])
        monkeypatch.setattr(importing, "pieces_of_docx", lambda _, listed=listed: listed)
        assert sealed == importing.split_references(b"", "a.docx")[2]


@pytest.mark.parametrize(
    ("type_", "fields", "expected"),
    [
        ("jurisdiction", {"title": "United States v. Roe"}, {"author": "{Roe}", "title": ""}),
        ("jurisdiction", {"title": "Doe vs {Roe}"}, {"author": "{Roe}", "title": ""}),
        ("jurisdiction", {"title": "A v. B", "author": "C"}, {"title": "A v. B", "author": "C"}),
        ("article", {"title": "A v. B"}, {"title": "A v. B"}),
    ],
)
def test_a_case_is_called_by_its_second_party(type_, fields, expected):
    assert expected == dict(importing._key_fields(SimpleNamespace(type=type_, fields=fields)))


# the register, and what a release would expose


def test_interviews_that_no_register_lists_are_named():
    def interview(key, file="private", **more):
        return record(key, where=Where(file=file), confidential=True, **more)

    held = (
        interview("I03"),
        interview("I02"),
        interview("I01"),
        interview("I04"),
        interview("Doe2001"),
        interview("I05", "bib/a.bib"),
    )
    publication = SimpleNamespace(consent={"I01": "quote"}, fields={"I01": {}}, withdrawn=("I04",))
    library = Library(records=held)
    assert ["I02", "I03"] == [p.key for p in interviews.unlisted_codes(library, publication)]
    assert [] == [*interviews.unlisted_codes(library, SimpleNamespace(consent={}, fields={}, withdrawn=()))]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["enriched/a.json", "enriched/b.jsonl"], "2 files in enriched/ with"),
        (["enriched/.gitignore", "bib/a.json", "enriched.tsv"], ""),
    ],
)
def test_answers_that_would_be_published_are_counted(names, told):
    found = [*exposure.registry_files(names)]
    assert bool(told) == bool(found)
    assert all(told in problem.message for problem in found)


def test_without_git_what_gitignore_does_not_name_would_be_published(tmp_path):
    put(
        tmp_path,
        "a.bib",
        "b.log",
        "sub/b.log",
        "sub/deep/c.txt",
        "private/p.txt",
        "out/o.csv",
        "sub/keep.txt",
    )
    put(tmp_path, ".gitignore", text="# *.bib\n!keep.txt\n*.log\n\nsub/deep/\n")
    assert (".gitignore", "a.bib", "sub/keep.txt") == exposure._published_files(tmp_path)


def test_private_files_are_looked_through_but_for_what_runs_made(tmp_path):
    put(
        tmp_path,
        "private/a.txt",
        "private/out/b.txt",
        "private/sub/out/c.txt",
        "private/.hid/d.txt",
        "private/.e",
    )
    assert ["a.txt", "sub/out/c.txt"] == sorted(name for name, _ in search_terms.private_files(tmp_path))
    assert "rev/Private" == exposure._private_folder("rev/Private/a/private/b")


# what is verified, and what registries said


@pytest.mark.parametrize(
    ("verdict", "more", "expected"),
    [
        ("confirmed", {}, []),
        ("unknown", {"failed": ("a: 500", "b: 500")}, [("LR754", "a: 500"), ("LR754", "b: 500")]),
        ("confirmed", {"notices": ("was retracted",)}, [("LR753", "was retracted")]),
        ("not-found", {"why": "no such DOI"}, [("LR752", "(no such DOI)")]),
        ("differs", {"why": "another work"}, [("LR751", "differs: another work")]),
        ("differs", {"why": "w", "differences": (FieldDifference(field="year", ours="1", theirs="2", registry="r", slight=True), FieldDifference(field="title", ours="a", theirs="b", registry="r"))}, [("LR751", "differs: title 'a', r has 'b'")]),
        ("contradictory", {"contradictions": (Contradiction(rule="R1", says="can't be", field="year", where=Where(file="a.bib", line=3), registry="r"),)}, [("LR750", "can't be (r)")]),
        ("contradictory", {"contradictions": (Contradiction(rule="R1", says="can't be", field="year", where=Where(file="a.bib", line=3)),)}, [("LR750", "can't be")]),
    ],
)  # fmt: skip
def test_each_verdict_has_its_problems(verdict, more, expected):
    one = Verified(source="k", verdict=verdict, where=Where(file="a.bib", line=1), **more)
    found = [*verifying.verification_problems([one])]
    assert [code for code, _ in expected] == [p.code for p, _ in found]
    assert [] == [
        end
        for (_, end), (p, _) in zip(expected, found, strict=True)
        if not p.message.endswith((end, f"({end})"))
    ]
    assert ["R1" if p.code == "LR750" else "" for p, _ in found] == [rule for _, rule in found]


def test_a_title_is_asked_without_numbers():
    bare = verifying._without_numbers(
        source(doi=Doi("10.1/x"), fields={"title": "T", "doi": "10.1/x", "pmid": "3", "isbn": "4"})
    )
    assert ("", {"title": "T"}) == (bare.doi, dict(bare.fields))


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ({"id": "W1", "title": "T", "abstract": "x", "type": ""}, {"id": "W1", "title": "T"}),
        ({"authorships": [{"author": {"display_name": "A", "id": 1}}, {"author": {}}, {"author": None}, 3]}, {"authorships": [{"author": {"display_name": "A"}}]}),
        ({"authorships": "x", "id": "W1"}, {"id": "W1"}),
    ],
)  # fmt: skip
def test_of_a_cited_work_little_is_kept(work, expected):
    assert expected == enriching._minimal_work(work)
    assert ["W1", "W1"] == [enriching._short_id(name) for name in ("https://openalex.org/W1/", "W1")]


def test_where_no_registry_is_named_it_is_said_how_much_would_be_sent():
    held = [
        source("a", doi=Doi("10.1/x"), fields={"title": "A"}),
        source("b", fields={"pmid": "3", "title": "B"}),
        source("c", fields={"title": "C"}),
        source("d", confidential=True),
        source("e", fields={"openalex": "W1", "title": "E"}),
    ]
    told = enriching.no_consent_message(held)
    assert "of up to 3 of 5 sources" in told
    assert "of 1 more their titles" in told


def answer(key="x", **more):
    return record(key, where=Where(file="enriched/openalex.json", line=1), **more)


@pytest.mark.parametrize(
    ("records", "ids"),
    [
        ([answer(fields={"openalex": "W1"}, format="openalex")], ["W1"]),
        ([answer(fields={"openalex": "W1"}, format="openalex")] * 3, ["W1", "W1#2", "W1#3"]),
        ([answer(doi=Doi("10.1/x"), format="crossref")], ["10.1/x"]),
        ([answer(doi=Doi("10.1/x"), format="openalex")], ["10.1/x"]),
        ([answer("a b", format="pubmed")], ["a_b"]),
    ],
)
def test_answers_go_by_what_their_registry_calls_them(records, ids):
    found = [*registry_records._with_registry_ids(records)]
    assert [f"enriched/openalex.json:{id_}" for id_ in ids] == [str(one.id) for one in found]
    assert {ids[0]} == {one.key for one in found}


@pytest.mark.parametrize(
    ("one", "ids", "theirs"),
    [
        (answer("W1"), {"https://openalex.org/W1"}, True),
        (answer("W1"), {"https://openalex.org/W1/"}, True),
        (answer("W1"), {"W2"}, False),
        (answer("z", doi=Doi("10.1/x")), {"10.1/x"}, True),
        (answer("z", fields={"pmid": "3"}), {"3"}, True),
        (answer("z", fields={"semanticscholar": "s"}), {"s"}, True),
        (answer("z"), set(), False),
    ],
)
def test_an_answer_on_a_sealed_work_is_known_by_each_of_its_names(one, ids, theirs):
    assert theirs == registry_records._is_any_of(one, {"openalex": frozenset(ids)})
    assert not registry_records._is_any_of(one, {"crossref": frozenset(ids)})


def test_answers_without_those_on_sealed_works(tmp_path):
    kept = registry_records.EnrichedRecords(enriched=Library(records=(answer("W1"), answer("W2"))))
    assert kept is registry_records.drop_confidential(kept, tmp_path, lambda _: True)
    entry = EnrichedEntry(
        source="k",
        provider="openalex",
        date="2026-01-01",
        asked="doi 10.1/x",
        id="https://openalex.org/W1",
        result="taken",
        what=("ids",),
    )
    put(tmp_path, LEDGER, text=dump_ledger([entry]))
    assert kept is registry_records.drop_confidential(kept, tmp_path, lambda _: False)
    less = registry_records.drop_confidential(kept, tmp_path, lambda name: name == "k")
    assert ["W2"] == [one.key for one in less.enriched.records]
    assert [("LR686", 2)] == [(p.code, p.where.line) for p in less.problems]


def test_zotero_is_written_only_over_zotero(tmp_path):
    def item(key, **more):
        return {"key": key, "data": {"key": key, "itemType": "book", "title": key} | more}

    def works(*items, loose=()):
        return SimpleNamespace(items=items, notes={}, loose=loose)

    place = tmp_path / "zotero.json"
    first = importing.write_zotero(works(item("A"), item("B")), place)
    assert (2, 0, 2, 0, False) == (first.written, first.left_out, first.new, first.gone, first.again)
    again = importing.write_zotero(works(item("B"), item("C"), item("D")), place)
    assert (3, 2, 1, True) == (again.written, again.new, again.gone, again.again)
    with pytest.raises(OutputError, match=r"to a \.json file"):
        importing.write_zotero(works(), tmp_path / "a.bib")
    for text in ("{", "{}", "[1]", '[{"key": 1, "data": {}}]', '[{"key": "A", "data": 1}]'):
        place.write_text(text)
        with pytest.raises(OutputError, match="something else than items"):
            importing.write_zotero(works(), place)
        assert text == place.read_text()
    sealed = works(item("A", extra="confidential: true"), item("B"))
    (tmp_path / "private").mkdir()
    whole = importing.write_zotero(sealed, tmp_path / "private/z.json")
    part = importing.write_zotero(sealed, tmp_path / "z.json")
    assert ((2, 0), (1, 1)) == ((whole.written, whole.left_out), (part.written, part.left_out))
    assert ["B"] == [one["key"] for one in json.loads((tmp_path / "z.json").read_text())]
