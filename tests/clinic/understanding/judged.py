"""What our own lists show, utterance by utterance (`bench/intents.py` counts only, so that held-out files stay so)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphs.clinic.understanding.intents import classify
from graphs.clinic.understanding.red_flags import red_flag


@dataclass(frozen=True, slots=True)
class IntentReport:
    """Labels wanted against labels given."""

    pairs: Counter[tuple[str, str]]
    # (wanted, given) -> how often; a label listed under "also" counts as the wanted one
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    # text, wanted, given

    @property
    def accuracy(self) -> float:
        """0..1; 0 for an empty list."""
        right = sum(count for (wanted, given), count in self.pairs.items() if wanted == given)
        return right / max(sum(self.pairs.values()), 1)


@dataclass(frozen=True, slots=True)
class EmergencyReport:
    """What the red flags let pass and what they raised for nothing."""

    missed: list[str]
    # emergencies that were not called one
    false_alarms: list[str]
    # near-misses that were called an emergency
    asked: list[str]
    # near-misses that are asked about first
    emergencies: int
    near_misses: int

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / max(self.emergencies, 1)

    @property
    def false_alarm_rate(self) -> float:
        return len(self.false_alarms) / max(self.near_misses, 1)


def judge_intents(entries: Iterable[dict[str, Any]]) -> IntentReport:
    """`entries`: {"text", "language", "intent", "also"?: [labels that are right too]}."""
    pairs: Counter[tuple[str, str]] = Counter()
    wrong: list[tuple[str, str, str]] = []
    for entry in entries:
        text, wanted = entry["text"], entry["intent"]
        given = classify(text, entry.get("language", "en"))
        if given in (entry.get("also") or []):
            given = wanted
        pairs[wanted, given] += 1
        if given != wanted:
            wrong.append((text, wanted, given))
    return IntentReport(pairs, wrong)


def judge_emergencies(entries: Iterable[dict[str, Any]]) -> EmergencyReport:
    """`entries`: {"text", "emergency": bool, "check_ok"?: bool}; a near-miss may be asked about."""
    levels = [(entry["text"], bool(entry["emergency"]), red_flag(entry["text"]).level) for entry in entries]
    return EmergencyReport(
        missed=[text for text, wanted, level in levels if wanted and level != "emergency"],
        false_alarms=[text for text, wanted, level in levels if not wanted and level == "emergency"],
        asked=[text for text, wanted, level in levels if not wanted and level == "check"],
        emergencies=sum(wanted for _, wanted, _ in levels),
        near_misses=sum(not wanted for _, wanted, _ in levels),
    )


def confusion_table(report: IntentReport) -> str:
    """One line per wanted label: how many, how many right, and what the others were taken for."""
    labels = sorted({wanted for wanted, _ in report.pairs})
    return "\n".join(_row(label, report.pairs) for label in labels)


def _row(label: str, pairs: Counter[tuple[str, str]]) -> str:
    given: Sequence[tuple[str, int]] = sorted(
        ((other, count) for (wanted, other), count in pairs.items() if wanted == label), key=lambda item: -item[1]
    )
    total = sum(count for _, count in given)
    right = dict(given).get(label, 0)
    taken = ", ".join(f"{other} {count}" for other, count in given if other != label)
    return f"{label:20} {right:4}/{total:<4} {right / total:6.1%}  {taken}".rstrip()
