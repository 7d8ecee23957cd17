"""Read the JSON of studies of ClinicalTrials.gov (version 2 of its API), and of references with their codes from EPPI-Reviewer.

What becomes a field is a row of the vocabulary: a path of names, and the field (`clinicaltrials.paths`, `eppi.paths`). A list on the
way gives all its values. A study is read as its row in the site's CSV is. All else stays in fields named after the format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from litreview.core.containers import list_of, mapping_of
from litreview.core.model import Problem
from litreview.formats.field_values import body, iso_date, number_kind
from litreview.formats.json_items import text_of
from litreview.formats.record_building import RawEntry
from litreview.formats.registry_json import Made, Registry
from litreview.formats.vocabularies import terms

_STUDY, _ITEM, _TYPES = terms("clinicaltrials.paths"), terms("eppi.paths"), terms("eppi.types")
_CONTAINERS = terms("containers")


def _texts(value: Mapping[str, Any], path: str) -> str:
    """Return the texts at a path of names, joined.

    >>> _texts({"arms": [{"name": "Warm"}, {"name": "Cold"}]}, "arms.name")
    'Warm; Cold'
    """
    found: Iterable[Any] = [value]
    for name in path.split("."):
        inner = (mapping_of(one).get(name) for one in found)
        found = [item for each in inner for item in (each if isinstance(each, list) else [each])]
    return "; ".join(filter(None, map(text_of, found)))


def _of_study(study: Mapping[str, Any]) -> Made:
    section = mapping_of(study.get("protocolSection"))
    fields = [(field, _texts(section, path)) for path, field in _STUDY.items()]
    values = dict(fields)
    number = values["accession"]
    year, date, _ = iso_date(values["publication-date"])
    fields += [("url", f"https://clinicaltrials.gov/study/{number}"), ("year", year), ("date", date)]
    return "misc", fields, "", ()


read_clinicaltrials: Callable[[str, str], tuple[list[RawEntry], list[Problem]]] = Registry(
    name="clinicaltrials",
    what="study of ClinicalTrials.gov",
    signs=("protocolSection",),
    inner=("studies",),
    whole=lambda value: isinstance(value.get("protocolSection"), dict),
    make=_of_study,
    handled=frozenset({"protocolSection"}),
    covered=frozenset(),
).read


def _of_item(item: Mapping[str, Any], codes: Mapping[str, str]) -> Made:
    kind = text_of(item.get("TypeName"))
    type_ = _TYPES.get(kind.lower(), "misc")
    number = text_of(item.get("StandardNumber"))
    # some exports have another database's number there
    standard = (
        number_kind(number, type_)
        if re.match(r"[\dXx -]{8,}", number) or type_ == "techreport"
        else "standard-number"
    )
    named = {"container": _CONTAINERS.get(type_, "journal"), "standard": standard}
    keywords = map(str.strip, re.split(r"[\r\n]+", text_of(item.get("Keywords"))))
    fields = [
        *((named.get(field, field), _texts(item, path)) for path, field in _ITEM.items()),
        ("author", _persons(item.get("Authors"))),
        ("editor", _persons(item.get("ParentAuthors"))),
        ("keywords", "; ".join(filter(None, keywords))),
        ("eppi-codes", "; ".join(_codes(item.get("Codes"), codes))),
    ]
    return type_, fields, "", (kind,)


def _persons(value: Any) -> str:
    """Return the people of EPPI-Reviewer, `Family Given Middle;`, as a list of BibTeX; a space is where a part is empty.

    >>> _persons("de Villelongue C ; Morel Chantal M; Harbor House  ; ")
    'de Villelongue, C and Morel, Chantal M and {Harbor House}'
    """
    found = []
    for name in str(value or "").split(";"):
        words = name.split()
        empty = len(name) - len(name.rstrip())
        given = 2 if not empty and len(words) < 4 else 1
        at = len(words) - given if empty or len(words) < 4 else 1
        if words:
            found.append(
                f"{' '.join(words[:at])}, {' '.join(words[at:])}"
                if empty < 2 and at > 0
                else body(" ".join(words))
            )
    return " and ".join(found)


def _codes(assigned: Any, names: Mapping[str, str]) -> Iterable[str]:
    """Yield the codes of an item, by their names, and what people noted with each."""
    for code in map(mapping_of, list_of(assigned)):
        number, said = text_of(code.get("AttributeId")), text_of(code.get("AdditionalText"))
        yield ": ".join(filter(None, (names.get(number, number), " ".join(said.split()))))


_CODE = re.compile(r'"AttributeId":\s*(\d+),[^{}]*?"AttributeName":\s*("(?:[^"\\]|\\.)*")')


def read_eppi(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of an export of EPPI-Reviewer, and the Problems met; codes are called by their names in its code sets."""
    codes = {number: " ".join(json.loads(name, strict=False).split()) for number, name in _CODE.findall(text)}
    return Registry(
        name="eppi",
        what="reference of EPPI-Reviewer",
        signs=("ItemId", "Title"),
        inner=("References",),
        whole=lambda value: "ItemId" in value and "Title" in value,
        make=partial(_of_item, codes=codes),
        handled=frozenset(
            {"Authors", "ParentAuthors", "Keywords", "TypeName", "Codes", "QuickCitation"} | _ITEM.keys()
        ),
        covered=frozenset(
            {
                "AttributeId",
                "ArmId",
                "ItemDocumentId",
                "TextFrom",
                "TextTo",
                "IsFromPDF",
                "QuickCitation",
                "ItemStatusTooltip",
            }
        ),
    ).read(text, path)
