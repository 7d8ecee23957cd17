"""Who of those that are counted with a group only took which stance is in no packet and on no map. All of it is made up."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from litreview.review import open_review
from litreview.review.packet import count_told, make_packet
from litreview.review.packet.archive import SUMS, unpack

ENTRY = "@misc{{I0{n}, entrysubtype = {{interview}}, role_group = {{services}}, date = {{2024}}, consent = {{{consent}}}}}\n"
LINE = "2026-03-01T09:00:{n:02}Z\tann\t{verb}\tI0{code}\t{value}\tpara {n}\tmade up {n}\t\n"


def folder_of(place: Path, stances: tuple[str, ...], tagged: int = 7) -> Path:
    """Return a review with seven interviews, the first five of them counted with a group only."""
    (place / "bib").mkdir(parents=True)
    (place / "decisions").mkdir()
    consents = ["group only"] * 5 + ["paraphrase"] * 5
    entries = [ENTRY.format(n=n, consent=one) for n, one in enumerate(consents[:9], 1)]
    (place / "bib/register.bib").write_text("".join(entries))
    (place / "litreview.toml").write_text(
        'sources = ["bib/register.bib"]\ncodebook = "tvpa"\n[confidential]\nk = 5\nrole_group = ["services"]\n'
    )
    tags = [LINE.format(n=n, verb="tag", code=n, value="protect") for n in range(1, tagged + 1)]
    lines = [
        LINE.format(n=n + 20, verb="stance", code=n, value=f"protect={one}")
        for n, one in enumerate(stances, 1)
    ]
    (place / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n" + "".join(tags + lines)
    )
    return place


def public(place: Path, stances: tuple[str, ...]) -> dict[str, bytes]:
    members = unpack(make_packet(open_review(folder_of(place, stances))))
    # commitments are random, and are to the code and the entry alone
    return {name: data for name, data in members.items() if name not in ("commitments.json", SUMS)}


def test_a_packet_is_the_same_whoever_of_a_group_took_a_stance(tmp_path: Path) -> None:
    last = ("supports", "mixed")
    some = sorted({*permutations(("mixed", "supports", "supports", "describes", "supports"))})[::7]
    first, *others = (public(tmp_path / str(n), (*one, *last)) for n, one in enumerate(some))
    assert all(first == one for one in others)
    assert b"para 25" not in first["inputs/decisions.jsonl"]  # the places would tell
    assert b"protect=mixed" in first["inputs/decisions.jsonl"]


def test_another_stance_is_another_packet(tmp_path: Path) -> None:
    one = public(tmp_path / "a", ("mixed", "supports", "supports", "supports", "supports"))
    other = public(tmp_path / "b", ("mixed", "mixed", "supports", "supports", "supports"))
    assert one["inputs/decisions.jsonl"] != other["inputs/decisions.jsonl"]


@pytest.mark.parametrize(
    ("stances", "told"),
    [
        (("mixed", "supports", "supports", "supports", "supports"), 0),
        (("mixed",) * 5, 5),  # whoever knows the total of the group knows each
        (("mixed",), 1),
    ],
)
def test_what_the_total_of_a_group_tells_is_counted(
    tmp_path: Path, stances: tuple[str, ...], told: int
) -> None:
    assert told == count_told(open_review(folder_of(tmp_path / "r", stances)))
