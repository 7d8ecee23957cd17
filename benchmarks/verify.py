"""Verification on HALLMARK's `dev_public` (1,119 references, 606 of them invented or distorted), and on the sample corpus.

    python benchmarks/verify.py                  # both, with figures as in docs/benchmarks.md
    python benchmarks/verify.py --show wrong_venue --half read
    python benchmarks/verify.py --altered --count 200    # real articles, and each altered in many ways, beside registered preprints


The registry is in memory. It holds a seeded half of the valid works and of the true works behind distorted ones, written as registries write: venues in
full, given names as initials, a year that is one off, a title without its subtitle, a list of authors that stops after the first. It is asked as any other: by DOI, then by
title, and answers with the five likest it has. Of the entries a seeded half was read while the rules were written; the other is told apart.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from data_folder import find, need

import litreview as lr
from litreview.core.results.verification import SOURCE_VERDICTS, Verified
from litreview.core.text import fold
from litreview.providers import Answer, By, Provider, ProviderRequest, Query, Terms, What
from litreview.review.verify_sources import ask_registries, verify

DATA = "data/verify/dev_public.jsonl.xz"
ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 26)
SEED = 18
# the venues of the valid entries, as a registry has them
VENUES = {
    "CVPR": "{year} IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)",
    "ICCV": "{year} IEEE/CVF International Conference on Computer Vision (ICCV)",
    "ICML": "Proceedings of the International Conference on Machine Learning",
    "NeurIPS": "Advances in Neural Information Processing Systems",
    "AAAI": "Proceedings of the AAAI Conference on Artificial Intelligence",
    "ICLR": "International Conference on Learning Representations",
    "Mach. Learn.": "Machine Learning",
    "J. Mach. Learn. Res.": "Journal of Machine Learning Research",
    "Trans. Mach. Learn. Res.": "Transactions on Machine Learning Research",
    "ACL": "Proceedings of the Annual Meeting of the Association for Computational Linguistics",
    "ECCV": "Computer Vision – ECCV {year}",
}


@dataclass(frozen=True)
class Memory:
    """A registry in memory: works as CSL-JSON, found by DOI, or the five with the most words of a title in common."""

    works: Sequence[Mapping[str, Any]]
    name: str = "openalex"
    title: str = "the registry in memory"
    url: str = "memory:"
    format: str = "csl"
    asks: frozenset[By] = frozenset({"doi", "title"})
    gives: frozenset[What] = frozenset({"status"})
    terms: Terms = field(default=Terms())

    @cached_property
    def by_doi(self) -> dict[str, Mapping[str, Any]]:
        return {work["DOI"].lower(): work for work in self.works if work.get("DOI")}

    @cached_property
    def by_word(self) -> dict[str, list[int]]:
        found = defaultdict(list)
        for number, work in enumerate(self.works):
            for word in {*fold(_title(work)).split()}:
                found[word].append(number)
        return found

    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[ProviderRequest]:
        for query in queries:
            yield ProviderRequest(
                path="/works", params=((query.by, query.value),), queries=(query,), what=what
            )

    def answers(self, request: ProviderRequest, body: bytes) -> Iterator[Answer]:
        (query,) = request.queries
        works = tuple(json.loads(body))
        yield Answer(query=query, status="found" if works else "not-found", works=works)

    def authorize(self, request: ProviderRequest, *, key: str, mailto: str) -> ProviderRequest:  # noqa: ARG002 - the protocol's
        return request

    def body(self, request: ProviderRequest) -> bytes:
        """What the registry would send."""
        ((by, value),) = request.params
        if by == "doi":
            work = self.by_doi.get(value.lower())
            return json.dumps([work] if work else []).encode()
        shares: Counter[int] = Counter()
        words = {*fold(value).split()}
        for word in words:
            where = self.by_word.get(word, [])
            for number in where:
                shares[number] += 1 / len(where)
        return json.dumps([self.works[number] for number, _ in shares.most_common(5)]).encode()

    def fetch(self, provider: Provider, queries: Sequence[Query], what: frozenset[What]) -> Iterable[Answer]:
        for request in provider.requests(queries, what):
            yield from provider.answers(request, self.body(request))


def _title(work: Mapping[str, Any]) -> str:
    title = work.get("title", "")
    return " ".join(title) if isinstance(title, list) else title


def twin(work: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return a preprint of a registered work: the same title and people, on a server, in its year or the one before."""
    rng = random.Random(f"{SEED} twin {number}")
    ((year, *_), *_) = work["issued"]["date-parts"]
    server, doi = rng.choice([
        ("arXiv (Cornell University)", f"10.48550/arXiv.{(year - 1) % 100:02}{rng.randint(1, 12):02}.{number:05}"),
        ("", f"10.48550/arXiv.{(year - 1) % 100:02}{rng.randint(1, 12):02}.{number:05}"),
        ("SSRN Electronic Journal", f"10.2139/ssrn.{3000000 + number}"),
    ])  # fmt: skip
    return {
        "id": f"twin{number}", "type": "article", "title": _title(work), "author": work.get("author", []),
        "issued": {"date-parts": [[year - rng.choice([0, 1, 2])]]}, "container-title": server, "DOI": doi,
    }  # fmt: skip


# ---------------------------------------------------------------------------------------- HALLMARK


def bibtex(row: Mapping[str, Any]) -> str:
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in row["fields"].items())
    return f"@{row['bibtex_type']}{{{row['bibtex_key']},\n{body}\n}}\n"


def true_fields(
    row: Mapping[str, Any], valid: Mapping[str, Any], dois: Mapping[str, Any]
) -> Mapping[str, str] | None:
    """Return the fields of the true work behind a distorted entry; None where the set does not tell."""
    fields, told = row["fields"], row.get("explanation") or ""
    if (found := valid.get(fold(fields["title"]))) or (found := dois.get(fields.get("doi", "").lower())):
        return found["fields"]
    if row.get("hallucination_type") == "chimeric_title" and (found := dois.get(fields["author"])):
        return found["fields"]
    if original := re.search(r"\(original: '(.+)'\)", told):
        return {**fields, "title": original[1]}
    return None


def registered(fields: Mapping[str, str], number: int) -> dict[str, Any]:
    """Return a work as a registry writes it: by chance, with what registries do to works."""
    rng = random.Random(f"{SEED} {fields['title']}")
    venue = fields.get("booktitle") or fields.get("journal") or ""
    year = int(fields["year"]) - (rng.random() < 0.1)
    (record,) = lr.read_text(bibtex({"bibtex_type": "article", "bibtex_key": f"w{number}", "fields": fields}))
    (item,) = json.loads(lr.dumps([record], "json"))
    item["id"] = f"w{number}"
    item.pop("citation-key", None)
    item["type"] = (
        "paper-conference"
        if venue in ("CVPR", "ICML", "NeurIPS", "AAAI", "ICLR", "ACL", "ECCV", "ICCV")
        else "article-journal"
    )
    item["issued"] = {"date-parts": [[year]]}
    item["container-title"] = VENUES.get(venue, venue).format(year=year)
    item.pop("custom", None)
    item.pop("URL", None)
    if rng.random() < 0.25:
        for person in item.get("author", ()):
            if "given" in person:
                person["given"] = " ".join(f"{part[0]}." for part in person["given"].split())
    if rng.random() < 0.05 and ": " in item["title"]:
        item["title"] = item["title"].partition(": ")[0]
    if rng.random() < 0.03:
        item["author"] = item["author"][:1]
    return {name: value for name, value in item.items() if value}


def hallmark(*, twins: bool = False) -> tuple[list[dict[str, Any]], Memory, set[str], dict[str, bool]]:
    """Return the entries, the registry, the titles that it holds, and of each distorted entry whether the true work is held.

    `twins`: the registry holds all works, each beside its preprint.
    """
    with lzma.open(need(DATA), "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for number, row in enumerate(rows):
        row["bibtex_key"] = f"k{number}"
    valid = {fold(row["fields"]["title"]): row for row in rows if row["label"] == "VALID"}
    dois = {row["fields"]["doi"].lower(): row for row in valid.values() if "doi" in row["fields"]}
    dois |= {row["fields"]["author"]: row for row in valid.values()}
    works = {title: row["fields"] for title, row in valid.items()}
    behind = {}
    for row in rows:
        if row["label"] != "VALID" and (fields := true_fields(row, valid, dois)):
            behind[row["bibtex_key"]] = fold(fields["title"])
            works.setdefault(fold(fields["title"]), fields)
    titles = sorted(works)
    held = set(titles if twins else random.Random(SEED).sample(titles, len(titles) // 2))
    items = [registered(works[title], number) for number, title in enumerate(sorted(held))]
    memory = Memory([*items, *(twin(item, number) for number, item in enumerate(items) if twins)])
    return rows, memory, held, {key: title in held for key, title in behind.items()}


def verified(text: str, memory: Memory | None) -> dict[str, Verified]:
    """Return what is known of each entry, each of which is a source of its own: duplicates are not merged here."""
    library = lr.read_text(text, "entries.bib")
    sources = tuple(_source(record) for record in library)
    replies = ask_registries(sources, [memory], memory, by_title=True, today=TODAY) if memory else ()
    return {one.source: one for one in verify(sources, replies, today=TODAY)}


def _source(record: lr.Record) -> lr.Source:
    shared = {
        name: getattr(record, name) for name in ("key", "type", "fields", "authors", "editors", "year", "doi")
    }
    return lr.Source(records=(record,), **shared)


def table(rows: Sequence[tuple[object, ...]]) -> None:
    widths = [max(len(str(row[n])) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(
                str(cell).ljust(w) if n == 0 else str(cell).rjust(w)
                for n, (cell, w) in enumerate(zip(row, widths, strict=True))
            )
        )


def counted(name: str, found: Sequence[Verified]) -> tuple[object, ...]:
    verdicts = Counter(one.verdict for one in found)
    slight = sum(one.verdict == "confirmed" and any(d.slight for d in one.differences) for one in found)
    return (
        name,
        len(found),
        *(verdicts[v] for v in SOURCE_VERDICTS),
        slight,
        sum(one.another for one in found),
    )


NAMED = ("contradictory", "unknown-identifier", "differs")
HEAD = ("", "n", *SOURCE_VERDICTS, "of it slight", "another work")


def of_hallmark(half: str, show: str) -> None:
    rows, memory, held, behind = hallmark()
    read = set(random.Random(SEED + 1).sample(sorted(row["bibtex_key"] for row in rows), len(rows) // 2))
    rows_shown = [row for row in rows if half == "all" or (row["bibtex_key"] in read) == (half == "read")]
    text = "".join(map(bibtex, rows))
    alone, asked = verified(text, None), verified(text, memory)
    by_type: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_shown:
        by_type[row.get("hallucination_type") or "valid"].append(row)
    valid = by_type.pop("valid")
    print(
        f"\n== HALLMARK dev_public, {half}: {len(rows_shown)} entries; the registry holds {len(memory.works)} works\n"
    )
    keys = [row["bibtex_key"] for row in valid]
    inside = [row["bibtex_key"] for row in valid if fold(row["fields"]["title"]) in held]
    outside = [key for key in keys if key not in set(inside)]
    table(
        [
            HEAD,
            counted("valid, nobody asked", [alone[k] for k in keys]),
            counted("valid, registered", [asked[k] for k in inside]),
            counted("valid, not registered", [asked[k] for k in outside]),
        ]
    )
    both = [asked[k] for k in keys]
    narrow = sum(one.verdict == "contradictory" or one.another for one in both)
    broad = sum(one.verdict in ("contradictory", "differs") for one in both)
    print(
        f"\naccused: contradictory, or another work: {narrow} of {len(both)} ({narrow / len(both):.1%}); contradictory, or differs in any field: {broad} ({broad / len(both):.1%})\n"
    )
    lines: list[tuple[object, ...]] = [
        (
            "type",
            "n",
            "found alone",
            "true work held",
            "of these found",
            "rest",
            "of these found",
            *SOURCE_VERDICTS,
        )
    ]
    total = Counter()
    for type_, members in sorted(by_type.items()):
        in_it = [row["bibtex_key"] for row in members if behind.get(row["bibtex_key"])]
        rest = [row["bibtex_key"] for row in members if not behind.get(row["bibtex_key"])]
        hit = [sum(asked[k].verdict in NAMED for k in ks) for ks in (in_it, rest)]
        by_itself = sum(alone[row["bibtex_key"]].verdict == "contradictory" for row in members)
        verdicts = Counter(asked[row["bibtex_key"]].verdict for row in members)
        line = (
            len(members),
            by_itself,
            len(in_it),
            hit[0],
            len(rest),
            hit[1],
            *(verdicts[v] for v in SOURCE_VERDICTS),
        )
        total.update(dict(enumerate(line)))
        lines.append((type_, *line))
    table([*lines, ("all", *(total[n] for n in range(len(lines[0]) - 1)))])
    for row in by_type.get(show, valid if show == "valid" else ()):
        one = asked[row["bibtex_key"]]
        mark = "held" if behind.get(row["bibtex_key"]) or fold(row["fields"]["title"]) in held else "not held"
        print(
            f"\n{mark} {one.verdict} {one.why}\n  {row['fields']}\n  {(row.get('explanation') or '')[:160]}"
        )
        for said in one.contradictions:
            print(f"  ! {said.says}")
        for d in one.differences:
            print(f"  {'~' if d.slight else '≠'} {d.field}: {d.ours!r} / {d.theirs!r}")


def of_twins() -> None:
    """HALLMARK beside a registry that holds every true work, and a preprint of each."""
    rows, memory, _, behind = hallmark(twins=True)
    asked = verified("".join(map(bibtex, rows)), memory)
    groups: dict[str, list[Verified]] = defaultdict(list)
    for row in rows:
        true = (
            "valid" if row["label"] == "VALID" else "distorted" if row["bibtex_key"] in behind else "invented"
        )
        groups[true].append(asked[row["bibtex_key"]])
    print(
        f"\n== HALLMARK dev_public beside {len(memory.works)} registered works: each true work, and its preprint\n"
    )
    table([HEAD, *(counted(name, found) for name, found in sorted(groups.items()))])


# ---------------------------------------------------------------------------------------- real articles, altered

CROSSREF = "data/providers/crossref_works.jsonl.xz"
Fields = dict[str, str]


def alterations(a: Fields, b: Fields, twin: Fields) -> Mapping[str, Fields]:
    """Return, by what is altered of an entry `a`, the fields that replace its own; `b` is another entry, `twin` the preprint."""
    volume = str(int(re.sub(r"\D", "", a["volume"]) or 1) + 7)
    ours, theirs = a["author"].split(" and "), b["author"].split(" and ")
    first = ours[0].partition(",")[0]
    place = {name: b[name] for name in ("journal", "year", "volume", "pages")}
    return {
        "year, one more": {"year": str(int(a["year"]) + 1)},
        "year, one less": {"year": str(int(a["year"]) - 1)},
        "year, five less": {"year": str(int(a["year"]) - 5)},
        "year of the preprint": {"year": twin["year"]},
        "DOI of the preprint": {"doi": twin["doi"]},
        "year and DOI of the preprint": {"year": twin["year"], "doi": twin["doi"]},
        "year of the preprint, other journal": {"year": twin["year"], "journal": b["journal"], "doi": ""},
        "DOI of the preprint, other place": {**place, "doi": twin["doi"]},
        "other journal": {"journal": b["journal"]},
        "other journal, no DOI": {"journal": b["journal"], "doi": ""},
        "volume": {"volume": volume},
        "volume, no DOI": {"volume": volume, "doi": ""},
        "pages": {"pages": "901--933"},
        "last page": {"pages": f"{a['pages'].partition('-')[0]}--{9999}"},
        "invented DOI": {"doi": "10.1177/98765432101234567"},
        "DOI of another": {"doi": b["doi"]},
        "other authors": {"author": b["author"]},
        "other authors, no DOI": {"author": b["author"], "doi": ""},
        "last author replaced": {"author": " and ".join(ours[:-1] + theirs[:1])},
        "an author added": {"author": " and ".join(ours + theirs[:1])},
        "authors reversed": {"author": " and ".join(ours[::-1])},
        "last author left out": {"author": " and ".join(ours[:-1])},
        "given name": {"author": " and ".join([f"{first}, Zebulon", *ours[1:]])},
        "place, year and DOI of another": {**place, "doi": b["doi"]},
        "place and year of another": {**place, "doi": ""},
        "title of another": {"title": b["title"]},
        "title of another, no DOI": {"title": b["title"], "doi": ""},
    }  # fmt: skip


def of_altered(count: int, seed: int) -> None:
    """Real articles of Crossref's answers, and each altered in every way, beside a registry that holds them all and preprints of two thirds."""
    with lzma.open(need(CROSSREF), "rt", encoding="utf-8") as file:
        works = [json.loads(line) for line in file]
    whole = [work for work in works if _is_whole(work)]
    rng = random.Random(seed)
    some = rng.sample(whole, min(count, len(whole)))
    twins = {work["DOI"]: twin(work, number) for number, work in enumerate(some)}
    held = [*works, *(one for number, one in enumerate(twins.values()) if number % 3)]
    memory = Memory(held, name="crossref")
    true = [_entry(work) for work in some]
    text, kinds = [], []
    for number, (work, fields) in enumerate(zip(some, true, strict=True)):
        other = rng.choice([one for one in true if fold(one["journal"]) != fold(fields["journal"])])
        ((year, *_), *_) = twins[work["DOI"]]["issued"]["date-parts"]
        preprint = {"year": str(year), "doi": twins[work["DOI"]]["DOI"]}
        real: dict[str, Fields] = {"as registered": {}, "as registered, no DOI": {"doi": ""}}
        changes = {**real, **alterations(fields, other, preprint)}
        if number % 3 == 0:
            changes = {name: change for name, change in changes.items() if "preprint" not in name}
        for name, change in changes.items():
            as_is = all(_is_registered(work, fields, k, v) for k, v in change.items() if v)
            if as_is and name not in real:
                continue
            text.append(
                bibtex({"bibtex_type": "article", "bibtex_key": f"k{len(kinds)}", "fields": fields | change})
            )
            kinds.append(name)
    asked = verified("".join(text), memory)
    groups: dict[str, list[Verified]] = defaultdict(list)
    for number, name in enumerate(kinds):
        groups[name].append(asked[f"k{number}"])
    print(
        f"\n== {len(some)} articles of Crossref, and each altered; preprints of two thirds are registered (seed {seed})\n"
    )
    table([HEAD, *(counted(name, found) for name, found in groups.items())])
    for number, name in enumerate(kinds):
        if name not in real and asked[f"k{number}"].verdict == "confirmed":
            print(f"confirmed, {name}: {text[number]}")
    altered = [one for name, found in groups.items() if not name.startswith("as") for one in found]
    real = [one for name, found in groups.items() if name.startswith("as") for one in found]
    confirmed, accused = (
        sum(one.verdict in verdicts for one in found)
        for found, verdicts in ((altered, ("confirmed",)), (real, ("differs", "contradictory")))
    )
    print(
        f"\naltered and confirmed: {confirmed} of {len(altered)}; real and accused: {accused} of {len(real)}; real and confirmed: {sum(one.verdict == 'confirmed' for one in real)}"
    )


def _is_registered(work: Mapping[str, Any], fields: Fields, name: str, value: str) -> bool:
    """Return whether a value is a true one of a work: online in one year, in print in the next."""
    dates = json.dumps([work.get(date) for date in ("published-print", "published-online")])
    return value == fields[name] or (name == "year" and value in dates)


def _is_whole(work: Mapping[str, Any]) -> bool:
    named = all(work.get(name) for name in ("title", "container-title", "volume", "page", "issued", "DOI"))
    people = [person for person in work.get("author", ()) if person.get("family") and person.get("given")]
    return bool(
        named and work["type"] == "journal-article" and work["issued"]["date-parts"][0][0]
        and 2 <= len(people) == len(work.get("author", ())) and len(_title(work).split()) >= 5
    )  # fmt: skip


def _entry(work: Mapping[str, Any]) -> Fields:
    first, _, last = work["page"].partition("-")
    return {
        "title": _title(work),
        "author": " and ".join(f"{person['family']}, {person['given']}" for person in work["author"]),
        "journal": work["container-title"][0],
        "year": str(work["issued"]["date-parts"][0][0]),
        "volume": work["volume"],
        "pages": f"{first}--{last}" if last else first,
        "doi": work["DOI"],
    }


# ---------------------------------------------------------------------------------------- the sample corpus


def of_corpus() -> None:
    """The 371 verified works of bib/: alone, and beside a registry that holds half of them."""
    provenance = list(csv.DictReader((ROOT / "bib/provenance.csv").open(encoding="utf-8")))
    sure = {row["work"] for row in provenance} - {
        row["work"] for row in provenance if row["verified"] != "yes" and row["basis"] != "cited form"
    }
    library = lr.read(ROOT / "bib")
    clusters = {
        (row["file"], row["key"]): row["work"]
        for row in csv.DictReader((ROOT / "bib/clusters.csv").open(encoding="utf-8"))
    }
    found = lr.dedupe(library)
    sources = [s for s in found.sources if any(clusters[r.where.file, r.key] in sure for r in s.records)]
    print(f"\n== bib/: {len(sure)} verified works in {len(sources)} sources\n")
    some = random.Random(SEED).sample(range(len(sources)), len(sources) // 2)
    items = json.loads(lr.dumps([sources[n] for n in sorted(some)], "json"))
    for item in items:
        item.pop("custom", None)
        item.pop("citation-key", None)
    memory = Memory(items)
    replies = ask_registries(sources, [memory], memory, by_title=True, today=TODAY)
    rest = [n for n in range(len(sources)) if n not in set(some)]
    alone, asked = verify(sources, today=TODAY), verify(sources, replies, today=TODAY)
    table(
        [
            HEAD,
            counted("nobody asked", alone),
            counted("registered", [asked[n] for n in some]),
            counted("not registered", [asked[n] for n in rest]),
        ]
    )
    for one in asked:
        if one.verdict in ("contradictory", "differs"):
            print(one.source, one.verdict, one.why, [(d.field, d.ours, d.theirs) for d in one.differences])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--half", choices=["read", "apart", "all"], default="")
    parser.add_argument("--show", default="")
    parser.add_argument("--altered", action="store_true", help="real articles and their alterations alone")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    if options.altered:
        if find(CROSSREF):
            of_altered(options.count, options.seed)
        return
    if find(DATA):
        for half in [options.half] if options.half else ["read", "apart", "all"]:
            of_hallmark(half, options.show)
        of_twins()
    of_corpus()


if __name__ == "__main__":
    main()
