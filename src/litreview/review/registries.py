"""The registries that a call may ask: their addresses, and how many requests went to each. Made only where they are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from litreview.providers import Access, Answer, Provider, Query, What
from litreview.providers.connection import access
from litreview.providers.response_cache import ResponseCache, cache_folder
from litreview.providers.transport import ask
from litreview.review.shielding import Shield, shielded


class Registries:
    """Asks registries over the network, and counts the requests."""

    def __init__(
        self,
        reached: Mapping[str, Access],
        kept: ResponseCache,
        *,
        refresh: bool,
        shield: Shield | None = None,
    ) -> None:
        self._reached, self._kept, self._refresh = reached, kept, refresh
        self._shield = shield or Shield()
        self._sent: Counter[str] = Counter()

    def ask(self, provider: Provider, queries: Sequence[Query], what: frozenset[What]) -> Iterable[Answer]:
        """Yield the answer to each query as it comes."""

        def count(_: object) -> None:
            self._sent[provider.name] += 1

        reached = self._reached[provider.name]
        # behind a shield no answer is kept as it came
        kept = None if self._shield else self._kept
        found = ask(provider, queries, what, reached, kept=kept, refresh=self._refresh, on_request=count)
        return (shielded(self._shield, answer, people=True) for answer in found)

    def requests(self, name: str) -> int:
        """Return how many requests were sent to a registry."""
        return self._sent[name]


def reach(providers: Iterable[Provider], urls: Mapping[str, str]) -> dict[str, Access]:
    """Return how each registry is reached; `urls` are what a review's settings say."""
    return {one.name: access(one, urls.get(one.name, "")) for one in providers}


def host(reached: Access) -> str:
    """Return the machine that requests go to."""
    return urlsplit(reached.url).netloc


@contextmanager
def registries(
    reached: Mapping[str, Access], *, refresh: bool, shield: Shield | None = None
) -> Iterator[Registries]:
    """Yield who asks the registries; what they said before is in the user's cache folder."""
    with ResponseCache(cache_folder()) as kept:
        yield Registries(reached, kept, refresh=refresh, shield=shield)
