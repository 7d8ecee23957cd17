"""Verification: does a source exist as it is described? Values in, a verdict for each source out, with the reasons in words.

The rules are rows of `verdicts.toml`: what can't be in an entry whatever anyone says of it (stage `entry`), and what follows where a
registry has answered (stages `identifier` and `title`). Nothing here asks anyone anything.
"""

from __future__ import annotations

from litreview.stages.verification.verdicts import Reply, verify_sources

__all__ = ["Reply", "verify_sources"]
