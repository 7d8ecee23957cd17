"""Two records of one work meet, whatever is damaged in one of them; and values repeated without end cost little."""

import time
from random import Random

import pytest

from litreview.core.model import Person, Record, RecordId, Where
from litreview.linkage import KEYS, block_keys, candidate_pairs, record_columns, stable_hash
from litreview.stages.duplicates import dedupe

AUTHORS = ("Vance", "Moreno", "Archer", "Baker")
FIELDS = {
    "title": "Policing the margins of the informal economy in four cities",
    "journal": "Journal of Urban Studies",
    "volume": "12",
    "number": "3",
    "pages": "101-119",
}


def record(name: str, authors=AUTHORS, year=2015, **fields: str) -> Record:
    return Record(
        key=name, type="article", fields={k: v for k, v in {**FIELDS, **fields}.items() if v},
        authors=tuple(Person(family=one, given="A.") for one in authors), year=year, id=RecordId(f"x.bib:{name}"),
        where=Where(file="x.bib", line=1),
    )  # fmt: skip


def meet(a: Record, b: Record) -> bool:
    return (
        len(candidate_pairs(block_keys([record_columns(a, {}, a.id), record_columns(b, {}, b.id)]), [int]))
        == 1
    )


DAMAGED = {
    "authors in alphabetical order": {"authors": sorted(AUTHORS)},
    "authors turned round": {"authors": AUTHORS[::-1]},
    "only the first author": {"authors": AUTHORS[:1]},
    "no authors": {"authors": ()},
    "a slip in the first word": {"title": FIELDS["title"].replace("Policing", "Polcing")},
    "a slip in the last word": {"title": FIELDS["title"].replace("cities", "citties")},
    "the title cut": {"title": "Policing the margins of the infor"},
    "no year": {"year": None},
    "another journal, no volume": {"journal": "J Urb St", "volume": "", "number": ""},
    "no pages": {"pages": ""},
    "no year, a slip and a word less in the title, no pages": {
        "year": None, "title": "Polcing the margins of informal economies in towns", "pages": "",
    },
    "no year, no first author, and a section for a title": {
        "year": None, "authors": AUTHORS[1:], "title": "Research note on cities", "pages": "",
    },
    "no year, no place, and half of the title": {
        "year": None, "title": "Economy in Policing, Informal", "journal": "", "volume": "", "number": "", "pages": "",
    },
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_record_meets_the_whole_one(damage):
    assert meet(record("a"), record("b", **damage))


def test_shuffled_authors_meet_when_title_and_place_are_damaged_too():
    """The order of authors is that of the alphabet in one database: the first author alone must not decide."""
    damage = {"title": "On policing margins in the informal economy", "volume": "", "pages": ""}
    assert meet(record("a"), record("b", authors=sorted(AUTHORS), **damage))


def test_shuffled_authors_are_one_work_all_the_same():
    made = [record(f"{n}{turn}", authors=AUTHORS[turn:] + AUTHORS[:turn], title=f"{FIELDS['title']}, {word}") for n, word in enumerate(["Lagos", "Lima", "Oslo"]) for turn in range(4)]  # fmt: skip
    assert len(dedupe([one for one in made if one.key.startswith("0")])) == 1


REPEATED = {
    "title": {"title": "Untitled record of the collection"},
    "title without anything else": {
        "title": "Untitled record of the collection", "authors": (), "year": None, "journal": "", "volume": "", "number": "", "pages": "",
    },
    "no title": {"title": ""},
    "volume and page": {"volume": "1", "pages": "1-9", "journal": ""},
    "abstract": {"abstract": "No abstract is available for this record at the moment. " * 3},
    "author and page": {"authors": ("Anonym",), "pages": "1"},
}  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.parametrize("what", REPEATED)
def test_one_value_in_every_record_is_bounded_and_reported(what):
    """A placeholder must neither merge works nor multiply the pairs; what isn't compared in full is said."""
    size = 1_000
    random = Random(1)

    def word() -> str:
        return "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=7))

    made = []
    for n in range(size):
        own = {
            "title": " ".join(word() for _ in range(6)), "authors": (word(),), "year": 1990 + n % 30,
            "volume": str(n + 10), "pages": f"{n + 1}-{n + 9}", "journal": f"{word()} {word()}",
        }  # fmt: skip
        made.append(record(f"k{n}", **{**own, **REPEATED[what]}))
    start = time.process_time()
    result = dedupe(made)
    seconds = time.process_time() - start
    assert sum(len(cluster.records) for cluster in result.clusters) == size
    assert len(result) == size
    reported = [problem for problem in result.problems if problem.code == "LR100"]
    assert bool(reported) == (what != "no title"), reported
    assert len(result.queue) <= 20 * size
    assert seconds < 30


def test_only_a_value_that_should_be_one_works_own_is_reported():
    """Many titles end in "a systematic review": that is no fault of the data."""
    assert {key.name for key in KEYS if not key.identifies} >= {
        "beginning of the title",
        "end of the title and year",
    }
    made = [
        record(f"k{n}", title=f"Effects of measure {'abcdefghijklmnopqrstuvwxyz'[n % 26]}{n}x on crime: a systematic review", volume=str(n), pages=f"{n}-{n + 9}", authors=(f"Name{n}",))
        for n in range(150)
    ]  # fmt: skip
    assert {p.code for p in dedupe(made).problems} == set()


def test_stored_keys_that_differ_have_different_hashes():
    """Also where digits change eight bytes apart, as in an author and a title that are numbered alike."""
    keys = [(f"doe{n}x", f"{n + 10} tides", 2000 + n) for n in range(90)]
    assert len(keys) == len({stable_hash(key) for key in keys})
    texts = [f"{n}harborx{m}" for n in range(10) for m in range(10)]
    assert len(texts) == len({stable_hash(text) for text in texts})
