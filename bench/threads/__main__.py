"""`python -m bench.threads [FIGURE ...] [--effort X] [--check] [--json]`."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import platform
import sys
import warnings
from collections.abc import Sequence

import structlog
from rich.console import Console

from bench.threads import servers
from bench.threads.figures import FIGURES
from bench.threads.report import Row, as_json, show


async def measure(names: Sequence[str], effort: float, console: Console) -> list[Row]:
    """Every figure over an empty Redis of its own."""
    rows: list[Row] = []
    for name in names:
        console.print(f"{name} ...", style="dim")
        with servers.valkey() as url:
            rows += await FIGURES[name](url, effort)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description="What keeping threads costs, beside other savers.")
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"one of {', '.join(FIGURES)}; all without")
    parser.add_argument("--effort", type=float, default=1.0, help="1.0 as bench/README.md tells, less is quicker")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--check", action="store_true", help="exit 1 when an aim is missed")
    options = parser.parse_args()
    if unknown := set(options.figures) - FIGURES.keys():
        parser.error(f"there is no figure {', '.join(sorted(unknown))}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    warnings.simplefilter("ignore")
    rows = asyncio.run(measure(options.figures or list(FIGURES), options.effort, Console(stderr=True)))
    if options.json:
        print(json.dumps({"machine": platform.platform(), "python": platform.python_version(), "rows": as_json(rows)}))
    else:
        show(rows, Console(width=None if sys.stdout.isatty() else 120))
    missed = [row for row in rows if row.is_missed]
    for row in missed if options.check else ():
        print(f"missed: {row.group}: {row.name}", file=sys.stderr)
    return 1 if missed and options.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
