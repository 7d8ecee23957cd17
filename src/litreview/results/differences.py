"""What changed between two states of a review, and through what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from litreview.model import Where
from litreview.wording import short_repr

InputKind = Literal["file", "registry", "decision", "codebook", "setting", "findings", "note", "manuscript"]
Aspect = Literal[
    "record", "source", "merge", "registry", "field", "tag", "status", "stance", "evidence", "finding", "note"
]
How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChange:
    """One thing that people put in, took out or changed: a file, a line of decisions, the codebook, a setting.

    - `kind`: `registry` is a file of what one said (`enriched/`), which no search found;
    - `what`: a file's name, the words of a decision, the name of a setting; `how`: `added`, `removed` or `changed`;
    - `where`: where it stands, in the later state if it is there; `detail`: who, when and why of a decision, what changed of a file.
    """

    kind: InputKind
    what: str
    how: How
    where: Where
    detail: str = ""

    __repr__ = short_repr

    @property
    def words(self) -> str:
        """The change in one line.

        >>> InputChange(kind="decision", what="tag Doe2019 protect", how="added", where=Where(file="decisions/ann.tsv", line=3)).words
        'decision added: tag Doe2019 protect (decisions/ann.tsv:3)'
        """
        place = "" if str(self.where) == self.what else f" ({self.where})"
        return f"{self.kind} {self.how}: {self.what}{place}" + (f"; {self.detail}" if self.detail else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputChange:
    """One thing that came out otherwise.

    - `key`: the source (by its later key, where it has one) or the finding; `before`, `after`: `""` where there is nothing;
    - `causes`: the places among `Difference.inputs` of what made it; `direct`: whether these are on the very thing. Where nothing
      is, they are all that could have.
    """

    aspect: Aspect
    key: str
    what: str
    before: str
    after: str
    causes: tuple[int, ...] = ()
    direct: bool = True

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two states of a review differ in: what went in, and what came out."""

    inputs: tuple[InputChange, ...] = ()
    outputs: tuple[OutputChange, ...] = ()

    __repr__ = short_repr

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.inputs and not self.outputs

    def caused_by(self, change: OutputChange) -> tuple[InputChange, ...]:
        """Return what made a change."""
        return tuple(self.inputs[place] for place in change.causes)
