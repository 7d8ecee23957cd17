"""What a public function is given by mistake is refused in words that name the call; one thing is taken where several are."""

import functools
import inspect
import pickle
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

import litreview as lr
from litreview.core.argument_checks import ALIASES, KNOWN, kinds_of

FUNCTIONS = [name for name in lr.__all__ if inspect.isfunction(getattr(lr, name))]


@cache
def kinds() -> dict[str, Any]:
    library = lr.read_text(
        "@article{A, title={Raids}, author={Doe, Jane}, year={2001}}\n@article{B, title={Else}, year={2002}}",
        "made-up.bib",
    )
    found = lr.dedupe(library)
    links = lr.link(found)
    return {
        "str": "no-such-thing", "None": None, "int": 5, "dict": {"a": 1}, "frame": pd.DataFrame({"a": [1]}),
        "Record": library[0], "Library": library, "records": library.records, "empty Library": lr.Library(), "Source": found.sources[0],
        "Deduplication": found, "sources": found.sources, "Links": links, "tags": lr.tag(found), "no tags": lr.tag(()),
        "graph": lr.build_graph(found, links), "net": nx.Graph([("A", "B")]), "path": "out.bib", "format": "csv", "mixed": [found.sources[0], library[0]],
    }  # fmt: skip


RIGHT = {"records": "records", "links": "Links", "citations": "Links", "tags": "tags", "graph": "graph", "paths": "str", "path": "path", "format": "format", "net": "graph", "frame": "frame", "item": "str", "coder": "str", "value": "str", "about": "str"}  # fmt: skip


@pytest.mark.exhaustive(quick=10)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_kind_of_thing_is_taken_or_refused_in_words(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    function = getattr(lr, name)
    needed = [
        each
        for each in inspect.signature(function).parameters.values()
        if each.kind is each.VAR_POSITIONAL or each.default is each.empty
    ]
    for place, wrong in ((place, wrong) for place in range(len(needed)) for wrong in kinds()):
        given = [kinds()[RIGHT.get(each.name, "sources")] for each in needed]
        if name in ("export_graph", "export_evidence_map"):
            given[1] = "out.csv"
        given[place] = kinds()[wrong]
        words = wrong in ("str", "dict", "path", "format")
        named = {
            one.name: value for one, value in zip(needed, given, strict=True) if one.kind is one.KEYWORD_ONLY
        }
        said = refusal(functools.partial(function, **named), given[: len(given) - len(named)])
        assert name in said or said == "" or words, (needed[place].name, wrong, said)


def refusal(function: Callable[..., object], given: Sequence[object]) -> str:
    """Return what an exception of ours says of a call, "" where it has a value; any other is passed on."""
    try:
        function(*given)
    except lr.LitreviewError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_annotation_of_a_public_function_is_understood(name: str) -> None:
    for each in inspect.signature(getattr(lr, name)).parameters.values():
        named = {kind for _, kind in kinds_of(str(each.annotation))}
        assert named <= KNOWN | {"Any"}, (each.name, named)


def test_no_alias_stands_for_nothing() -> None:
    taken = " ".join(
        str(each.annotation)
        for name in FUNCTIONS
        for each in inspect.signature(getattr(lr, name)).parameters.values()
    )
    assert [alias for alias in ALIASES if alias not in taken] == []


@pytest.mark.parametrize(("call", "says"), [
    (lambda k: lr.tag(k["str"]), "tag takes Sources as `sources`, not a str: tag(dedupe(library))"),
    (lambda k: lr.cite(k["frame"]), "cite takes Sources as `sources`, not a DataFrame: cite(dedupe(library))"),
    (lambda k: lr.link(k["mixed"]), "link takes Sources as `sources`, not Record and Source in a list: link(dedupe(library))"),
    (lambda k: lr.describe(k["empty Library"]), "describe takes Sources as `sources`, not a Library: describe(dedupe(library))"),
    (lambda k: lr.build_graph(k["sources"], k["Deduplication"]), "build_graph takes Citations as `citations`, not a Deduplication: build_graph(…, link(sources))"),
    (lambda k: lr.to_frame(k["sources"], tags=k["Deduplication"]), "to_frame takes Tags as `tags`, not a Deduplication: to_frame(…, tags=tag(sources))"),
    (lambda k: lr.overlap(k["str"]), "overlap takes a Review or a Library as `held`, not a str: overlap(open_review(folder))"),
    (lambda k: lr.write(k["Library"], None), "write takes a path as `path`, not a NoneType: write(…, 'a path')"),
])  # fmt: skip
def test_the_words_of_a_refusal(call: Callable[[dict[str, Any]], object], says: str) -> None:
    with pytest.raises(lr.UsageError) as raised:
        call(kinds())
    assert says == str(raised.value)


def test_one_thing_is_taken_where_several_are() -> None:
    record, source = kinds()["Record"], kinds()["Source"]
    assert lr.tag([source]) == lr.tag(source)  # type: ignore[arg-type]
    assert lr.dumps([record]) == lr.dumps(record)  # type: ignore[arg-type]
    assert lr.dumps([source]) == lr.dumps(source)  # type: ignore[arg-type]
    assert lr.tag(iter(kinds()["sources"])) == lr.tag(kinds()["sources"])
    assert isinstance(lr.explain(source, lr.tag(source)), str)  # type: ignore[arg-type]


def test_a_call_that_names_no_such_parameter_is_refused_by_python() -> None:
    with pytest.raises(TypeError, match="nope"):
        lr.tag(kinds()["sources"], nope=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        lr.list_styles(1)  # type: ignore[call-arg]


def test_what_is_given_is_not_shown() -> None:
    with pytest.raises(lr.UsageError) as raised:
        lr.tag("A. Person, interviewed")  # type: ignore[arg-type]
    assert "Person" not in str(raised.value)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_pickles_to_itself_and_keeps_its_words(name: str) -> None:
    function = getattr(lr, name)
    assert pickle.loads(pickle.dumps(function)) is function
    assert (function.__name__, bool(function.__doc__)) == (name, True)


def test_one_field_is_a_field_and_a_list_without_a_table_says_of_what_it_is() -> None:
    assert lr.to_frame(kinds()["sources"], fields="title")["title"].tolist() == ["Raids", "Else"]
    with pytest.raises(lr.UsageError, match="a list of Tags has no table 'nope'"):
        lr.to_frame(kinds()["tags"], table="nope")
