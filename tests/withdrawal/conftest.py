"""A made-up review with three made-up interviews, of which one withdraws."""

import zipfile

import pytest
from click.testing import CliRunner

from litreview.cli import main

HEAD = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
REGISTER = """% roles as agreed
@misc{I06, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {quote}}
@misc{I07,
  entrysubtype = {interview},
  role = {prosecutor}, date = {2020},
  consent = {quote}
}
@misc{I071, entrysubtype = {interview}, role = {judge}, date = {2020}}

@misc{PR03, entrysubtype = {records request}, agency = {Made-up Office}}
@misc{PR03-2, entrysubtype = {responsive document}}
"""
FILES = {
    "litreview.toml": 'title = "Made up"\nsources = []\n',
    ".gitignore": "private/\nout/\n",
    "bib/register.bib": REGISTER,
    "bib/lit.bib": "@article{Doe2015, title = {Raids along I07 and services}, author = {Doe, Jane}, year = {2015}}\n"
    "@article{Roe2016, title = {Shelters}, author = {Roe, Jo}, year = {2016}}\n",
    "bib/told.bib": "@interview{I07, title = {zqtold}}\n@interview{I06, title = {kept}}\n",
    "private/interviews.bib": "@interview{I06, author = {Six, Una}, title = {kept}}\n@interview{I07,\n  author = {Zqseven, Ada}, title = {zqprivate}}\n",
    "private/transcripts/I07_first.txt": "zqtranscript",
    "private/transcripts/I06.txt": "kept",
    "private/transcripts/I071.txt": "kept",
    "private/i07/notes.txt": "zqfolder",
    "private/quotes.tsv": "code\tspan\tquote\nI07\t3\tzqquote\nI06\t2\tkept\n",
    "private/notes/I07.md": "zqnote in private",
    "notes/I07.md": "zqnote\n",
    "notes/Doe2015.md": "One line.\nAs I07 said.\n",
    "notes/Doe2015-I07.md": "A note on a road.\n",
    "references/I07.txt": "zqlist\n",
    "decisions/ann.tsv": HEAD
    + "2026-01-01T00:00:00Z\tann\ttag\tI07\tprotect\tzqspan\tzqreason\t\t\n"
    + "2026-01-01T00:00:01Z\tann\ttag\tI071\tprotect\t\tkept\t\t\n"
    + "2026-01-01T00:00:02Z\tann\trelated\tDoe2015\tversion bib/told.bib:I07\t\tzqpair\t\t\n"
    + "2026-01-01T00:00:03Z\tann\ttag\tDoe2015\tprotect\t\tagrees with I07\tDoe; 2015; Raids along I07 and services\t\n"
    + "2026-01-01T00:00:04Z\tann\ttag\tGone\tprotect\t\tzqwhat\tI07; 2020; Interview\t\n",
    "decisions/ben.tsv": HEAD + "2026-01-01T00:00:00Z\tben\tinclude\tRoe2016\tabstract\t\tkept\t\t\n",
    "findings.toml": '[[finding]]\nid = "F1"\nstatement = "Made up."\ngoal = "protect"\nsupports = ["Doe2015", "I07"]\n',
    "manuscript/m.md": "# One\n\nSaid [@I07] and [@Doe2015].\n",
}


@pytest.fixture
def review(tmp_path, monkeypatch):
    folder = tmp_path / "review"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    with zipfile.ZipFile(folder / "manuscript/sheet.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/sharedStrings.xml", "<sst><si><t>on I</t><t>07</t></si></sst>")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def call():
    def run(*words, typed=""):
        result = CliRunner().invoke(main, list(words), input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
