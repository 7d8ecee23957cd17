"""What `seal` lets a Problem say of a record of which only some fields are withheld. All that is here is made up."""

from __future__ import annotations

import pytest

from litreview.core.confidential.redaction import seal
from litreview.core.model import Problem, Record, RecordId, Where
from litreview.review import open_folder

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


def test_neither_lines_nor_order_of_private_entries_are_shown(tmp_path):
    """A private file that is sorted by name would tell by its lines which code has the earlier name."""
    codes = ["I03", "I01", "I02", "I04"]
    names = sorted(("Abelay", "Bracknow", "Cendrill", "Dorvath"))
    entry = "@interview{{{}, author = {{{}, X}}, title = {{A talk}}, title = {{Another}}}}\n"
    (tmp_path / "private").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "private/interviews.bib").write_text("".join(map(entry.format, codes, names)))
    (tmp_path / "private/letters.bib").write_text(
        "".join(f"@misc{{{name}2019, author = {{{name}, Y}}, title = {{A letter}}}}\n" for name in names)
    )
    (tmp_path / "bib/register.bib").write_text("")
    (tmp_path / "litreview.toml").write_text('title = "Made up"\nsources = []\ncodebook = "none"\n')
    review = open_folder(tmp_path)
    places = [record.where for record in review.library.records]
    assert {Where(file="private")} == set(places)
    keys = [record.key for record in review.library.records]
    assert sorted(keys) == keys
    assert set(codes) < set(keys)
    told = [one for one in review.problems if one.where.file == "private"]
    assert {0} == {one.where.line for one in told}
    assert sorted(codes) == [one.key for one in told if one.code == "LR017"]
