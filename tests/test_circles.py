"""No file imports another that imports it, through however many, also where a function imports: what is read first can be read first."""

import ast
from pathlib import Path

import networkx as nx
import pytest

import litreview

ROOT = Path(litreview.__file__).parent


def imports_of(text, modules):
    """Yield the modules that a file imports when it runs; what only a type checker imports is none of them."""
    waiting = [ast.parse(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                yield inner if inner in modules else node.module
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in modules)
        waiting += ast.iter_child_nodes(node)


def circles(texts):
    """Return the groups of modules that import each other, given the text of each by its name."""
    edges = (
        (name, found) for name, text in texts.items() for found in imports_of(text, texts) if found != name
    )
    return [sorted(one) for one in nx.strongly_connected_components(nx.DiGraph(edges)) if len(one) > 1]


def test_no_files_import_each_other():
    texts = {}
    for path in ROOT.rglob("*.py"):
        name = ".".join(("litreview", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        texts[name] = path.read_text(encoding="utf-8")
    # `import litreview` gives public names; no file of the package needs them
    del texts["litreview"]
    assert [] == circles(texts)


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ("from p import b", "", []),
        ("from p import b", "def f():\n    import p.a", [["p.a", "p.b"]]),
        ("from p.b import x", "if True:\n    from p import a", [["p.a", "p.b"]]),
        ("from p import b", "if TYPE_CHECKING:\n    from p import a", []),
    ],
)
def test_a_circle_is_found_wherever_it_closes(a, b, found):
    assert found == circles({"p": "", "p.a": a, "p.b": b})
