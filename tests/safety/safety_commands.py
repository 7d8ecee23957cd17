"""One call of each command of the console script, for the tests that try them all."""

from pathlib import Path

import click

from litreview.cli import main

# each command of the console script; {out} is a folder elsewhere; given in a review in which Doe2001 is a work
CASES = {
    "init": ["init", "{out}/new"],
    "check": ["check", "."],
    "convert": ["convert", "bib", "-o", "{out}/all.ris"],
    # what it asks is not there in these tests
    "zotero": ["zotero", "--help"],
    "dedupe": ["dedupe", ".", "-o", "{out}/one.bib", "--report", "{out}/pairs.html"],
    "tag": ["tag", ".", "-o", "{out}/tagged.bib", "--table", "{out}/tags.csv"],
    "graph": ["graph", ".", "-o", "{out}/graph.html"],
    "annotate": ["annotate", ".", "-o", "{out}/list.pdf"],
    "evidence-map": ["evidence-map", ".", "-o", "{out}/map.html"],
    "sheet": ["sheet", "tags", ".", "-o", "{out}/tags.xlsx"],
    "decide": ["decide", "tag", "Doe2001", "protect", "--by", "ann"],
    "agree": ["agree", "."],
    "assess": ["assess", "."],
    "diff": ["diff", ".", "."],
    "verify": ["verify", ".", "-o", "{out}/verified.csv", "--sarif", "{out}/verified.sarif", "--offline"],
    "citecheck": [
        "citecheck",
        "litreview.toml",
        ".",
        "-o",
        "{out}/citations.csv",
        "--html",
        "{out}/citations.html",
    ],
    "codebook check": ["codebook", "check", "tvpa"],
    "codebook show": ["codebook", "show"],
    "codebook suggest-terms": ["codebook", "suggest-terms", "."],
    "screening": ["screening", "."],
    # a window is served until it is ended: `test_safety_code` and tests/web look at one that is
    "review": ["review", "--help"],
    "references": ["references", "litreview.toml", "-o", "{out}/refs.bib"],
    "enrich": ["enrich", ".", "--provider", "openalex", "--dry-run"],
    "trace": ["trace", "Doe2001", "."],
    "stress": ["stress", "."],
    "packet": ["packet", ".", "-o", "{out}/p.zip"],
    # a packet is made by the command before it alone
    "check-packet": ["check-packet", "--help"],
    "texts": ["texts", "."],
    "find": ["find", "raids", "."],
    "withdraw": ["withdraw", "I07", "--yes"],
    "rehearse": ["rehearse", ".", "--known", str(Path(__file__).with_name("known_people.csv"))],
    "destroy": ["destroy", "--yes"],
    "run": ["run", "."],
    "help": ["help", "styles"],
    "completion": ["completion", "bash"],
}


def leaves(command=main, path=()):
    """Yield the name of each command, those of a group behind its name."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from leaves(command.get_command(context, name), (*path, name))
    else:
        yield " ".join(path)
