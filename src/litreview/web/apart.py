"""Who judges apart from others, and so is not shown what these or the machine say."""

from __future__ import annotations

from litreview.errors import UsageError
from litreview.review.disputes import check_adjudicator
from litreview.review.session import Review


def agreement_hidden(review: Review, by: str) -> str:
    """Return why agreement is not shown to a person, `""` if it is: who codes apart from others should not know how far they agree."""
    try:
        check_adjudicator(review.settings, by)
    except UsageError:
        apart = max(review.settings.coders, review.settings.screeners)
        if apart > 1:
            return (
                f"Each source is judged by {apart} people apart from each other, so that how far they agree is not shown to them. "
                "An adjudicator sees it here, and `litreview agree` tells it when all is done."
            )
    return ""
