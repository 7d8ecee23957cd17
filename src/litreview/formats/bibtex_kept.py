"""Preambles as comments: TeX that runs wherever a bibliography is typeset is kept without being carried on live.

BibTeX itself looks for an `@` also inside of `@comment{…}`; so none is left there.
"""

from __future__ import annotations

import re

from litreview.formats.bibtex_values import PLAIN, paired

_RUNS = re.compile(r"@\s*preamble\b", re.IGNORECASE)
_KEPT = re.compile(r"@comment\{litreview-kept: (.*)\}\s*\Z", re.DOTALL)
_MARKS = {"%": "%25", "@": "%40", "{": "%7B", "}": "%7D"}
_BACK = {code: mark for mark, code in _MARKS.items()}


def runs(text: str) -> bool:
    """Return whether a block is, or holds, what BibTeX writes into the bibliography for TeX to run.

    >>> runs('@Preamble{"x"}'), runs("@comment{a @ preamble{}}"), runs("@comment{jabref-meta: x}")
    (True, True, False)
    """
    return bool(_RUNS.search(text))


def as_comment(text: str) -> str:
    r"""Return a block as a comment that `from_comment` gives back. Braces stay readable where they are balanced.

    >>> as_comment(r'@preamble{"\newcommand{\noop}[1]{}"}')
    '@comment{litreview-kept: %40preamble{"\\newcommand{\\noop}[1]{}"}}'
    """
    coded = "%@" if paired(text, PLAIN) else "%@{}"
    return f"@comment{{litreview-kept: {re.sub(f'[{coded}]', lambda found: _MARKS[found[0]], text)}}}"


def from_comment(text: str) -> str:
    """Return the block that a comment of ours keeps, `""` if it is none.

    >>> from_comment(as_comment("@preamble{100%25 {}")), from_comment("@comment{a}")
    ('@preamble{100%25 {}', '')
    """
    found = _KEPT.match(text)
    return re.sub("%(?:25|40|7B|7D)", lambda code: _BACK[code[0]], found[1]) if found else ""
