"""Verification: does a source exist as described? Takes sources and registries' replies; returns a verdict per source, with reasons.

The rules are rows of `verdicts.toml`. Stage `entry` finds what is impossible in an entry by itself; stages `identifier` and `title` judge a
registry's answer. Nothing here sends a request.
"""

from __future__ import annotations

from litreview.stages.verification.verdicts import RegistryReply, verify_sources

__all__ = ["RegistryReply", "verify_sources"]
