"""The data model: immutable values that every stage takes and returns.

Nothing here reads a file, compares or decides. A `Record` is one entry of one file; a `Source` is one work,
made of one or more Records. Both are a `Work`: they share the fields, names and dates that a stage may read.

All values are frozen, keyword-only and slotted. An absent text is `""`, an absent list is `()`, only an absent year is `None`.
A `repr` never shows confidential text (see `litreview.core.confidential`).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NewType, NoReturn, SupportsIndex, cast, overload

from litreview.core.containers import KeyIndex, type_fields
from litreview.core.decision_types import Shown, Verb, fault
from litreview.core.errors import UsageError
from litreview.core.sealed import Sealed, shown_path
from litreview.core.wording import Value, notebook_html, plural, truncate

if TYPE_CHECKING:
    import pandas as pd


Doi = NewType("Doi", str)
"""A DOI that passed `litreview.core.text.doi`: lower case, no resolver, `10.` first."""

RecordId = NewType("RecordId", str)
"""`FILE:KEY`, with `#2`, `#3` … for a key repeated in one file."""

Level = Literal["error", "warning", "info"]
Verdict = Literal["same", "ask", "different"]
RelationKind = Literal["version", "edition", "summary", "same-data", "review-of", "related"]
TagMethod = Literal["rule", "human", "model"]
TagState = Literal["", "decided", "likely", "suggested"]
Basis = Literal["title", "abstract", "note", "full text", ""]
CitationMethod = Literal["doi", "key", "fields", "fuzzy", "human"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Where(Value):
    """A place in a file: `line` is 1-based; 0 means the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Value):
    """A fault in user data, as a value: its place, its code and message, and the remedy; `fields` are the entry's fields it is about, if known."""

    where: Where
    code: str
    level: Level
    message: str
    remedy: str = ""
    key: str = ""
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.code} {self.level}: {_joined(self.message, self.remedy)}"


def _joined(message: str, remedy: str) -> str:
    """Return message and remedy in one line; after a question or a full sentence the remedy begins a new sentence.

    >>> _joined("no code 'protct'; did you mean 'protect'?", "decide it anew"), _joined("no year", "add it")
    ("no code 'protct'; did you mean 'protect'? Decide it anew", 'no year; add it')
    """
    if not remedy or message[-1:] not in ("?", ".", "!"):
        return f"{message}; {remedy}" if remedy else message
    word = remedy.split(maxsplit=1)[0]
    return f"{message} {remedy[:1].upper() if word.isalpha() else remedy[:1]}{remedy[1:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Value):
    """A person's name. `literal` is an organisation, or a name that must not be split; then the other parts are empty."""

    family: str = ""
    given: str = ""
    prefix: str = ""
    suffix: str = ""
    literal: str = ""

    def __str__(self) -> str:
        """Return the name as BibTeX writes it: `von Last, Jr, First`, or `{Body}`."""
        if self.literal:
            return f"{{{self.literal}}}"
        last = f"{self.prefix} {self.family}".strip()
        return ", ".join([part for part in (last, self.suffix, self.given) if part])

    @property
    def display(self) -> str:
        """The name for a person to read: `First von Last Jr`."""
        return self.literal or " ".join(p for p in (self.given, self.prefix, self.family, self.suffix) if p)

    @property
    def sort_name(self) -> str:
        """The part that lists are sorted by: the family name, or `literal`."""
        return self.literal or self.family


class Fields(dict[str, str]):
    """A read-only mapping of field names to values; to change a value, make another record.

    It can be pickled; a copy is the same object.

    >>> Fields(title="Made up")["title"]
    'Made up'
    """

    __slots__ = ()

    def _refuse(self, *_args: object, **_named: object) -> NoReturn:
        raise TypeError("the fields of a record are read only; record.with_fields makes another")

    if not TYPE_CHECKING:  # a type checker sees the methods of a dict
        __setitem__ = __delitem__ = __ior__ = _refuse
        clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # a read-only dict can be hashed, and so can a record with its fields
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Fields], tuple[dict[str, str]]]:
        return Fields, (dict(self),)

    def __copy__(self) -> Fields:
        return self

    def __deepcopy__(self, _memo: object) -> Fields:
        return self


_CODE = re.compile(r"(?:I|PR)\d{1,4}(?:-\d+)?|confidential-\w+")
CONTAINER_FIELDS = ("journal", "journaltitle", "booktitle", "maintitle", "reporter", "publication")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Work:
    """The base of Record and Source. `fields` maps a lower-case BibTeX field name to its decoded value.

    `type` is the lower-case entry type (`article`, `techreport`, …). Names, year and DOI are parsed once, on reading;
    everything else is read from `fields`. `unnamed`: an interviewee agreed only to be counted within a group, so that no text cites the code.
    """

    key: str
    type: str
    fields: Mapping[str, str] = field(default_factory=Fields)
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    year: int | None = None
    doi: Doi = Doi("")
    confidential: bool = False
    unnamed: bool = False

    def __post_init__(self) -> None:
        if type(self.fields) is not Fields:
            object.__setattr__(self, "fields", Fields(self.fields))

    def __repr__(self) -> str:
        name = type(self).__name__
        if self.confidential:
            # the key of a record read in full may be a person's name
            shown = self.key if _CODE.fullmatch(self.key) else "?"
            return truncate(f"<{name} {shown} ({self.type}, confidential)>")
        return truncate(f"<{name} {self.key[:80]} ({self.type}) {self.title[:60]!r}>")

    def get(self, name: str) -> str:
        """Return the decoded value of a field, `""` if absent; `entrytype` is the entry type, `citekey` the key."""
        if name == "entrytype":
            return self.type
        return self.key if name == "citekey" else self.fields.get(name, "")

    @property
    def title(self) -> str:
        """The title, as one line."""
        return self.fields.get("title", "")

    @property
    def abstract(self) -> str:
        """The abstract, `""` if the record has none."""
        return self.fields.get("abstract", "")

    @property
    def container(self) -> str:
        """The journal, book or series of works this work appeared in."""
        return next((self.fields[name] for name in CONTAINER_FIELDS if self.fields.get(name)), "")

    @property
    def ids(self) -> tuple[str, ...]:
        """The other keys by which the entry is cited: biblatex's field `ids`.

        >>> Work(key="Doe2001", type="book", fields={"ids": "doe01, Doe2000"}).ids
        ('doe01', 'Doe2000')
        """
        text = self.fields.get("ids", "")
        return tuple(key for part in text.split(",") if (key := part.strip())) if text else ()

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords, split at `;` where there is one, else at `,`."""
        text = self.fields.get("keywords", "")
        return tuple(word for part in text.split(";" if ";" in text else ",") if (word := part.strip()))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Record(Work):
    """One entry of one file.

    - `raw_fields`: the values as written, before decoding and inheritance: `jan`, `acm # { on X}` (names with macros resolved);
    - `repeated`: `(field, decoded value)` for each further value of a repeated field;
    - `raw`: the text of the entry; `format`: the name of the reader (`bibtex`, `ris`, …);
    - `sealed`: the key, id and text digest of a confidential record that was emptied;
    - `code`: a random code by which decisions name a confidential or formerly withheld record, and which may be shown;
    - `withheld`: the record only looks confidential, and is hidden until a person answers; `why`: the reason, without quotes from it;
    - `hidden`: personal fields left out of a shown record, each with the reason.
    """

    id: RecordId
    where: Where
    raw_fields: Mapping[str, str] = field(default_factory=Fields)
    repeated: tuple[tuple[str, str], ...] = ()
    raw: str = ""
    format: str = "bibtex"
    sealed: tuple[Sealed[str], ...] = ()
    code: str = ""
    withheld: bool = False
    why: str = ""
    hidden: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_fields(
        cls,
        fields: Mapping[str, Any] | None = None,
        /,
        *,
        key: str = "",
        file: str = "<memory>",
        **named: Any,
    ) -> Record:
        """Return a record made of fields and values, with authors, year and DOI parsed, as if it had been read from a file.

        Names may be those of BibTeX or of database columns (`authors`, `publication_year`); `type` is the entry type. A
        list of authors may contain texts, Persons or dictionaries with `family` and `given`. Absent values (None, NaN) are left
        out. Without `key` the record gets one made of author, year and title; two records of one `file` need different keys.
        Confidential records are sealed. `UsageError` if there is no value at all.

        >>> record = Record.from_fields(title="A made-up title", author="Doe, Jane and Roe, Richard", year=2009.0, type="book")
        >>> record.key, record.year, [person.family for person in record.authors]
        ('Doe2009Made', 2009, ['Doe', 'Roe'])
        """
        rows = importlib.import_module(
            "litreview.formats.foreign_objects"
        )  # a floor above: loaded only when called
        made: Record = rows.make_record(fields, named, key=key, file=file)
        return made

    def with_fields(self, **changes: Any) -> Record:
        """Return a record with other values of fields, and names, year and DOI that agree with them.

        Values are those that `from_fields` takes; an absent one (None, `""`) removes the field. The id, the place and the text of
        the entry stay. `UsageError` for a confidential record, and for a name that is nearly that of a usual field (`yaer`).

        >>> record = Record.from_fields(title="A made-up title", author="Doe, Jane", year=2009)
        >>> other = record.with_fields(year=2014, author=["Richard Roe"])
        >>> other.year, other.get("year"), other.authors[0].family, other.id == record.id
        (2014, '2014', 'Roe', True)
        """
        rows = importlib.import_module("litreview.formats.python_values")  # a floor above
        made: Record = rows.with_fields(self, changes)
        return made

    def __post_init__(self) -> None:
        self._check_derived()
        Work.__post_init__(self)
        if type(self.raw_fields) is not Fields:
            object.__setattr__(self, "raw_fields", Fields(self.raw_fields))

    def _check_derived(self) -> None:
        """Raise `UsageError` if the year, the DOI or the authors are others than those in the fields."""
        year, doi, names = (self.fields.get(name, "") for name in ("year", "doi", "author"))
        # the quick tests are nearly always enough
        if (
            (not self.year or not year or str(self.year) in year)
            and (not self.doi or not doi or self.doi in doi.lower())
            and (not self.authors or not names or self.authors[0].sort_name in names)
        ):
            return
        text = importlib.import_module("litreview.core.text")  # a floor above
        derived = (text.year(year), text.doi(doi), text.parse_names(names)[:1])
        for name, own, other in zip(
            ("year", "doi", "authors"), (self.year, self.doi, self.authors[:1]), derived, strict=True
        ):
            if own and other and own != other:
                raise UsageError(
                    f"the {name} of this record would not be that of its fields; record.with_fields({name.removesuffix('s')}=…) changes both"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherValue(Value):
    """A value that a Source did not choose for a field, with its place."""

    field: str
    value: str
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Value):
    """A field of a Source as a person set it: the value, the value before (`was`), and by whom, when and why it was set.

    `value` is empty if the work has none. `where` is what the person looked at (a page, a quote), `place` the line of the decision.
    """

    field: str
    value: str
    was: str = ""
    by: str
    when: str = ""
    reason: str = ""
    where: str = ""
    place: Where

    def __str__(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"{self.field} is {_quoted(self.value)} and was {_quoted(self.was)}, says {self.by}{why} ({self.place})"


def _quoted(value: str) -> str:
    return f"'{value}'" if value else "none"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Source(Work):
    """One work, made of one or more Records after deduplication.

    - `records`: the records as received, in order of reading; the first gives the key;
    - `former_keys`: the keys of the other records (biblatex `ids`);
    - `values`: the values not chosen, each with its place;
    - `enriched`: records of registries on the work (see `Attachment`); they are not in `records` and count in no figure;
    - `filled`: the values that only registries have, each with its place;
    - `corrected`: the fields that people set (`set` decisions), with the replaced value, which is among `values`.
    """

    records: tuple[Record, ...]
    former_keys: tuple[str, ...] = ()
    values: tuple[OtherValue, ...] = ()
    enriched: tuple[Record, ...] = ()
    filled: tuple[OtherValue, ...] = ()
    corrected: tuple[Correction, ...] = ()

    @property
    def where(self) -> Where:
        """The place of the earliest record."""
        return self.records[0].where


def _same_entry(one: Record, other: Record) -> bool:
    """Return whether two records of one id are the same entry, read twice. Sealed texts are revealed, since they always compare as equal."""
    if one != other:
        return False
    pairs = zip(one.sealed, other.sealed, strict=False)
    return not one.confidential or all(a and b and a.reveal() == b.reveal() for a, b in pairs)


def _files_of(records: Iterable[Record]) -> str:
    """Return the files of records as they may be shown, at most five of them."""
    named = [*dict.fromkeys(shown_path(record.where.file) for record in records)]
    more = f" and {plural(len(named) - 5, 'further file')}" if len(named) > 5 else ""
    return ", ".join(named[:5]) + more


def _counts(value: object, *names: str, **counted: int) -> str:
    """Return a short repr with counts for notebooks: `<Library: 612 records, 0 problems>`; `counted` replaces the length of a field."""
    counts = [(counted.get(name, len(getattr(value, name))), name.replace("_", " ")) for name in names]
    counts_text = ", ".join(plural(n, name.removesuffix("s"), name) for n, name in counts)
    return f"<{type(value).__name__}: {counts_text}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Value):
    """A part of a .bib file other than an entry, as written: `kind` is `preamble`, `comment` (JabRef's groups) or `set`."""

    kind: str
    text: str = field(repr=False)
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Library:
    """The result of `read`: the records, the Problems found, the files read (in order), and the other blocks of .bib files.

    `Library([record, …])` holds records that were made otherwise. `UsageError` for anything that is no Record.

    `library["key"]` is the record of that key or id, `library[0]` the first, `library[:10]` a Library of the first ten; `"key" in library`
    and `len(library)` work, too. `one + other` has the records of both, without repeating a record that is in both. `UsageError` if
    two different records have one id. `frames` names the DataFrames that records were read from, each with its index.
    """

    records: tuple[Record, ...] = field(default=(), kw_only=False)
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    frames: tuple[tuple[str, Any], ...] = field(default=(), repr=False, compare=False)
    _names: KeyIndex | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def index(self) -> pd.Index[Any] | None:
        """The index of the DataFrame that the records were read from; of several added ones, that of `pd.concat(frames)`.

        None if a record is from elsewhere, or if two frames have one name.
        """
        index: pd.Index[Any] | None = index_of_frames(self.frames, (record.where for record in self.records))
        return index

    def __post_init__(self) -> None:
        type_fields(self, records=Record, problems=Problem)
        if wrong := next((each for each in self.records if not isinstance(each, Record)), None):
            raise UsageError(
                f"a Library holds Records, and not a {type(wrong).__name__}; read(path) makes them of a file, from_frame(frame) of a "
                "DataFrame, and read_objects(rows) of dictionaries"
            )

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    @overload
    def __getitem__(self, which: str | SupportsIndex) -> Record: ...
    @overload
    def __getitem__(self, which: slice) -> Library: ...
    def __getitem__(self, which: str | SupportsIndex | slice) -> Record | Library:
        """Return the record of that key, id or position; for a slice a Library, with the Problems of reading."""
        if isinstance(which, slice):
            return replace(self, records=self.records[which])
        return self.records[self._by_name().place(which) if isinstance(which, str) else which]

    def __contains__(self, which: object) -> bool:
        return which in (self._by_name() if isinstance(which, str) else self.records)

    def __add__(self, other: Library) -> Library:
        if not isinstance(other, Library):
            return NotImplemented
        by_id = {record.id: record for record in self.records}
        more = []
        for record in other.records:
            if record.id not in by_id:
                more.append(record)
            elif not _same_entry(by_id[record.id], record):
                raise UsageError(
                    f"two records are called {record.id}; read their files in one call, read(path, path), which names them apart"
                )
        return Library(
            records=(*self.records, *more),
            problems=tuple(dict.fromkeys((*self.problems, *other.problems))),
            files=tuple(dict.fromkeys((*self.files, *other.files))),
            blocks=tuple(dict.fromkeys((*self.blocks, *other.blocks))),
            frames=(
                *self.frames,
                *(
                    (name, index)
                    for name, index in other.frames
                    if not any(name == mine and index is rows for mine, rows in self.frames)
                ),
            ),
        )

    def confidential_summary(self) -> str:
        """Return one line with the number of sealed and withheld records and their files; `""` if nothing is confidential.

        >>> Library().confidential_summary()
        ''
        """
        hidden = [record for record in self.records if record.confidential]
        parts = [
            f"{plural(len(these), f'record is {word}', f'records are {word}')} ({_files_of(these)})"
            for word, these in (
                ("sealed", [record for record in hidden if not record.withheld]),
                ("withheld", [record for record in hidden if record.withheld]),
            )
            if these
        ]
        fields = [record for record in self.records if record.hidden and not record.confidential]
        if fields:
            number = sum(len(record.hidden) for record in fields)
            parts.append(
                f"{plural(number, 'field of a shown record is', 'fields of shown records are')} withheld ({_files_of(fields)})"
            )
        return f"confidential: {', '.join(parts)}" if parts else ""

    def _by_name(self) -> KeyIndex:
        if self._names is None:  # made when first asked for, and kept
            named = ((record.key, (record.id,), not record.confidential) for record in self.records)
            object.__setattr__(self, "_names", KeyIndex(named))
        return cast("KeyIndex", self._names)

    def __repr__(self) -> str:
        return _counts(self, "records", "problems", "files")

    _repr_html_ = notebook_html


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Value):
    """A verdict on a pair of records, with its reasons in words. `score` is in 0..1, higher is more alike.

    `rule` is the id of the rule that decided, "" if a person did; two ids if one rule makes the proof of another doubtful ("book but-other-doi").
    For a question (`ask`), `against` names the columns that speak against one work (`chain` if a third record does). `remaining` is
    the expected share, 0..1, of the queue's duplicates that come after this pair and are missed by a person who stops here.
    """

    a: RecordId
    b: RecordId
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    rule: str = ""
    against: tuple[str, ...] = ()
    remaining: float = 0.0

    @property
    def behind(self) -> str:
        """The share of duplicates expected among the later questions, in words; only the last pair of the queue leaves none."""
        if not self.remaining:
            return "this is the last pair"
        return f"about {100 * self.remaining:.0f} % of the duplicates expected among all questions come after this one"

    def __str__(self) -> str:
        return f"{self.a} and {self.b}: {self.verdict} ({self.score:.2f}), because {'; '.join(self.reasons)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster(Value):
    """The records of one work and the matches that join them."""

    records: tuple[RecordId, ...]
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Value):
    """Two sources that belong together but are not the same work. `by` is a coder, or `rule`."""

    a: str
    b: str
    kind: RelationKind
    by: str = "rule"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Attachment:
    """The key of the source to which a registry's record belongs (`""`: no source), and the match behind it.

    `asked` has the keys of the sources about which a person decides. A record with neither source nor question stays unattached.
    """

    record: Record
    source: str = ""
    match: Match | None = None
    asked: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return truncate(f"<Attachment {self.record.id} to {self.source or 'nothing'}>")


def index_of_frames(frames: Sequence[tuple[str, Any]], places: Iterable[Where]) -> Any:
    """Return the indexes of DataFrames as one, None if a place is in none of them or two have one name."""
    names = [name for name, _ in frames]
    if not frames or len({*names}) < len(names) or any(where.file not in names for where in places):
        return None
    return frames[0][1].append([index for _, index in frames[1:]]) if frames[1:] else frames[0][1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Deduplication:
    """The result of `dedupe`: every record is in exactly one cluster, every cluster is one source.

    `clusters` runs parallel to `sources`; `queue` has the pairs for a person to judge, best first;
    `related` names sources by key. `attached` gives the source of each registry record, if registry records were passed.
    `compared` lets `dedupe(…, known=…)` compare only new records. `found["key"]` is the source of that key, former key or
    record id. `order` has the ids of the records as they were passed, `frames` the names and indexes of the DataFrames that they came from.
    """

    sources: tuple[Source, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    queue: tuple[Match, ...] = ()
    related: tuple[Relation, ...] = ()
    problems: tuple[Problem, ...] = ()
    attached: tuple[Attachment, ...] = ()
    compared: object = field(default=None, repr=False, compare=False)
    frames: tuple[tuple[str, Any], ...] = field(default=(), repr=False, compare=False)
    order: tuple[RecordId, ...] = field(default=(), repr=False, compare=False)
    _names: KeyIndex | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def labels(self) -> pd.Series[Any]:
        """The key of each record's source as a pandas Series, in the order of the records.

        For a library from a DataFrame it has the index of that frame, and `<NA>` for a row without a record. So
        `frame["cluster"] = found.labels` writes the clusters back. For libraries that were added it has the rows of `pd.concat(frames)`.
        `UsageError` where the rows cannot be told: two frames have one name, or other records are from files.

        >>> Deduplication().labels.tolist()
        []
        """
        frames = importlib.import_module("litreview.formats.tables.frames")  # a floor above
        return cast("pd.Series[Any]", frames.labels(self))

    def __post_init__(self) -> None:
        type_fields(
            self,
            sources=Source,
            clusters=Cluster,
            queue=Match,
            related=Relation,
            problems=Problem,
            attached=Attachment,
        )

    def __iter__(self) -> Iterator[Source]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)

    @overload
    def __getitem__(self, which: str | SupportsIndex) -> Source: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[Source, ...]: ...
    def __getitem__(self, which: str | SupportsIndex | slice) -> Source | tuple[Source, ...]:
        """Return the source of that key, former key, record id or position; for a slice several."""
        return self.sources[self._by_name().place(which) if isinstance(which, str) else which]

    def __contains__(self, which: object) -> bool:
        return which in (self._by_name() if isinstance(which, str) else self.sources)

    def _by_name(self) -> KeyIndex:
        if self._names is None:  # made when first asked for, and kept
            named = (
                (s.key, (*s.former_keys, *(record.id for record in s.records)), not s.confidential)
                for s in self.sources
            )
            object.__setattr__(self, "_names", KeyIndex(named))
        return cast("KeyIndex", self._names)

    def __repr__(self) -> str:
        return _counts(self, "sources", "queue", "related", "problems")

    _repr_html_ = notebook_html


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Value):
    """One human judgement: a row of `decisions/NAME.tsv`. `place` is the place of that row.

    `when` is UTC, `YYYY-MM-DDTHH:MM:SSZ`. An undated decision counts as made now, after all dated ones; `append_decisions` dates it.
    `where` is a page or quote in the source. On a confidential source `where` and `reason` are
    sealed (`litreview.judgements.decisions.seal_decisions`). `shown` is `yes` or `no`: whether a suggestion of the machine was shown when the
    decision was made; `""` if unknown, `imported` for a decision of another tool. Made in Python, an invalid one raises `UsageError`: an unknown verb, a `tag`
    without its code, a date of another form. Read from a file, it becomes a Problem with its line (`litreview.judgements.decisions.parse`).
    """

    when: str = ""
    by: str
    verb: Verb | str
    key: str
    value: str = ""
    where: str | Sealed[str] = ""
    reason: str | Sealed[str] = ""
    what: str = ""
    shown: Shown | str = ""
    place: Where = field(default=Where(file="<memory>"), compare=False)

    def __post_init__(self) -> None:
        """Raise `UsageError` for a decision that can't be written down."""
        values = (self.when, self.by, self.verb, self.key, self.value, self.shown)
        if self.place.file == "<memory>" and (why := fault(*values, drafted=True)):
            raise UsageError(why)

    @property
    def order(self) -> tuple[str, str, str, str]:
        """The sort key in time: undated decisions come after all dated ones, in their given order."""
        return (self.when, self.by, self.verb, self.value) if self.when else ("~", "", "", "")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span(Value):
    """A span of a decoded field: `text == source.get(field)[start:end]`, offsets in code points, half-open."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Value):
    """A code on a source. `source` is a source key; `coder` is empty for a machine; `basis` is the text that was available to read.

    `state`: `decided` by a person, or how far the machine's answer can be trusted, `likely` or `suggested`; `""` for a type of source.
    `probability`: that the source has the code, where the machine knows one.
    """

    source: str
    code: str
    method: TagMethod
    coder: str = ""
    score: float = 1.0
    basis: Basis = ""
    spans: tuple[Span, ...] = ()
    state: TagState = ""
    probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceNote(Value):
    """One value that a person gave an evidence field of a source, such as `design`; for one code only, if `code` is set."""

    source: str
    field: str
    value: str
    coder: str
    code: str = ""
    where: str = ""
    reason: str = ""
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedReference(Value):
    """A cited-reference string of a record, and the parts parsed from it."""

    text: str
    where: Where
    record: RecordId
    authors: tuple[Person, ...] = ()
    year: int | None = None
    title: str = ""
    container: str = ""
    volume: str = ""
    number: str = ""
    page: str = ""
    doi: Doi = Doi("")
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Value):
    """An edge citing → cited between source keys, with the cited reference it rests on. `confidence` is in 0..1.

    `rule` is the id of the rule that decided, of a link that was scored.
    """

    citing: str
    cited: str
    method: CitationMethod
    confidence: float
    reference: CitedReference
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingWork(Value):
    """A work that sources cite and the review does not contain: its references, the best-formed first.

    `key` is its name in nets and in `not-held.bib`, different from the key of every source and other such work.
    """

    references: tuple[CitedReference, ...]
    cited_by: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Links:
    """The result of `link`. Every reference read is in a citation, in a missing work or in the queue.

    `citations` has each reference by itself, `pairs` each citing and cited source once. `queue` has possible citations that a person should judge, best first.
    """

    citations: tuple[Citation, ...] = ()
    not_held: tuple[MissingWork, ...] = ()
    queue: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        type_fields(self, citations=Citation, not_held=MissingWork, queue=Citation, problems=Problem)

    @property
    def not_in_library(self) -> tuple[MissingWork, ...]:
        """The works that sources cite and the review does not contain (`not_held`)."""
        return self.not_held

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of a citing and another, cited source, each once, whatever number of references and records says so."""
        pairs = dict.fromkeys((one.citing, one.cited) for one in self.citations)
        return tuple(pair for pair in pairs if pair[0] != pair[1])

    def __iter__(self) -> Iterator[Citation]:
        return iter(self.citations)

    def __len__(self) -> int:
        return len(self.citations)

    def __repr__(self) -> str:
        # as everywhere else, two references to one work are one citation
        shown = _counts(self, "citations", "not_held", "queue", "problems", citations=len(self.pairs))
        several = (
            f" by {plural(len(self.citations), 'reference')},"
            if len(self.citations) != len(self.pairs)
            else ","
        )
        return shown.replace(",", several, 1)

    _repr_html_ = notebook_html


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Value):
    """A place in a source that supports one side of a finding: `where` such as `p. 12`, `quote` word for word; one may be empty."""

    key: str
    side: str
    where: str = ""
    quote: str = ""

    @property
    def printed(self) -> str:
        """The passage as one line: “…” (p. 12), or the place alone."""
        words = " ".join(self.quote.split()).strip('“”"')
        if not words:
            return self.where
        return f"“{words}” ({self.where})" if self.where else f"“{words}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern(Value):
    """A concern about a finding under one component of GRADE-CERQual: `degree` is no, minor, moderate or serious."""

    component: str
    degree: str
    reason: str = ""

    @property
    def printed(self) -> str:
        """The concern in words: `methodological limitations: minor concerns (four of five …)`."""
        degree = self.degree if self.degree != "no" else "no or very minor"
        text = f"{self.component.replace('_', ' ')}: {degree} concerns"
        return f"{text} ({self.reason})" if self.reason else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Cerqual(Value):
    """The authors' confidence in a finding from qualitative studies (GRADE-CERQual): `level` is high, moderate, low or very low."""

    level: str
    concerns: tuple[Concern, ...] = ()


FindingKind = Literal["finding", "finding not held", "open statement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Value):
    """A statement of the review, with the sources on each side.

    `stance` is the statement's stance on the goal; `passages` are the places in sources that show it; `cerqual` is the confidence
    in it, or `strength` the same in words of one's own. A `state` of `open` marks a statement yet to be examined: it names no sources and
    is no finding; `not held` marks one that the review's judgements do not hold. `unknown` has the names on each side that no source has, as
    they may be shown; `line` is the statement's line, `lines` those of each named source.
    """

    id: str
    statement: str
    goal: str = ""
    stance: str = ""
    supports: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    qualifies: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    cerqual: Cerqual | None = None
    strength: str = ""
    strength_reason: str = ""
    state: str = ""
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of the sources on all sides."""
        return (*self.supports, *self.contradicts, *self.qualifies)

    @property
    def is_open(self) -> bool:
        """Whether the statement is yet to be examined, and so no finding."""
        return self.state == "open"

    @property
    def kind(self) -> FindingKind:
        """What outputs call it: a `finding` only if the review's judgements hold it."""
        return "open statement" if self.is_open else "finding not held" if self.state else "finding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Value):
    """A recommendation of the review; `findings` are the ids of the findings behind it, `line` is its line.

    `code` is the recommendation of the codebook that it is: sources tagged with that code inform it. Equal ids alone mean nothing.
    """

    id: str
    statement: str
    code: str = ""
    findings: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)
