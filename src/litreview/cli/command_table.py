"""The commands: where each is, what it does in a line, and of which kind it is. A new command is a row of `COMMANDS`."""

from __future__ import annotations

from collections.abc import Mapping

# command -> (module below litreview.cli, function, what it does in one line)
COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "init": ("run", "init", "Make a new review folder that you can run at once."),
    "check": ("records", "check", "Read everything and report every problem."),
    "convert": ("records", "convert", "Convert between formats: .bib .ris .json .csv."),
    "zotero": ("records", "zotero", "Copy a collection from Zotero into a file of the review."),
    "references": (
        "records",
        "references",
        "Read reference lists of any style, and write entries.",
    ),
    "dedupe": ("deduplication", "dedupe", "Find the duplicates: one entry per source (a work)."),
    "tag": ("tagging", "tag", "Tag each source with the codes it informs."),
    "graph": ("graph", "graph", "Build the citation graph."),
    "annotate": ("documents", "annotate", "Write an annotated bibliography."),
    "evidence-map": ("documents", "evidence_map", "Map what the sources inform, by type of source."),
    "sheet": ("decisions", "sheet", "Write a spreadsheet of questions for a colleague."),
    "decide": ("decisions", "decide", "Record decisions: one, a filled sheet, or answers to questions."),
    "review": ("decisions", "review", "Answer the questions of a review in your browser, one key each."),
    "screening": (
        "assess",
        "screening",
        "Report the progress of screening, and what a stop would miss.",
    ),
    "assess": ("assess", "assess", "Count the results of each kind of evidence on each goal."),
    "trace": ("assess", "trace", "Follow a recommendation to its passages, or a source back to it."),
    "stress": ("stress", "stress", "Show what it would take to change each finding."),
    "packet": ("packet", "packet", "Write a packet from which anybody can recompute a review."),
    "check-packet": (
        "packet",
        "check_packet",
        "Recompute a review from its packet, and report what differs.",
    ),
    "agree": ("assess", "agree", "Measure how far coders agree, and list where they differ."),
    "codebook": ("tagging", "codebook", "Check or show a codebook, or find words for it."),
    "texts": ("texts", "texts", "Match full texts with sources, and list missing ones."),
    "find": ("texts", "find", "Search full texts, and print page and sentence."),
    "citecheck": ("citecheck", "citecheck", "Check the footnotes of a memo: sources, pages, quotes."),
    "verify": ("verify", "verify", "Check whether sources exist as their entries describe them."),
    "enrich": ("enrich", "enrich", "Ask the registries that you name for what sources lack."),
    "withdraw": ("withdraw", "withdraw", "Remove an interviewee, or a request, from a review."),
    "rehearse": ("rehearse", "rehearse", "Test whether interviewees could be recognised."),
    "destroy": (
        "withdraw",
        "destroy",
        "Destroy confidential material of a closed study, with proof.",
    ),
    "diff": ("run", "diff", "Report what changed between two states of a review, and why."),
    "run": ("run", "run", "Run the whole review and write out/."),
    "help": ("help", "help_", "Explain a topic: decisions, formats, exit codes, …"),
    "completion": (
        "help",
        "completion",
        "Print the script that completes commands in bash, zsh or fish.",
    ),
}


FIRST = ("init", "run", "check", "dedupe", "annotate", "decide", "review", "help")
"""The commands that `--help` describes; it names the others, and `help commands` has the lines of all."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Begin": ("init", "run", "check", "help", "completion"),
    "Records": ("convert", "zotero", "references", "dedupe", "enrich", "verify"),
    "Judge": ("review", "decide", "sheet", "screening", "tag", "codebook", "agree"),
    "Write": ("annotate", "evidence-map", "graph", "citecheck", "texts", "find"),
    "Findings": ("assess", "trace", "stress", "diff", "packet", "check-packet"),
    "Protect": ("withdraw", "rehearse", "destroy"),
}
"""The commands by kind of work, as `help` lists them."""
REPORTS = frozenset(
    {"agree", "assess", "citecheck", "diff", "find", "screening", "stress", "texts", "trace", "verify"}
)
"""The commands that print a report, of which a terminal shows the first lines."""
