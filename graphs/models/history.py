"""Messages as providers accept them: after interruptions a thread may end, begin or break off where none does."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

CALL_BEGINS = "(The call begins.)"
CALLER_LISTENS = "(The caller is listening.)"
NOT_FINISHED = "Interrupted before there was a result."


def presentable(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """A copy in which the caller comes first and last and every tool call has exactly one result after it.

    Gemini refuses a last message from the model (ValueError), and Gemini and OpenAI refuse tool calls without results
    and results without calls. The thread itself is not changed.
    """
    kept = _with_tool_results([message for message in messages if not _says_nothing(message)])
    spoken = [message for message in kept if not isinstance(message, SystemMessage)]
    if not spoken or isinstance(spoken[0], AIMessage):
        first = next((i for i, message in enumerate(kept) if not isinstance(message, SystemMessage)), len(kept))
        kept.insert(first, HumanMessage(CALL_BEGINS))
    if spoken and isinstance(spoken[-1], AIMessage):
        kept.append(HumanMessage(CALLER_LISTENS))
    return kept


def _says_nothing(message: BaseMessage) -> bool:
    if isinstance(message, AIMessage) and message.tool_calls:
        return False
    return isinstance(message, AIMessage | HumanMessage) and not message.content


def _with_tool_results(messages: list[BaseMessage]) -> list[BaseMessage]:
    results = {message.tool_call_id: message for message in messages if isinstance(message, ToolMessage)}
    kept: list[BaseMessage] = []
    for message in messages:
        if isinstance(message, ToolMessage):
            continue
        kept.append(message)
        if isinstance(message, AIMessage):
            for call in message.tool_calls:
                missing = ToolMessage(NOT_FINISHED, tool_call_id=call["id"] or "", name=call["name"])
                kept.append(results.get(call["id"] or "", missing))
    return kept
