"""Routes of time travel: a session's checkpoints, what each changed, and a new session from one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response, status

from api.access import Services, Visitor, session_path, set_session_cookie
from api.models import (
    ChangeView,
    CheckpointList,
    CheckpointState,
    CheckpointView,
    CreatedSession,
    NewFork,
    SessionView,
)
from api.problems import described

router = APIRouter(prefix="/v1/sessions/{id}", tags=["time travel"], responses=described(403, 404, 422, 500, 503))
CheckpointId = Annotated[str, Path(max_length=256, description="a checkpoint's id")]


@router.get("/checkpoints", operation_id="listCheckpoints", summary="What the thread was, newest first")
async def list_checkpoints(
    visit: Visitor,
    services: Services,
    before: Annotated[str | None, Query(max_length=256, description="`next_before` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CheckpointList:
    conversation = await services.conversations.open(visit.session)
    found = await conversation.checkpoints(before=before, limit=limit)
    views = [CheckpointView.model_validate(moment) for moment in found]
    return CheckpointList(checkpoints=views, next_before=found[-1].id if len(found) == limit else None)


@router.get("/checkpoints/{checkpoint_id}", operation_id="getCheckpoint", summary="The state at a checkpoint")
async def get_checkpoint(
    visit: Visitor,
    services: Services,
    checkpoint_id: CheckpointId,
    against: Annotated[
        str | None, Query(max_length=256, description="compare with this checkpoint instead of its parent")
    ] = None,
) -> CheckpointState:
    """The whole state, and how it differs from the checkpoint's parent."""
    conversation = await services.conversations.open(visit.session)
    found, state, changes = await conversation.checkpoint(checkpoint_id, against=against)
    return CheckpointState(
        **CheckpointView.model_validate(found).model_dump(),
        state=state,
        changes={key: ChangeView.model_validate(change) for key, change in changes.items()},
    )


@router.post(
    "/fork",
    operation_id="forkSession",
    summary="A new session that goes on from a checkpoint",
    status_code=status.HTTP_201_CREATED,
    responses=described(413, 429),
)
async def fork_session(
    body: NewFork, visit: Visitor, request: Request, response: Response, services: Services
) -> CreatedSession:
    """It has the checkpoint's state and nothing older; a question that waited there waits again."""
    request.app.state.allowance.take(request.client.host if request.client else "")
    session, secret = await services.conversations.fork(visit.session, body.checkpoint_id)
    set_session_cookie(response, session.id, secret, secure=services.cookie_secure)
    response.headers["Location"] = session_path(session.id)
    return CreatedSession.model_validate({**SessionView.model_validate(session).model_dump(), "secret": secret})
