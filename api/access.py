"""Who is asking: the owner of a session (its secret), an operator of the clinic (a key), or a stranger."""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from fastapi import Depends, Path
from starlette.requests import HTTPConnection
from starlette.responses import Response

from api.problems import Problem
from api.services import ApiServices, services_of
from graphs.errors import SessionNotFound

SESSION_COOKIE = "threadline_session"
# one per session: its path is the session's, so that a browser may hold several
OPERATOR_COOKIE = "threadline_operator"
SESSION_COOKIE_SECONDS = 30 * 24 * 3600
OPERATOR_COOKIE_SECONDS = 12 * 3600

By = Literal["caller", "operator"]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that may see and steer the session."""

    session: str
    by: By


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request shows, unchecked."""

    bearer: str | None = field(default=None, repr=False)
    operator_key: str | None = field(default=None, repr=False)
    session_cookie: str | None = field(default=None, repr=False)
    operator_cookie: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, connection: HTTPConnection) -> Credentials:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        return cls(
            bearer=token.strip() if scheme.lower() == "bearer" else None,
            operator_key=connection.headers.get("x-operator-key"),
            session_cookie=connection.cookies.get(SESSION_COOKIE),
            operator_cookie=connection.cookies.get(OPERATOR_COOKIE),
        )

    def secrets(self) -> Iterator[str]:
        """Candidates for the session's secret."""
        yield from filter(None, (self.bearer, self.session_cookie))

    def operator_keys(self) -> Iterator[str]:
        """Candidates for an operator key."""
        yield from filter(None, (self.bearer, self.operator_key))


async def visit_of(services: ApiServices, session: str, shown: Credentials) -> Visit:
    """Owner or operator; a stranger gets the same 403 whether the session exists or not."""
    if is_operator(services, shown):
        return Visit(session, "operator")
    for secret in shown.secrets():
        if await owns(services, session, secret):
            return Visit(session, "caller")
    raise Problem(403, "not_your_session", "This session is not yours, or it does not exist.")


async def owns(services: ApiServices, session: str, secret: str) -> bool:
    """Whether the secret is the session's; False also when there is no such session."""
    try:
        return await services.sessions.owns(session, secret)
    except SessionNotFound:
        return False


def is_operator(services: ApiServices, shown: Credentials) -> bool:
    """Whether a valid operator key, or a cookie made from one, is shown."""
    if any(is_operator_key(services, key) for key in shown.operator_keys()):
        return True
    return shown.operator_cookie is not None and _cookie_holds(services, shown.operator_cookie)


def is_operator_key(services: ApiServices, key: str) -> bool:
    """Constant-time look-up of an operator key."""
    known = [hmac.compare_digest(key.encode(), each.encode()) for each in services.operator_keys if each]
    return any(known)


def operator_cookie(key: str, *, now: float | None = None) -> str:
    """A cookie's value that proves the key for some hours without containing it: expiry and HMAC-SHA256."""
    expires = str(int((time.time() if now is None else now) + OPERATOR_COOKIE_SECONDS))
    return f"{expires}.{_signature(key, expires)}"


def _signature(key: str, expires: str) -> str:
    return hmac.digest(key.encode(), f"threadline operator until {expires}".encode(), "sha256").hex()


def _cookie_holds(services: ApiServices, cookie: str) -> bool:
    expires, _, signature = cookie.partition(".")
    if not (expires.isascii() and expires.isdecimal()) or int(expires) < time.time():
        return False
    given = signature.encode()
    known = [hmac.compare_digest(given, _signature(key, expires).encode()) for key in services.operator_keys if key]
    return any(known)


def set_session_cookie(response: Response, session: str, secret: str, *, secure: bool) -> None:
    """Let the page's own requests for this session (and no others) prove its owner."""
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=SESSION_COOKIE_SECONDS,
        path=session_path(session),
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def set_operator_cookie(response: Response, key: str, *, secure: bool) -> None:
    """Let the operator's browser prove the key without keeping it."""
    response.set_cookie(
        OPERATOR_COOKIE,
        operator_cookie(key),
        max_age=OPERATOR_COOKIE_SECONDS,
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def session_path(session: str) -> str:
    """The session's address, escaped as a browser's encodeURIComponent does."""
    escaped = quote(session, safe="!~*'()")
    return f"/v1/sessions/{escaped}"


def origin_allowed(connection: HTTPConnection, origins: Sequence[str]) -> bool:
    """A WebSocket's Origin: none (no browser), our own page, or one that the settings name."""
    origin = connection.headers.get("origin")
    if origin is None or origin in origins:
        return True
    return urlsplit(origin).netloc == connection.headers.get("host")


Services = Annotated[ApiServices, Depends(services_of)]
SessionId = Annotated[str, Path(alias="id", max_length=128, description="the session's id", examples=["front-desk-7"])]


async def visitor(connection: HTTPConnection, services: Services, session: SessionId) -> Visit:
    """Dependency: the request may act on the session of its path."""
    return await visit_of(services, session, Credentials.of(connection))


async def operator(connection: HTTPConnection, services: Services) -> None:
    """Dependency: operators only."""
    if not is_operator(services, Credentials.of(connection)):
        raise Problem(403, "operators_only", "Only operators may do this. Show an operator key.")


Visitor = Annotated[Visit, Depends(visitor)]
