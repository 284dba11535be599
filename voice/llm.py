"""The graph behind LiveKit's `llm_node`: transcript in, words out; one run per reply, accepted or discarded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import structlog
from livekit import rtc
from livekit.agents import (
    NOT_GIVEN,
    Agent,
    ConversationItemAddedEvent,
    FlushSentinel,
    ModelSettings,
    NotGivenOr,
    SpeechCreatedEvent,
    llm,
    stt,
    utils,
)
from livekit.agents.llm import ChatChunk, ChatContext, ChoiceDelta
from livekit.agents.metrics import LLMMetrics
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions
from livekit.agents.voice import AgentSession, SpeechHandle

from graphs.errors import ThreadlineError
from voice.tasks import Tasks
from voice.turn import OnEvent, SpokenTurn
from voice.wording import wording

if TYPE_CHECKING:
    from graphs.conversation import Conversation, Reply

log = structlog.get_logger(__name__)

SPECULATION_SECONDS = 15.0
# a speculative run that was neither accepted nor discarded by then is discarded

_handle: ContextVar[SpeechHandle | None] = ContextVar("threadline_speech", default=None)
_prepared: ContextVar[Reply | None] = ContextVar("threadline_prepared", default=None)
# both are set around `AgentSession.generate_reply`, whose tasks inherit them

SPEECH_EVENTS = frozenset(
    {
        stt.SpeechEventType.INTERIM_TRANSCRIPT,
        stt.SpeechEventType.PREFLIGHT_TRANSCRIPT,
        stt.SpeechEventType.FINAL_TRANSCRIPT,
    }
)


class GraphAgent(Agent):
    """Speaks for one conversation. `attach` it to its session before that is started."""

    def __init__(
        self,
        conversation: Conversation,
        *,
        on_event: OnEvent,
        on_turn: Callable[[SpokenTurn], None],
        goes_on: Callable[[str], bool] = lambda text: False,
        speak_as: Callable[[Mapping[str, Any]], None] = lambda data: None,
        speculation_seconds: float = SPECULATION_SECONDS,
    ) -> None:
        """`on_turn` is told every turn that has ended; `goes_on` says which words over our speech to ignore.

        `speak_as` is given the data of each piece of text before it is spoken, to choose the voice by.
        """
        super().__init__(instructions="", llm=GraphLLM())
        self._conversation = conversation
        self._on_event = on_event
        self._on_turn = on_turn
        self._goes_on = goes_on
        self._speak_as = speak_as
        self._speculation_seconds = speculation_seconds
        self.went_on_at = float("-inf")
        # when words were last ignored, time.monotonic()
        self._turns: dict[str, SpokenTurn] = {}
        # by the id of LiveKit's speech
        self._tasks = Tasks()

    # ---- what the call asks for

    def attach(self, session: AgentSession[Any]) -> None:
        """Listen to the session that this agent will speak in."""
        session.on("speech_created", self._on_speech_created)
        session.on("conversation_item_added", self._on_item_added)

    def speak(self, reply: Reply) -> SpeechHandle:
        """Speak a reply that was begun elsewhere: the opening of a call, the answer to an operator."""
        token = _prepared.set(reply)
        try:
            return self.session.generate_reply()
        finally:
            _prepared.reset(token)

    async def hear_typed(self, text: str) -> SpeechHandle:
        """Take words that the caller typed: as spoken ones they cut off what is being said."""
        await self.session.interrupt()
        return self.session.generate_reply(user_input=text, input_modality="text")

    @property
    def is_replying(self) -> bool:
        """True while an accepted turn has not ended."""
        return any(turn.handle.scheduled for turn in self._turns.values())

    @property
    def speaking_turn(self) -> SpokenTurn | None:
        """The newest accepted turn that has not ended."""
        return next((turn for turn in reversed(self._turns.values()) if turn.handle.scheduled), None)

    async def aclose(self) -> None:
        """Wait until the graph knows what was heard. To be called once the session is closed."""
        await self._tasks.aclose()

    # ---- LiveKit's side

    async def stt_node(
        self, audio: AsyncIterable[rtc.AudioFrame], model_settings: ModelSettings
    ) -> AsyncGenerator[stt.SpeechEvent, None]:
        async for event in Agent.default.stt_node(self, audio, model_settings):
            if event.type in SPEECH_EVENTS and event.alternatives and self._goes_on(event.alternatives[0].text):
                self.went_on_at = time.monotonic()
            else:
                yield event

    async def llm_node(
        self, chat_ctx: ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncGenerator[ChatChunk | str | FlushSentinel, None]:
        handle = _handle.get()
        if handle is None:
            raise RuntimeError("llm_node runs outside of a speech of its session; was attach() called?")
        try:
            turn = self._begin(handle, chat_ctx)
            async for event in turn.events():
                if event.type == "reply.delta":
                    self._speak_as(event.data)
                    yield _chunk(event.data["text"], event.data.get("message_id"), turn.reply.turn_id)
            self._report_usage(turn)
        except Exception as error:
            code = error.code if isinstance(error, ThreadlineError) else "internal_error"
            log.exception("reply failed", session=self._conversation.session.id, code=code)
            yield wording("apology", self._conversation.session.language)

    def _begin(self, handle: SpeechHandle, chat_ctx: ChatContext) -> SpokenTurn:
        prepared = _prepared.get()
        asked = None if prepared else _last_of_caller(chat_ctx)
        words = asked.text_content if asked else None
        is_real = prepared is not None or handle.scheduled
        reply = prepared or self._conversation.reply(words or "", modality="voice", speculative=not is_real)
        turn = SpokenTurn(self._conversation.session.id, reply, handle, words, self._on_event)
        turn.asked = asked
        self._turns[handle.id] = turn
        if is_real:
            self._tasks.start(turn.accept(), "accept")
        else:
            timer = asyncio.get_running_loop().call_later(self._speculation_seconds, self._give_up, turn)
            handle.add_done_callback(lambda _: timer.cancel())
        handle.add_done_callback(self._on_speech_done)
        return turn

    def _give_up(self, turn: SpokenTurn) -> None:
        if not turn.handle.scheduled:
            turn.handle.interrupt(force=True)

    def _on_speech_created(self, event: SpeechCreatedEvent) -> None:
        _handle.set(event.speech_handle if event.source == "generate_reply" else None)

    def _on_item_added(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage):
            return
        if item.role == "user":
            self._accept_scheduled(item)
        elif turn := self._turn_of(item):
            self._tasks.start(self._heard(turn, item.text_content or "", interrupted=item.interrupted), "heard")

    def _accept_scheduled(self, item: llm.ChatMessage) -> None:
        """LiveKit adds the caller's words once it has adopted the reply that was prepared for them."""
        for turn in self._turns.values():
            if turn.handle.scheduled and turn.asked is not None and turn.asked.id == item.id:
                self._tasks.start(turn.accept(), "accept")

    def _turn_of(self, item: llm.ChatMessage) -> SpokenTurn | None:
        turn_id = item.extra.get("turn_id")
        return next((turn for turn in self._turns.values() if turn.reply.turn_id == turn_id), None)

    async def _heard(self, turn: SpokenTurn, text: str, *, interrupted: bool) -> None:
        await turn.accept()
        heard = text[: len(turn.text)]
        is_whole = turn.is_complete and heard.strip() == turn.text.strip()
        await turn.heard(heard, interrupted=interrupted and not is_whole)

    def _on_speech_done(self, handle: SpeechHandle) -> None:
        turn = self._turns.pop(handle.id, None)
        if turn is None:
            return
        self._tasks.start(self._end(turn) if handle.scheduled else turn.discard(), "end of turn")

    async def _end(self, turn: SpokenTurn) -> None:
        """Nothing was said of a reply that has words: nothing was heard. Otherwise `heard` was told already."""
        await self._heard(turn, "", interrupted=bool(turn.text) or turn.handle.interrupted)
        self._on_turn(turn)

    def _report_usage(self, turn: SpokenTurn) -> None:
        model = self.llm
        if isinstance(model, GraphLLM):
            model.report(turn.digest.get("tokens") or {}, turn.handle.id)


class GraphLLM(llm.LLM[Any]):
    """Stands where LiveKit wants a model, and reports the graph's usage. It is never asked."""

    @property
    def model(self) -> str:
        return "graph"

    @property
    def provider(self) -> str:
        return "threadline"

    def report(self, tokens: dict[str, int], speech_id: str) -> None:
        """Emit LiveKit's metrics for a reply's tokens (LangChain's names of usage)."""
        self.emit(
            "metrics_collected",
            LLMMetrics(
                label=self.label,
                request_id=utils.shortuuid("graph_"),
                timestamp=time.time(),
                duration=0.0,
                ttft=-1.0,
                cancelled=False,
                completion_tokens=tokens.get("output_tokens", 0),
                prompt_tokens=tokens.get("input_tokens", 0),
                prompt_cached_tokens=0,
                total_tokens=tokens.get("total_tokens", 0),
                tokens_per_second=0.0,
                speech_id=speech_id,
            ),
        )

    def chat(
        self,
        *,
        chat_ctx: ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        raise NotImplementedError("the graph answers in GraphAgent.llm_node")


def _chunk(text: str, message_id: str | None, turn_id: str) -> ChatChunk:
    extra = {"turn_id": turn_id} | ({"message_id": message_id} if message_id else {})
    return ChatChunk(id=turn_id, delta=ChoiceDelta(role="assistant", content=text, extra=extra))


def _last_of_caller(chat_ctx: ChatContext) -> llm.ChatMessage | None:
    messages = (item for item in reversed(chat_ctx.items) if isinstance(item, llm.ChatMessage) and item.role == "user")
    return next(messages, None)
