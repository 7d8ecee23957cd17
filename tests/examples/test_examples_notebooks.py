"""The notebooks run from top to bottom in a kernel of their own, and say what they are shown with in the documentation."""

import copy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "examples/notebooks").glob("*.ipynb"))
AGAIN = "if that is right: jupyter execute --inplace examples/notebooks/*.ipynb"


def said(notebook):
    """What the cells print and return, in words; of a picture that there is one."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, 1):
        told = []
        for output in cell.outputs:
            data = output.get("data", {})
            # a picture is a little different with every version of matplotlib
            told += ["a picture"] if "image/png" in data else []
            told.append(output.get("text") or data.get("text/plain", ""))
        yield number, cell.source.split("\n")[-1], "\n".join(told).split("\n")


def test_there_are_four():
    page = (ROOT / "docs/from-pandas.md").read_text(encoding="utf-8")
    assert len(NOTEBOOKS) >= 4
    assert all(f"notebooks/{path.stem}\n" in page for path in NOTEBOOKS)


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_it_is_shown_with(path):
    shown = nbformat.read(path, 4)
    ran = copy.deepcopy(shown)
    NotebookClient(ran, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    assert list(said(ran)) == list(said(shown)), AGAIN


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_name_of_a_machine_and_nothing_confidential(path):
    text = path.read_text(encoding="utf-8")
    assert "/home/" not in text
    assert str(ROOT) not in text
    assert "Made-Up" not in text  # the interviewee of the example review
    assert '"output_type": "error"' not in text
