"""The HTML page around a bibliography: one file, no script, no request, a filter by goal made of style rules alone."""

from __future__ import annotations

import base64
import hashlib
import html
from importlib import resources

from litreview.bibliography.composing import Bibliography

__all__ = ["html_page"]

_GOAL_WORDS = {"protect": "Protect", "prosecute": "Prosecute", "prevent": "Prevent", "partner": "Partner"}


def _filter_rules(goals: list[str], by_goal: bool) -> str:
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
    headed = {group.heading.id for group in bibliography.groups}
    by_goal = any(f"group-{goal}" in headed for goal in _GOAL_WORDS)
    printed = [found for key, found in bibliography.goals.items() if key in bibliography.places]
    goals = [
        goal
        for goal in _GOAL_WORDS
        if (f"group-{goal}" in headed if by_goal else any(goal in found for found in printed))
    ]
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8") + _filter_rules(
        goals, by_goal
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    choices = "".join(
        f'<label><input type="radio" name="goal" id="show-{goal}"> {word}</label>'
        for goal, word in (("all", "All"), *((goal, _GOAL_WORDS[goal]) for goal in goals))
    ).replace('id="show-all"', 'id="show-all" checked')
    filter_ = (
        f'<form class="filter"><fieldset><legend>Show</legend>{choices}</fieldset></form>'
        if len(goals) > 1
        else ""
    )
    head, heading, rest = body.partition("</h1>")
    title = html.escape(bibliography.title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="litreview">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n'
        f"{head}{heading}{filter_}{rest}</main>\n</body>\n</html>\n"
    )
