"""The command line. A command parses, calls one function of the library, and prints."""

import os

# several threads wait for each other longer than they add up what a review has, and the sum would depend on their number
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

try:
    from litreview.cli.group import main
except KeyboardInterrupt:  # Ctrl-C while click is imported
    raise SystemExit(130) from None

__all__ = ["main"]
