"""Names of people as callers give them."""

from __future__ import annotations

import pytest

from graphs.clinic.language import introduced_name, parse_name

pytestmark = pytest.mark.check

ENGLISH = [
    ("my name is john smith", "John Smith"),
    ("My name's John Smith.", "John Smith"),
    ("this is Mary-Ann O'Brien calling", "Mary-Ann O'Brien"),
    ("john smith", "John Smith"),
    ("John", "John"),
    ("yes it's John Smith.", "John Smith"),
    ("hi this is john smith calling about my bill", "John Smith"),
    ("hello, I'm Jane Doe and I'd like an appointment", "Jane Doe"),
    ("um, jane doe", "Jane Doe"),
    ("sure, it's jane doe", "Jane Doe"),
    ("the name is Lee, Anna Lee", "Anna Lee"),
    ("it's under Garcia", "Garcia"),
    ("John Smith speaking", "John Smith"),
    ("Mrs. Jane Doe", "Jane Doe"),
    ("my first name is John and my last name is Smith", "John Smith"),
    ("first name John last name Smith", "John Smith"),
    ("last name Smith first name John", "John Smith"),
    ("Smith, John", "Smith John"),
    ("john smith march third 1980", "John Smith"),
    ("John Smith, March 3rd 1980", "John Smith"),
    ("John Smith, born march third nineteen eighty", "John Smith"),
    ("I'm John Smith and I was born march third", "John Smith"),
    ("john smith three three eighty", "John Smith"),
    ("I'd like to see Doctor Lee on Tuesday morning, it's John Smith, born March third nineteen eighty", "John Smith"),
    ("April May", "April May"),
    ("June Carter", "June Carter"),
    ("mcdonald", "McDonald"),
    ("o brien", "O'Brien"),
    ("O'Brien hyphen Hughes", "O'Brien-Hughes"),
    ("Li", "Li"),
    ("maria de la cruz", "Maria de la Cruz"),
    ("John Q. Public", "John Q. Public"),
    ("it's smith with a y", "Smyth"),
    ("john smith with a y", "John Smyth"),
    ("catherine with a k jones", "Katherine Jones"),
    ("Clark with an e", "Clarke"),
    ("jon without an h", "Jon"),
    ("Scot with two t's", "Scott"),
    ("John Smith, S-M-Y-T-H", "John Smyth"),
    ("Smith s m y t h", "Smyth"),
    ("Smith. S. M. Y. T. H.", "Smyth"),
    ("john smith that's s m y t h", "John Smyth"),
    ("john smith spelled s m y t h", "John Smyth"),
    ("John Smith, J-O-H-N S-M-Y-T-H", "John Smyth"),
    ("john smith j o h n s m y t h", "John Smyth"),
    ("s m i t h", "Smith"),
    ("B as in boy, o, y, d as in dog", "Boyd"),
    ("s as in sam m as in mary y t as in tom h", "Smyth"),
    ("b as in boy, no, d, a v i s", "Davis"),
    ("d for delta, o, e", "Doe"),
    ("sierra mike yankee tango hotel", "Smyth"),
    ("h a double r y", "Harry"),
    ("jon smith, no, john smith", "John Smith"),
    ("Jon Smith, I mean Joan Smith", "Joan Smith"),
    ("This is Robert Johnson, date of birth April 5th 1972", "Robert Johnson"),
    ("my daughter's name is Emma Stone", "Emma Stone"),
    ("no that's wrong it's Jon", "Jon"),
    ("my name is not john it's jim", "Jim"),
    ("My name is, um, John Smith", "John Smith"),
    ("Okay my name is Emily Chen, E M I L Y C H E N", "Emily Chen"),
    ("just John", "John"),
    ("im jane doe", "Jane Doe"),
    ("Will Smith", "Will Smith"),
    ("Ludwig van Beethoven", "Ludwig van Beethoven"),
    ("I am the wife of John Smith", None),
    ("it's urgent", None),
    ("can you hear me", None),
    ("I'm looking for a doctor", None),
    ("speaking", None),
    ("I want an appointment", None),
    ("what", None),
    ("that's private", None),
    ("why do you need that", None),
    ("tuesday", None),
    ("three", None),
    ("yes", None),
    ("I already told the other one", None),
    ("for my daughter, she's nineteen", None),
    ("can I talk to a person", None),
    ("my chest hurts", None),
    ("I don't know", None),
    ("", None),
]

SPANISH = [
    ("me llamo maría garcía lópez", "María García López"),
    ("mi nombre es Juan Pérez", "Juan Pérez"),
    ("soy Juan Pérez", "Juan Pérez"),
    ("habla Pedro Núñez", "Pedro Núñez"),
    ("le habla la señora Ana Torres", "Ana Torres"),
    ("hola, buenos días, soy Ana Torres", "Ana Torres"),
    ("sí, Ana Torres", "Ana Torres"),
    ("a nombre de Ana Torres", "Ana Torres"),
    ("Juan", "Juan"),
    ("mi nombre es María de la Cruz nacida el tres de marzo", "María de la Cruz"),
    ("María García, tres de marzo del ochenta", "María García"),
    ("maría garcía y quiero una cita", "María García"),
    ("José Luis Rodríguez Zapatero", "José Luis Rodríguez Zapatero"),
    ("ge o eme e zeta", "Gomez"),
    ("Gómez, ge o eme e zeta", "Gómez"),
    ("be de burro, ve de vaca, i griega", "Bvy"),
    ("Giménez con jota", "Jiménez"),
    ("Ernández con hache", "Hernández"),
    ("pe e ere e zeta", "Perez"),
    ("García, ge a erre ce i a", "García"),
    ("Juan Pérez, no, perdón, Juan Páez", "Juan Páez"),
    ("me llamo Luis, Luis Torres", "Luis Torres"),
    ("habla con Rosa Díaz", "Rosa Díaz"),
    ("de parte de Ana Ruiz", "Ana Ruiz"),
    ("Jesús María de los Ángeles Pérez", "Jesús María de los Ángeles Pérez"),
    ("soy la esposa de Juan", None),
    ("es para mi hijo", None),
    ("soy yo", None),
    ("estoy enfermo", None),
    ("quiero una cita", None),
    ("no sé", None),
    ("el martes", None),
    ("me duele la cabeza", None),
    ("cómo", None),
    ("", None),
]


@pytest.mark.parametrize(("said", "name"), ENGLISH)
def test_english_name_is_understood(said: str, name: str | None) -> None:
    assert parse_name(said, "en") == name


@pytest.mark.parametrize(("said", "name"), SPANISH)
def test_spanish_name_is_understood(said: str, name: str | None) -> None:
    assert parse_name(said, "es") == name


@pytest.mark.parametrize("said", ["Rose Day", "June March", "Mark Monday", "Bill Cash", "Faith Noon", "Grace Early"])
@pytest.mark.parametrize("around", ["{}", "{}.", "it's {}", "My name is {}.", "um, {}"])
def test_a_name_of_ordinary_words_is_one_where_nothing_else_is_said(said, around):
    assert parse_name(around.format(said), "en") == said


@pytest.mark.parametrize("said", ["Rose Day", "mark monday", "Bill Cash"])
def test_a_name_of_ordinary_words_stands_before_a_date_of_birth(said):
    assert introduced_name(f"{said}, June 14 1957", "en") == said.title()


@pytest.mark.parametrize("said", ["Julio Domingo", "Ángel Hora", "Pilar Mayo"])
def test_spanish_names_of_ordinary_words(said):
    assert parse_name(f"soy {said}", "es") == said


@pytest.mark.parametrize(
    "said",
    [
        "Next Monday",
        "Good Morning",
        "before Monday",
        "which day",
        "Cancel it",
        "early Monday",
        "Sure thing",
        "pay cash",
    ],
)
def test_two_words_that_are_no_name_stay_none(said):
    assert parse_name(said, "en") is None


@pytest.mark.parametrize("said", ["hmm the second of December", "Hmm.", "uhm", "mmm, let me think", "mm-hmm"])
def test_who_thinks_aloud_gives_no_name(said):
    assert parse_name(said, "en") is None
    assert introduced_name(said, "en") is None
