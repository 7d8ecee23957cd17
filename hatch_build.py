"""Adds the package's links to its metadata, made of `repository` in `[tool.litreview]` of pyproject.toml; none while that is empty."""

import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class CustomMetadataHook(MetadataHookInterface):
    """Hatch asks it for what `dynamic` names."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add `urls`."""
        project = tomllib.loads((Path(self.root) / "pyproject.toml").read_text(encoding="utf-8"))
        repository = project["tool"]["litreview"]["repository"].rstrip("/")
        pages = {"Repository": "", "Issues": "/issues", "Changelog": "/blob/main/CHANGELOG.md"}
        metadata["urls"] = {name: f"{repository}{page}" for name, page in pages.items() if repository}
