"""Whatever in a packet can be made again is compared byte for byte, and what cannot is listed by name. Every review and person here is made up."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from litreview.cli.packet import check_lines
from litreview.core.errors import InputError, UsageError
from litreview.core.sealed import Sealed
from litreview.review import open_folder
from litreview.review.packet import check, check_packet, make_packet
from litreview.review.packet.archive import pack, unpack
from litreview.review.packet.check import check_bytes
from litreview.review.packet.contents import encode, read_values, review_of
from litreview.review.release.text_search import Searcher, SearchTerms
from packet.test_packet import DEMONSTRATION, FILES, call, change, forged, written


class Cheaply:
    """A check that takes outputs and numbers from the packet as it was made; inputs are read and written again each time."""

    def __init__(self, data):
        self.members = unpack(data)
        values, _ = read_values(self.members)
        self._honest = review_of(values)
        self._kept = check.derived_files(self._honest, values)

    def __call__(self, data):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(check, "review_of", lambda _: self._honest)
            patch.setattr(check, "derived_files", self._derived)
            return check_bytes(data)

    def _derived(self, _, values):
        return self._kept | encode(review_of(values), values["inputs/codebook.json"][0])


@pytest.fixture(scope="module")
def cheaply(made):
    run = Cheaply(made[0])
    assert run(made[0]).is_sound
    return run


def told(found):
    return {str(one) for one in found.differences}


def edited(members, name, edit):
    """Return a packet of which one file of JSON was edited, written as packets are, with digests that agree."""
    text = json.dumps(edit(json.loads(members[name])), indent=1, ensure_ascii=False)
    return forged(members, **{name: text.encode() + b"\n"})


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda _: {}, "no commitment for I07"),
        (lambda own: {code: one for code, one in own.items() if code != "I07"}, "no commitment for I07"),
        (lambda own: {**own, "I99": "01" * 32}, "commitment for I99, which the review does not have"),
        (lambda own: {**own, "I07": "nothing"}, "that of I07 is no commitment (not 64 hex digits)"),
        (lambda own: {**own, "I07": own["I07"].upper()}, "that of I07 is no commitment (not 64 hex digits)"),
        (lambda own: {**own, "I07": own["I06"]}, "the same commitment twice (I06, I07)"),
        (lambda own: dict(reversed(own.items())), "it is not written as packets are"),
        (lambda _: [5], "cannot be read (TypeError: 'int' object is not iterable)"),
    ],
)  # fmt: skip
def test_commitments_are_those_of_the_sealed_records(edit, expected, cheaply):
    found = told(cheaply(edited(cheaply.members, "commitments.json", edit)))
    assert f"commitments.json: {expected}" in found
    assert all(one.startswith("commitments.json: ") for one in found)


def test_a_commitment_of_another_source_is_listed_as_not_checked(cheaply):
    """Nobody can tell two commitments apart that were swapped until one is opened: the check says so."""
    lines = check_lines(cheaply(pack(cheaply.members)))
    assert any("not checked: whether a commitment" in line and "--opening" in line for line in lines)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda own: {**own, "packet": 99}, "packet: recomputed, it differs"),
        (lambda own: {**own, "title": "Another"}, "title: recomputed, it differs"),
        (lambda own: {**own, "exports": [{**own["exports"][0], "records": 99}]}, "exports: recomputed, it differs"),
        (lambda own: {**own, "exports": [{**own["exports"][0], "sha256": "0" * 64}]}, "exports: recomputed, it differs"),
        (lambda own: {**own, "codebook": {**own["codebook"], "version": "0" * 12}}, "codebook: recomputed, it differs"),
        (lambda own: {**own, "full_texts": [{"file": "texts/a.pdf"}]}, "full_texts: recomputed, it differs"),
        (lambda own: {**own, "taken_over": {}}, "taken_over: recomputed, it differs"),
        (lambda own: {**own, "note": "9,999 interviews"}, "cannot be read (ValueError: Manifest has no note)"),
        (lambda own: {**own, "published_otherwise": {}}, "published_otherwise: library.bib is not among them, and what was published has abstracts in it"),
        (lambda own: {**own, "published_otherwise": {**own["published_otherwise"], "evil.html": "0" * 64}}, "published_otherwise: evil.html has no such file or digest here, or the same"),
        (lambda own: {**own, "published_otherwise": 5}, "cannot be read (TypeError: a int where list is expected)"),
        (lambda own: {**own, "numbers_otherwise": {"spies": 7}}, "numbers_otherwise: spies is no number of this review, or the same"),
        (lambda own: dict(reversed(own.items())), "it is not written as packets are"),
    ],
)  # fmt: skip
def test_the_manifest_is_made_again(edit, expected, cheaply):
    assert f"manifest.json: {expected}" in told(cheaply(edited(cheaply.members, "manifest.json", edit)))


def test_what_was_published_otherwise_is_listed(cheaply):
    """What the author alone can say is named with what is here."""
    lie = edited(cheaply.members, "manifest.json", lambda own: {**own, "numbers_otherwise": {"sources": 500}})
    assert "sources (500 published, 5 here)" in cheaply(lie).not_recomputed


@pytest.mark.parametrize(
    "name", ["README.md", "manifest.json", "commitments.json", "ledger.json", "inputs/notes.json"]
)
def test_a_missing_file_is_named(name, cheaply):
    gone = {one: data for one, data in cheaply.members.items() if one != name}
    assert f"{name}: missing" in told(cheaply(forged(gone)))


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("inputs/decisions.jsonl", b'"by": "ann"', b'"by": "ben", "by": "ann"', "cannot be read (ValueError: line 1: it has 'by' twice)"),
        ("inputs/decisions.jsonl", b"\n", b"\n" * 500, "it is not written as packets are, from line 2 on"),
        ("inputs/decisions.jsonl", b'"verb": "tag"', b'"verb":   "\\u0074ag"', "it is not written as packets are, from line 1 on"),
        ("commitments.json", b"{", b'{"I07": "' + b"0" * 64 + b'",', "cannot be read (ValueError: it has 'I07' twice)"),
        ("ledger.json", b'"value": ', b'"value": 4200, "value": ', "cannot be read (ValueError: it has 'value' twice)"),
        ("ledger.json", b'"entries": [', b'"note": "x", "entries": [', "cannot be read (ValueError: Ledger has no note)"),
        ("ledger.json", b'"value": ', b'"value":  ', "recomputed, it differs"),
        ("manifest.json", b"{", b'{"packet": 7,', "cannot be read (ValueError: it has 'packet' twice)"),
        ("inputs/codebook.json", b"{", b"{ ", "it is not written as packets are, from line 1 on"),
    ],
)  # fmt: skip
def test_json_is_read_in_one_way_alone(name, old, new, expected, cheaply):
    """Of a name that stands twice readers differ in which value they take; blanks, empty lines and another order are other bytes."""
    found = cheaply(change(cheaply.members, name, old, new))
    assert f"{name}: {expected}" in told(found)
    assert found.decisions == (0 if "decisions" in name and "twice" in expected else 3)


def test_a_forged_row_before_the_true_one_is_named(cheaply):
    lie = edited(
        cheaply.members,
        "ledger.json",
        lambda own: {"entries": [{**own["entries"][0], "value": 9999}, *own["entries"]]},
    )
    assert told(cheaply(lie)) == {"ledger.json: recomputed, it differs"}


@pytest.mark.exhaustive
@given(st.data())
def test_whatever_a_file_holds_is_a_named_difference(cheaply, data):
    """No value of JSON in place of another breaks the check: the file with it is named."""
    members = cheaply.members
    name = data.draw(st.sampled_from([one for one in sorted(members) if one.endswith((".json", ".jsonl"))]))
    plain = data.draw(st.sampled_from([b"5", b"[]", b"{}", b"null", b'"x"', b"[1]", b"", b"[" * 9999]))
    found = cheaply(forged({**members, name: plain}))
    if plain == b"" and name.endswith(".jsonl"):
        return  # lines of another review, which `test_an_emptied_list_is_no_sound_packet` recomputes
    if plain == b"{}" and name == "ledger.json":
        assert found.differences, "each number that is missing is named"
        return
    assert name in {one.what for one in found.differences} or members[name] == plain


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["inputs/decisions.jsonl", "inputs/library.jsonl"])
def test_an_emptied_list_is_no_sound_packet(made, name):
    assert not check_bytes(forged({**unpack(made[0]), name: b""})).is_sound


@pytest.mark.parametrize("gone", ["library", "enriched", "cited", "all"])
def test_a_packet_without_the_problems_of_a_library_names_the_file(gone, cheaply):
    def without(own):
        return {name: one for name, one in own.items() if gone not in (name, "all")}

    found = cheaply(edited(cheaply.members, "inputs/read.json", without))
    assert "inputs/read.json" in {one.what for one in found.differences}


@given(st.data())
def test_whatever_a_name_of_the_manifest_holds_is_a_named_difference(cheaply, data):
    members = cheaply.members
    name = data.draw(st.sampled_from(sorted(json.loads(members["manifest.json"]))))
    plain = data.draw(st.sampled_from([5, [], None, "x", [1], {"a": {}}]))
    lie = edited(members, "manifest.json", lambda own: {**own, name: plain})
    assert (
        "manifest.json" in {one.what for one in cheaply(lie).differences}
        or plain == json.loads(members["manifest.json"])[name]
    )


@pytest.mark.exhaustive
def test_a_changed_rule_of_the_codebook_is_named(made):
    """The version of a codebook is made from its rules again."""
    members = unpack(made[0])
    lie = told(check_bytes(change(members, "inputs/codebook.json", b"raid", b"rade")))
    assert "manifest.json: codebook: recomputed, it differs" in lie
    broken = told(check_bytes(change(members, "inputs/codebook.json", b'"code"', b'"cod"')))
    assert any(one.startswith("inputs/codebook.json: cannot be read (CodebookError") for one in broken)


@pytest.mark.exhaustive
def test_texts_and_quotes_that_were_not_looked_up_are_named(tmp_path):
    """A folder without the texts is no check of a quote; with some, the quotes of the others are named, and why."""
    folder = tmp_path / "demonstration"
    shutil.copytree(DEMONSTRATION, folder, ignore=shutil.ignore_patterns("out", "private"))
    packet = tmp_path / "p.zip"
    packet.write_bytes(make_packet(open_folder(folder)))
    (tmp_path / "none").mkdir()
    nothing = call("check-packet", packet, "--texts", tmp_path / "none")
    assert (
        nothing.exit_code,
        "full texts: no quote could be looked up in your folder" in nothing.output,
    ) == (1, True)
    assert (
        "1 quote of F1 (DemoAsh2014Raids p. 13) was not looked up: your folder has no text with this digest"
        in nothing.output
    )
    some = tmp_path / "some"
    shutil.copytree(folder / "texts", some)
    changed = next(some.rglob("DemoAsh2014Raids*"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    partly = check_packet(packet, texts=[some])
    assert partly.is_sound
    assert 0 < partly.quotes < 18
    assert any(f"your text {changed.name} has another digest" in one for one in partly.not_looked_up)
    assert all("DemoAsh2014Raids" in one for one in partly.not_looked_up)
    assert "quote_checks (18)" in partly.taken_over["full texts"]
    everything = check_packet(packet, texts=[folder / "texts"], exports=[folder / "bib"])
    assert (everything.quotes, everything.not_looked_up) == (18, ())
    assert not any(
        one.startswith(("quote_checks", "text_matches")) for one in everything.taken_over["full texts"]
    )
    assert not any("source_readings" in " ".join(names) for names in everything.taken_over.values())
    assert any(
        "findings.toml (each statement, side, page and quote" in what for what in everything.taken_over
    )


@pytest.mark.exhaustive
def test_a_commitment_covers_the_transcript(tmp_path):
    """Another transcript is another commitment; whoever lacks private/ commits to what is public alone, and is told so."""
    folder = written(tmp_path / "review")
    before = json.loads(unpack(make_packet(open_folder(folder)))["commitments.json"])
    (folder / "private/transcripts/I07.txt").write_text(
        "zqtranscript: something else was said on that night\n"
    )
    after = json.loads(unpack(make_packet(open_folder(folder)))["commitments.json"])
    assert [code for code in before if before[code] != after[code]] == ["I07"]
    whole = call("packet", folder, "-o", tmp_path / "p.zip")
    assert "private/ is missing" not in whole.output
    shutil.rmtree(folder / "private")
    for _ in range(2):
        alone = call("packet", folder, "-o", tmp_path / "p.zip")
        assert (alone.exit_code, "private/ is missing: the commitments cover" in alone.output) == (1, True)
    shown = call("check-packet", tmp_path / "p.zip")
    assert (shown.exit_code, "what bib/ says alone (private/ was missing)" in shown.output) == (0, True)


@pytest.mark.exhaustive
def test_a_packet_in_the_folder_does_not_change_the_next(tmp_path):
    folder = written(tmp_path / "review")
    call("packet", folder, "-o", folder / "x.zip")
    first = (folder / "x.zip").read_bytes()
    call("packet", folder, "-o", folder / "x.zip")
    assert (folder / "x.zip").read_bytes() == first
    with zipfile.ZipFile(folder / "other.zip", "w") as archive:
        archive.writestr("bib/more.bib", "")
    unread = [one.message for one in open_folder(folder).problems if one.code == "LR620"]
    assert len(unread) == 1
    assert "1 file (.zip)" in unread[0]


@pytest.mark.exhaustive
def test_a_path_of_the_machine_is_in_no_packet(tmp_path):
    """A source outside of the folder is named from there: its whole path tells whose machine it is."""
    elsewhere = tmp_path / "zqhome"
    elsewhere.mkdir()
    (elsewhere / "secret.bib").write_text(FILES["bib/lit.bib"])
    whole = (elsewhere / "secret.bib").as_posix()
    settings = {"litreview.toml": f"title = 'Made up'\nsources = ['{whole}']\n", "bib/lit.bib": ""}
    folder = written(tmp_path / "review", settings)
    with pytest.raises(UsageError, match=r"litreview\.toml: LR674") as caught:
        make_packet(open_folder(folder))
    assert "zqhome" not in str(caught.value)
    assert "LR674" in call("check", "--release", folder).output
    written(folder, {"litreview.toml": "title = 'Made up'\nsources = ['../zqhome/secret.bib']\n"})
    assert str(tmp_path).encode() not in make_packet(open_folder(folder))


def test_forms_of_a_digest(tmp_path):
    """The digits alone and capitals are the same digest; nothing at all is none."""
    (tmp_path / "p.zip").write_bytes(pack({"README.md": b"x"}))
    digest = check_packet(tmp_path / "p.zip").digest
    for same in (digest, digest.removeprefix("sha256:"), digest.upper(), f" {digest} "):
        found = check_packet(tmp_path / "p.zip", digest=same)
        assert found.published == found.digest
    assert check_packet(tmp_path / "p.zip", digest="0" * 64).differences[0].kind == "digest"
    for wrong in ("", "sha256:", digest[:-1]):
        assert call("check-packet", tmp_path / "p.zip", "--digest", wrong).exit_code == 2


def test_messages_name_the_file(made, tmp_path):
    for name, data in (
        ("litreview.toml", b"title = 'x'\n"),
        ("empty.zip", b""),
        ("cut.zip", made[0][:9999]),
    ):
        (tmp_path / name).write_bytes(data)
        shown = call("check-packet", tmp_path / name)
        assert (shown.exit_code, name in shown.output, "<packet>" in shown.output) == (2, True, False)
        with pytest.raises(InputError, match=name):
            check_packet(Path(tmp_path / name))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<ul><li><b>Results</b></li></ul>", 0),
        ('<ul>\n<li class="x"><i>Results</i></li><li>\n<b>7</b></li></ul>', 0),
        ("<p>Li <b>B.</b> said</p>", 1),
        ("<li><b>Bodo Li</b></li>", 1),
        ('<li title="Li B.">x</li>', 1),
        ('<img alt="B. Li"></p>', 1),
        ('<p aria-label="Bodo Li">x</p>', 1),
        ("<!-- Li B --></p>", 1),
        ("<Li B></p>", 1),
        ("<meta name='author' content='Li, Bodo'></head>", 1),
    ],
)  # fmt: skip
def test_names_are_looked_for_in_the_words_of_a_page(text, found):
    """An interviewee may be called Li, Bodo: `<li><b>` is not Li B; what stands in a page, a comment or an attribute is searched."""
    names = {("li", "b"): "name", ("b", "li"): "name", ("li", "bodo"): "name", ("bodo", "li"): "name"}
    searcher = Searcher(SearchTerms(names=Sealed(names)))
    assert len(searcher.search(text)) == found


def records_told(members, edit, exports):
    """Return what is said of the records of a packet, of which some were edited, against a reader's exports."""
    rows = [json.loads(line) for line in members["inputs/library.jsonl"].splitlines()]
    edit(rows)
    lines = b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
    values, _ = read_values({**members, "inputs/library.jsonl": lines})
    held = check._read_exports(exports)
    return {
        str(one)
        for one in check._different_records(review_of(values), values["manifest.json"], exports, held)
    }


def rename(rows):
    rows[0]["key"], rows[1]["key"] = rows[1]["key"], rows[0]["key"]
    rows[0]["id"], rows[1]["id"] = rows[1]["id"], rows[0]["id"]


OTHER_FIELDS = ": your exports have its text, from which other fields, or another key or line, are read"
NOT_HELD = ": no entry of your exports has its text (it was altered, a name in it is withheld, or you do not hold the export)"
LACKS = ": the packet lacks this entry of your exports"


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda _: None, set()),
        (lambda rows: rows[0]["fields"].update(journal="Invented Lancet"), {f"bib/lit.bib:Doe2015{OTHER_FIELDS}"}),
        (lambda rows: rows[0].update(raw="sha256:" + "0" * 64), {f"bib/lit.bib:Doe2015{NOT_HELD}", f"lit.bib:1{LACKS}"}),
        (lambda rows: rows[0].update(raw=""), {f"bib/lit.bib:Doe2015{NOT_HELD}"}),
        (lambda rows: rows[0]["where"].update(line=9), {f"bib/lit.bib:Doe2015{OTHER_FIELDS}"}),
        (rename, {f"bib/lit.bib:Doe2015{OTHER_FIELDS}", f"bib/lit.bib:Roe2016{OTHER_FIELDS}"}),
        (lambda rows: rows.pop(0), {f"lit.bib:1{LACKS}"}),
        (lambda rows: rows.append(rows[0]), {"bib/lit.bib:Doe2015: it is in the packet twice"}),
    ],
)  # fmt: skip
def test_each_record_is_that_of_the_exports(made, edit, told):
    data, folder = made
    assert told == records_told(unpack(data), edit, [folder / "bib"])


def test_an_export_that_is_another_and_entries_that_the_packet_lacks_are_named(made, tmp_path):
    data, folder = made
    shutil.copytree(folder / "bib", tmp_path / "bib")
    with (tmp_path / "bib/lit.bib").open("a") as stream:
        stream.write(
            "@article{Poe2017, title = {Left out}, author = {Poe, Jo}, year = {2017}, journal = {J}}\n"
        )
    told = records_told(unpack(data), lambda _: None, [tmp_path / "bib"])
    assert "bib/lit.bib: none of your exports has the digest of this one" in told
    assert any(one.endswith(LACKS) for one in told)
    assert 2 == len(told)


def test_a_number_of_interviews_cannot_be_published_otherwise(cheaply):
    lie = edited(
        cheaply.members,
        "manifest.json",
        lambda own: {**own, "numbers_otherwise": {"interviews": 500, "requests": 3, "sources": 9}},
    )
    said = [one for one in told(cheaply(lie)) if "cannot differ" in one]
    assert ["interviews", "requests"] == sorted(one.split()[2] for one in said)
