"""Routes of sessions: begin or resume, list, look at, delete; and what was said in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, status

from api.access import Credentials, Services, Visitor, operator, session_path, set_session_cookie, visit_of
from api.models import CreatedSession, MessageList, MessageView, NewSession, SessionPage, SessionView
from api.problems import Problem, Responses, described
from api.services import ApiServices
from graphs.errors import GraphNotFound, SessionNotFound, ThreadlineError

if TYPE_CHECKING:
    from graphs.registry import GraphSettings
    from graphs.sessions import Session

RESUMED: Responses = {200: {"model": CreatedSession, "description": "The session existed and is yours"}}
router = APIRouter(prefix="/v1/sessions", tags=["sessions"], responses=described(422))


@router.post(
    "",
    operation_id="createSession",
    summary="Begin a session, or resume your own",
    status_code=status.HTTP_201_CREATED,
    responses=RESUMED | described(403, 404, 413, 422, 429, 500, 503),
)
async def create_session(body: NewSession, request: Request, response: Response, services: Services) -> CreatedSession:
    """201 with a secret (also set as a cookie); 200 without one when the id existed and is yours.

    A graph that does not load, or does not speak the language, begins no session.
    """
    if body.id is not None and (found := await _resume(services, request, body.id)):
        response.status_code = status.HTTP_200_OK
        return _view(found)
    request.app.state.allowance.take(request.client.host if request.client else "")
    try:
        session, secret = await _create(services, body)
    except ThreadlineError as error:
        if error.code == "session_exists":
            await visit_of(services, body.id or "", Credentials.of(request))
        raise
    set_session_cookie(response, session.id, secret, secure=services.cookie_secure)
    response.headers["Location"] = session_path(session.id)
    return _view(session, secret)


async def _resume(services: ApiServices, request: Request, session: str) -> Session | None:
    try:
        found = await services.sessions.get(session)
    except SessionNotFound:
        return None
    await visit_of(services, session, Credentials.of(request))
    return found


async def _create(services: ApiServices, body: NewSession) -> tuple[Session, str]:
    graph = body.graph or default_graph(services)
    if graph not in services.registry.names():
        raise GraphNotFound("There is no graph of that name.")
    language = None if body.language == "auto" else body.language
    _require_language(services.registry.settings(graph), graph, language)
    await services.registry.load(graph, None)
    return await services.sessions.create(id=body.id, graph=graph, language=language, metadata=body.metadata)


def _require_language(settings: GraphSettings, graph: str, language: str | None) -> None:
    if not settings.speaks(language):
        known = ", ".join(settings.languages or ())
        detail = f"The graph {graph} does not speak this language; it speaks: {known}."
        raise Problem(422, "bad_input", detail, errors=[{"pointer": "#/body/language", "detail": f"one of: {known}"}])


def default_graph(services: ApiServices) -> str:
    """The graph of sessions that name none."""
    names = services.registry.names()
    if services.default_graph is not None:
        return services.default_graph
    if not names:
        raise GraphNotFound("No graph is configured.")
    return names[0]


def _view(session: Session, secret: str | None = None) -> CreatedSession:
    return CreatedSession.model_validate({**SessionView.model_validate(session).model_dump(), "secret": secret})


@router.get(
    "",
    operation_id="listSessions",
    summary="All sessions, newest first (operators)",
    dependencies=[Depends(operator)],
    responses=described(403, 422, 503),
)
async def list_sessions(
    services: Services,
    cursor: Annotated[str | None, Query(max_length=512, description="`next_cursor` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SessionPage:
    page = await services.sessions.list(cursor=cursor, limit=limit)
    views = [SessionView.model_validate(session) for session in page.sessions]
    return SessionPage(sessions=views, next_cursor=page.next_cursor)


@router.get("/{id}", operation_id="getSession", summary="One session", responses=described(403, 404, 503))
async def get_session(visit: Visitor, services: Services) -> SessionView:
    return SessionView.model_validate(await services.sessions.get(visit.session))


@router.delete(
    "/{id}",
    operation_id="deleteSession",
    summary="Delete a session and everything it holds",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=described(403, 404, 409, 503),
)
async def delete_session(visit: Visitor, services: Services) -> Response:
    await services.sessions.get(visit.session)
    await services.sessions.delete(visit.session, saver=services.saver)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get(
    "/{id}/messages",
    operation_id="listMessages",
    summary="What was said and heard",
    responses=described(403, 404, 500, 503),
)
async def list_messages(visit: Visitor, services: Services) -> MessageList:
    conversation = await services.conversations.open(visit.session)
    return MessageList(messages=[MessageView.model_validate(message) for message in await conversation.messages()])
