"""Watches a call for failures that LiveKit leaves silent, mends them, and says a word to the caller meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final, Literal

import structlog
from livekit.agents import (
    AgentStateChangedEvent,
    CloseEvent,
    ErrorEvent,
    UserStateChangedEvent,
    UserTranscriptionTimeoutEvent,
    stt,
    tts,
)
from livekit.agents.voice import AgentSession

from voice.speech.recovery import cause
from voice.speech.stt_chain import EarChanged, SttChain, Verdict
from voice.tasks import Tasks

log = structlog.get_logger(__name__)

Trouble = Literal["not_heard", "hard_to_hear", "too_long", "lost_reply"]

WORDS: Final[dict[str, dict[Trouble, str]]] = {
    "en": {
        "not_heard": "Sorry, I didn't catch that. Could you say it again?",
        "hard_to_hear": "Sorry, I have trouble hearing you. Please give me a moment and try again.",
        "too_long": "I'm sorry, that is taking too long on my side. Could you say that once more?",
        "lost_reply": "I'm sorry, something went wrong on my side. Could you say that once more?",
    },
    "es": {
        "not_heard": "Perdón, no le he entendido. ¿Me lo puede repetir?",
        "hard_to_hear": "Disculpe, me cuesta oírle. Espere un momento y vuelva a intentarlo.",
        "too_long": "Disculpe, esto está tardando demasiado de mi lado. ¿Me lo puede repetir?",
        "lost_reply": "Disculpe, algo falló de mi lado. ¿Me lo puede repetir?",
    },
}

SPEECH_SECONDS = 0.5
# shorter sound without words is noise: nobody is asked to repeat it
DETECTOR_SECONDS = 0.4
# of quiet that belong to what a voice detector calls speech


class CallWatch:
    """Attach it to a session before or after its start; the session lives on whatever a provider does.

    - Speech without words after `deaf_seconds`, or without final ones after `final_seconds`: the next recogniser of the
      session's SttChain hears it again. Without a chain LiveKit's `user_transcription_timeout` tells; `backup_stt`
      takes over and the caller is asked again.
    - An unrecoverable error of STT or TTS: the backup takes over, one apology.
    - A turn that thinks for `patience_seconds` without a sound: it is given up with an apology.
    The same words are not said twice within `quiet_seconds`.
    """

    def __init__(
        self,
        session: AgentSession[Any],
        *,
        say: Callable[[str], object],
        language: Callable[[], str | None] = lambda: None,
        backup_stt: stt.STT[Any] | None = None,
        backup_tts: tts.TTS[Any] | None = None,
        deaf_seconds: float = 1.2,
        final_seconds: float = 3.2,
        patience_seconds: float = 4.1,
        quiet_seconds: float = 10.0,
    ) -> None:
        """`say` speaks a text in the call, such as `session.say`; `language` is asked for an IETF tag each time."""
        self._session = session
        self._say = say
        self._language = language
        self._backup_stt = backup_stt
        self._backup_tts = backup_tts
        self._deaf_seconds = deaf_seconds
        self._final_seconds = final_seconds
        # longer than Flux takes to end a turn of which it is not sure
        self._patience_seconds = patience_seconds
        self._quiet_seconds = quiet_seconds
        self._said_at: dict[Trouble, float] = {}
        self._patience: asyncio.TimerHandle | None = None
        self._words_due: asyncio.TimerHandle | None = None
        self._speech_at = 0.0
        # when the caller last began to speak (time.monotonic)
        self._clear_speech = False
        # what the second opinion is asked about was more than a cough
        self._tasks = Tasks()
        self._attached: list[tuple[Any, str, Callable[..., None]]] = []

    def attach(self) -> None:
        """Begin to watch."""
        self._on(self._session, "agent_state_changed", self._on_agent_state)
        self._on(self._session, "error", self._on_error)
        self._on(self._session, "close", self._on_close)
        if isinstance(self._session.stt, SttChain):
            self._on(self._session, "user_state_changed", self._on_user_state)
            self._on(self._session.stt, "ear_changed", self._on_ear_changed)
            self._on(self._session.stt, "verdict", self._on_verdict)
        else:
            self._on(self._session, "user_transcription_timeout", self._on_no_words)

    async def aclose(self) -> None:
        """Stop watching."""
        self._stop_waiting()
        self._stop_expecting_words()
        for source, event, handler in self._attached:
            source.off(event, handler)
        self._attached.clear()
        await self._tasks.aclose()

    def _on(self, source: Any, event: str, handler: Callable[..., None]) -> None:
        source.on(event, handler)
        self._attached.append((source, event, handler))

    # ---- hearing

    def _on_no_words(self, event: UserTranscriptionTimeoutEvent) -> None:
        if self._backup_stt is not None and self._swap(stt=self._backup_stt):
            self._backup_stt = None
        if event.speech_duration >= SPEECH_SECONDS:
            self._tell("not_heard")

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        """The chain is asked instead of LiveKit: it also knows words that the agent chose to ignore."""
        self._stop_expecting_words()
        if event.new_state == "speaking":
            self._speech_at = time.monotonic()
        elif event.old_state == "speaking":
            seconds = time.monotonic() - self._speech_at
            streams = isinstance(self._session.stt, SttChain) and self._session.stt.gives_interim_words
            self._expect_words(self._deaf_seconds if streams else self._final_seconds, seconds)

    def _expect_words(self, wait_seconds: float, speech_seconds: float) -> None:
        self._words_due = asyncio.get_running_loop().call_later(wait_seconds, self._look_for_words, speech_seconds)

    def _stop_expecting_words(self) -> None:
        if self._words_due is not None:
            self._words_due.cancel()
            self._words_due = None

    def _look_for_words(self, speech_seconds: float) -> None:
        chain = self._session.stt
        if not isinstance(chain, SttChain) or chain.final_at > self._speech_at:
            return
        waited = time.monotonic() - self._speech_at - speech_seconds
        if chain.words_at > self._speech_at and waited < self._final_seconds - 0.05:
            self._expect_words(self._final_seconds - waited, speech_seconds)
        else:
            self._ask_another(chain, speech_seconds)

    def _ask_another(self, chain: SttChain, speech_seconds: float) -> None:
        self._clear_speech = speech_seconds >= SPEECH_SECONDS + DETECTOR_SECONDS
        if not chain.second_opinion() and self._clear_speech:
            self._tell("not_heard")

    def _on_verdict(self, verdict: Verdict) -> None:
        if not verdict.was_deaf and self._clear_speech:
            self._tell("not_heard")

    def _on_ear_changed(self, change: EarChanged) -> None:
        if not change.has_next:
            self._tell("hard_to_hear")

    # ---- replying

    def _on_agent_state(self, event: AgentStateChangedEvent) -> None:
        self._stop_waiting()
        if event.new_state == "thinking":
            self._patience = asyncio.get_running_loop().call_later(self._patience_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        log.warning("a turn was given up", waited_seconds=self._patience_seconds)
        self._tasks.start(self._interrupt_and_tell(), "give up a turn")

    async def _interrupt_and_tell(self) -> None:
        await self._session.interrupt(force=True)
        self._tell("too_long")

    # ---- errors

    def _on_error(self, event: ErrorEvent) -> None:
        error: Any = event.error
        if getattr(error, "recoverable", False):
            return
        kind = getattr(error, "type", "")
        log.warning("a part of the call failed", part=kind, cause=_cause(error))
        if kind == "stt_error":
            self._swap_and_tell("hard_to_hear", stt=self._backup_stt)
            self._backup_stt = None
        elif kind == "tts_error":
            self._swap_and_tell("lost_reply", tts=self._backup_tts)
            self._backup_tts = None

    def _swap_and_tell(self, trouble: Trouble, **parts: Any) -> None:
        if all(parts.values()):
            self._swap(**parts)
        self._tell(trouble)

    def _swap(self, **parts: Any) -> bool:
        """Change a part of the running agent; LiveKit applies it to the live pipeline."""
        try:
            self._session.current_agent.update_options(**parts)
        except RuntimeError:
            return False
        log.info("a backup took over", parts=sorted(parts))
        return True

    def _on_close(self, event: CloseEvent) -> None:
        self._stop_waiting()
        self._stop_expecting_words()
        if event.error is not None:
            log.error("the call ended by an error", cause=_cause(event.error))

    def _tell(self, trouble: Trouble) -> None:
        now = time.monotonic()
        if now - self._said_at.get(trouble, -self._quiet_seconds) < self._quiet_seconds:
            return
        self._said_at[trouble] = now
        words = WORDS.get((self._language() or "en")[:2], WORDS["en"])[trouble]
        try:
            self._say(words)
        except RuntimeError:
            log.info("a word to the caller came too late", trouble=trouble)


def _cause(error: Any) -> str:
    """LiveKit wraps the exception of a part in an event of its own."""
    return cause(getattr(error, "error", None) or error)
