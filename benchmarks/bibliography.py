"""How many sources are printed in each style and format, and how long it takes.

python benchmarks/bibliography.py bib/
"""

import sys
import time

from litreview.bibliography import FORMATS, STYLES, cite, compose, render_checked
from litreview.duplicates import dedupe
from litreview.formats import read


def main() -> None:
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


if __name__ == "__main__":
    main()
