"""What the doctor advises, in the names of the settings."""

from __future__ import annotations

from typing import Any

import pytest

from app.choices import choose
from app.remedies import remedy
from app.settings import Settings

pytestmark = pytest.mark.check


def advice(code: str, part: str = "model", **given: Any) -> str:
    settings = Settings(_env_file=None, **given)
    return remedy(getattr(choose(settings, has=lambda _: True), part), code, settings)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("code", ["unreachable", "timeout"])
def test_who_cannot_be_reached_is_looked_for_at_the_address_that_was_set(code: str) -> None:
    said = advice(code, model="openai:q", model_base_url="http://gpu:8000/v1")
    assert said == (
        "Start the server at http://gpu:8000/v1, or correct MODEL_BASE_URL. To do without it set MODEL=rules."
    )
    said = advice(code, "tts", deepgram_api_key="d")
    assert said == "Check this machine's network and firewall. To do without it set TTS=piper."


@pytest.mark.parametrize(
    ("part", "given", "key"),
    [
        ("model", {"google_api_key": "g"}, "GOOGLE_API_KEY"),
        ("model", {"model": "openai:q", "model_api_key": "k"}, "MODEL_API_KEY"),
        ("model", {"model": "openai:q", "openai_api_key": "k"}, "OPENAI_API_KEY"),
        ("model", {"model": "anthropic:claude"}, "ANTHROPIC_API_KEY"),
        ("stt", {"deepgram_api_key": "d"}, "DEEPGRAM_API_KEY"),
        ("tts", {"tts": "openai:t", "tts_base_url": "http://x"}, "TTS_API_KEY"),
    ],
)
def test_a_wrong_key_is_named(part: str, given: dict[str, Any], key: str) -> None:
    assert advice("wrong_key", part, **given).startswith(f"Correct {key}. ")


def test_a_wrong_name_is_to_be_corrected_and_a_fault_of_theirs_waited_for() -> None:
    assert advice("unknown_model", google_api_key="g") == "Correct the name in MODEL."
    assert advice("server", google_api_key="g").startswith("Try again later")


def test_what_the_check_said_itself_is_not_said_again() -> None:
    assert advice("no_key", google_api_key="g") == ""
