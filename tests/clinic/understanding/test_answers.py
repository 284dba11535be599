from __future__ import annotations

import pytest

from graphs.clinic.understanding import asks_if_human, has_change, is_angry, polarity, universal

pytestmark = pytest.mark.check


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "yeah that works",
        "uh-huh",
        "mhm",
        "okay",
        "no problem",
        "why not",
        "no no it's fine, do it",
        "go ahead",
        "yes but with the other doctor",
        "I guess so",
        "that's right",
        "sounds good",
        "yes please book it",
        "yeah no that's fine",
    ],
)
def test_english_yes(text):
    assert polarity(text, "en") == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "nope",
        "no thanks",
        "don't cancel it",
        "not really",
        "that's not right",
        "I don't think so",
        "never mind",
        "yes, no wait, no",
        "of course not",
        "leave it as it is",
        "I'd rather not",
        "no, that's wrong",
        "not that one",
    ],
)
def test_english_no(text):
    assert polarity(text, "en") == "no"


@pytest.mark.parametrize(
    "text",
    [
        "sí",
        "claro que sí",
        "cómo no",
        "dale",
        "ándale pues",
        "está bien",
        "así es",
        "por supuesto",
        "no, sí está bien",
        "hágalo",
    ],
)
def test_spanish_yes(text):
    assert polarity(text, "es") == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "no gracias",
        "para nada",
        "mejor no",
        "todavía no",
        "no la cancele",
        "déjela así",
        "no es correcto",
        "claro que no",
        "no soy yo",
    ],
)
def test_spanish_no(text):
    assert polarity(text, "es") == "no"


@pytest.mark.parametrize("text", ["", "tuesday at ten", "how much do I owe", "is there parking", "¿a qué hora abren?"])
def test_what_is_no_answer_has_no_polarity(text):
    assert polarity(text, "en") is None


def test_a_yes_with_other_content_has_a_change():
    assert has_change("yes but with the other doctor", "en")
    assert has_change("sí pero el jueves", "es")
    assert not has_change("yes please book it", "en")
    assert not has_change("sí, por favor", "es")
    assert not has_change("tuesday", "en")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("can you say that again", "repeat"),
        ("what?", "repeat"),
        ("¿mande?", "repeat"),
        ("slow down please", "slower"),
        ("despacio por favor", "slower"),
        ("say that again but slower", "slower"),
        ("let me talk to a human", "person"),
        ("agent", "person"),
        ("quiero hablar con una persona sobre mi cuenta", "person"),
        ("empecemos de nuevo", "start_over"),
        ("let's start over", "start_over"),
        ("that's all thanks bye", "goodbye"),
        ("eso es todo gracias", "goodbye"),
        ("hold on let me find my calendar", "hold_on"),
        ("un momento por favor", "hold_on"),
        ("what do I owe", None),
        ("I don't understand this bill", None),
        ("book me for tuesday", None),
        ("", None),
    ],
)
def test_universals_are_the_meaning_of_the_whole_utterance(text, meaning):
    assert universal(text, "en") == meaning


def test_anger_and_doubt_about_the_machine_are_heard():
    assert is_angry("this damn thing again", "en")
    assert is_angry("ya me harté", "es")
    assert not is_angry("thank you very much", "en")
    assert asks_if_human("are you a robot", "en")
    assert asks_if_human("¿eres una persona o una máquina?", "es")
    assert not asks_if_human("I want to talk to a person", "en")
