"""Route of a session's events: its journal, then live."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access import Services, Visitor
from api.problems import described
from api.streams import Streams, sse
from graphs.events import Event

router = APIRouter(prefix="/v1/sessions/{id}", tags=["events"], responses=described(422))

MOST = 2**53 - 1
# JavaScript's largest exact integer


async def _watched(
    request: Request,
    visit: Visitor,
    services: Services,
    after: Annotated[int, Query(ge=0, le=MOST, description="only events with a greater `seq`")] = 0,
    last_event_id: Annotated[
        int | None, Header(ge=0, le=MOST, description="what an EventSource sends when it comes back; wins over `after`")
    ] = None,
) -> AsyncGenerator[Event]:
    """Checked in a dependency: once the stream has begun, its status can no longer say what is wrong."""
    await services.sessions.get(visit.session)
    streams: Streams = request.app.state.streams
    begin = after if last_event_id is None else last_event_id
    return streams.watch(visit.session, services.sessions.follow(visit.session, after=begin))


@router.get(
    "/events",
    operation_id="watchEvents",
    summary="Everything that happened, then everything that happens",
    response_class=EventSourceResponse,
    responses=described(403, 404, 422, 503),
)
async def watch_events(
    events: Annotated[AsyncGenerator[Event], Depends(_watched)],
) -> AsyncIterable[ServerSentEvent]:
    """Ends when the service stops; come back with Last-Event-ID. Live-only events ("reply.delta") are not in it."""
    async for event in events:
        yield sse(event)
