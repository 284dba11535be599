"""Turns through a real AgentSession, in real time, with a scripted graph."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from livekit.agents import StopResponse

from graphs.events import Event
from voice import wav
from voice.audio import PacedAudioInput, PacedOutput
from voice.session import Call, CallHooks, CallSettings
from voice.silence import SilenceSettings

from .conftest import LoadedSpeech
from .doubles import ScriptedConversation, ScriptedReply

pytestmark = [pytest.mark.voice, pytest.mark.usefixtures("no_tasks_left")]

LONG = "The doctor is free on Monday at ten, on Tuesday at eleven, on Wednesday at noon, and on Friday at three."
Spoken = Callable[..., Path]


class Line:
    """A call with a microphone that plays files, and everything that it told."""

    def __init__(self, conversation: ScriptedConversation, speech: LoadedSpeech, settings: CallSettings) -> None:
        self.conversation = conversation
        self.microphone = PacedAudioInput()
        self.sounded = asyncio.Event()
        self.loudspeaker = PacedOutput(on_frame=lambda _: self.sounded.set())
        self.events: list[Event] = []
        self.transcripts: list[tuple[str, bool]] = []
        self.states: list[str] = []
        self.turn_ended, self.thinking = asyncio.Event(), asyncio.Event()
        hooks = CallHooks(
            on_event=self.events.append,
            on_transcript=lambda text, final: self.transcripts.append((text, final)),
            on_state=self._on_state,
            on_turn=lambda _: self.turn_ended.set(),
        )
        self.call = Call(
            conversation, self.microphone, self.loudspeaker, speech, hooks=hooks, greet=False, settings=settings
        )

    def _on_state(self, state: str) -> None:
        self.states.append(state)
        if state == "thinking":
            self.thinking.set()

    async def say(self, path: Path) -> None:
        await self.microphone.play(wav.blocks(path, 16_000))

    async def turn(self) -> ScriptedReply:
        await self.turn_ended.wait()
        self.turn_ended.clear()
        return self.conversation.accepted[-1]

    async def heard(self, words: str) -> None:
        """Wait until so much of the present reply was played."""
        while words not in self.loudspeaker.text.until(self.loudspeaker.position_seconds):
            self.sounded.clear()
            await self.sounded.wait()


@asynccontextmanager
async def connected(
    conversation: ScriptedConversation, speech: LoadedSpeech, settings: CallSettings | None = None
) -> AsyncIterator[Line]:
    settings = settings or CallSettings(silence=SilenceSettings(steps_seconds=()))
    line = Line(conversation, speech, settings)
    try:
        async with line.call, asyncio.timeout(40):
            yield line
    finally:
        await line.loudspeaker.aclose()


async def test_a_turn_goes_from_sound_to_sound_and_is_heard_whole(speech: LoadedSpeech, spoken: Spoken) -> None:
    conversation = ScriptedConversation(lambda text: "We are open from eight to five.")
    async with connected(conversation, speech) as line:
        await line.say(spoken("What are your opening hours?"))
        reply = await line.turn()
    assert "opening hours" in (reply.transcript or "")
    assert reply.was_heard == ("We are open from eight to five.", False)
    assert next(event.type for event in line.events) == "turn.started"
    assert line.events[-1].type == "reply.heard"
    assert conversation.calls == ["connected voice", "disconnected hung_up"]
    assert any(not final for _, final in line.transcripts), "no interim transcript came"
    assert line.states[:2] == ["listening", "thinking"]
    assert reply.latency
    assert set(reply.latency) == {"end_of_turn", "stt", "graph", "tts", "total"}


async def test_a_barge_in_leaves_the_graph_with_what_was_heard(speech: LoadedSpeech, spoken: Spoken) -> None:
    conversation = ScriptedConversation(lambda text: LONG if "free" in text else "Okay, I stop.")
    async with connected(conversation, speech) as line:
        await line.say(spoken("When is the doctor free?"))
        await line.heard("Monday at ten")
        await line.say(spoken("No, stop, I want to cancel my appointment."))
        first = await line.turn()
        second = await line.turn()
    first = conversation.accepted[0]
    text, interrupted = first.was_heard or ("", False)
    assert interrupted
    assert "Monday at ten" in text
    assert "Friday" not in text
    assert second.was_heard == ("Okay, I stop.", False)


async def test_a_discarded_guess_leaves_nothing(speech: LoadedSpeech, spoken: Spoken, tmp_path: Path) -> None:
    """The caller pauses for less than the end of a turn: the reply begun in the pause is discarded."""
    conversation = ScriptedConversation(lambda text: {"text": "Fine.", "hangs": False})
    async with connected(conversation, speech) as line:
        await line.say(spoken("I would like to book an appointment"))
        await line.say(spoken("with doctor Chen on Tuesday morning please"))
        await line.turn()
    assert len(conversation.accepted) == 1
    assert all(reply.accepted or reply.discarded for reply in conversation.replies)
    told = {event.turn for event in line.events}
    assert told == {reply.turn_id for reply in conversation.accepted}


async def test_a_reply_cut_before_its_first_word_was_heard_by_nobody(speech: LoadedSpeech, spoken: Spoken) -> None:
    conversation = ScriptedConversation(lambda text: {"text": "", "hangs": True} if "hours" in text else "Okay.")
    async with connected(conversation, speech) as line:
        await line.say(spoken("What are your opening hours?"))
        await line.thinking.wait()
        await line.say(spoken("I want to cancel my appointment."))
        await line.turn()
        await line.turn()
    assert conversation.accepted[0].was_heard == ("", True)
    assert conversation.accepted[-1].was_heard == ("Okay.", False)


async def test_okay_over_the_agents_speech_does_not_stop_it(speech: LoadedSpeech, spoken: Spoken) -> None:
    conversation = ScriptedConversation(lambda text: LONG)
    async with connected(conversation, speech) as line:
        await line.say(spoken("When is the doctor free?"))
        await line.heard("Monday")
        await line.say(spoken("okay"))
        reply = await line.turn()
    assert reply.was_heard == (LONG, False)
    assert len(conversation.accepted) == 1


async def test_typed_words_stop_the_speech_and_are_answered(speech: LoadedSpeech, spoken: Spoken) -> None:
    conversation = ScriptedConversation(lambda text: LONG if "free" in text else "You typed.")
    async with connected(conversation, speech) as line:
        await line.call.say_typed("when is the doctor free")
        await line.heard("Monday")
        await line.call.say_typed("cancel it")
        await line.turn()
        reply = await line.turn()
    assert (conversation.accepted[0].was_heard or ("", False))[1]
    assert reply.was_heard == ("You typed.", False)


async def test_after_the_graphs_goodbye_was_played_the_call_ends(speech: LoadedSpeech) -> None:
    conversation = ScriptedConversation(lambda text: {"text": "Goodbye, then.", "data": {"end_call": True}})
    async with connected(conversation, speech) as line:
        await line.call.say_typed("bye")
        await line.call.ended.wait()
    assert conversation.accepted[-1].was_heard == ("Goodbye, then.", False)
    assert line.call.summary().reason == "goodbye"


async def test_silence_is_asked_about_and_ends_the_call(speech: LoadedSpeech) -> None:
    conversation = ScriptedConversation(lambda text: "")
    quick = replace(CallSettings(), silence=SilenceSettings(steps_seconds=(0.2, 0.2, 0.2)))
    async with connected(conversation, speech, quick) as line:
        await line.call.ended.wait()
    assert line.call.summary().reason == "silence"
    assert conversation.replies == []
    assert conversation.asides[:2] == ["Are you still there?"] * 2
    told = [event for event in line.events if event.type == "reply.finished"]
    assert [(event.turn, event.data["message_id"]) for event in told] == [(None, None)] * 3
    assert [event.data["text"] for event in told] == conversation.asides


async def test_a_graph_that_breaks_is_followed_by_an_apology_and_the_call_lives(speech: LoadedSpeech) -> None:
    def answer(text: str) -> str:
        if "break" in text:
            raise RuntimeError("broken")
        return "Fine again."

    conversation = ScriptedConversation(answer)
    async with connected(conversation, speech) as line:
        broken = await line.call.say_typed("break")
        await broken
        await line.call.say_typed("and now?")
        reply = await line.turn()
    assert reply.was_heard == ("Fine again.", False)


async def test_a_guess_that_nobody_takes_or_drops_is_given_up(
    speech: LoadedSpeech, spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stop(*_: object, **__: object) -> None:
        raise StopResponse

    conversation = ScriptedConversation(lambda text: "We are open.")
    async with connected(conversation, speech) as line:
        monkeypatch.setattr(line.call.agent, "_speculation_seconds", 1.0)
        monkeypatch.setattr(line.call.agent, "on_user_turn_completed", stop)
        await line.say(spoken("What are your opening hours?"))
        await conversation.asked.wait()
        await conversation.replies[-1].over.wait()
    assert all(reply.discarded for reply in conversation.replies)
    assert conversation.accepted == []
    assert line.events == []


async def test_slower_and_spanish_change_the_voice(speech: LoadedSpeech) -> None:
    conversation = ScriptedConversation(lambda text: {"text": "Sí.", "data": {"language": "es", "speech_rate": 0.8}})
    async with connected(conversation, speech) as line:
        await line.call.say_typed("más despacio")
        await line.turn()
        assert (line.call._tts.language, line.call._tts.rate) == ("es", 0.8)
