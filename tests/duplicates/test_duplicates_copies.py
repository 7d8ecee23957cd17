"""Records that two files hold letter by letter are one source, whatever they lack."""

from dataclasses import replace

import pytest

import litreview as lr
from litreview.stages.duplicates import dedupe

RIS = """TY  - JOUR
TI  - Harbor notes
JO  - Harbor News
ER  -
TY  - JOUR
TI  - Harbor notes
JO  - Harbor News
ER  -
TY  - JOUR
TI  - Conference on Harbors and Tides
N1  - ranked B
ER  -
TY  - GEN
AN  - 77
DO  - 10.1234/harbor
ER  -
TY  - JOUR
JO  - Harbor News
VL  - 2
ER  -
"""


@pytest.fixture
def files(tmp_path):
    for name in ("first.ris", "second.ris", "third.ris"):
        (tmp_path / name).write_text(RIS, encoding="utf-8")
    return lr.read(*sorted(tmp_path.iterdir()))


def test_an_export_read_under_more_names_gives_as_many_sources_as_once(files):
    once = [record for record in files if record.where.file.endswith("first.ris")]
    assert len(dedupe(once)) == 5
    # a record with a volume and no more may be of any work
    found = dedupe(files)
    assert [len(source.records) for source in found.sources] == [3, 3, 3, 3, 1, 1, 1]
    assert {match.reasons for cluster in found.clusters for match in cluster.matches if match.score == 1} == {
        ("the same in every field, in two files",)
    }
    assert len(dedupe(tuple(reversed(tuple(files))))) == len(found)


@pytest.mark.parametrize(
    "change",
    [
        {"fields": {"title": "Conference on Harbors and Tides", "note": "ranked C"}},
        {"type": "book"},
        {"confidential": True},
    ],
)
def test_a_record_that_differs_anywhere_is_no_copy(files, change):
    a, b = [record for record in files if record.title.startswith("Conference")][:2]
    assert len(dedupe([a, b])) == 1
    assert len(dedupe([a, replace(b, **change)])) == 2


def test_a_person_may_keep_a_record_and_its_copy_apart(files):
    from litreview.core.model import Decision

    a, b = [record for record in files if record.title.startswith("Conference")][:2]
    apart = Decision(when="2026-01-01T00:00:00Z", by="a", verb="different", key=a.id, value=b.id)
    assert len(dedupe([a, b], [apart])) == 2
