"""A packet says what a review rests on, and its check names whatever is not as it says. Every review and person here is made up."""

import hashlib
import hmac
import io
import itertools
import json
import random
import shutil
import struct
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.core.errors import InputError, UsageError
from litreview.core.results.packets import PacketCheck
from litreview.formats.documents import pdf_text
from litreview.review import open_folder
from litreview.review.packet import check_packet, make_packet, open_sealed
from litreview.review.packet.archive import MAX_FILES, SUMS, checksums, pack, unpack
from litreview.review.packet.check import check_bytes

ROOT = Path(__file__).parents[2]
DEMONSTRATION = ROOT / "examples/demonstration"
HEAD = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
ABSTRACT = (
    "Of ninety people whom we met after raids in a made-up city, twelve were offered a bed and nine a lawyer."
)
FILES = {
    "litreview.toml": 'title = "Made up"\nsources = []\n',
    "bib/lit.bib": f"@article{{Doe2015, title = {{Raids and services}}, author = {{Doe, Jane}}, year = {{2015}}, journal = {{J}}, abstract = {{{ABSTRACT}}}}}\n"
    "@article{Roe2016, title = {Shelters after raids}, author = {Roe, Jo}, year = {2016}, journal = {J}}\n",
    "bib/register.bib": "@misc{I06, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {quote}}\n"
    "@misc{I07, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {paraphrase}}\n"
    "@misc{I08, withdrawn = {true}}\n",
    "private/interviews.bib": "@interview{I06, author = {Quillfeather, Una}, title = {A talk}}\n"
    "@interview{I07, author = {Tumbleweed, Ada}, title = {A talk}}\n"
    "@misc{Ottersway2019, author = {Ottersway, Lise}, title = {Letter zqletter}, confidential = {true}}\n",
    "private/transcripts/I07.txt": "zqtranscript: we never had a bed to offer on the night of a raid so they went to the jail\n",
    "decisions/ann.tsv": HEAD
    + "2026-01-01T10:11:12Z\tann\ttag\tDoe2015\tprotect\tp. 2\tof services\t\t\n"
    + "2026-01-02T10:11:13Z\tann\tstance\tDoe2015\tprotect=contradicts\tp. 2\t\t\t\n"
    + "2026-01-03T07:08:09Z\tann\ttag\tI07\tprotect\tline 1\tzqreason\t\t\n",
    "findings.toml": '[[finding]]\nid = "F1"\nstatement = "Raids do not protect."\ngoal = "protect"\nsupports = ["Doe2015"]\n',
}  # fmt: skip
SECRETS = (
    "Quillfeather", "Una", "Tumbleweed", "Ada", "Hollowell", "Ottersway", "zqletter", "zqtranscript", "zqreason", "I08", "07:08:09", "2026-01-03",
)  # fmt: skip
"""What is private, sealed or withdrawn in that review, and the second of a decision on a sealed code."""


def written(folder, files=FILES):
    """Return a folder with files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def review(tmp_path):
    return written(tmp_path / "review")


def call(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def forged(members, **changes):
    """Return a packet with other files, whose digests were made anew: nothing but the recomputation can tell."""
    changed = {**members, **{name.replace("__", "/"): data for name, data in changes.items()}}
    del changed[SUMS]
    return pack({**changed, SUMS: checksums(changed)})


def change(members, name, old, new):
    """Return a packet with a text replaced once in a file, with digests that agree."""
    data = members[name]
    assert old in data
    changed = {**members, name: data.replace(old, new, 1)}
    return pack({**changed, SUMS: checksums(changed)})


@pytest.mark.exhaustive
@pytest.mark.parametrize("texts", [True, False])
def test_demonstration(texts, tmp_path):
    """Every number and page of the demonstration can be made from its packet, by a reader who has nothing else, with and without full texts."""
    folder = tmp_path / "demonstration"
    left = ("out", "private") if texts else ("out", "private", "texts")
    shutil.copytree(DEMONSTRATION, folder, ignore=shutil.ignore_patterns(*left))
    review = open_folder(folder)
    data = make_packet(review)
    held = [folder / "texts"] if texts else []
    check = check_bytes(data, exports=[folder / "bib"], texts=held)
    assert check.is_sound
    assert (check.decisions, check.sealed, check.restored, check.tags_recomputed) == (501, 61, 42, 30)
    assert check.numbers == len(review.ledger.entries)
    # files that print abstracts, and none else, differ from what was published; a reader of the exports makes them again
    assert check.not_recomputed == ()
    assert check_bytes(data).not_recomputed == ("library.bib", "tables/all.bib", "tables/library.ris")
    assert not json.loads(unpack(data)["manifest.json"])["numbers_otherwise"]
    if texts:
        assert make_packet(open_folder(folder)) == data
        assert check.quotes == len(review.quote_checks) == 18
        # a page and a quote that somebody changed, with sums made anew: the reader's own texts tell both
        lie = change(unpack(data), "taken-over/written_findings.json", b'"p. 13"', b'"p. 31"')
        lie = change(
            unpack(lie), "taken-over/written_findings.json", b"Nine trafficking", b"Five trafficking"
        )
        told = {str(one) for one in check_bytes(lie, texts=held).differences if one.kind == "quote"}
        assert any(
            "given as p. 13; looked up in the text, it is found" in one and "p. 31" in one for one in told
        )
        assert any(
            "there is no such quote; looked up in the text, it is found in other words" in one for one in told
        )


@pytest.mark.exhaustive
def test_whole_and_the_same_twice(made, tmp_path):
    """What a packet says can all be made from it; made again, it is the same bytes."""
    data, folder = made
    check = check_bytes(data)
    assert check.is_sound
    assert (check.records, check.decisions, check.sealed) == (7, 3, 3)
    assert check.numbers == len(open_folder(folder).ledger.entries)
    # three print abstracts, one names who withdrew
    named = ("library.bib", "tables/all.bib", "tables/library.ris", "tables/register.bib")
    assert check.not_recomputed == named
    assert make_packet(open_folder(folder)) == data
    (tmp_path / "p.zip").write_bytes(data)
    shown = call("check-packet", tmp_path / "p.zip")
    assert shown.exit_code == 0
    assert check.digest == "sha256:" + hashlib.sha256(data).hexdigest()
    assert check.digest in shown.output


def test_every_byte(made):
    """A packet with any one byte changed is refused, or the file and line with the change are named."""
    data, _ = made
    draw = random.Random(46)
    for at in sorted(draw.sample(range(len(data)), 60)):
        changed = data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]
        try:
            found = check_bytes(changed, recompute=False).differences
        except InputError:
            continue
        assert found, at
    for changed in (data[:-1], data + b"x", b"x" + data, data[: len(data) // 2]):
        try:
            assert check_bytes(changed, recompute=False).differences
        except InputError:
            continue


def test_line_is_named(made):
    """Where a decision or record is changed, added or taken away, its line is named, and what it says."""
    members = unpack(made[0])
    lines = members["inputs/decisions.jsonl"].splitlines(keepends=True)
    place = 1
    row = json.loads(lines[place])
    row["by"] = "ben"
    changed = [*lines[:place], json.dumps(row).encode() + b"\n", *lines[place + 1 :]]
    found = check_bytes(pack({**members, "inputs/decisions.jsonl": b"".join(changed)}), recompute=False)
    named = {one.what: one for one in found.differences}
    line = named[f"inputs/decisions.jsonl:{place + 1}"]
    assert (line.kind, line.detail) == ("decision", "changed (ben stance Doe2015 protect=contradicts)")
    first, second, third = lines
    for others, expected in (
        ([second, third], [(1, "missing")]),
        ([first, second], [(3, "missing")]),
        ([second, first, third], [(1, "in another place (ann stance Doe2015 protect=contradicts)")]),
        ([first, first, second, third], [(2, "added (ann tag Doe2015 protect)")]),
    ):  # fmt: skip
        data = pack({**members, "inputs/decisions.jsonl": b"".join(others)})
        told = [one for one in check_bytes(data, recompute=False).differences if one.kind == "decision"]
        assert [(f"inputs/decisions.jsonl:{n}", detail) for n, detail in expected] == [
            (one.what, one.detail) for one in told
        ]


@pytest.mark.exhaustive
def test_forged_decision_number_and_page(made):
    """Digests that were made anew do not hide a change: what follows from it is recomputed and named with both numbers."""
    members = unpack(made[0])
    stance = change(members, "inputs/decisions.jsonl", b"=contradicts", b"=supports")
    assert {one.kind for one in check_bytes(stance).differences} >= {"page"}
    ledger = json.loads(members["ledger.json"])
    entry = next(one for one in ledger["entries"] if one["name"] == "sources that count as evidence")
    stated = entry["value"]
    entry["value"] += 1
    counted = check_bytes(forged(members, **{"ledger.json": json.dumps(ledger).encode()})).differences
    assert [(one.kind, one.what) for one in counted] == [("number", "sources that count as evidence")]
    assert counted[0].detail == f"{stated + 1} in the packet, recomputed {stated}"
    page = check_bytes(change(members, "out/report.html", b"Doe", b"Roe"))
    assert [(one.kind, one.what) for one in page.differences] == [("page", "out/report.html")]
    gone = {name: data for name, data in members.items() if name != "out/report.html"}
    assert "out/report.html" in {one.what for one in check_bytes(forged(gone)).differences}


@pytest.mark.exhaustive
def test_a_changed_reason_shows_against_the_published_digest(made, tmp_path):
    """Nothing follows from a reason: with sums made anew the packet is sound, and says that only the published digest can tell."""
    data, _ = made
    published = "sha256:" + hashlib.sha256(data).hexdigest()
    lie = change(unpack(data), "inputs/decisions.jsonl", b"of services", b"of sources!")
    for name, content in (("p.zip", data), ("lie.zip", lie)):
        (tmp_path / name).write_bytes(content)
    alone = call("check-packet", tmp_path / "lie.zip")
    assert (
        alone.exit_code,
        "only a published digest (--digest) shows it" in " ".join(alone.output.split()),
    ) == (0, True)
    differs = call("check-packet", tmp_path / "lie.zip", "--digest", published)
    assert (differs.exit_code, f"the digest: {published} was published" in differs.output) == (1, True)
    assert [one.kind for one in check_packet(tmp_path / "lie.zip", digest=published).differences] == [
        "digest"
    ]
    same = call("check-packet", tmp_path / "p.zip", "--digest", published.upper())
    assert (same.exit_code, "its digest is the one that was published" in same.output) == (0, True)
    assert "--digest" not in same.output
    assert call("check-packet", tmp_path / "p.zip", "--digest", published[:-1]).exit_code == 2


@pytest.mark.exhaustive
def test_exports_recompute_tags(made, tmp_path):
    """A reader who holds the exports recomputes the machine's tags from the abstracts, wherever their copy lies; a forged tag is named."""
    data, folder = made
    elsewhere = tmp_path / "my copy"
    shutil.copytree(folder / "bib", elsewhere)
    check = check_bytes(data, exports=[elsewhere])
    assert check.is_sound
    assert (check.restored, check.tags_recomputed) == (2, 2)
    members = unpack(data)
    readings = json.loads(members["taken-over/source_readings.json"])
    sources = members["out/tables/sources.csv"].decode().split("\n")[1:]
    place = next(n for n, row in enumerate(sources) if row.startswith("Roe2016,"))
    readings[place][2] = dict.fromkeys(readings[place][2], 9.0)
    lie = forged(members, **{"taken-over__source_readings.json": json.dumps(readings).encode()})
    tags = [one for one in check_bytes(lie, exports=[elsewhere]).differences if one.kind == "tag"]
    assert [one.what for one in tags] == ["Roe2016"]
    # another's abstract is not what was read
    (elsewhere / "lit.bib").write_text(FILES["bib/lit.bib"].replace("twelve", "eleven"))
    assert check_bytes(data, exports=[elsewhere]).restored == 1


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("name", ["library.bib", "tables/all.bib", "tables/library.ris"])
def test_exports_recompute_what_was_published(name, made, tmp_path):
    """Who holds every entry makes the published files again, and a forged digest of any of them is named; who holds some cannot."""
    data, folder = made
    said = json.loads(unpack(data)["manifest.json"])
    assert name in said["published_otherwise"]
    said["published_otherwise"][name] = "0" * 64
    text = json.dumps(said, indent=1, ensure_ascii=False).encode() + b"\n"
    lie = forged(unpack(data), **{"manifest.json": text})
    fault = f"manifest.json: published_otherwise: {name} has another digest when it is made from your exports"
    held = folder / "bib"
    assert fault in {str(one) for one in check_bytes(lie, exports=[held]).differences}
    honest = check_bytes(data, exports=[held])
    assert (True, True) == (honest.is_sound, name not in honest.not_recomputed)
    some = tmp_path / "bib/lit.bib"
    some.parent.mkdir()
    some.write_text(FILES["bib/lit.bib"].replace("twelve", "eleven"))
    for exports in ([], [some]):
        found = check_bytes(lie, exports=exports)
        assert name in found.not_recomputed
        assert fault not in {str(one) for one in found.differences}


@pytest.mark.parametrize("texts", [0, 1, 2])
def test_a_packet_without_a_reader_of_pdfs_says_so(review, texts, tmp_path, monkeypatch):
    """No PDF is read where pypdfium2 is not installed, so the bytes are others: the command counts the texts and names what to install."""
    for n in range(texts):
        (review / "texts").mkdir(exist_ok=True)
        (review / f"texts/{('Doe2015', 'Roe2016')[n]}.pdf").write_bytes(b"%PDF-1.4 made up " + bytes([n]))
    monkeypatch.setattr(pdf_text, "is_installed", lambda: False)
    said = call("packet", review, "-o", tmp_path / "p.zip").stderr
    assert bool(texts) is ("pip install pypdfium2" in said)
    assert {0: "", 1: "1 full text was not read", 2: "2 full texts were not read"}[texts] in said
    monkeypatch.undo()


@pytest.mark.exhaustive
def test_secrets(review):
    """Nothing private, sealed or withdrawn is in a packet, nor an abstract; the salts stay, and git ignores them."""
    data = make_packet(open_folder(review))
    members = unpack(data)
    plain = [member for name, member in members.items() if not name.endswith(".docx")]
    everything = "\n".join(members).encode() + b"".join((*plain, *documents(data)))
    for secret in (*SECRETS, ABSTRACT[:40]):
        assert secret.encode() not in everything, secret
    salts = [line.split("\t")[1] for line in (review / "private/salts.tsv").read_text().splitlines()[1:]]
    assert len(salts) == len(set(salts)) == 3
    assert not any(salt.encode() in data for salt in salts)
    assert "*" in (review / "private/.gitignore").read_text()
    # whoever makes it again gives the same bytes; for them alone
    assert make_packet(open_folder(review)) == data
    check = check_bytes(data)
    assert check.is_sound
    assert check.sealed == 3


def documents(data):
    """Yield what the documents of a packet hold, unpacked."""
    for name, member in unpack(data).items():
        if name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(member)) as archive:
                # three letters stand somewhere in the bytes of a picture
                yield from (archive.read(part) for part in archive.namelist() if not part.endswith(".png"))


@pytest.mark.exhaustive
def test_name_in_a_public_file_is_refused(review):
    """A name that somebody wrote where it would be published stops the packet; the message has the place and not the name."""
    text = (review / "decisions/ann.tsv").read_text().replace("of services", "as Ada Tumbleweed said")
    (review / "decisions/ann.tsv").write_text(text)
    with pytest.raises(UsageError, match="LR661") as caught:
        make_packet(open_folder(review))
    assert "inputs/decisions.jsonl:1" in str(caught.value)
    assert "umbleweed" not in str(caught.value)


@pytest.mark.exhaustive
def test_an_official_on_a_private_list_is_named_in_a_packet_once_the_list_says_so(review):
    """The message names the line and the way on; with `yes` in the column `public` the packet is written, and has the name."""
    text = (review / "decisions/ann.tsv").read_text().replace("of services", "as Mayor Bo Harborlight said")
    (review / "decisions/ann.tsv").write_text(text)
    (review / "private/officials.csv").write_text("name,public\nBo Harborlight,\n")
    with pytest.raises(
        UsageError, match=r"inputs/decisions\.jsonl:1: LR661 .*write yes in a column `public`"
    ):
        make_packet(open_folder(review))
    (review / "private/officials.csv").write_text("name,public\nBo Harborlight,yes\n")
    assert b"Harborlight" in make_packet(open_folder(review))


@pytest.mark.exhaustive
def test_withdrawn_is_in_no_packet(review):
    """Where a person who withdrew is named, or is entered again, there is no packet."""
    text = (review / "decisions/ann.tsv").read_text()
    (review / "decisions/ann.tsv").write_text(text.replace("of services", "as I08 said"))
    with pytest.raises(UsageError, match="I08 is cited, which was withdrawn"):
        make_packet(open_folder(review))
    (review / "decisions/ann.tsv").write_text(text)
    (review / "private/more.bib").write_text("@interview{I08, author = {Hollowell, Ike}, title = {A talk}}\n")
    with pytest.raises(UsageError, match="LR660"):
        make_packet(open_folder(review))


@pytest.mark.exhaustive
def test_guesses_fail_without_the_salt(review):
    """Who knows every word of an entry but the name, and has a list of names with the right one, finds it with the salt alone."""
    commitments = json.loads(unpack(make_packet(open_folder(review)))["commitments.json"])
    names = ["Doe, Jane", "Quillfeather, Una", "Tumbleweed, Ada", "Hollowell, Ike", "Ottersway, Lise"]
    opened = json.loads(open_sealed(open_folder(review), "I07"))
    entries = opened["entries"]
    assert any("Tumbleweed, Ada" in one for one in entries)

    def commits(name, salt):
        guess = [one.replace("Tumbleweed, Ada", name) for one in entries]
        message = json.dumps(["I07", *guess], ensure_ascii=True).encode()
        return {hmac.new(salt, message, "sha256").hexdigest(), hashlib.sha256(salt + message).hexdigest()}

    salts = (b"", bytes(32), b"I07", bytes.fromhex(opened["salt"])[:-1], hashlib.sha256(b"I07").digest())
    assert not {one for name, salt in itertools.product(names, salts) for one in commits(name, salt)} & set(
        commitments.values()
    )
    salt = bytes.fromhex(opened["salt"])
    assert [name for name in names if commitments["I07"] in commits(name, salt)] == ["Tumbleweed, Ada"]
    assert len(set(commitments.values())) == len(commitments)


@pytest.mark.exhaustive
def test_open_for_an_editor(review, tmp_path):
    """One sealed entry can be shown to be the one that was counted; another text, salt or code is not, and it goes below private/ alone."""
    packet = tmp_path / "review.zip"
    # an error in a file of the review ends with 1; the packet is written
    assert call("packet", review, "-o", packet).exit_code == 1
    assert call("packet", review, "--open", "I07", "-o", tmp_path / "I07.json").exit_code == 2
    assert call("packet", review, "--open", "I07", "-o", "-").exit_code == 2
    assert not (tmp_path / "I07.json").exists()
    opening = review / "private/out/I07.json"
    assert call("packet", review, "--open", "I07", "-o", opening).exit_code == 1
    assert "packet" in (review / "private/log.tsv").read_text()
    shown = call("check-packet", packet, "--opening", opening)
    assert (shown.exit_code, "I07 is the entry that was sealed, unaltered" in shown.output) == (0, True)
    assert "Tumbleweed" not in shown.output
    plain = json.loads(opening.read_text())
    for lie in (
        {**plain, "entries": [one.replace("Ada", "Ida") for one in plain["entries"]]},
        {**plain, "salt": "00" * 32},
        {**plain, "code": "I06"},
        {**plain, "code": "I99"},
    ):
        opening.write_text(json.dumps(lie))
        assert call("check-packet", packet, "--opening", opening).exit_code == 1
    for damaged in ("", "{}", "[" * 100_000, '{"code": 1, "salt": "", "entries": 3}'):
        opening.write_text(damaged)
        assert call("check-packet", packet, "--opening", opening).exit_code == 2
    assert call("packet", review, "--open", "I08", "-o", opening).exit_code == 2
    # the entry was changed since: the packet still says what it was
    text = (review / "private/interviews.bib").read_text()
    (review / "private/interviews.bib").write_text(text.replace("Tumbleweed, Ada", "Tumbleweed, Adele"))
    call("packet", review, "--open", "I07", "-o", opening)
    assert call("check-packet", packet, "--opening", opening).exit_code == 1


@pytest.mark.exhaustive
def test_withdrawal_takes_the_salt(review):
    """With a person's entry goes the salt, and the next packet has no commitment to them."""
    make_packet(open_folder(review))
    assert "I07" in (review / "private/salts.tsv").read_text()
    call("withdraw", "I07", "-C", review, "--yes")
    assert "I07" not in (review / "private/salts.tsv").read_text()
    assert "I07" not in json.loads(unpack(make_packet(open_folder(review)))["commitments.json"])


def archive(*files, kind=zipfile.ZIP_STORED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", kind) as made:
        for name, data in files:
            made.writestr(zipfile.ZipInfo(name) if kind == zipfile.ZIP_STORED else name, data)
    return target.getvalue()


def overlapping():
    """Return an archive of three files that share their bytes."""
    data = archive(("a", b"x" * 10_000))
    at = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entries = b"".join(data[at : end - 1] + name for name in (b"a", b"b", b"c"))
    return data[:at] + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 3, 3, len(entries), at, 0)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK", b"no archive", archive(("../../etc/passwd", b"x")), archive(("/etc/passwd", b"x")), archive(("C:\\x", b"x")),
        archive(("a/../b", b"x")), archive(("a", b"1"), ("A", b"2")), archive(("a", b"1"), ("a", b"2")), archive(("bomb", bytes(10_000_000)), kind=zipfile.ZIP_DEFLATED),
        archive(*((f"f{n}", b"") for n in range(MAX_FILES + 1))), b"PK\x01\x02" * 60_000,
    ],
    ids=lambda data: f"{len(data)} bytes",
)  # fmt: skip
def test_hostile_archive(data, tmp_path, monkeypatch):
    """What is no packet is refused in words: paths to elsewhere, compressed or repeated files, too many; nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.zip").write_bytes(data)
    assert call("check-packet", "p.zip").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["p.zip"]


@pytest.mark.exhaustive
def test_hostile_contents(made):
    """A packet whose files are no values of a review is a difference, whatever breaks; no file that it names is read."""
    members = unpack(made[0])
    settings = json.loads(members["inputs/settings.json"])
    for name, data in (
        ("inputs/settings.json", json.dumps({**settings, "style": "/etc/hostname.csl"}).encode()),
        ("inputs/settings.json", json.dumps({**settings, "coders": "many"}).encode()),
        ("inputs/settings.json", b"[" * 200_000),
        ("inputs/review.json", b'{"retractions": 3}'),
        ("inputs/library.jsonl", b'{"key": NaN}\n'),
        ("inputs/library.jsonl", b"\xff\n"),
        ("inputs/decisions.jsonl", b'{"by": "x", "verb": "tag", "key": "a", "value": {"a": []}}\n'),
        ("manifest.json", b"[]"),
        ("commitments.json", b"3"),
        ("ledger.json", b'{"entries": 3}'),
        (SUMS, b"\x00"),
    ):
        changed = {**members, name: data}
        found = check_bytes(pack(changed))
        assert not found.is_sound, name
    gone = {name: data for name, data in members.items() if not name.startswith("inputs/")}
    assert not check_bytes(pack(gone)).is_sound


def test_overlapping_files_are_refused():
    """Files that share their bytes would be more than the archive is."""
    with pytest.raises(InputError, match="sizes"):
        unpack(overlapping())


@pytest.mark.exhaustive
def test_python_and_json(review, tmp_path):
    """The same in Python and as JSON; files outside a review have no packet."""
    packet = tmp_path / "review.zip"
    told = json.loads(call("packet", review, "-o", packet, "--json").stdout)
    assert told["digest"] == "sha256:" + hashlib.sha256(packet.read_bytes()).hexdigest()
    check = check_packet(packet)
    assert isinstance(check, PacketCheck)
    shown = json.loads(call("check-packet", packet, "--json").output)
    assert (shown["differences"], shown["numbers"], shown["digest"]) == ([], check.numbers, check.digest)
    assert call("packet", review / "bib/lit.bib", "-o", packet).exit_code == 2


@pytest.mark.parametrize("name", ["evil.txt", "inputs/extra.json", "taken-over/extra.json", "README.md"])
def test_a_file_that_no_packet_has_is_named_though_the_sums_know_it(name, made):
    members = unpack(made[0])
    del members[SUMS]
    members[name] = b"Nothing needs to be checked.\n"
    members[SUMS] = checksums(members)
    assert name in {one.what for one in check_bytes(pack(members), recompute=False).differences}
