"""Another package adds a format, a registry, a codebook and a style by its entry points; what does not load is one message."""

import configparser
import csv
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from litreview.core import extensions as core_extensions

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/extension"
BETTER_BIBTEX = ROOT / "examples/extension_better_bibtex"
MODS = """<?xml version="1.0"?>
<mods:modsCollection xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">
<mods:mods ID="made1"><mods:titleInfo><mods:nonSort>The</mods:nonSort><mods:title>hospital and the harbor</mods:title>
<mods:subTitle>a made-up study</mods:subTitle></mods:titleInfo>
<mods:name type="personal"><mods:namePart type="family">Doe</mods:namePart><mods:namePart type="given">Jane</mods:namePart>
<mods:role><mods:roleTerm type="code">aut</mods:roleTerm></mods:role></mods:name>
<mods:name type="corporate"><mods:namePart>Office of Made-up Works</mods:namePart></mods:name>
<mods:originInfo><mods:dateIssued>2011</mods:dateIssued></mods:originInfo>
<mods:subject><mods:topic>nurses</mods:topic></mods:subject><mods:physicalDescription><mods:extent>7 leaves</mods:extent></mods:physicalDescription>
<mods:identifier type="doi">10.5555/made.1</mods:identifier>
<mods:relatedItem type="host" xlink:href="https://example.org/host"><mods:titleInfo><mods:title>Journal of Tests</mods:title></mods:titleInfo>
<mods:part><mods:detail type="volume"><mods:number>4</mods:number></mods:detail><mods:detail type="issue"><mods:number>2</mods:number></mods:detail>
<mods:extent unit="pages"><mods:start>5</mods:start><mods:end>9</mods:end></mods:extent></mods:part></mods:relatedItem></mods:mods>
<mods:mods><mods:titleInfo><mods:title>A school at night</mods:title></mods:titleInfo></mods:mods>
</mods:modsCollection>
"""
"""Two made-up records."""


def installed(folder: Path, name: str, points: dict[str, str]) -> Path:
    """Return a folder that makes a package with these entry points look installed."""
    place = folder / f"{name.replace('-', '_')}-0.1.0.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
    groups = (f"[litreview.{group}]\n{line}\n" for group, line in points.items())
    (place / "entry_points.txt").write_text("\n".join(groups))
    return folder


def run(code_or_args, *folders, cwd=None):
    """Run Python code, or the command with arguments, in a process that finds packages in these folders, too."""
    sys_path = ":".join(map(str, (*folders, ROOT / "src")))
    arguments = ["-c", code_or_args] if isinstance(code_or_args, str) else ["-m", "litreview", *code_or_args]
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={
            "PYTHONPATH": sys_path,
            "PATH": "/usr/bin:/bin",
            "HOME": str(cwd or ROOT),
            "LITREVIEW_CACHE": "",
        },
    )


@pytest.fixture
def example(tmp_path):
    """The two folders that the example's package needs: its files, and what an installation would write beside them."""
    points = {"formats": "mods = litreview_mods:MODS", "codebooks": "settings = litreview_mods:SETTINGS"}
    return EXAMPLE, installed(tmp_path / "site", "litreview-mods", points)


def test_the_example_names_what_its_project_file_names():
    project = (EXAMPLE / "pyproject.toml").read_text()
    assert 'mods = "litreview_mods:MODS"' in project
    assert 'settings = "litreview_mods:SETTINGS"' in project


def test_what_the_tests_take_for_installed_is_what_pip_would_write():
    project = tomllib.loads((BETTER_BIBTEX / "pyproject.toml").read_text())["project"]
    config = configparser.ConfigParser()
    name = f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    config.read(ROOT / "tests/extensions/installed" / name / "entry_points.txt")
    assert project["entry-points"] == {group: dict(config[group]) for group in config.sections()}


def test_a_format_is_read_wherever_formats_are(example, tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/catalogue.xml").write_text(MODS)
    ran = run(["convert", "bib", "-o", "all.json"], *example, cwd=tmp_path)
    assert 0 == ran.returncode, ran.stderr
    first, second = json.loads((tmp_path / "all.json").read_text())
    assert ("The hospital and the harbor: a made-up study", "10.5555/made.1") == (
        first["title"],
        first["DOI"],
    )
    assert [{"family": "Doe", "given": "Jane"}, {"literal": "Office of Made-up Works"}] == first["author"]
    assert ("Journal of Tests", "4", "2", "5-9") == tuple(
        str(first[name]).replace("–", "-") for name in ("container-title", "volume", "issue", "page")
    )
    assert "A school at night" == second["title"]
    # nothing of a record is lost: what no field takes is in a field of its own
    ran = run(["convert", "bib", "-o", "all.bib"], *example, cwd=tmp_path)
    assert "7 leaves" in (tmp_path / "all.bib").read_text()


@pytest.mark.exhaustive
def test_without_the_extension_the_file_is_named_as_one_that_is_not_read(tmp_path):
    (tmp_path / "catalogue.xml").write_text(MODS)
    ran = run(["convert", "catalogue.xml", "-o", "all.json"], cwd=tmp_path)
    assert "MODS XML with 2 records" in ran.stderr


@pytest.mark.exhaustive
def test_a_codebook_tags(example, tmp_path):
    (tmp_path / "catalogue.xml").write_text(MODS)
    arguments = ["tag", "catalogue.xml", "--codebook", "settings", "-o", "-", "--table", "tags.csv"]
    ran = run(arguments, *example, cwd=tmp_path)
    assert 0 == ran.returncode, ran.stderr
    table = list(csv.DictReader((tmp_path / "tags.csv").read_text("utf-8-sig").splitlines()))
    assert [("health", "hospital"), ("health", "nurses"), ("school", "school")] == [
        (row["code"], row["text"]) for row in table if row["state"] == "suggested" and row["answer"] == "yes"
    ]


def test_a_confidential_record_of_an_added_format_is_sealed(example, tmp_path):
    note = "<mods:note>Confidential: key informant</mods:note>"
    (tmp_path / "catalogue.xml").write_text(MODS.replace("<mods:originInfo>", f"{note}<mods:originInfo>"))
    ran = run(["convert", "catalogue.xml", "-o", "all.bib"], *example, cwd=tmp_path)
    written = (tmp_path / "all.bib").read_text() + ran.stdout + ran.stderr
    assert "A school at night" in written
    assert not [word for word in ("harbor", "Doe", "Office", "10.5555") if word in written]


@pytest.mark.exhaustive
def test_a_style_and_a_registry_have_their_names(tmp_path):
    (tmp_path / "made_up.py").write_text(
        "from pathlib import Path\nfrom litreview.providers.datacite import DATACITE\nfrom dataclasses import replace\n"
        "STYLE = Path(__file__).with_name('made-up.csl')\nMIRROR = replace(DATACITE, name='mirror')\n"
    )
    (tmp_path / "made-up.csl").write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>Made up</title>'
        "<id>made-up</id><updated>2026-01-01T00:00:00+00:00</updated></info><citation><layout><text variable='title'/></layout></citation>"
        "<bibliography><layout suffix='.'><text value='MADE UP '/><text variable='title'/></layout></bibliography></style>"
    )
    site = installed(
        tmp_path / "site",
        "made-up",
        {"styles": "house = made_up:STYLE", "providers": "mirror = made_up:MIRROR"},
    )
    (tmp_path / "a.bib").write_text("@book{Doe2001, author={Doe, Jane}, title={Ports}, year=2001}")
    ran = run(["annotate", "a.bib", "--style", "House", "-o", "a.md"], tmp_path, site, cwd=tmp_path)
    assert 0 == ran.returncode, ran.stderr
    assert "MADE UP Ports" in (tmp_path / "a.md").read_text()
    code = "from litreview.providers import provider_names, provider; print(provider_names()[-1], provider('mirror').name)"
    assert "mirror mirror\n" == run(code, tmp_path, site).stdout


def test_keys_by_a_pattern_are_made_with_the_extension_and_what_to_install_is_said_without_it(tmp_path):
    (tmp_path / "a.bib").write_text("@book{old, author={Doe, Jane}, title={Ports}, year=2001}")
    arguments = ["convert", "a.bib", "-o", "new.bib", "--keys", "auth.lower + year"]
    ran = run(arguments, cwd=tmp_path)
    command = "pip install ./examples/extension_better_bibtex"
    assert (2, True) == (ran.returncode, command in ran.stderr)
    assert (ROOT / command.rsplit(maxsplit=1)[-1] / "pyproject.toml").is_file()
    assert not (tmp_path / "new.bib").exists()
    assert 0 == run(arguments, BETTER_BIBTEX, ROOT / "tests/extensions/installed", cwd=tmp_path).returncode
    assert "@book{doe2001," in (tmp_path / "new.bib").read_text()


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ("ris = made_up:FORMAT", "adds 'ris' to formats, which litreview has"),
        (
            "made = no_such_module:FORMAT",
            "cannot be loaded (ModuleNotFoundError: No module named 'no_such_module')",
        ),
    ],
)
def test_what_cannot_be_used_is_one_message(point, words, tmp_path):
    site = installed(tmp_path / "site", "made-up", {"formats": point})
    (tmp_path / "a.bib").write_text("@book{Doe2001, title={Ports}, year=2001}")
    ran = run(["convert", "a.bib", "-o", "a.ris"], site, cwd=tmp_path)
    assert (2, 1) == (ran.returncode, ran.stderr.count("litreview: the extension made-up "))
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


def test_what_is_stored_rests_on_the_versions_of_extensions(example):
    code = "from litreview.core.extensions import extension_packages; print(*extension_packages())"
    assert "litreview-mods\n" == run(code, *example).stdout
    assert "\n" == run(code).stdout


@pytest.mark.parametrize(
    ("place", "text", "found"),
    [
        ("made_up-1.0.dist-info/entry_points.txt", "[litreview.formats]\nmods = made_up:MODS\n", True),
        ("made_up.egg-info/entry_points.txt", "[litreview.keys]\nown = made_up:parse\n", True),
        ("made_up-1.0-py3.11.egg/EGG-INFO/entry_points.txt", "[litreview.keys]\nown = made_up:parse\n", True),
        (
            "made_up-1.0.dist-info/entry_points.txt",
            "[console_scripts]\nlitreview = litreview.cli:main\n",
            False,
        ),
        ("made_up-1.0.dist-info/METADATA", "Name: made-up\n", False),
    ],
)
def test_installed_packages_are_asked_only_if_one_may_extend_litreview(
    tmp_path, monkeypatch, place, text, found
):
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text(text, "utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "nowhere")])
    assert found is core_extensions._may_be_extended.__wrapped__()


def test_installed_packages_are_asked_where_a_glance_cannot_tell(tmp_path, monkeypatch):
    archive = tmp_path / "packages.zip"
    archive.write_bytes(b"")
    monkeypatch.setattr(sys, "path", [str(archive)])
    assert core_extensions._may_be_extended.__wrapped__()
    monkeypatch.setattr(sys, "path", [])
    assert not core_extensions._may_be_extended.__wrapped__()
    finder = type("Finder", (), {"find_distributions": staticmethod(lambda *_: ())})
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
    assert core_extensions._may_be_extended.__wrapped__()
