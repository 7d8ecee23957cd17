"""An extension of litreview: the format MODS XML, and a codebook of settings."""

from pathlib import Path

from litreview.formats.readers import Format

MODS = Format(
    name="mods",
    title="MODS XML (Library of Congress)",
    recognised_by="`<mods>`",
    endings=(".mods", ".xml"),
    by_ending=False,
    sign=r"<(?:mods:)?mods(?:Collection)?[ >]",
    in_folder=r"<(?:mods:)?mods[ >]",
    reader="litreview_mods.mods:read_mods",
    markup="plain",
    layout="trees",
)
SETTINGS = Path(__file__).with_name("settings.toml")
