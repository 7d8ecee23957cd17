"""What people are asked, one module a topic. A new one is a module here with its `TOPIC`, and a row of `litreview.verbs.TOPICS`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from litreview.verbs import TOPICS

if TYPE_CHECKING:
    from litreview.review.topics.topic import Topic


def find_topic(name: str) -> Topic:
    """Return a topic by its name."""
    found: Topic = import_module(f"{__name__}.{name}").TOPIC
    return found


def every_topic() -> Mapping[str, Topic]:
    """Return each topic by its name, in the order of the work."""
    return {name: find_topic(name) for name in TOPICS}
