"""Functions of src/ by complexity; exit 1 if one is over 20.

Complexity is McCabe's (1976), one for each way through, with every `and`, `or` and `if` of a comprehension counted: a reader has to follow
those, too. `complexity.py 15` lists all over 15.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MANY, ALLOWED, MOST = 20, 0, 20
SOURCE = Path(__file__).parents[1] / "src"
BRANCHES = (
    ast.If,
    ast.For,
    ast.While,
    ast.IfExp,
    ast.ExceptHandler,
    ast.With,
    ast.Assert,
    ast.comprehension,
    ast.match_case,
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is inside a function, without the functions defined in it: those are counted on their own."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, FUNCTIONS):
            yield child
            yield from inside(child)


def complexity(function: ast.AST) -> int:
    """Return the number of ways through a function."""
    ways = 1
    for node in inside(function):
        ways += isinstance(node, BRANCHES)
        if isinstance(node, ast.comprehension):
            ways += len(node.ifs)
        elif isinstance(node, ast.BoolOp):
            ways += len(node.values) - 1
    return ways


def main() -> int:
    """Print the functions over a limit, the most complex first."""
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    found = sorted(
        (
            (complexity(node), f"{path.relative_to(SOURCE.parent)}:{node.lineno} {node.name}")
            for path in SOURCE.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, FUNCTIONS)
        ),
        reverse=True,
    )
    for ways, where in found:
        if ways > limit:
            print(f"{ways:4} {where}")
    over = sum(ways > MANY for ways, _ in found)
    mean = sum(ways for ways, _ in found) / len(found)
    print(
        f"{len(found)} functions, mean {mean:.2f}; {over} over {MANY} ({ALLOWED} allowed), most {found[0][0]} ({MOST})"
    )
    return int(over > ALLOWED or found[0][0] > MOST)


if __name__ == "__main__":
    sys.exit(main())
