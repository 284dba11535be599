"""Rows of figures: as a table, as JSON, and which of them miss their aim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.threads.timing import Samples


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    group: str
    name: str
    value: float | None
    # None: not measured, `note` says why
    unit: str
    aim: float | None = None
    # the most it may be; None: shown for comparison
    least: float | None = None
    p95: float | None = None
    cpu: float | None = None
    # milliseconds of this process
    note: str = ""

    @property
    def is_missed(self) -> bool:
        return self.aim is not None and (self.value is None or self.value > self.aim)


def timed(group: str, name: str, samples: Samples, *, aim: float | None = None, note: str = "") -> Row:
    """A row of milliseconds."""
    return Row(group, name, samples.p50_ms, "ms", aim, samples.least_ms, samples.p95_ms, samples.cpu_ms, note)


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the table."""
    table = Table(title="Threads: what keeping them costs", title_justify="left")
    table.add_column("figure", no_wrap=True)
    for name in ("p50", "least", "p95", "CPU", "aim"):
        table.add_column(name, justify="right")
    table.add_column("")
    group = None
    for row in rows:
        if row.group != group:
            table.add_row(f"[bold]{row.group}[/bold]")
            group = row.group
        verdict = "" if row.aim is None else ("[red]missed[/red]" if row.is_missed else "kept")
        aim = "" if row.aim is None else f"≤ {row.aim:g}"
        numbers = _cell(row), _number(row.least), _number(row.p95), _number(row.cpu)
        table.add_row("  " + row.name, *numbers, aim, f"{verdict} {row.note}".strip())
    console.print(table)


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows with what became of their aims."""
    return [{**asdict(row), "missed": row.is_missed} for row in rows]


def _cell(row: Row) -> str:
    return "-" if row.value is None else f"{_number(row.value)} {row.unit}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.2f}"
