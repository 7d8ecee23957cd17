"""The command line. A command parses, calls one function of the library, and prints."""

from litreview.cli.group import main

__all__ = ["main"]
