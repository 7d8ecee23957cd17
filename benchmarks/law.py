"""Citations of American law: 500 real ones, of which none may be called impossible, and 500 altered ones, of which as many as can be known should.

    python benchmarks/law.py                # by kind of alteration: how many are named
    python benchmarks/law.py --missed year  # and the altered ones that are not

The real ones are the decisions, acts and notices of `real_law.txt`, each of them widely cited; where LITREVIEW_DATA has more, records in it are read too.
An altered citation that happens to be possible cannot be named: volume 120 of F.3d, for volume 12, is of four years later.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from litreview.works.law_arithmetic import faults_in

HERE = Path(__file__).parent
CASE = re.compile(
    r"(?P<volume>\d+) (?P<reporter>(?!Stat|Fed)[A-Z][\w. ']*?) (?P<page>\d+) \((?P<court>(?:[^()]+? )?)(?P<year>\d{4})\)"
)
LAW = re.compile(
    r"Pub\. L\. No\. (?P<congress>\d+)-(?P<number>\d+), (?P<stat>\d+) Stat\. (?P<page>\d+) \((?P<year>\d{4})\)"
)
CODE = re.compile(r"(?P<title>\d+) (?P<code>U\.S\.C\.|C\.F\.R\.) § (?P<section>[\w.]+)")
REGISTER = re.compile(r"(?P<volume>\d+) Fed\. Reg\. (?P<page>[\d,]+) \((?P<day>[^()]*?)(?P<year>\d{4})\)")
REPORTERS = ("U.S.", "S. Ct.", "L. Ed. 2d", "F.", "F.2d", "F.3d", "F.4th", "F. Supp.", "F. Supp. 2d", "F. Supp. 3d", "F.R.D.", "P.2d", "N.E.2d", "So. 2d")  # fmt: skip
APPEALS, TRIALS, STATES = ("9th Cir.", "2d Cir.", "D.C. Cir."), ("S.D.N.Y.", "D. Mass.", "N.D. Cal."), ("Cal. Ct. App.", "N.Y. App. Div.", "Tex. App.")  # fmt: skip

Found = re.Match[str]
Alteration = Callable[[Found, random.Random], str]


def _case(at: Found, **other: object) -> str:
    parts = {**at.groupdict(), **other}
    return "{volume} {reporter} {page} ({court}{year})".format(**parts)


def _law(at: Found, **other: object) -> str:
    parts = {**at.groupdict(), **other}
    return "Pub. L. No. {congress}-{number}, {stat} Stat. {page} ({year})".format(**parts)


def _other_court(at: Found, rng: random.Random) -> str:
    reporter = at["reporter"]
    courts = TRIALS + STATES if reporter in ("F.3d", "F.4th", "F.2d") else APPEALS + STATES
    return _case(at, court=f"{rng.choice(courts)} ")


ALTERATIONS: Mapping[str, tuple[re.Pattern[str], Alteration]] = {
    "year": (CASE, lambda at, rng: _case(at, year=int(at["year"]) + rng.choice([-30, 30]))),
    "volume, ten times": (CASE, lambda at, _: _case(at, volume=int(at["volume"]) * 10)),
    "reporter": (CASE, lambda at, rng: _case(at, reporter=rng.choice([r for r in REPORTERS if r != at["reporter"]]))),
    "court": (CASE, _other_court),
    "page": (CASE, lambda at, _: _case(at, page=int(at["page"]) + 90_000)),
    "Congress": (LAW, lambda at, rng: _law(at, congress=int(at["congress"]) + rng.choice([-5, 5]))),
    "number of the law": (LAW, lambda at, _: _law(at, number=int(at["number"]) * 10 + 4)),
    "volume of Stat.": (LAW, lambda at, rng: _law(at, stat=int(at["stat"]) + rng.choice([-7, 7]))),
    "year of the law": (LAW, lambda at, rng: _law(at, year=int(at["year"]) + rng.choice([-4, 4]))),
    "Stat. alone": (LAW, lambda at, rng: f"{at['stat']} Stat. {at['page']} ({int(at['year']) + rng.choice([-5, 5])})"),
    "title": (CODE, lambda at, _: f"99 {at['code']} § {at['section']}"),
    "register": (REGISTER, lambda at, rng: f"{at['volume']} Fed. Reg. {at['page']} ({int(at['year']) + rng.choice([-30, 1, 5, 30])})"),
}  # fmt: skip


def real() -> list[str]:
    """Return the real citations of the table, one each."""
    lines = (HERE / "real_law.txt").read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def altered(citations: list[str], count: int, seed: int) -> Mapping[str, list[str]]:
    """Return altered citations by what is altered, in all as many as asked for."""
    found: dict[str, list[str]] = {}
    for kind, (pattern, change) in ALTERATIONS.items():
        rng = random.Random(f"{seed} {kind}")
        matches = [at for line in citations if (at := pattern.search(line))]
        many = count // len(ALTERATIONS) + 1
        found[kind] = [change(at, rng) for at in rng.sample(matches, min(many, len(matches)))]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--missed", default="", help="print the altered citations of this kind that are not named"
    )
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    citations = real()
    accused = [(line, [*faults_in(f"Doe v. Roe, {line}")]) for line in citations]
    for line, faults in accused:
        for fault in faults:
            print(f"accused: {line}: {fault.why}")
    print(f"{len(citations)} real citations, {sum(bool(faults) for _, faults in accused)} accused\n")
    total = hits = 0
    for kind, texts in altered(citations, options.count, options.seed).items():
        named = [any(faults_in(f"Doe v. Roe, {text}")) for text in texts]
        total, hits = total + len(texts), hits + sum(named)
        print(f"{kind:20} {sum(named):4} of {len(texts):4} named")
        if options.missed in (kind, "all"):
            print(*(f"    {text}" for text, hit in zip(texts, named, strict=True) if not hit), sep="\n")
    print(f"{'all':20} {hits:4} of {total:4} named ({hits / total:.1%})")


if __name__ == "__main__":
    main()
