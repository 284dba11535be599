from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.understanding import LABELS, alarm, classifier, classify, intents
from graphs.clinic.understanding.train import emergencies, examples, fingerprint
from tests.clinic.understanding.judged import confusion_table, judge_intents

pytestmark = pytest.mark.check


@pytest.mark.parametrize("name", ["intents", "intents2"])
def test_nine_in_ten_utterances_of_our_own_lists_are_understood(dev, name):
    found = judge_intents(dev(name))
    assert found.accuracy >= 0.93, f"\n{confusion_table(found)}\n{found.wrong}"


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("I want to cancel, no wait, move my appointment", "en", "move_appointment"),
        ("move my appointment, actually no, just cancel it", "en", "cancel_appointment"),
        ("quiero cancelar, no espere, mejor cámbiemela para el viernes", "es", "move_appointment"),
        ("cancela la cuenta no, quiero cancelar mi cita", "es", "cancel_appointment"),
    ],
)
def test_after_a_correction_the_last_wish_counts(text, language, label):
    assert classify(text, language) == label


def test_each_wish_of_a_compound_utterance_scores_high():
    scores = {intent.label: intent.score for intent in intents("cancel tuesday and what do I owe", "en")}
    assert scores["cancel_appointment"] > 0.5
    assert scores["balance"] > 0.5


@pytest.mark.parametrize(
    "text", ["can sell my appointment", "I need an apartment with the doctor to morrow", "what are your ours on sunday"]
)
def test_slips_of_recognition_are_understood(text):
    assert classify(text, "en") in ("cancel_appointment", "book_appointment", "opening_hours")


@pytest.mark.parametrize("text", ["", "   ", "asdf qwer", "what's the capital of france", "¿quién ganó el partido?"])
def test_noise_and_what_is_out_of_scope_is_other(text):
    assert classify(text, "en") == "other"


def test_scores_are_probabilities_best_first():
    found = intents("how much do I owe", "en")
    assert found[0].label == "balance"
    assert {intent.label for intent in found} == set(LABELS)
    assert all(0 <= intent.score <= 1 for intent in found)
    assert [intent.score for intent in found] == sorted((intent.score for intent in found), reverse=True)


def test_there_are_enough_examples_of_each_label_in_both_languages():
    counts = {(label, language): 0 for label in LABELS for language in ("en", "es")}
    for example in examples():
        counts[example.label, example.language] += 1
    assert not {key: count for key, count in counts.items() if count < (70 if key[1] == "en" else 50)}
    assert counts["other", "en"] + counts["other", "es"] >= 150
    assert len(emergencies()) > len(examples()) + 1000


@pytest.mark.parametrize("weights", [classifier.WEIGHTS, alarm.WEIGHTS])
def test_the_stored_weights_were_trained_on_these_examples_and_rules(weights):
    with np.load(weights) as stored:
        assert str(stored["fingerprint"]) == fingerprint(), "run python -m graphs.clinic.understanding.train"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "es"]))
def test_no_text_makes_it_fail(text, language):
    assert classify(text, language) in LABELS


def test_a_classification_takes_less_than_two_milliseconds(dev):
    entries = dev("intents")
    for entry in entries:
        classify(entry["text"], entry["language"])
    started = time.process_time()
    for entry in entries:
        classify(entry["text"], entry["language"])
    assert (time.process_time() - started) / len(entries) < 0.002
