"""Items of APIs and programs that are not CSL's are read by the names of their members; all of them are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import litreview as lr

ITEMS: dict[str, Any] = {
    "DOAJ": {"total": 1, "results": [{"id": "abc123", "bibjson": {
        "title": "A made-up study of ports", "year": "2019", "identifier": [{"type": "doi", "id": "10.5555/doaj.1"}],
        "author": [{"name": "Ann Roe", "affiliation": "Uni"}, {"name": "Bo Poe"}],
        "journal": {"title": "Journal of Tests", "volume": "4", "number": "2", "issns": ["1234-5678"]}, "start_page": "5", "end_page": "9",
    }}]},
    "Zenodo": {"hits": {"hits": [{"id": 12, "doi": "10.5555/zenodo.12", "metadata": {
        "title": "A made-up study of ports", "publication_date": "2019-03-04", "creators": [{"name": "Roe, Ann"}, {"name": "Poe, Bo"}],
    }}], "total": 1}},
    "DataCite": {"data": [{"id": "10.5555/dc.1", "type": "dois", "attributes": {
        "doi": "10.5555/dc.1", "titles": [{"title": "A made-up study of ports"}, {"title": "Second part", "titleType": "Subtitle"}],
        "creators": [{"name": "Roe, Ann", "nameType": "Personal", "givenName": "Ann", "familyName": "Roe"}, {"givenName": "Bo", "familyName": "Poe"}],
        "publicationYear": 2019, "container": {"type": "Series", "title": "Journal of Tests", "volume": "4", "firstPage": "5"},
        "descriptions": [{"description": "We asked ports.", "descriptionType": "Abstract"}],
    }}]},
    "Europe PMC": {"hitCount": 1, "resultList": {"result": [{
        "id": "123", "source": "MED", "doi": "10.5555/e.1", "title": "A made-up study of ports", "authorString": "Roe A, Poe B.",
        "authorList": {"author": [{"firstName": "Ann", "lastName": "Roe"}, {"firstName": "Bo", "lastName": "Poe"}]},
        "journalInfo": {"issue": "2", "volume": "4", "journal": {"title": "Journal of Tests", "issn": "1234-5678"}}, "pubYear": "2019",
    }]}},
    "CORE": {"totalHits": 1, "results": [{
        "title": "A made-up study of ports", "authors": [{"name": "Roe, Ann"}, {"name": "Poe, Bo"}], "yearPublished": 2019,
        "journals": [{"title": "Journal of Tests"}],
    }]},
    "Lens": {"data": [{
        "lens_id": "1-2", "title": "A made-up study of ports", "year_published": 2019, "source": {"title": "Journal of Tests"},
        "authors": [{"first_name": "Ann", "last_name": "Roe"}, {"first_name": "Bo", "last_name": "Poe"}],
        "external_ids": [{"type": "doi", "value": "10.5555/l.1"}],
    }]},
    "Dimensions": {"publications": [{
        "id": "pub.1", "title": "A made-up study of ports", "authors": [{"first_name": "Ann", "last_name": "Roe"}, {"first_name": "Bo", "last_name": "Poe"}],
        "year": 2019, "journal": {"title": "Journal of Tests", "id": "jour.1"}, "type": "article",
    }]},
    "HAL": {"response": {"numFound": 1, "docs": [{
        "docid": "9", "title_s": ["A made-up study of ports"], "authFullName_s": ["Ann Roe", "Bo Poe"], "producedDateY_i": 2019,
        "journalTitle_s": "Journal of Tests",
    }]}},
    "a list of rows": [{"key": 1, "title": "A made-up study of ports", "authors": ["Roe, Ann", "Poe, Bo"], "year": 2019, "journal": "Journal of Tests"}],
}  # fmt: skip
"""The form of each program's or interface's answers."""


def texts_of(value: Any) -> Iterator[str]:
    """Yield the words of all values."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_of(each)
    else:
        yield from str(value).split()


@pytest.mark.parametrize("source", ITEMS)
def test_an_item_is_read_by_the_names_of_its_members(source: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(ITEMS[source], indent=1), encoding="utf-8")
    found = lr.read(path)
    (record,) = found.records
    assert record.title.startswith("A made-up study of ports")
    assert [("Roe", "Ann"), ("Poe", "Bo")] == [(one.family, one.given) for one in record.authors]
    assert record.year == 2019
    assert record.container == ("" if source == "Zenodo" else "Journal of Tests")
    held = " ".join([record.key, record.type, *record.fields.values(), *map(str, found.problems)])
    told = {"total", "totalHits", "hitCount", "numFound", "1"}
    assert [word for word in texts_of(ITEMS[source]) if word not in held and word not in told] == []


def test_an_item_of_csl_stays_one(tmp_path: Path) -> None:
    item = {
        "title": "Ports",
        "type": "article-journal",
        "author": [{"family": "Roe", "given": "Ann"}],
        "issued": {"date-parts": [[2001]]},
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps([item]), encoding="utf-8")
    (record,) = lr.read(path).records
    assert ("article", 2001, "Roe") == (record.type, record.year, record.authors[0].family)


def test_a_second_title_is_a_subtitle(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(ITEMS["DataCite"]), encoding="utf-8")
    (record,) = lr.read(path).records
    assert ("Second part", "We asked ports.", "10.5555/dc.1") == (
        record.fields["subtitle"],
        record.fields["abstract"],
        record.doi,
    )
