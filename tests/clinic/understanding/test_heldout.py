"""Utterances that were written by somebody who has not seen the rules, and that were never used to tune them.

The failing ones are not printed on purpose: who reads them cannot help tuning. `python -m bench.intents` has counts.
"""

from __future__ import annotations

import pytest

from bench.intents import DATA, confusion, emergencies, intents
from graphs.clinic.understanding import train

pytestmark = pytest.mark.check

KNOWN = {"emergencies_heldout": (5, 6), "emergencies_heldout2": (0, 4)}
# missed of 142 and 150 emergencies, false alarms of 104 and 110 others, measured; the aim is none: lower them with
# every improvement, never raise them. The second file's author wrote after the first's figures were known.


def test_at_least_nine_of_ten_wishes_are_understood():
    found = confusion(intents(DATA / "intents_heldout.jsonl"))
    assert found.count >= 200
    assert found.accuracy >= 0.90


@pytest.mark.parametrize("name", KNOWN)
def test_no_more_emergencies_are_missed_or_invented_than_are_known(name):
    found = emergencies(DATA / f"{name}.jsonl")
    missed, false_alarms = KNOWN[name]
    assert found.count >= 200
    assert found.missed <= missed
    assert found.false_alarms <= false_alarms


def test_no_held_out_utterance_is_among_the_examples():
    held_out = {row.text for name in ("intents_heldout", *KNOWN) for row in intents(DATA / f"{name}.jsonl")}
    assert held_out.isdisjoint({example.text for example in [*train.examples(), *train.emergencies()]})
