from __future__ import annotations

import time

import httpx
import pytest

from api.access import OPERATOR_COOKIE, SESSION_COOKIE, operator_cookie, session_path
from tests.api.client import OPERATOR, expect_problem, new_session

pytestmark = pytest.mark.check

ROUTES = [
    ("GET", ""),
    ("DELETE", ""),
    ("GET", "/messages"),
    ("GET", "/events"),
    ("POST", "/turns"),
    ("POST", "/answers"),
]
BODIES = {"/turns": {"text": "hello"}, "/answers": {"question_id": "q", "value": 1}}


@pytest.mark.parametrize(("method", "route"), ROUTES)
@pytest.mark.parametrize("shown", [{}, {"Authorization": "Bearer wrong"}, {"X-Operator-Key": "wrong"}])
async def test_a_stranger_gets_the_same_403_whether_the_session_exists_or_not(
    client: httpx.AsyncClient, method: str, route: str, shown: dict[str, str]
) -> None:
    session, _ = await new_session(client)
    body = {"json": BODIES[route]} if route in BODIES else {}
    known = await client.request(method, f"/v1/sessions/{session}{route}", headers=shown, **body)
    unknown = await client.request(method, f"/v1/sessions/nobody{route}", headers=shown, **body)
    expect_problem(known, 403, "not_your_session")
    assert known.json() == unknown.json()


async def test_the_secret_of_one_session_does_not_open_another(client: httpx.AsyncClient) -> None:
    _, owner = await new_session(client)
    other, _ = await new_session(client)
    expect_problem(await client.get(f"/v1/sessions/{other}", headers=owner), 403, "not_your_session")


async def test_the_cookie_of_the_page_opens_its_session(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client)
    secret = owner["Authorization"].removeprefix("Bearer ")
    answer = await client.get(f"/v1/sessions/{session}", headers={"Cookie": f"{SESSION_COOKIE}={secret}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("shown", [OPERATOR, {"Authorization": "Bearer operator-key"}])
async def test_an_operator_sees_every_session_by_key(client: httpx.AsyncClient, shown: dict[str, str]) -> None:
    session, _ = await new_session(client)
    assert (await client.get(f"/v1/sessions/{session}", headers=shown)).status_code == 200
    assert (await client.get("/v1/sessions", headers=shown)).status_code == 200


@pytest.mark.parametrize("shown", [{}, {"X-Operator-Key": ""}, {"Authorization": "Bearer "}, {"X-Operator-Key": "x"}])
async def test_nobody_else_lists_sessions_not_even_with_an_empty_key(
    client: httpx.AsyncClient, shown: dict[str, str]
) -> None:
    expect_problem(await client.get("/v1/sessions", headers=shown), 403, "operators_only")


async def test_the_operators_link_becomes_a_cookie_and_leaves_the_address(client: httpx.AsyncClient) -> None:
    answer = await client.get("/?operator=operator-key&session=s%201")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?session=s+1"
    cookie = answer.cookies[OPERATOR_COOKIE]
    assert "operator-key" not in cookie
    assert (await client.get("/v1/sessions", headers={"Cookie": f"{OPERATOR_COOKIE}={cookie}"})).status_code == 200


async def test_a_wrong_operators_link_is_refused(client: httpx.AsyncClient) -> None:
    expect_problem(await client.get("/?operator=guess"), 403, "operators_only")


@pytest.mark.parametrize(
    "cookie",
    [
        operator_cookie("operator-key", now=time.time() - 24 * 3600),
        operator_cookie("other-key"),
        str(int(time.time()) + 999_999) + "." + operator_cookie("operator-key").partition(".")[2],
        "",
        "x",
        "٣.x",
    ],
    ids=["expired", "another key", "prolonged", "empty", "malformed", "strange digits"],
)
async def test_an_operators_cookie_cannot_be_forged_or_kept(client: httpx.AsyncClient, cookie: str) -> None:
    header = f"{OPERATOR_COOKIE}={cookie}".encode()
    expect_problem(await client.get("/v1/sessions", headers={b"Cookie": header}), 403, "operators_only")


def test_a_sessions_address_is_escaped_as_a_browser_does() -> None:
    assert session_path("a b;c'(ü)") == "/v1/sessions/a%20b%3Bc'(%C3%BC)"
