"""The pipeline of a deduplication that exceeds memory: the order of its stages, for any engine, and its SQL statements.

An engine stores tables, joins them with these statements, in the SQL that DuckDB and Spark share, and sends rows through the functions of
`batches`. Those functions decide; the statements only bring rows together. So both engines give the clusters of `litreview.dedupe`.

Records have two numbers. `seq` is the order of reading, in which keys are assigned and sources are written. `pos` is the order of the ids,
which does not depend on the order of files. A pair is two `pos`, the smaller first, as in `litreview.stages.duplicates.deduplication`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from litreview.engine.large.table_rows import (
    ASKED_BY_TITLE,
    ENTRY,
    KEY_COLUMNS,
    SEALED_CODE,
    SHOWN_BY_LIKENESS,
    Options,
    entry,
)
from litreview.linkage import KEYS, RecordColumns
from litreview.linkage.blocking import WINDOW
from litreview.stages.duplicates.collection_evidence import MOST_OF_ONE, SIGNED_TITLE, Names, proven_names

if TYPE_CHECKING:
    from litreview.engine.large.duckdb_engine import DuckDB
    from litreview.engine.large.spark import Spark


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the pipeline: the statement of its rows, and the function of `batches` that makes other rows of these, if any.

    With `order`, the function gets each group of its first column; or the rows are numbered in that order, in the column `number`.
    A `view` is not stored.
    """

    name: str
    statement: str
    function: str = ""
    order: tuple[str, ...] = ()
    number: str = ""
    view: bool = False


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _caps() -> str:
    """Return an SQL expression for the size up to which a block of each key column is compared in full."""
    rows = " ".join(f"WHEN '{name}' THEN {key.cap}" for name, key in zip(KEY_COLUMNS, KEYS, strict=True))
    return f"CASE col {rows} END"


def _side(table: str, side: str, *more: str) -> str:
    """Return the columns of an entry, named for one side of a pair."""
    names = [
        *(f"{table}.e_{name} AS {side}_{name}" for name in ENTRY),
        *(f"{table}.{m} AS {side}_{m}" for m in more),
    ]
    return ", ".join(names)


JUDGED = "a, b, verdict, score, reasons, rule, kind, contradicts, problem, differs_in, chance"
_JUDGED_OF = ", ".join(f"j.{name.strip()}" for name in JUDGED.split(","))

ORDERS: Mapping[str, tuple[str, ...]] = {
    "in_order_of_titles": ("e_title", "pos"),
    "in_order_of_people": ("people", "e_year", "e_volume", "e_page", "pos"),
}
"""The sort orders in which neighbours of a large block are compared; each is one order of all records in large blocks."""


def neighbours() -> str:
    """Return the statement for the pairs of large blocks: the nearest few records in each order."""
    steps = [
        f"SELECT pos AS x, lead(pos, {step}) OVER (PARTITION BY col, hash ORDER BY place) AS y FROM "
        f"(SELECT m.col, m.hash, o.pos, o.number AS place FROM members m JOIN {order} o ON m.pos = o.pos WHERE m.large) AS placed"
        for order in ORDERS
        for step in range(1, WINDOW + 1)
    ]
    return " UNION ALL ".join(steps)


COMPARED = (
    # each record with the root of its key, without the number of a made-up key: records with one root may have equal keys
    Table(
        name="rooted",
        statement="""
SELECT r.seq, r.file, r.id, r.blob, r.made, coalesce(m.root, r.root_of_id) AS root FROM stored r
LEFT JOIN (SELECT DISTINCT root_of_key AS root FROM stored WHERE made IS NOT NULL) AS m ON m.root = r.root_of_key WHERE r.blob IS NOT NULL""",
        view=True,
    ),
    Table(
        name="renamed_ids",
        statement="""
SELECT f.first AS root, r.seq, r.file, r.blob, r.made FROM rooted r JOIN (
  SELECT root, min(seq) AS first FROM rooted WHERE root IS NOT NULL
  GROUP BY root HAVING count(*) > count(DISTINCT id) OR (count(*) > 1 AND max(file) IS NOT NULL)) AS f
ON f.root = r.root""",
        function="renamed_ids",
        order=("root", "seq"),
    ),
    # records of files with something sealed or withheld, as one group: they are numbered together
    Table(
        name="codes_given",
        statement="SELECT 0 AS every, seq, blob FROM stored WHERE hides AND file IS NOT NULL",
        function="codes_given",
        order=("every", "seq"),
    ),
    Table(
        name="records",
        statement="""
SELECT r.seq, coalesce(c.blob, n.blob, r.blob) AS blob FROM stored r
LEFT JOIN renamed_ids n ON n.seq = r.seq LEFT JOIN codes_given c ON c.seq = r.seq WHERE r.blob IS NOT NULL""",
        view=True,
    ),
    Table(
        name="entries",
        statement="SELECT seq, blob FROM records",
        function="entries",
    ),
    Table(
        name="places",
        statement="SELECT seq, e_id FROM entries",
        order=("e_id", "seq"),
        number="pos",
    ),
    # the columns of each record for comparison, with both its numbers
    Table(
        name="works",
        statement="SELECT p.pos, n.* FROM entries n JOIN places p ON n.seq = p.seq",
        view=True,
    ),
    Table(
        name="keyed",
        statement=f"""
SELECT pos, col, hash FROM (SELECT pos, {", ".join(KEY_COLUMNS)} FROM works) AS every
UNPIVOT (hash FOR col IN ({", ".join(KEY_COLUMNS)})) AS one""",
    ),
    Table(
        name="blocks",
        statement=f"""
SELECT col, hash, n, head, n > {_caps()} AS large
FROM (SELECT col, hash, count(*) AS n, min(pos) AS head FROM keyed GROUP BY col, hash HAVING count(*) > 1) AS every""",
    ),
    Table(
        name="members",
        statement="""
SELECT k.pos, k.col, k.hash, b.large FROM keyed k JOIN blocks b ON k.col = b.col AND k.hash = b.hash""",
    ),
    Table(
        name="in_large",
        statement="""
SELECT w.pos, w.e_title, w.people, w.e_year, w.e_volume, w.e_page FROM works w
WHERE w.pos IN (SELECT pos FROM members WHERE large)""",
    ),
    *(
        Table(name=name, statement="SELECT * FROM in_large", order=order, number="number")
        for name, order in ORDERS.items()
    ),
    Table(
        name="pairs",
        statement=f"""
SELECT DISTINCT a, b FROM (
  SELECT x.pos AS a, y.pos AS b FROM members x JOIN members y ON x.col = y.col AND x.hash = y.hash AND x.pos < y.pos
  WHERE NOT x.large AND NOT y.large
  UNION ALL
  SELECT least(x, y) AS a, greatest(x, y) AS b FROM ({neighbours()}) AS near WHERE y IS NOT NULL
) AS every""",
    ),
    Table(
        name="worth",
        statement="""
SELECT p.a, p.b, x.e_title AS a_title, y.e_title AS b_title, x.bare AS a_bare, y.bare AS b_bare,
  (x.e_doi <> '' AND x.e_doi = y.e_doi) OR (x.e_law <> '' AND x.e_law = y.e_law) OR (x.spot <> '' AND x.spot = y.spot) AS name,
  (x.e_doi <> '' AND x.e_doi = y.e_doi) AS doi,
  (x.e_notice <> y.e_notice OR x.e_kind = 'data' OR y.e_kind = 'data') AS unlike
FROM pairs p JOIN works x ON x.pos = p.a JOIN works y ON y.pos = p.b""",
        function="worth",
    ),
    Table(
        name="judged",
        statement=f"""
SELECT p.a, p.b, p.likeness, {_side("x", "a", "place")}, {_side("y", "b", "place")}
FROM worth p JOIN works x ON x.pos = p.a JOIN works y ON y.pos = p.b""",
        function="judged",
    ),
)
"""From records to judged pairs."""

# --- what the whole collection shows ---------------------------------------------------------------------------------------

SHOWN = (
    "SELECT name_a, name_b, count(DISTINCT spot) AS n FROM judged WHERE shows = 'one' GROUP BY name_a, name_b"
)

REFUTED = "SELECT DISTINCT name_a, name_b FROM judged WHERE shows = 'two'"

IN_JOURNALS = f"""
SELECT {", ".join(f"w.e_{name}" for name in ENTRY)} FROM works w JOIN among m ON w.e_container = m.name
WHERE w.e_year <> 0 AND w.e_volume <> '' AND w.e_last <> '' AND w.e_page <> w.e_last"""

SETTLED = (
    Table(
        name="named",
        statement=f"""
SELECT j.a, j.b, n.n AS shown, false AS once, {_side("x", "a")}, {_side("y", "b")}
FROM judged j JOIN journals n ON j.name_a = n.name_a AND j.name_b = n.name_b
JOIN works x ON x.pos = j.a JOIN works y ON y.pos = j.b WHERE j.verdict <> 'same'""",
        function="again",
    ),
    Table(
        name="renamed",
        statement=f"""
SELECT {_JUDGED_OF}, 0 AS shown FROM judged j WHERE NOT EXISTS (SELECT 1 FROM named n WHERE n.a = j.a AND n.b = j.b)
UNION ALL SELECT {_JUDGED_OF}, j.shown FROM (
  SELECT g.*, n.n AS shown FROM named g JOIN judged o ON g.a = o.a AND g.b = o.b
  JOIN journals n ON o.name_a = n.name_a AND o.name_b = n.name_b) AS j""",
    ),
    Table(
        name="by_title",
        statement=f"""
SELECT j.a, j.b, j.verdict, j.shown, x.letters AS letters_a, y.letters AS letters_b
FROM renamed j JOIN works x ON x.pos = j.a JOIN works y ON y.pos = j.b WHERE j.rule IN ({_list(ASKED_BY_TITLE)})""",
    ),
    Table(
        name="titles",
        statement="""
SELECT w.letters, min(w.pos) AS title, count(*) AS n FROM works w
WHERE w.letters IN (SELECT letters_a FROM by_title UNION SELECT letters_b FROM by_title) GROUP BY w.letters""",
    ),
    Table(
        name="rubrics",
        statement="""
SELECT t.title, w.pos, w.e_title, w.e_authors, w.e_year, w.e_container FROM titles t JOIN works w ON w.letters = t.letters WHERE t.n > 2""",
        function="rubrics",
        order=("title", "pos"),
    ),
    Table(
        name="asked",
        statement="""
SELECT q.a, q.b, q.verdict, q.shown, least(q.letters_a, q.letters_b) AS one, greatest(q.letters_a, q.letters_b) AS other,
  t.n + CASE WHEN q.letters_a = q.letters_b THEN 0 ELSE u.n END AS n, coalesce(r.title, s.title) IS NOT NULL AS is_column
FROM by_title q JOIN titles t ON t.letters = q.letters_a JOIN titles u ON u.letters = q.letters_b
LEFT JOIN rubrics r ON r.title = t.title LEFT JOIN rubrics s ON s.title = u.title""",
    ),
    Table(
        name="of_columns",
        statement=f"SELECT {_JUDGED_OF} FROM renamed j JOIN asked q ON j.a = q.a AND j.b = q.b WHERE q.is_column",
        function="of_column",
    ),
    # proofs by titles that are merely alike, with the number of dated records of each title
    Table(
        name="by_likeness",
        statement=f"""
SELECT {_JUDGED_OF}, x.e_year AS year_a, y.e_year AS year_b, x.letters AS letters_a, y.letters AS letters_b
FROM renamed j JOIN works x ON x.pos = j.a JOIN works y ON y.pos = j.b WHERE j.verdict = 'same' AND j.rule IN ({_list(SHOWN_BY_LIKENESS)})""",
    ),
    Table(
        name="dated_titles",
        statement="""
SELECT w.letters, count(*) AS n FROM works w
WHERE w.e_year <> 0 AND w.letters IN (SELECT letters_a FROM by_likeness UNION SELECT letters_b FROM by_likeness) GROUP BY w.letters""",
    ),
    Table(
        name="of_two_titles",
        statement=f"""
SELECT {_JUDGED_OF} FROM by_likeness j JOIN dated_titles t ON t.letters = j.letters_a JOIN dated_titles u ON u.letters = j.letters_b
WHERE least(t.n, u.n) > CASE WHEN j.year_a <> 0 AND j.year_b <> 0 THEN 1 ELSE 0 END
  AND instr(j.letters_a, j.letters_b) = 0 AND instr(j.letters_b, j.letters_a) = 0""",
        function="of_two_titles",
    ),
    # questions whose titles `is_unique_title` may find unique; a title has at most one space after each letter
    Table(
        name="perhaps_once",
        statement=f"""
SELECT a, b, one, other, shown FROM asked WHERE verdict = 'ask' AND NOT is_column AND (
  n = 2 OR n <= (SELECT count(DISTINCT file) FROM entries) OR (n <= {MOST_OF_ONE} AND 2 * length(one) > {SIGNED_TITLE}))""",
        order=("a", "b"),
        number="pos",
    ),
    Table(
        name="there_once",
        statement="""
SELECT q.pos AS pair, s.side, w.pos, w.e_title, w.e_authors, w.e_year, w.e_container, w.file
FROM perhaps_once q JOIN (
  SELECT pos, 0 AS side, one AS letters FROM perhaps_once
  UNION ALL SELECT pos, 1 AS side, other AS letters FROM perhaps_once WHERE one <> other) AS s ON s.pos = q.pos
JOIN works w ON w.letters = s.letters""",
        function="there_once",
        order=("pair", "side", "pos"),
    ),
    Table(
        name="again",
        statement=f"""
SELECT q.a, q.b, q.shown, true AS once, {_side("x", "a")}, {_side("y", "b")}
FROM perhaps_once q JOIN there_once o ON o.pos = q.pos JOIN works x ON x.pos = q.a JOIN works y ON y.pos = q.b""",
        function="again",
    ),
    Table(
        name="numbered_copies",
        statement="""
SELECT pos, copy, code, row_number() OVER (PARTITION BY copy, file ORDER BY line, pos) AS nth FROM works
WHERE copy IN (SELECT copy FROM entries GROUP BY copy HAVING count(DISTINCT file) > 1)""",
    ),
    Table(
        name="copied",
        statement=f"""
SELECT x.pos AS a, y.pos AS b, false AS code FROM numbered_copies x JOIN numbered_copies y ON x.copy = y.copy AND x.nth = y.nth AND x.pos < y.pos
WHERE NOT (x.code IS NOT NULL AND y.code IS NOT NULL AND x.code = y.code)
UNION ALL
SELECT x.pos AS a, y.pos AS b, true AS code FROM works x JOIN works y ON x.code = y.code AND x.pos < y.pos
WHERE x.code NOT LIKE '{SEALED_CODE}%' OR x.code IN (SELECT code FROM entries WHERE lists)""",
        function="copied",
    ),
    Table(
        name="settled",
        statement=f"""
SELECT {JUDGED} FROM copied
UNION ALL SELECT {_JUDGED_OF} FROM (
  SELECT {JUDGED} FROM of_columns UNION ALL SELECT {JUDGED} FROM again UNION ALL SELECT {JUDGED} FROM of_two_titles) AS j
WHERE NOT EXISTS (SELECT 1 FROM copied c WHERE c.a = j.a AND c.b = j.b)
UNION ALL SELECT {_JUDGED_OF} FROM renamed j
WHERE NOT EXISTS (SELECT 1 FROM copied c WHERE c.a = j.a AND c.b = j.b)
  AND NOT EXISTS (SELECT 1 FROM of_columns c WHERE c.a = j.a AND c.b = j.b)
  AND NOT EXISTS (SELECT 1 FROM again g WHERE g.a = j.a AND g.b = j.b)
  AND NOT EXISTS (SELECT 1 FROM of_two_titles t WHERE t.a = j.a AND t.b = j.b)""",
    ),
)
"""Pairs judged again with the evidence of the whole collection, and copies (see `stages.duplicates.collection_evidence`)."""

# --- clusters, and what comes out ------------------------------------------------------------------------------------------

LINKS = "SELECT a, b FROM settled WHERE verdict = 'same'"

MEMBERS_OF_SOURCES = """
SELECT h.first, h.seq, r.blob, k.own, t.own IS NOT NULL AS taken
FROM homes h JOIN records r ON r.seq = h.seq JOIN keys_given k ON k.seq = h.seq JOIN entries e ON e.seq = h.seq
LEFT JOIN (SELECT own FROM keys_given g JOIN homes f ON f.seq = g.seq WHERE f.seq = f.first) AS t ON t.own = e.wanted"""

CONCLUDED = (
    Table(
        name="clusters",
        statement=f"""
SELECT {_JUDGED_OF}, c.head, {_side("x", "a")}, {_side("y", "b")}
FROM settled j JOIN components c ON c.pos = j.a JOIN components d ON d.pos = j.b AND d.head = c.head
JOIN (SELECT head FROM components GROUP BY head HAVING count(*) > 2) AS l ON l.head = c.head
JOIN works x ON x.pos = j.a JOIN works y ON y.pos = j.b""",
        function="clusters",
        order=("head", "a", "b"),
    ),
    Table(
        name="grouped",
        statement="""
SELECT pos, head FROM clusters WHERE what = 'home'
UNION ALL SELECT c.pos, c.head FROM components c
JOIN (SELECT head FROM components GROUP BY head HAVING count(*) = 2) AS l ON l.head = c.head""",
    ),
    Table(
        name="homes",
        statement="""
SELECT p.pos, p.seq, coalesce(g.first, p.seq) AS first FROM places p LEFT JOIN (
  SELECT q.pos, min(q.seq) OVER (PARTITION BY m.head) AS first FROM places q JOIN grouped m ON m.pos = q.pos) AS g ON g.pos = p.pos""",
    ),
    Table(
        name="verdicts",
        statement=f"""
SELECT {JUDGED}, 0 AS after, 0 AS component FROM settled
UNION ALL SELECT {_JUDGED_OF}, 1 AS after, c.head AS component FROM clusters j JOIN components c ON c.pos = j.a WHERE j.what = 'judged'""",
        view=True,
    ),
    Table(
        name="own_keys",
        statement="""
SELECT e.seq, e.wanted, r.number FROM entries e JOIN (
  SELECT root, min(seq) AS number FROM entries GROUP BY root HAVING count(*) > count(DISTINCT wanted)) AS r ON e.root = r.root""",
        function="own_keys",
        order=("number", "seq"),
    ),
    Table(
        name="keys_given",
        statement="""
SELECT e.seq, coalesce(o.own, e.wanted) AS own FROM entries e LEFT JOIN own_keys o ON o.seq = e.seq""",
    ),
    Table(
        name="queue",
        statement="""
SELECT one, other, score, reasons, rule, chance, a, b FROM (
  SELECT *, row_number() OVER (PARTITION BY one, other ORDER BY chance DESC, score DESC, a, b) AS nth FROM (
    SELECT least(h.first, i.first) AS one, greatest(h.first, i.first) AS other, q.score, q.reasons, q.rule, q.chance, q.a, q.b
    FROM (SELECT a, b, score, reasons, rule, chance FROM verdicts WHERE verdict = 'ask'
          UNION ALL SELECT a, b, score, reasons, rule, chance FROM clusters WHERE what = 'refused') AS q
    JOIN homes h ON h.pos = q.a JOIN homes i ON i.pos = q.b) AS apart
  WHERE one <> other) AS ranked
WHERE nth = 1""",
    ),
    Table(
        name="related",
        statement="""
SELECT one, other, kind, reasons FROM (
  SELECT *, row_number() OVER (PARTITION BY one, other ORDER BY score DESC, after, component, a, b) AS nth FROM (
    SELECT least(h.first, i.first) AS one, greatest(h.first, i.first) AS other, j.score, j.kind, j.reasons, j.after, j.component, j.a, j.b
    FROM verdicts j JOIN homes h ON h.pos = j.a JOIN homes i ON i.pos = j.b WHERE j.kind IS NOT NULL) AS apart
  WHERE one <> other) AS ranked
WHERE nth = 1""",
    ),
    Table(
        name="merged",
        statement=MEMBERS_OF_SOURCES,
        function="merged",
        order=("first", "seq"),
    ),
)
"""From judged pairs to the cluster of each record, sources, the queue and relations."""

RENAMED_SOURCES = f"SELECT m.*, f.key FROM ({MEMBERS_OF_SOURCES}) AS m JOIN free_keys f ON f.first = m.first"

IN_ORDER = """
SELECT q.score, q.reasons, q.rule, q.chance, x.e_id AS record_a, y.e_id AS record_b
FROM queue q JOIN works x ON x.pos = q.a JOIN works y ON y.pos = q.b ORDER BY q.chance DESC, q.score DESC, q.a, q.b"""

OVERSIZED = """
SELECT b.col, b.n, w.file, w.line, w.wanted FROM blocks b JOIN works w ON w.pos = b.head WHERE b.large ORDER BY CAST(substr(b.col, 2) AS INT), b.n, b.head"""

DOUBTFUL = """
SELECT x.e_id AS other, y.file, y.line, y.wanted, j.problem, j.reasons
FROM verdicts j JOIN homes h ON h.pos = j.a JOIN homes i ON i.pos = j.b AND i.first = h.first
JOIN works x ON x.pos = j.a JOIN works y ON y.pos = j.b WHERE j.problem <> '' ORDER BY j.a, j.b"""

# --- reading files in parts ------------------------------------------------------------------------------------------------

PARTED = "SELECT DISTINCT file FROM stored WHERE parted"
"""Files with something sealed or withheld in one of their parts."""

WITHHELD = "SELECT problems FROM codes_given ORDER BY seq"

HIDDEN = "SELECT blob FROM codes_given ORDER BY seq"

FAULTS = """
SELECT problem FROM (
  SELECT file, behind, seq, problem FROM stored UNION ALL SELECT file, 1 AS behind, seq, problem FROM renamed_ids) AS every
WHERE problem IS NOT NULL ORDER BY file, behind, seq"""


Engine: TypeAlias = "DuckDB | Spark"
"""Stores tables and makes new ones from them; a table that exists is not made again."""


def deduplicate(engine: Engine, options: Options) -> None:
    """Make the tables of a deduplication from the table `stored`: `homes`, `merged`, `queue`, `related` and those before them."""
    _make(engine, options, COMPARED)
    engine.write_rows("journals", {"name_a": "string", "name_b": "string", "n": "int64"}, _journals(engine))
    _make(engine, options, SETTLED)
    engine.components("components", LINKS)
    _make(engine, options, CONCLUDED)


def _make(engine: Engine, options: Options, tables: Iterable[Table]) -> None:
    for one in tables:
        if one.view:
            engine.view(one.name, one.statement)
        elif one.function:
            engine.batches(one.name, one.statement, one.function, options, one.order)
        elif one.number:
            engine.number(one.name, one.statement, one.order, one.number)
        else:
            engine.table(one.name, one.statement)


def _journals(engine: Engine) -> list[tuple[str, str, int]]:
    """Return the pairs of names that belong to one journal, with the number of places that show it."""
    places: dict[Names, int] = {(a, b): n for a, b, n in engine.rows(SHOWN)}
    against: list[Names] = [(a, b) for a, b in engine.rows(REFUTED)]

    def entries(among: set[str]) -> Iterator[RecordColumns]:
        engine.write_rows("among", {"name": "string"}, [(name,) for name in sorted(among)])
        yield from map(entry, engine.rows(IN_JOURNALS))

    found = proven_names(places, against, entries)
    return [(a, b, n) for (a, b), n in sorted(found.items())]
