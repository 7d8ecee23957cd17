"""The stand-in as a process: `PYTHONPATH=tests python -m standin --port-file port --record met.jsonl --crossref works.jsonl.xz --fault 429@2`."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from standin.faults import parse
from standin.registries import REGISTRIES
from standin.server import Standin, load


def main() -> None:
    """Serve until ended."""
    options = argparse.ArgumentParser(prog="standin", description=__doc__)
    for name in REGISTRIES:
        options.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="FILE",
            help="its works, instead of made-up ones",
        )
    options.add_argument(
        "--port-file", type=Path, required=True, help="the port is written there once requests are answered"
    )
    options.add_argument("--record", type=Path, help="each request is written there, one a line")
    options.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="KIND[@N,…]|SHARE",
        help="429@2, html (always), 0.2 (by chance)",
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--retry-after", default="0")
    options.add_argument("--slow", type=float, default=0.5, metavar="SECONDS")
    options.add_argument("--allowance", type=int, default=100_000)
    options.add_argument(
        "--key", action="append", default=[], metavar="NAME=KEY", help="a registry that wants a key"
    )
    said = options.parse_args()
    works = {
        name: [work for path in getattr(said, name) for work in load(path)]
        for name in REGISTRIES
        if getattr(said, name)
    }
    faults = parse(said.fault, seed=said.seed, retry_after=said.retry_after, slow=said.slow)
    keys = dict(pair.split("=", 1) for pair in said.key)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with Standin(
        works=works, faults=faults, record=said.record, keys=keys, allowance=said.allowance
    ) as standin:
        # renamed, so that whoever waits for it finds it whole
        beginning = said.port_file.with_suffix(".new")
        beginning.write_text(str(standin.port))
        beginning.rename(said.port_file)
        ended.wait()


if __name__ == "__main__":
    main()
