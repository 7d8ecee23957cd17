"""Print the works that the database exports cite most and do not hold themselves: what to look for next.

The whole review holds nearly everything its sources cite; the exports alone, as they came from the databases, do not.

Run it from anywhere: `python examples/over-policing/scripts/most_cited_not_held.py`
"""

from pathlib import Path

import litreview as lr

BIB = Path(__file__).resolve().parents[3] / "bib"
EXPORTS = [BIB / "scopus.bib", BIB / "wos.bib"]
TOP = 15


def main() -> None:
    """Print the table."""
    found = lr.dedupe(lr.read(*EXPORTS))
    links = lr.link(found.sources)
    missing = lr.to_frame(links.not_held)
    print(
        f"{len(found)} sources, {len(links)} citations among them, {len(missing)} works cited and not held.\n"
    )
    print(
        missing[["cited_by", "author", "year", "title", "container"]]
        .head(TOP)
        .to_string(index=False, max_colwidth=48)
    )


if __name__ == "__main__":
    main()
