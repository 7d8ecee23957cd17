"""A made-up review whose made-up interviewees are in its private folder alone."""

import os
import subprocess

import pytest
from click.testing import CliRunner

from litreview.cli import main

SAID = "we never had a bed to offer on the night of a raid so they went to the county jail"
FILES = {
    "litreview.toml": 'title = "Made up"\nsources = []\n[confidential]\nk = 2\nrole = ["judge"]\n',
    ".gitignore": "private/\nout/\n",
    "bib/lit.bib": "@article{Quillon2015, title = {Raids}, author = {Quillon, Jane}, year = {2015}}\n",
    "bib/register.bib": "@misc{I06, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {quote}}\n"
    "@misc{I07, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {group only}}\n"
    "@misc{I08, withdrawn = {true}}\n"
    "@misc{I09, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {quote}}\n"
    "@misc{I10, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {group only}}\n",
    "private/interviews.bib": "@interview{I06, author = {Quillfeather, Una}, title = {A talk}}\n"
    "@interview{I07, author = {van der Tumbleweed, Ada Lou}, interviewer = {Brackenbury, Zoe}, title = {A talk}}\n"
    '@interview{Ottersway2019, author = {Gr{\\"o}nqvist, Ulla and King, Will and Quillon, Pia}, title = {A talk}, note = {'
    "a note that says in many words what was told to us that day}}\n",
    "private/transcripts/Marrowby-Ines.txt": f"Interviewee: Oda Fennimore\n\n{SAID}\nCall me on +1 (555) 014-2277 or at oda@fennimore.example.\n",
    "private/codes.tsv": "code\tfile\tkey\tdigest\nconfidential-kpwtzb\tprivate/gone.bib\tHollowell2018\tabc\n",
    "private/quotes.tsv": "code\tspan\tconsent\tquote\nI06\t3\tquote\tthey told us that nobody came back after the winter of that year\n"
    "I07\t4\tgroup only\tthe desk was always empty when the buses came in at dawn\n",
    "manuscript/review.md": "# One\n\nJudges said so [@I06]; it is known [@Quillon2015].\n",
}


@pytest.fixture
def review(tmp_path, monkeypatch):
    folder = tmp_path / "review"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def call():
    def run(*words):
        result = CliRunner().invoke(main, list(words))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def git(review):
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def run(*words):
        who = ("-c", "user.name=Made Up", "-c", "user.email=a@example.org")
        done = subprocess.run(
            ["git", "-C", str(review), *who, *words],
            check=True,
            capture_output=True,
            env=environment,
            text=True,
        )
        return done.stdout.strip()

    run("init", "-q")
    return run
