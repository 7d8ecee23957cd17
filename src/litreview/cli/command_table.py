"""Every command: where it is, and what it does in one line. A new one is a row here."""

from __future__ import annotations

# command -> (module below litreview.cli, function, what it does in one line)
COMMANDS = {
    "init": ("folder", "init", "Make a new review folder that runs at once."),
    "check": ("reading", "check", "Read everything and report every problem."),
    "convert": ("reading", "convert", "Convert between formats: .bib .ris .json .csv."),
    "zotero": ("from_zotero", "zotero", "Take a collection of Zotero into a file of the review."),
    "references": (
        "reference_lists",
        "references",
        "Read reference lists of any style: an entry for each reference.",
    ),
    "dedupe": ("merging", "dedupe", "Find the duplicates: one entry per source (a work)."),
    "tag": ("coding", "tag", "Tag each source with the codes it informs."),
    "graph": ("linking", "graph", "Build the citation graph."),
    "annotate": ("documents", "annotate", "Write an annotated bibliography."),
    "evidence-map": ("documents", "evidence_map", "Map what the sources inform, by type of source."),
    "sheet": ("sheets", "sheet", "Write a spreadsheet of questions for a colleague."),
    "decide": ("sheets", "decide", "Append decisions to a review: one, a filled sheet, or as asked here."),
    "review": ("window", "review", "Judge a review in a window of your browser, one key each."),
    "screening": (
        "screening",
        "screening",
        "Say how far screening has come, and what a stop now would miss.",
    ),
    "assess": ("assessing", "assess", "Count what the sources of each stream found on each goal."),
    "agree": ("agreeing", "agree", "Measure how far coders agree, and list where they differ."),
    "codebook": ("coding", "codebook", "Check or show a codebook, or find words for it."),
    "verify": ("verifying", "verify", "Say which sources exist as described, differ, or can't be."),
    "enrich": ("enriching", "enrich", "Ask open registries for what sources lack, once they are named."),
    "withdraw": ("withdrawing", "withdraw", "Take an interviewee, or a request, out of a review."),
    "destroy": (
        "withdrawing",
        "destroy",
        "Destroy what is confidential when a study is closed, with a proof.",
    ),
    "diff": ("differences", "diff", "Say what changed between two states of a review, and through what."),
    "run": ("folder", "run", "Run the whole review and write out/."),
    "help": ("helping", "help_", "Say what a topic is about: decisions, formats, exit codes, …"),
    "completion": (
        "helping",
        "completion",
        "Print what lets bash, zsh or fish complete commands and values.",
    ),
}
