"""REFI-QDA, the exchange format of programs for qualitative analysis: codebooks (`.qdc`) and coded projects (`.qdpx`).

ATLAS.ti, MAXQDA, NVivo, QualCoder and others write both, Taguette the codebook (https://www.qdasoftware.org). Of a project is read which code stands
in which source, and by whom: no text of a source, no selected words, no memo is ever held.
"""

from litreview.refi.reading import read_codebook, read_project
from litreview.refi.values import QdaCode, QdaCoding, QdaProject, QdaSource, RefiError
from litreview.refi.writing import codebook_xml

__all__ = [
    "QdaCode",
    "QdaCoding",
    "QdaProject",
    "QdaSource",
    "RefiError",
    "codebook_xml",
    "read_codebook",
    "read_project",
]
