"""Errors as RFC 9457 problem details with a stable `code`; never the text of an unforeseen exception."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphs.errors import ThreadlineError

log = logging.getLogger(__name__)

STATUS = {
    "bad_input": 422,
    "session_not_found": 404,
    "not_your_session": 403,
    "session_exists": 409,
    "session_busy": 409,
    "graph_not_found": 404,
    "graph_broken": 500,
    "question_not_open": 409,
    "checkpoint_not_found": 404,
    "store_unavailable": 503,
    "model_unavailable": 503,
    "thread_unreadable": 500,
    "effect_uncertain": 500,
    "effect_not_done": 500,
}
# ThreadlineError.code -> HTTP status; any other: 500

Responses = dict[int | str, dict[str, Any]]
# what FastAPI takes as `responses`

CODE_OF_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 400: "bad_request"}
RETRY_SECONDS = 5
GRAPH_BROKEN = "This graph does not work at the moment. GET /v1/graphs tells operators why."
# its own sentence names a file


class FieldError(BaseModel):
    """One field that does not validate; its value is not repeated."""

    pointer: str = Field(description="JSON pointer into the request", examples=["#/body/text"])
    detail: str


class ProblemDetails(BaseModel):
    """RFC 9457 problem details; branch on `code`, which never changes its meaning."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:threadline:problem:not_your_session"])
    title: str = Field(examples=["Forbidden"])
    status: int = Field(examples=[403])
    code: str = Field(examples=["not_your_session"])
    detail: str = Field(examples=["This session is not yours, or it does not exist."])
    errors: list[FieldError] | None = None


class Problem(HTTPException):
    """An answer other than success: HTTP status, stable code and one clear sentence."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(status, detail, headers=dict(headers or {}))
        self.code = code
        self.extra = extra


def busy(code: str, detail: str, *, seconds: int = RETRY_SECONDS) -> Problem:
    """503 with Retry-After."""
    return Problem(503, code, detail, headers={"Retry-After": str(seconds)})


def problem_response(problem: Problem) -> JSONResponse:
    """The problem on the wire, as application/problem+json."""
    content = {
        "type": f"urn:threadline:problem:{problem.code}",
        "title": HTTPStatus(problem.status_code).phrase,
        "status": problem.status_code,
        "code": problem.code,
        "detail": problem.detail,
        **problem.extra,
    }
    return JSONResponse(content, problem.status_code, problem.headers, media_type="application/problem+json")


def problem_of(error: Exception) -> Problem:
    """What a client may know of an error; an unforeseen one says only that it happened."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ThreadlineError):
        return _of_threadline(error)
    if isinstance(error, RequestValidationError):
        return _of_validation(error)
    if isinstance(error, HTTPException):
        return _of_http(error)
    return Problem(500, "internal_error", "Something went wrong here. It has been logged.")


def _of_threadline(error: ThreadlineError) -> Problem:
    status = STATUS.get(error.code, 500)
    if error.code == "graph_broken":
        return Problem(status, error.code, GRAPH_BROKEN)
    if status == 503:
        log.warning("refused a request: %s", error)
        return busy(error.code, str(error))
    return Problem(status, error.code, str(error))


def _of_validation(error: RequestValidationError) -> Problem:
    errors = [{"pointer": _pointer(each["loc"]), "detail": each["msg"]} for each in error.errors()]
    return Problem(422, "bad_input", "The request does not fit what this route takes; see errors.", errors=errors)


def _pointer(location: Sequence[str | int]) -> str:
    return "#/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in location)


def _of_http(error: HTTPException) -> Problem:
    code = CODE_OF_STATUS.get(error.status_code, "http_error")
    return Problem(error.status_code, code, str(error.detail), headers=error.headers)


async def _answer(request: Request, error: Exception) -> JSONResponse:
    problem = problem_of(error)
    _count(request, problem)
    return problem_response(problem)


def _count(connection: HTTPConnection, problem: Problem) -> None:
    connection.app.state.services.metrics.error(problem.code)


def handle_problems(app: FastAPI) -> None:
    """Answer every foreseen error of `app` with a problem."""
    for family in (HTTPException, RequestValidationError, ThreadlineError):
        app.add_exception_handler(family, _answer)


class UnforeseenErrors:
    """ASGI middleware: an exception nobody expected becomes a logged 500 problem without its text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noting_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting_send)
        except Exception as error:
            log.exception("A request failed", extra={"method": scope["method"], "error": type(error).__name__})
            if started:
                raise
            problem = problem_of(error)
            _count(HTTPConnection(scope), problem)
            await problem_response(problem)(scope, receive, send)


def described(*statuses: int) -> Responses:
    """OpenAPI `responses` for the problems that a route may answer with."""
    return {status: _described(status) for status in statuses}


def _described(status: int) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/ProblemDetails"}
    description = f"{HTTPStatus(status).phrase}: {MEANING.get(status, 'see code')}"
    return {"description": description, "content": {"application/problem+json": {"schema": reference}}}


MEANING = {
    403: "not_your_session (also when it does not exist) or operators_only",
    404: "session_not_found, graph_not_found or not_found",
    409: "session_busy, session_exists or question_not_open",
    413: "body_too_large",
    422: "bad_input (see errors) or text_too_long",
    426: "upgrade_required",
    429: "too_many_sessions; Retry-After says when",
    500: "internal_error, graph_broken or thread_unreadable",
    503: "store_unavailable, model_unavailable, too_many_calls or voice_unavailable; Retry-After says when",
}
