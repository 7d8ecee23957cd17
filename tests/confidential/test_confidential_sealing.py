"""What `seal` lets a Problem say of a record of which only some fields are withheld. All that is here is made up."""

from __future__ import annotations

import pytest

from litreview.core.confidential.redaction import seal
from litreview.core.model import Problem, Record, RecordId, Where

WHERE = Where(file="bib/a.bib", line=1)
NOTED = Record(
    key="Poe2017",
    type="article",
    fields={"title": "On keys", "note": "Interview with Zyxwold"},
    id=RecordId("bib/a.bib:Poe2017"),
    where=WHERE,
    hidden=(("note", "speaks of an interview or a personal communication"),),
)
PLAIN = Record(key="Poe2017", type="article", fields={"title": "On doors"}, id=RecordId("2"), where=WHERE)


@pytest.mark.parametrize("records", [[NOTED], [NOTED, PLAIN], [PLAIN, NOTED], [NOTED, NOTED]])
def test_a_problem_quotes_no_withheld_field_of_any_record_with_its_key(records):
    about_note = Problem(where=WHERE, code="LR050", level="info", message="'Zyxwold' twice", key="Poe2017")
    about_title = Problem(where=WHERE, code="LR050", level="info", message="'On' twice", key="Poe2017")
    shown, (of_note, of_title) = seal(records, [about_note, about_title], {})
    assert not any("note" in record.fields for record in shown)
    assert ("a fault in a confidential entry", "Poe2017") == (of_note.message, of_note.key)
    assert about_title == of_title
