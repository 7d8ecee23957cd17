"""A deduplication on a cluster of Spark, to be given to `spark-submit`.

    spark-submit --master spark://HOST:7077 .../litreview/engine/large/submit.py exports/ --work /shared/work -o library.bib

All machines must see the files and the working folder under the same paths, or the folder is in a file system that Spark knows
(`hdfs://…`, `s3a://…`). This package must be installed on all machines, for the Python that PYSPARK_PYTHON names. Output is written
on the machine where this runs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Deduplicate files with the current Spark session, and write the requested output."""
    parser = argparse.ArgumentParser(prog="submit.py", description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument(
        "paths", nargs="+", metavar="PATHS", help="files, globs or folders, seen by all machines"
    )
    parser.add_argument("--work", required=True, help="the working folder, seen by all machines")
    parser.add_argument("-o", "--output", help=".bib .ris .json .csv")
    for name in ("records", "values", "queue"):
        parser.add_argument(f"--{name}", help=f"the table of {name}, .csv")
    parser.add_argument("--preprints", choices=["same", "ask", "different"], default="ask")
    options = parser.parse_args(arguments)

    from litreview.engine.large import deduplicated
    from litreview.engine.large.spark import session_here
    from litreview.formats import format_of

    with deduplicated(
        options.paths,
        options.work,
        format=format_of(options.output) if options.output else "bib",
        preprints=options.preprints,
        session=session_here(),
        report=lambda what: print(what, file=sys.stderr, flush=True),  # noqa: T201 - a program
    ) as found:
        if options.output:
            found.write(options.output)
        for name in ("records", "values", "queue"):
            if path := vars(options)[name]:
                found.write_table(name, path)
        print(found.counts())  # noqa: T201 - a program


if __name__ == "__main__":
    main()
