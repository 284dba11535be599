"""How well the rules understand utterances that they have not seen: a confusion table, and what becomes of red flags.

`python -m bench.intents [FILE.jsonl ...]`: lines {"text", "language", "intent", "also"} or {"text", "emergency"}. It
prints counts and never an utterance, so that the held-out files stay held out.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from graphs.clinic.understanding import classify, red_flag

DATA = Path(__file__).parents[1] / "tests" / "data"


@dataclass(frozen=True)
class Row:
    """One utterance and what a fair judge says of it."""

    text: str
    language: str
    intent: str | None
    also: frozenset[str]
    emergency: bool


@dataclass
class Confusion:
    """What was meant against what was understood."""

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    # (meant, understood) -> utterances; one that a fair judge would accept counts as meant
    by_language: dict[str, tuple[int, int]] = field(default_factory=dict)
    # language -> (right, all)

    @property
    def count(self) -> int:
        return sum(self.cells.values())

    @property
    def accuracy(self) -> float:
        return sum(count for (meant, understood), count in self.cells.items() if meant == understood) / self.count


@dataclass(frozen=True)
class Alarms:
    """What became of emergencies and of what only sounds like one."""

    count: int
    emergencies: int
    missed: int
    # emergencies that raised no alarm, a check question included
    checked: int
    # of these, those that were at least asked "Is this happening now?"
    false_alarms: int


def intents(path: Path) -> list[Row]:
    """The rows of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_row(json.loads(line)) for line in lines if line.strip()]


def _row(raw: dict[str, Any]) -> Row:
    also = frozenset(raw.get("also", ()))
    return Row(raw["text"], raw["language"], raw.get("intent"), also, bool(raw.get("emergency")))


def confusion(rows: list[Row]) -> Confusion:
    """Classify every row."""
    found = Confusion()
    for row in rows:
        understood = classify(row.text, "es" if row.language == "es" else "en")
        meant = str(row.intent)
        found.cells[meant, meant if understood in row.also else understood] += 1
        right, count = found.by_language.get(row.language, (0, 0))
        found.by_language[row.language] = (right + (understood in {meant, *row.also}), count + 1)
    return found


def emergencies(path: Path) -> Alarms:
    """Look for red flags in every row."""
    levels = Counter((row.emergency, red_flag(row.text).level) for row in intents(path))
    real = sum(count for (emergency, _), count in levels.items() if emergency)
    return Alarms(
        count=sum(levels.values()),
        emergencies=real,
        missed=real - levels[True, "emergency"],
        checked=levels[True, "check"],
        false_alarms=levels[False, "emergency"],
    )


def _table(found: Confusion) -> Table:
    labels = sorted({label for pair in found.cells for label in pair})
    table = Table(title="meant (rows) and understood (columns)", box=None, padding=(0, 1))
    table.add_column("", no_wrap=True)
    for number, _ in enumerate(labels, 1):
        table.add_column(str(number), justify="right")
    for number, meant in enumerate(labels, 1):
        cells = [str(found.cells[meant, understood] or "·") for understood in labels]
        table.add_row(f"{number} {meant}", *cells)
    return table


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = ("intents_heldout.jsonl", "emergencies_heldout.jsonl", "emergencies_heldout2.jsonl")
    parser.add_argument("files", nargs="*", type=Path, default=[DATA / name for name in names])
    console = Console()
    for path in parser.parse_args().files:
        rows = intents(path)
        if rows and rows[0].intent is None:
            found = emergencies(path)
            console.print(
                f"{path.name}: {found.emergencies} emergencies, "
                f"{found.missed} missed ({found.checked} of them asked about); "
                f"{found.count - found.emergencies} others, {found.false_alarms} false alarms"
            )
            continue
        table = confusion(rows)
        console.print(_table(table))
        split = ", ".join(f"{name} {right}/{count}" for name, (right, count) in sorted(table.by_language.items()))
        console.print(f"{path.name}: {table.accuracy:.1%} of {table.count} right ({split})")


if __name__ == "__main__":
    main()
