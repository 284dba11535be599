"""A name that was heard finds the name on file, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.clinic.store.names import POSSIBLE_NAME, SAME_NAME, fold, similarity, words

pytestmark = pytest.mark.check

SAME = [
    ("john smith", "John Smith"),
    ("Smith, John", "John Smith"),
    ("jon smyth", "John Smith"),
    ("johnsmith", "John Smith"),
    ("Mr. John Smith", "John Smith"),
    ("john michael smith", "John Smith"),
    ("jack smith", "John Smith"),
    ("maria garcia", "María García López"),
    ("maria garcía lópez", "María García López"),
    ("maria lopez", "María García López"),
    ("maría garcía de lópez", "María García López"),
    ("señora maría de la garcía", "María García López"),
    ("maria garsia lopes", "María García López"),
    ("jose martines", "José Martínez"),
    ("pepe martínez", "José Martínez"),
    ("hoze martinez", "José Martínez"),
    ("catherine o'brien", "Catherine O'Brien"),
    ("catherine o brien", "Catherine O'Brien"),
    ("Kathryn OBrien", "Catherine O'Brien"),
    ("kathy o’bryan", "Catherine O'Brien"),
    ("bob johnson", "Robert Johnson"),
    ("robert johnston", "Robert Johnson"),
    ("mary-ann jones", "Maryann Jones"),
    ("mary ann mc donald", "Mary Ann McDonald"),
    ("susan mueller", "Susan Miller"),
    ("emily davies", "Emily Davis"),
    ("ximena jiménez", "Jimena Giménez"),
    ("hector vasques", "Héctor Vázquez"),
    ("zoe ñandu", "Zoë Ñandú"),
]
OTHER = [
    ("peter jones", "John Smith"),
    ("john miller", "John Smith"),
    ("mary smith", "John Smith"),
    ("ana lópez", "María García López"),
    ("maría hernández", "María García López"),
    ("mary miller", "Mary Wilson"),
    ("robert jackson", "Robert Johnson"),
    ("susan wilson", "Susan Miller"),
    ("karen davis", "Emily Davis"),
    ("john", "John Smith"),
    ("smith", "John Smith"),
    ("", "John Smith"),
    ("doctor", "John Smith"),
    ("123", "John Smith"),
]


@pytest.mark.parametrize(("said", "on_file"), SAME)
def test_it_is_the_same_name(said: str, on_file: str) -> None:
    assert similarity(said, on_file) >= SAME_NAME


@pytest.mark.parametrize(("said", "on_file"), OTHER)
def test_it_is_another_name_or_too_little_of_one(said: str, on_file: str) -> None:
    assert similarity(said, on_file) < SAME_NAME


def test_a_stranger_is_not_even_possible() -> None:
    assert similarity("peter jones", "John Smith") < POSSIBLE_NAME


def test_the_whole_name_scores_above_a_part_of_it() -> None:
    assert similarity("maría garcía lópez", "María García López") > similarity("maría garcía", "María García López")


def test_folding_keeps_letters_only() -> None:
    assert fold("  Ñoño O’Brien-Hughes, Jr. ") == "nono obrien hughes jr"
    assert words("Dra. Elena de la Torre") == ("elena", "torre")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_a_score_between_nought_and_one(one: str, other: str) -> None:
    assert 0.0 <= similarity(one, other) <= 1.0


@given(st.text(max_size=60))
def test_every_name_with_letters_is_the_same_as_itself(name: str) -> None:
    assert similarity(name, name) == (1.0 if words(name) else 0.0)
