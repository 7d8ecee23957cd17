"""The HTML page around a bibliography: one file, no script, no request, a filter by goal (code of the main group) made of style rules alone."""

from __future__ import annotations

from collections.abc import Iterable

from litreview.bibliography.composing import Bibliography
from litreview.markup import asset, environment, render


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

    headed = {group.heading.id for group in bibliography.groups}
    by_goal = bibliography.levels[:1] == ("goal",)
    printed = [found for key, found in bibliography.goals.items() if key in bibliography.places]
    goals = {
        one.id: one.words
        for one in bibliography.main
        if (f"group-{one.id}" in headed if by_goal else any(one.id in found for found in printed))
    }
    room = environment("litreview.bibliography")
    style = asset("litreview.bibliography", "page.css") + Markup(_filter_rules(goals, by_goal))  # noqa: S704 - our own
    head, heading, rest = body.partition("</h1>")
    parts = (Markup(head + heading), Markup(rest))  # noqa: S704 - pandoc escaped it
    return render(room, "page.html.j2", title=bibliography.title, style=style, goals=goals, parts=parts)
