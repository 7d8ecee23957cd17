"""What bib-dedupe needs from a table to a partition with its queue, and on to merged records, as one line of JSON. Run by `dedupe_scale.py`.

    PYTHON_OF_BIB_DEDUPE benchmarks/peer_bib_dedupe.py TABLE.csv

It runs in an environment of its own and so imports nothing of this project. Import and reading are not timed.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def cpu() -> float:
    """Return the seconds of CPU so far, of this process and of those it started."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def main() -> None:
    try:
        import pandas as pd
        from bib_dedupe import verbose_print
        from bib_dedupe.bib_dedupe import block, cluster, match, merge, prep
    except ImportError as error:
        print(f"not run: {sys.executable} has no bib-dedupe ({error})")
        return
    verbose_print.verbosity_level = 0
    table = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
    start, used = time.perf_counter(), cpu()
    # -1 is its own default: all cores
    matched = match(
        block(prep(table, cpu=-1, verbosity_level=0), cpu=-1, verbosity_level=0), cpu=-1, verbosity_level=0
    )
    groups = cluster(matched, verbosity_level=0)
    seconds, used = time.perf_counter() - start, cpu() - used
    start = time.perf_counter()
    merge(table, duplicate_id_sets=groups)
    merging = time.perf_counter() - start
    asked = int((matched["duplicate_label"] == "maybe").sum()) if len(matched) else 0
    print(json.dumps({"seconds": seconds, "cpu": used, "merging": merging, "groups": groups, "asked": asked}))


if __name__ == "__main__":
    main()
