"""Utterances that were written by somebody who has not seen the rules, and that were never used to tune them.

The failing ones are not printed on purpose: who reads them cannot help tuning. `python -m bench.intents` has counts.
"""

from __future__ import annotations

import pytest

from bench.intents import DATA, confusion, emergencies, intents
from graphs.clinic.understanding import train

pytestmark = pytest.mark.check

KNOWN_MISSED = 8
KNOWN_FALSE_ALARMS = 6
# of 142 emergencies and 104 others, measured; the aim is none: lower them with every improvement, never raise them


def test_at_least_nine_of_ten_wishes_are_understood():
    found = confusion(intents(DATA / "intents_heldout.jsonl"))
    assert found.count >= 200
    assert found.accuracy >= 0.90


def test_no_more_emergencies_are_missed_or_invented_than_are_known():
    found = emergencies(DATA / "emergencies_heldout.jsonl")
    assert found.count >= 200
    assert found.missed <= KNOWN_MISSED
    assert found.false_alarms <= KNOWN_FALSE_ALARMS


def test_no_held_out_utterance_is_among_the_examples():
    held_out = {row.text for name in ("intents", "emergencies") for row in intents(DATA / f"{name}_heldout.jsonl")}
    assert held_out.isdisjoint({example.text for example in [*train.examples(), *train.emergencies()]})
