"""NOTICE names every data file of the package, and none that is gone; what a fault advises to install is a package that we name ourselves."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "litreview"
DATA = {".tsv", ".csv", ".txt", ".toml", ".zip"}


def test_each_data_file_has_its_provenance():
    shipped = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*") if path.suffix in DATA}
    text = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert len(shipped) > 40
    named = set(re.findall(r"(?<![\w./])[a-z_]+/[\w/-]+\.(?:tsv|csv|txt|toml|zip)\b", text))
    assert shipped == named - {"benchmarks/titles.tsv", "bib/provenance.csv"}


def test_what_is_advised_to_install_is_of_our_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[\[><=]", one)[0] for one in project["dependencies"]}
    named |= {
        re.split(r"[\[><=]", one)[0] for extra in project["optional-dependencies"].values() for one in extra
    }
    advice = re.compile(
        r"pip install ((?:[a-z][\w-]*\d*(?: (?=[a-z]+[\"'`]))?)+)|MissingExtraError\(\s*[^)]*?, \"([a-z ]+)\""
    )
    found = [
        (path.name, word)
        for path in PACKAGE.rglob("*.py")
        for groups in advice.findall(path.read_text(encoding="utf-8"))
        for word in "".join(groups).split()
    ]
    assert {"starlette", "pypdfium2", "typst", "igraph"} <= {word for _, word in found}
    assert [] == [one for one in found if one[1] not in named]


def test_one_version_and_one_address():
    """The version is told in three files, and an address in none until pyproject.toml says it."""
    top = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    version = top["project"]["version"]
    assert f"\nversion: {version}\n" in citation
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1].startswith(version)
    assert top["tool"]["litreview"]["repository"] in citation
