from __future__ import annotations

import pytest

from graphs.clinic.understanding.patterns import PatternSet
from graphs.clinic.understanding.words import fold
from graphs.errors import BadInput
from tests.clinic.understanding.judged import confusion_table, judge_emergencies, judge_intents

pytestmark = pytest.mark.check


def test_a_label_listed_as_also_right_counts_as_right():
    found = judge_intents([{"text": "how much do I owe", "language": "en", "intent": "other", "also": ["balance"]}])
    assert found.accuracy == 1


def test_the_table_names_what_a_label_was_taken_for():
    found = judge_intents([{"text": "how much do I owe", "language": "en", "intent": "other"}])
    assert confusion_table(found).split() == ["other", "0/1", "0.0%", "balance", "1"]
    assert found.wrong == [("how much do I owe", "other", "balance")]


def test_missed_and_false_alarms_are_told_apart():
    found = judge_emergencies(
        [
            {"text": "my chest hurts", "emergency": True},
            {"text": "hello", "emergency": True},
            {"text": "my chest hurt last year", "emergency": False, "check_ok": True},
            {"text": "I can't breathe", "emergency": False},
        ]
    )
    assert (found.recall, found.false_alarm_rate, found.missed) == (0.5, 0.5, ["hello"])
    assert found.asked == ["my chest hurt last year"]


def test_words_are_folded_alike_however_they_were_written():
    assert fold("Dr. Lee can't; I’ll come").text == fold("doctor lee cannot i will come").text
    assert fold("¿Está MAÑANA?").text == " esta manana "


def test_the_pattern_language_has_gaps_stems_options_and_any_order():
    patterns = PatternSet([("a", "chest & pain*"), ("b", "cant .. breath*"), ("c", "right_now|today please?")])
    assert patterns.keys(" pains in my chest ") == ["a"]
    assert patterns.keys(" i cant really breathe right now please ") == ["b", "c"]
    assert patterns.keys(" chest ") == []


@pytest.mark.parametrize("source", ["..", "please?", "Chest", "<nowhere>", "a & b & c & d"])
def test_a_pattern_that_says_nothing_is_refused(source):
    with pytest.raises(BadInput):
        PatternSet([("key", source)])
