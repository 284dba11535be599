"""Who asks for what is somebody else's."""

from __future__ import annotations

import pytest

from graphs.clinic.understanding import for_another

pytestmark = pytest.mark.check


@pytest.mark.parametrize(
    "text",
    [
        "I want to know what my husband owes",
        "his name is John Smith, born March 3 1980",
        "what's my wife’s balance",
        "cancel my mother's appointment",
        "when is my mom's next appointment",
        "does my husband have an appointment",
        "how much does he owe",
        "my daughter-in-law's bill",
        "I'm his wife",
        "I'm calling about my wife",
        "quiero saber cuánto debe mi esposo",
        "cancele la cita de mi mamá",
        "soy su esposa",
        "¿mi mamá tiene cita?",
    ],
)
def test_what_is_of_somebody_else_is_told_apart(text):
    assert for_another(text)


@pytest.mark.parametrize(
    "text",
    [
        "what do I owe",
        "my husband told me to call about my bill",
        "can my husband come with me",
        "my wife and I both go there",
        "cancel my appointment",
        "what time does he come in",
        "mi esposo me trae",
        "una cita para mí",
    ],
)
def test_who_only_mentions_somebody_speaks_for_themselves(text):
    assert not for_another(text)
