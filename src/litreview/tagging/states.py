"""What the machine makes of each source and goal: `likely`, `suggested` or `ask`, yes or no, with a probability and a reason.

Rules and prior each give log-odds. They are added, the rules' at half (`RULES_SHARE`; tried, and no other share was better), and a line
of Platt's makes a probability of the sum; slope and shift are in the prior's training record. A codebook for which no prior is
shipped has the rules alone, whose words are its keywords: their log-odds are taken as they are.

    log_odds(sources, codebook)    # {source key: {code: calibrated log-odds}}: where learning from decisions starts (an offset)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log

from litreview.codebook import Codebook, load_codebook
from litreview.model import Source
from litreview.tagging.prior import Prior, load_prior
from litreview.tagging.rules import is_unasked
from litreview.tagging.tagger import score_rules
from litreview.tagging.texts import text_of

RULES_SHARE = 0.5
_LEAST = 0.08  # the lowest and, from 1, the highest score that counts: that no word is known is no proof


def rules_log_odds(score: float) -> float:
    """Return the log-odds of a score of the rules: 0 at the threshold.

    >>> rules_log_odds(0.5), round(rules_log_odds(0.0), 2)
    (0.0, -2.44)
    """
    kept = min(max(score, _LEAST), 1 - _LEAST)
    return log(kept / (1 - kept))


def prior_of(codebook: Codebook) -> Prior | None:
    """Return the prior that is shipped for a codebook, if there is one."""
    prior = load_prior()
    return prior if prior.fits(codebook) else None


def log_odds(
    sources: Iterable[Source], codebook: Codebook | None = None
) -> Mapping[str, Mapping[str, float]]:
    """Return by source key the calibrated log-odds of each enabled goal, from rules and prior, before any decision.

    Confidential sources and records requests are left out: nothing is read of them.
    """
    book = codebook if codebook is not None else load_codebook()
    works = [source for source in sources if not is_unasked(source)]
    scores = score_rules(works, book)
    prior = prior_of(book)
    codes = [code.id for code in book.goals if code.enabled]
    found = {}
    for work in works:
        own = scores[work.key]
        said = prior.log_odds(text_of(work, f"{book.name}:")) if prior else {}
        found[work.key] = {code: _sum(prior, said, code, own.get(code, 0.0)) for code in codes}
    if prior:
        prior.forget()
    return found


def _sum(prior: Prior | None, said: Mapping[str, float], code: str, score: float) -> float:
    """Return the calibrated log-odds of a code from what the prior `said` and the rules' score."""
    rules = rules_log_odds(score)
    if prior is None or code not in said:
        return rules
    line = prior.record["codes"][code]
    return float(line["slope"] * (said[code] + RULES_SHARE * rules) + line["shift"])
