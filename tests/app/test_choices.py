"""Which part is chosen, and the reason that the banner gives."""

from __future__ import annotations

from typing import Any

import pytest

from app.choices import Choices, choose, without_password
from app.settings import Settings, read_settings
from graphs.errors import BadInput

pytestmark = pytest.mark.check


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def chosen(**settings: Any) -> Choices:
    return choose(read_settings(**settings), has=lambda module: True)


def test_with_nothing_set_everything_is_embedded_and_says_which_variable_is_unset():
    choices = chosen()
    assert all(choice.embedded for choice in choices)
    assert choices.model.value == "rules"
    assert "not a language model" in choices.model.why
    assert "GOOGLE_API_KEY" in choices.model.why
    assert "DEEPGRAM_API_KEY and STT are unset" in choices.stt.why
    assert "REDIS_URL is unset" in choices.redis.why
    assert "LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET are unset" in choices.livekit.why


def test_a_key_chooses_its_provider():
    choices = chosen(google_api_key="g", deepgram_api_key="d")
    assert choices.model.value.startswith("google_genai:")
    assert (choices.stt.value, choices.tts.value) == ("deepgram", "deepgram")
    assert choices.stt.why == "DEEPGRAM_API_KEY is set"


def test_a_named_part_wins_over_a_key():
    choices = chosen(google_api_key="g", deepgram_api_key="d", model="rules", stt="moonshine", tts="espeak")
    assert (choices.model.value, choices.stt.value, choices.tts.value) == ("rules", "moonshine", "espeak")
    assert choices.tts.why == "TTS says so"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"model": "gemini"}, "provider:model"),
        ({"model": "google_genai:gemini-3.5-flash-lite"}, "GOOGLE_API_KEY"),
        ({"model": "openai:x"}, "MODEL_BASE_URL"),
        ({"stt": "deepgram"}, "DEEPGRAM_API_KEY"),
        ({"stt": "whisper"}, "STT=whisper"),
        ({"tts": "openai:tts-1"}, "TTS_BASE_URL"),
    ],
)
def test_a_part_without_its_key_is_refused_in_one_line_that_names_the_variable(settings, named):
    with pytest.raises(BadInput, match=named) as refused:
        chosen(**settings)
    assert "\n" not in str(refused.value)


def test_missing_embedded_packages_are_named_with_how_to_get_them():
    with pytest.raises(BadInput, match="embedded"):
        choose(read_settings(), has=lambda module: False)


def test_addresses_are_shown_without_their_password():
    assert without_password("redis://:secret@host:6379/0") == "redis://host:6379/0"
    assert without_password("postgresql+asyncpg://me:secret@db/clinic?x=1") == "postgresql+asyncpg://me@db/clinic"


def test_a_wrong_setting_is_one_line_with_its_name(monkeypatch):
    monkeypatch.setenv("PORT", "eight")
    with pytest.raises(BadInput, match="PORT") as refused:
        read_settings()
    assert "\n" not in str(refused.value)


def test_no_secret_is_in_the_representation_of_settings(monkeypatch):
    for name in ("GOOGLE_API_KEY", "DEEPGRAM_API_KEY", "REDIS_URL", "OPERATOR_KEYS", "LIVEKIT_API_SECRET"):
        monkeypatch.setenv(name, "do-not-show-me")
    settings = read_settings()
    assert "do-not-show-me" not in repr(settings)
    assert settings.secrets() == ["do-not-show-me"] * 5


def test_an_empty_variable_is_an_unset_one(monkeypatch):
    monkeypatch.setenv("GOOGLE_API_KEY", "")
    monkeypatch.setenv("STT", " ")
    assert chosen().model.value == "rules"
    assert chosen().stt.value == "moonshine"
