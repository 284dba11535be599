from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.language import say_date
from graphs.clinic.store.seed.data import load
from graphs.clinic.understanding import red_flag, still_emergency
from graphs.clinic.understanding.red_flag_rules import KINDS, RedFlagRules
from graphs.clinic.understanding.red_flags import judge
from graphs.clinic.understanding.rules import read_rules
from graphs.clinic.understanding.words import fold
from graphs.errors import BadInput
from tests.clinic.understanding.judged import judge_emergencies

pytestmark = pytest.mark.check

LISTS = ("emergencies", "emergencies2", "emergencies3", "emergencies4")


@pytest.mark.parametrize("name", LISTS)
def test_at_most_one_emergency_in_a_hundred_of_our_own_lists_is_missed(dev, name):
    found = judge_emergencies(dev(name))
    assert len(found.missed) <= found.emergencies / 80, found.missed


@pytest.mark.parametrize("name", LISTS)
def test_near_misses_of_our_own_lists_raise_no_false_alarm(dev, name):
    found = judge_emergencies(dev(name))
    assert found.false_alarm_rate <= 0.05, found.false_alarms


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my chest hurts and my arm is numb", "heart"),
        ("me falta el aire", "breathing"),
        ("my wife's face is drooping", "stroke"),
        ("mi papá no despierta", "awareness"),
        ("the bleeding won't stop", "bleeding"),
        ("se me está hinchando la lengua", "allergy"),
        ("my toddler swallowed a battery", "poison"),
        ("ya no quiero vivir", "self_harm"),
        ("my husband is hitting me", "violence"),
        ("my three week old has a fever", "child"),
        ("I'm pregnant and bleeding", "pregnancy"),
        ("he's diabetic and we can't wake him", "awareness"),
        ("my sugar is five hundred", "diabetes"),
        ("I think I'm going to die", "dying"),
    ],
)
def test_each_kind_is_told_apart(text, kind):
    assert (red_flag(text).level, red_flag(text).kind) == ("emergency", kind)


def test_every_kind_is_one_that_the_line_can_speak_of():
    assert set(KINDS) == {
        "heart", "breathing", "stroke", "awareness", "bleeding", "allergy", "poison",
        "self_harm", "violence", "child", "pregnancy", "diabetes", "dying",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "my chess hurts",
        "I think it's a hard attack",
        "he is having a see sure",
        "shortness of bread",
        "I feel sue a side all",
    ],
)
def test_slips_of_recognition_do_not_hide_an_emergency(text):
    assert red_flag(text).level == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to book a checkup for Tuesday",
        "how much do I owe",
        "no chest pain, I just need a refill",
        "I don't have chest pain or trouble breathing",
        "no tengo dolor de pecho ni me falta el aire",
        "I'm dying to see Doctor Lee",
        "me muero de hambre",
        "",
        "¿a qué hora cierran?",
    ],
)
def test_ordinary_words_negations_and_idioms_are_nothing(text):
    assert red_flag(text).level == "none"


@pytest.mark.parametrize(
    "text",
    [
        "my chest hurt last year",
        "my dad died of a heart attack",
        "what are the signs of a stroke",
        "hace tres años tuve dolor en el pecho",
        "I need a follow up after my heart attack",
        "my chest hurts when I cough but it's gone now",
    ],
)
def test_past_history_and_mere_questions_are_asked_about(text):
    assert red_flag(text).level == "check"


@pytest.mark.parametrize(
    "text",
    [
        "my chest hurt last year and today it's worse",
        "tuve un infarto hace dos años y ahorita siento lo mismo",
        "I don't have a fever but I can't breathe",
        "I'm not feeling well my chest hurts",
        "the pain in my chest doesn't go away",
    ],
)
def test_again_and_worse_cancel_the_past_and_a_negation_covers_its_clause_only(text):
    assert red_flag(text).level == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "I had no chest pain until now",
        "I didn't have chest pain until this morning",
        "until today I never had trouble breathing",
        "no tenía dolor de pecho hasta ahorita",
        "no me faltaba el aire hasta hace un rato",
    ],
)
def test_what_was_not_until_now_is(text):
    assert red_flag(text).level == "emergency"


NEIGHBOURS = ("husband", "wife", "mother", "father", "son", "daughter", "sister", "brother", "partner", "grandson")
MILD = ("a fever", "lice", "an earache since last night", "a runny nose", "pink eye", "a cough since Monday", "a rash")


@pytest.mark.parametrize("who", NEIGHBOURS)
@pytest.mark.parametrize(
    "saying", ["I'm her {}", "I'm his {}, Jane", "I'm calling for my {}", "this is her {}", "it's about my {}"]
)
def test_who_speaks_for_somebody_has_no_emergency(who, saying):
    assert red_flag(saying.format(who)).level == "none"


@pytest.mark.parametrize("what", MILD)
@pytest.mark.parametrize("who", ["son", "daughter", "husband"])
def test_what_children_and_spouses_commonly_have_is_none(who, what):
    assert red_flag(f"my {who} has {what}").level == "none"


@pytest.mark.parametrize(
    "text",
    [
        "my breathing is fine",
        "mi respiración está bien",
        "I want to lose weight",
        "quiero bajar de peso",
        "I cut my finger yesterday, it's healing",
        "me corté el dedo ayer, ya está sanando",
        "I think the blood test is wrong, I never had it",
        "I've had a bad cough since Monday, no chest pain, no fever, breathing is fine",
        "mi hijo tiene piojos",
        "soy su esposo",
    ],
)
def test_what_is_fine_or_small_is_none(text):
    assert red_flag(text).level == "none"


@pytest.mark.parametrize("text", ["my breathing isn't fine", "her breathing is not good at all", "no respira bien"])
def test_breathing_that_is_not_fine_is_an_emergency(text):
    assert red_flag(text).level == "emergency"


def _names(language):
    people = load("people.toml")[language]
    return [f"{given} {surname}" for given in people["given"] for surname in people["surnames"]]


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_name_with_a_birth_date_is_an_alarm(language):
    first = date(1930, 1, 1)
    for number, name in enumerate(_names(language)):
        day = first + timedelta(days=37 * number)
        spoken = say_date(day, language, with_year=True)
        for line in (f"{name} {spoken}", f"{name}, {day.month}/{day.day}/{day.year}", f"it's {name}, born {spoken}"):
            assert red_flag(line).level == "none", line


def test_one_weak_sign_is_no_emergency_and_two_are():
    assert red_flag("my jaw aches").level != "emergency"
    assert red_flag("my jaw aches and I'm sweating").level == "emergency"


@pytest.mark.parametrize(
    "answer",
    ["no", "not now", "no, it was last week", "it was years ago", "nah it's gone", "no, fue hace años", "ya pasó"],
)
def test_only_a_clear_no_ends_the_question_whether_it_is_happening(answer):
    assert still_emergency(answer) is False


@pytest.mark.parametrize(
    "answer",
    ["yes", "sí", "", "I don't know", "what?", "a little", "un poco", "no but my chest still feels tight", "no sé"],
)
def test_a_yes_silence_and_anything_unclear_count_as_happening(answer):
    assert still_emergency(answer) is True


def test_a_wrong_pattern_is_named_in_one_line():
    content = read_rules("red_flags.yaml")
    content["kinds"]["heart"]["phrases"]["en"].append("chest & <nowhere>")
    with pytest.raises(BadInput) as raised:
        RedFlagRules.from_content(content)
    assert "heart" in str(raised.value)
    assert "<nowhere>" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_kind_is_named():
    content = read_rules("red_flags.yaml")
    del content["kinds"]["stroke"]
    with pytest.raises(BadInput, match="stroke"):
        RedFlagRules.from_content(content)


def test_a_clinicians_own_phrase_counts_at_once():
    content = read_rules("red_flags.yaml")
    content["kinds"]["heart"]["phrases"]["en"].append("my ticker is bust")
    rules = RedFlagRules.from_content(content)
    assert judge(fold("doc, my ticker is bust"), rules).level == "emergency"


def test_the_file_is_plain_yaml_that_others_can_read():
    assert yaml.safe_dump(read_rules("red_flags.yaml"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text):
    assert red_flag(text).level in ("none", "check", "emergency")
    assert still_emergency(text) in (True, False)


def test_a_judgement_takes_less_than_two_milliseconds(dev):
    texts = [entry["text"] for entry in dev("emergencies")]
    for text in texts:
        red_flag(text)
    red_flag.cache_clear()
    started = time.process_time()
    for text in texts:
        red_flag(text)
    assert (time.process_time() - started) / len(texts) < 0.002
