"""The HTML page around a bibliography: one file, no script, no request, a filter by goal (code of the main group) made of style rules alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litreview.bibliography.composing import Bibliography
from litreview.markup import asset, environment, render

_TITLE_BLOCK = re.compile(r'.*?</h1>(?:\s*<div class="byline [a-z]+">.*?</div>)*', re.DOTALL)


def _filter_rules(goals: Iterable[str], by_goal: bool) -> str:
    rules: list[str] = []
    for goal in goals:
        chosen = f"body:has(#show-{goal}:checked)"
        if by_goal:  # an entry under two goals is shown once: under the goal asked for
            rules.append(f"{chosen} .level-2:not(.of-group-{goal}){{display:none}}")
        else:
            rules.append(f"{chosen} .entry:not(.goal-{goal}){{display:none}}")
            rules.append(f"{chosen} .section:not(:has(.entry.goal-{goal})){{display:none}}")
    return "\n".join(rules)


def html_page(bibliography: Bibliography, body: str) -> str:
    """Return the whole page around `body`, which pandoc has written and escaped."""
    from markupsafe import Markup

    headed = {heading.id for found in bibliography.places.values() for heading in found}
    by_goal = bibliography.levels[:1] == ("goal",)
    printed = [found for key, found in bibliography.goals.items() if key in bibliography.places]
    goals = {
        one.id: one.words
        for one in bibliography.main
        if (f"group-{one.id}" in headed if by_goal else any(one.id in found for found in printed))
    }
    room = environment("litreview.bibliography")
    rules = _filter_rules(goals, by_goal and bibliography.repeat)
    style = asset("litreview.bibliography", "page.css") + Markup(rules)  # noqa: S704 - our own
    end = found.end() if (found := _TITLE_BLOCK.match(body)) else 0
    parts = (Markup(body[:end]), Markup(body[end:]))  # noqa: S704 - pandoc escaped it
    said = {"title": bibliography.title, "author": bibliography.author}
    return render(room, "page.html.j2", **said, style=style, goals=goals, parts=parts)
