"""`call_wavs` on real sound, in real time, with a scripted graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graphs.errors import BadInput
from voice import wav
from voice.call import Progress, call_wavs
from voice.session import CallSettings
from voice.silence import SilenceSettings

from .conftest import LoadedSpeech
from .doubles import ScriptedConversation

pytestmark = [pytest.mark.voice, pytest.mark.usefixtures("no_tasks_left")]
Spoken = Callable[..., Path]


def noise(path: Path, seconds: float, loudness: float) -> Path:
    import wave

    samples = np.random.default_rng(0).normal(0, loudness * 32767, int(16_000 * seconds)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(samples.tobytes())
    return path


async def test_each_file_is_spoken_after_the_reply_before_it_and_both_sides_are_recorded(
    speech: LoadedSpeech, spoken: Spoken, tmp_path: Path
) -> None:
    conversation = ScriptedConversation(lambda text: f"Answer {len(conversation.accepted)}.")
    paths = [spoken("What are your opening hours?"), spoken("How much do I owe you?", "rms")]
    progress: list[Progress] = []
    out = tmp_path / "out.wav"
    result = await call_wavs(conversation, paths, speech, out, on_progress=progress.append)
    assert result.greeting
    assert result.greeting.heard == "Hello, how can I help?"
    assert [len(file.turns) for file in result.files] == [1, 1]
    assert all(reply.was_heard and not reply.was_heard[1] for reply in conversation.accepted)
    assert progress[-1].spoken_seconds == pytest.approx(progress[-1].total_seconds)
    assert_sides_take_turns(out)


def assert_sides_take_turns(path: Path) -> None:
    """Agent, caller, agent, caller, agent; hardly ever both at once."""
    kind = wav.inspect(path)
    stereo = np.frombuffer(path.read_bytes()[kind.data_offset :], dtype="<i2").reshape(-1, 2).astype(float)
    tenths = stereo[: len(stereo) // 2_400 * 2_400].reshape(-1, 2_400, 2)
    loud = np.sqrt((tenths**2).mean(axis=1)) > 300
    sides = [0 if left else 1 for left, right in loud if left != right]
    order = [side for index, side in enumerate(sides) if index == 0 or sides[index - 1] != side]
    assert order == [1, 0, 1, 0, 1]
    assert np.logical_and(loud[:, 0], loud[:, 1]).mean() < 0.02


@pytest.mark.parametrize("loudness", [0.0, 0.05], ids=["silence", "noise"])
async def test_silence_and_noise_are_not_understood_and_cost_no_turn(
    speech: LoadedSpeech, tmp_path: Path, loudness: float
) -> None:
    conversation = ScriptedConversation(lambda text: "What?")
    result = await call_wavs(conversation, [noise(tmp_path / "n.wav", 1.5, loudness)], speech, greet=False)
    assert not result.files[0].is_understood
    assert conversation.replies == []


async def test_who_says_nothing_for_a_whole_file_is_asked_and_hung_up_on(speech: LoadedSpeech, tmp_path: Path) -> None:
    conversation = ScriptedConversation(lambda text: "What?")
    quick = replace(CallSettings(), silence=SilenceSettings((0.5, 0.5, 0.5)))
    long, never = noise(tmp_path / "long.wav", 40.0, 0.0), noise(tmp_path / "never.wav", 1.0, 0.0)
    result = await call_wavs(conversation, [long, never], speech, settings=quick)
    assert result.summary.reason == "silence"
    assert result.summary.seconds < 30, "the rest of the file is not waited for"
    asked, again, goodbye = conversation.asides
    assert [asked, again] == ["Hello, how can I help?", "Are you still there?"]
    assert "hang up" in goodbye
    assert [file.asides for file in result.files] == [(asked, again, goodbye)]
    assert conversation.accepted == conversation.replies[:1], "no turn but the greeting"


async def test_the_waiting_between_files_is_no_silence(speech: LoadedSpeech, spoken: Spoken, tmp_path: Path) -> None:
    conversation = ScriptedConversation(lambda text: "Fine.")
    quick = replace(CallSettings(), silence=SilenceSettings((1.0, 1.0, 1.0)))
    paths = [noise(tmp_path / "short.wav", 0.4, 0.0), spoken("What are your opening hours?")]
    result = await call_wavs(conversation, paths, speech, greet=False, settings=quick)
    assert [file.is_understood for file in result.files] == [False, True]
    assert conversation.asides == []
    assert result.summary.reason == "hung_up"


async def test_a_file_cannot_end_the_words_that_its_silence_led_to(speech: LoadedSpeech, tmp_path: Path) -> None:
    conversation = ScriptedConversation(lambda text: "Fine.")
    quick = replace(CallSettings(), silence=SilenceSettings((0.6, 60.0, 60.0)))
    result = await call_wavs(conversation, [noise(tmp_path / "a.wav", 1.0, 0.0)], speech, greet=False, settings=quick)
    assert result.files[0].asides == ("Are you still there?",)
    assert result.summary.seconds < 10, "no turn is waited for"


async def test_a_file_that_cannot_be_read_is_said_before_anybody_is_called(
    speech: LoadedSpeech, spoken: Spoken, tmp_path: Path
) -> None:
    (tmp_path / "empty.wav").touch()
    conversation = ScriptedConversation(lambda text: "What?")
    with pytest.raises(BadInput, match="is empty"):
        await call_wavs(conversation, [spoken("hello"), tmp_path / "empty.wav"], speech)
    assert conversation.calls == []


async def test_after_the_goodbye_no_further_file_is_spoken(speech: LoadedSpeech, spoken: Spoken) -> None:
    conversation = ScriptedConversation(lambda text: {"text": "Goodbye.", "data": {"end_call": True}})
    paths = [spoken("What are your opening hours?"), spoken("How much do I owe you?")]
    result = await call_wavs(conversation, paths, speech, greet=False)
    assert len(result.files) == 1
    assert result.summary.reason == "goodbye"
