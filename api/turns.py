"""Routes of typed turns: the caller's words, or an answer to a question, in; the turn's events out as they happen."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access import Services, Visitor
from api.models import Answer, NewTurn
from api.problems import Problem, described
from api.streams import Stream, Streams, sse

if TYPE_CHECKING:
    from graphs.conversation import Reply

router = APIRouter(prefix="/v1/sessions/{id}", tags=["turns"], responses=described(422))


def _streamed(request: Request, session: str, reply: Reply) -> Stream:
    streams: Streams = request.app.state.streams
    return streams.turn(session, reply.__aiter__())


async def _begin_turn(body: NewTurn, visit: Visitor, request: Request, services: Services) -> Stream:
    """Checked in a dependency: once the stream has begun, its status can no longer say what is wrong."""
    most = services.limits.text_characters
    if len(body.text) > most:
        raise Problem(422, "text_too_long", f"A turn holds at most {most} characters.")
    conversation = await services.conversations.open(visit.session)
    reply = conversation.reply(body.text, turn_id=body.turn_id, modality="text", by=visit.by)
    return _streamed(request, visit.session, reply)


async def _begin_answer(body: Answer, visit: Visitor, request: Request, services: Services) -> Stream:
    conversation = await services.conversations.open(visit.session)
    reply = await conversation.answer(body.question_id, body.value, by=visit.by)
    return _streamed(request, visit.session, reply)


@router.post(
    "/turns",
    operation_id="takeTurn",
    summary="Say something by text",
    response_class=EventSourceResponse,
    responses=described(403, 404, 409, 413, 422, 500, 503),
)
async def take_turn(stream: Annotated[Stream, Depends(_begin_turn)]) -> AsyncIterable[ServerSentEvent]:
    """Events of the turn until it ends; the words are in "reply.delta". Leaving early does not undo the turn."""
    async for event in stream.read():
        yield sse(event)


@router.post(
    "/answers",
    operation_id="answerQuestion",
    summary="Answer a question that the graph waits for",
    response_class=EventSourceResponse,
    responses=described(403, 404, 409, 413, 422, 500, 503),
)
async def answer_question(stream: Annotated[Stream, Depends(_begin_answer)]) -> AsyncIterable[ServerSentEvent]:
    """Events of the turn that the answer continues."""
    async for event in stream.read():
        yield sse(event)
