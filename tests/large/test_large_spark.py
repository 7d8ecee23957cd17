"""What Spark makes of records is what memory makes of them. It takes half a minute, so it is tried where Java and pyspark are."""

import shutil
import sys

import pytest
from conftest_large import as_export, files_from_memory, files_of

from litreview.core.errors import UsageError
from litreview.engine.large import deduplicated
from litreview.engine.large.spark import Spark
from litreview.formats import read
from litreview.stages.duplicates import dedupe

pytest.importorskip("pyspark", reason="the extra `spark` is not installed: pyspark")

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def session():
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17 or later, and there is no java here")
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        made = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "2")
        session = made.config("spark.ui.enabled", "false").getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def test_files_are_those_from_memory(hard, session, tmp_path):
    text, _ = as_export([*hard[:60], *[one for one in hard if one.key.startswith(("many", "column"))]])
    export = tmp_path / "export.bib"
    export.write_text(text)
    with deduplicated([export], tmp_path / "work", session=session) as found:
        assert files_from_memory(dedupe(read(export))) == files_of(found, tmp_path / "out")


@pytest.mark.parametrize("place", ["photos/mine", "job/mine", "mine"])
def test_what_someone_put_among_working_files_is_not_taken_away(place, session, tmp_path):
    spark = Spark(session, str(tmp_path))
    spark.write_rows("job", {"identity": "string"}, [("another",)])
    mine = tmp_path / place
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(UsageError, match="no working folder"):
        spark.clear()
    assert mine.read_text() == "mine"
    mine.unlink()
    if mine.parent not in (tmp_path, tmp_path / "job"):
        mine.parent.rmdir()
    spark.clear()
    assert not spark.has("job")
