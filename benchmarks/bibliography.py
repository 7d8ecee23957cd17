"""How many sources are printed in each style and format, how long it takes, and how that grows.

python benchmarks/bibliography.py bib/
python benchmarks/bibliography.py grow            # 500 to 10,000 works of srsr (LITREVIEW_DATA), in four styles
python benchmarks/bibliography.py grow 50         # 50 to 1,000
"""

import math
import resource
import sys
import time

from data_folder import need
from dedupe import load

from litreview.formats import read
from litreview.stages.bibliography import FORMATS, STYLES, cite, compose, find_style, render_checked
from litreview.stages.bibliography.citation_pass import print_in_style, works_in_order, works_in_style
from litreview.stages.duplicates import dedupe

TIMES = (1, 2, 4, 20)
GROWN = ("apa", "chicago", "mla", "bluebook")


def main() -> None:
    if sys.argv[1] == "grow":
        grow(int(sys.argv[2]) if sys.argv[2:] else 500)
        return
    sources = dedupe(read(*sys.argv[1:])).sources
    print(f"{len(sources)} sources")
    for style in STYLES:
        start = time.perf_counter()
        composed = compose(cite(sources, style))
        line = [f"cite {time.perf_counter() - start:.2f} s"]
        for format_ in FORMATS:
            start = time.perf_counter()
            _, problems = render_checked(composed, format_)
            lost = sum(problem.code == "LR400" for problem in problems)
            line.append(f"{format_} {time.perf_counter() - start:.2f} s{' LOST' if lost else ''}")
        print(f"{style:14} printed {len(composed.keys)}: {', '.join(line)}")


def cpu() -> float:
    """Return the seconds of CPU of this process and those that it started."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def grow(smallest: int) -> None:
    """Print how long works take to cite as they become more, and again when one has been taken out."""
    sizes = [smallest * times for times in TIMES]
    need("data/dedup")
    records, _ = load("srsr", 28 * smallest)
    sources = dedupe(records).sources[: sizes[-1]]
    for style in GROWN:
        times = []
        for size in sizes:
            start = cpu()
            cite(sources[:size], style)
            times.append(cpu() - start)
        exponent = math.log(times[-1] / times[0]) / math.log(sizes[-1] / sizes[0])
        chosen = find_style(style)
        # the Bluebook is printed by functions of ours, and in no parts
        before = print_in_style(works_in_style(works_in_order(sources, ())), chosen) if chosen.csl else None
        start = cpu()
        if before:
            print_in_style(works_in_style(works_in_order(sources[1:], ())), chosen, before.parts)
        else:
            cite(sources[1:], chosen)
        again = cpu() - start
        told = ", ".join(f"{size:,}: {seconds:.1f} s" for size, seconds in zip(sizes, times, strict=True))
        print(
            f"{style:14} {told} of CPU; exponent {exponent:.2f}; without one of them, from the parts of before: {again:.1f} s"
        )


if __name__ == "__main__":
    main()
