"""Text of a model, made fit to be spoken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.language import speakable

pytestmark = pytest.mark.check

ENGLISH = [
    ("You're all set.", "You're all set."),
    ("**Great!** You're booked.", "Great! You're booked."),
    ("# Options\n\n- Tuesday at ten\n- Thursday at two", "Options. Tuesday at ten, Thursday at two"),
    ("1. First\n2. Second", "First, Second"),
    ("See [our page](https://x.example/a_b) for `details`.", "See our page for details."),
    ("Go to https://x.example/a?b=c.", "Go to."),
    ("```python\nprint()\n```", "print"),
    ("_Please_ ~~don't~~ wait", "Please don't wait"),
    ("Your visit is on 2026-03-03 at 10:30 AM with Dr. Lee.",
     "Your visit is on March third, twenty twenty-six at ten thirty in the morning with Doctor Lee."),
    ("You owe $85.50.", "You owe eighty-five dollars and fifty cents."),
    ("You owe $1,250", "You owe one thousand two hundred fifty dollars"),
    ("It was 85.50 dollars", "It was eighty-five dollars and fifty cents"),
    ("Born 3/3/1980", "Born March third, nineteen eighty"),
    ("On March 3, 2026", "On March third, twenty twenty-six"),
    ("On Mar 3rd", "On March third"),
    ("Tue, Mar 3 at 2:00 PM", "Tuesday, March third at two in the afternoon"),
    ("at 3pm", "at three in the afternoon"),
    ("at 9 a.m. or 10", "at nine in the morning or ten"),
    ("at 15:00", "at three in the afternoon"),
    ("at 10:30", "at ten thirty"),
    ("Mon-Fri 9:00 AM - 5:00 PM", "Monday to Friday nine in the morning to five in the afternoon"),
    ("Call 555-0123 or (212) 555-0199",
     "Call five five five, zero one two three or two one two, five five five, zero one nine nine"),
    ("Call 911 now", "Call nine one one now"),
    ("15% off & more", "fifteen percent off and more"),
    ("the 2nd of 3", "the second of three"),
    ("Code A12, #45", "Code A one two, number forty-five"),
    ("1,250 people", "one thousand two hundred fifty people"),
    ("3.5 hours", "three point five hours"),
    ("5-10 minutes", "five to ten minutes"),
    ("Mr. Smith, Mrs. Jones and Drs. Lee & Wu", "Mister Smith, Missus Jones and Doctors Lee and Wu"),
    ("123 Main St., Suite 200", "one hundred twenty-three Main Street, Suite two hundred"),
    ("e.g. a referral, i.e. a letter", "for example, a referral, that is, a letter"),
    ("Great 😀👍🏽!", "Great!"),
    ("and/or", "and or or"),
    ("Wait — really?", "Wait, really?"),
    ("Hmm... ok", "Hmm. ok"),
    ("(by phone)", "by phone"),
    ("   ", ""),
]  # fmt: skip
SPANISH = [
    ("**Listo.** Su cita es el 3 de marzo a las 10:30 con la Dra. Lee.",
     "Listo. Su cita es el tres de marzo a las diez y media con la Doctora Lee."),
    ("Debe $85.50", "Debe ochenta y cinco dólares con cincuenta centavos"),
    ("Debe $85,50", "Debe ochenta y cinco dólares con cincuenta centavos"),
    ("Son 1.250 dólares", "Son mil doscientos cincuenta dólares"),
    ("a las 3:00 p. m.", "a las tres de la tarde"),
    ("a la 1:00 p.m.", "a la una de la tarde"),
    ("El 1 de marzo de 2026", "El primero de marzo de dos mil veintiséis"),
    ("3/4/2026", "tres de abril de dos mil veintiséis"),
    ("¿Le sirve el 15%?", "¿Le sirve el quince por ciento?"),
    ("Sr. y Sra. Ruiz", "Señor y Señora Ruiz"),
    ("Llame al 911", "Llame al nueve uno uno"),
    ("de 9 a 17 h", "de nueve a diecisiete horas"),
    ("Teléfono: 555-0123", "Teléfono: cinco cinco cinco, cero uno dos tres"),
    ("2,5 horas", "dos coma cinco horas"),
    ("lunes y/o martes", "lunes y o o martes"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), ENGLISH)
def test_english_text_is_made_fit_to_be_spoken(written: str, said: str) -> None:
    assert speakable(written, "en") == said


@pytest.mark.parametrize(("written", "said"), SPANISH)
def test_spanish_text_is_made_fit_to_be_spoken(written: str, said: str) -> None:
    assert speakable(written, "es") == said


PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([w for w, _ in ENGLISH + SPANISH]),
    st.from_regex(r"[0-9/.:$%, -]{1,12}( ?[ap]\.?m\.?)?", fullmatch=True),
    st.sampled_from(["Dr", ".", "-", "_", "*", "'", "a", "St", "\n", "¿", "#", "1.", "p. m.", "º", "½"]),
)


@given(pieces=st.lists(PIECES, max_size=6), language=st.sampled_from(["en", "es"]))
@settings(max_examples=200)
def test_any_text_becomes_words_and_sentence_punctuation_and_stays_so(pieces, language) -> None:
    said = speakable("".join(pieces), language)
    assert not re.search(r"[\d*_#`$%&@<>\[\]{}|\\^~=+/\"()]", said)
    assert speakable(said, language) == said


@given(text=st.text(alphabet="abcdefghij ,.?!'", max_size=60))
@settings(max_examples=200)
def test_plain_words_stay_in_their_order(text) -> None:
    assert re.findall(r"[a-j]+", speakable(text, "es")) == re.findall(r"[a-j]+", text)
