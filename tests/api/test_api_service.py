"""Problems, limits, headers, health, graphs and the OpenAPI document: what every route shares."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.limits import Allowance
from api.problems import STATUS, Problem
from api.services import ApiServices
from graphs import errors
from tests.api.client import OPERATOR, expect_problem, new_session

pytestmark = pytest.mark.check

PAGE = Path("api/page")


def client_of(services: ApiServices) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(services)), base_url="http://desk.test")


async def test_an_unknown_path_and_a_wrong_method_are_problems(client: httpx.AsyncClient) -> None:
    expect_problem(await client.get("/nowhere"), 404, "not_found")
    expect_problem(await client.get("/page/nothing.js"), 404, "not_found")
    answer = await client.put("/healthz")
    expect_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"


async def test_an_unforeseen_error_is_500_without_its_text(
    client: httpx.AsyncClient, services: ApiServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise ValueError("the caller's secret words")

    monkeypatch.setattr(services.sessions, "list", broken)
    answer = await client.get("/v1/sessions", headers=OPERATOR)
    expect_problem(answer, 500, "internal_error")
    assert "secret words" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_value_that_does_not_validate_is_not_repeated(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/sessions", json={"language": "my private words"})
    expect_problem(answer, 422, "bad_input")
    assert "private" not in answer.text


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b""])
async def test_a_body_that_is_no_json_object_is_a_problem(client: httpx.AsyncClient, content: bytes) -> None:
    answer = await client.post("/v1/sessions", content=content, headers={"Content-Type": "application/json"})
    expect_problem(answer, answer.status_code, {400: "bad_request", 422: "bad_input"}[answer.status_code])


async def test_a_body_over_the_limit_is_413_declared_or_not(client: httpx.AsyncClient, services: ApiServices) -> None:
    json = {"Content-Type": "application/json"}
    body = b" " * (services.limits.body_bytes + 1)
    expect_problem(await client.post("/v1/sessions", content=body, headers=json), 413, "body_too_large")

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * (services.limits.body_bytes // 4)

    expect_problem(await client.post("/v1/sessions", content=chunks(), headers=json), 413, "body_too_large")


def test_every_error_of_the_family_has_a_status() -> None:
    family = {each.code for each in errors.ThreadlineError.__subclasses__() if each.__module__ == "graphs.errors"}
    assert family <= STATUS.keys()


def test_an_allowance_comes_back_with_time() -> None:
    now = [0.0]
    allowance = Allowance(burst=2, per_minute=60, clock=lambda: now[0])
    allowance.take("a")
    allowance.take("a")
    with pytest.raises(Problem) as refused:
        allowance.take("a")
    assert refused.value.headers == {"Retry-After": "1"}
    allowance.take("b")
    now[0] = 1.0
    allowance.take("a")


@pytest.mark.parametrize("path", ["/", "/page/app.js", "/healthz", "/nowhere", "/v1/graphs"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "microphone=(self)" in headers["permissions-policy"]


async def test_what_the_api_answers_is_not_cached(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/graphs")).headers["cache-control"] == "no-store"


async def test_https_brings_secure_cookies_and_transport_security(services: ApiServices) -> None:
    services.cookie_secure = True
    async with client_of(services) as client:
        answer = await client.post("/v1/sessions", json={})
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_only_pages_of_the_settings_may_call_from_elsewhere(services: ApiServices) -> None:
    services.cors_origins = ["https://clinic.example"]
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "Authorization"}
    async with client_of(services) as client:
        known = await client.options("/v1/sessions", headers={"Origin": "https://clinic.example", **asked})
        other = await client.options("/v1/sessions", headers={"Origin": "https://evil.example", **asked})
    assert known.headers["access-control-allow-origin"] == "https://clinic.example"
    assert "access-control-allow-origin" not in other.headers


def test_the_page_has_no_inline_script_or_style_and_no_foreign_address() -> None:
    html = (PAGE / "index.html").read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    for file in PAGE.iterdir():
        foreign = re.findall(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[\w.-]+\.\w+", file.read_text())
        assert not foreign, file


def test_the_page_has_every_sentence_in_every_language() -> None:
    text = (PAGE / "strings.js").read_text()
    english, spanish = (re.findall(r"^    (\w+):", part, re.M) for part in text.split("  es: {"))
    assert english == spanish
    used = re.findall(r'data-(?:text|label|placeholder)="(\w+)"', (PAGE / "index.html").read_text())
    assert set(used) <= set(english)


async def test_health_says_that_the_process_lives(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok", "version": "1.2.3"}


async def test_readiness_is_503_until_every_part_is_ready(services: ApiServices) -> None:
    parts: dict[str, Any] = {"store": True, "speech": {"ready": False, "detail": "loading"}}

    async def ready() -> dict[str, Any]:
        return parts

    services.ready = ready
    async with client_of(services) as client:
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert answer.json() == {"ready": False, "parts": parts}
        parts["speech"] = {"ready": True}
        assert (await client.get("/readyz")).status_code == 200
        services.ready = lambda: {"store": False}
        assert (await client.get("/readyz")).status_code == 503


async def test_graphs_are_listed_also_the_broken_one_whose_error_only_operators_see(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/v1/graphs")).json()
    assert listed["default"] == "desk"
    assert listed["graphs"] == [
        {"name": "desk", "ok": True, "error": None},
        {"name": "broken", "ok": False, "error": None},
        {"name": "unclear", "ok": False, "error": None},
    ]
    _, broken, unclear = (await client.get("/v1/graphs", headers=OPERATOR)).json()["graphs"]
    assert broken["error"] == "broken.py, line 3: RuntimeError: no such table: appointments"
    assert "unknown setting 'speeking'" in unclear["error"]


async def test_a_graph_is_drawn_as_nodes_edges_mermaid_and_picture(client: httpx.AsyncClient) -> None:
    drawn = (await client.get("/v1/graphs/desk")).json()
    assert {"front_desk", "ask"} <= set(drawn["nodes"])
    assert {"source": "front_desk", "target": "__end__", "conditional": False, "label": None} in drawn["edges"]
    assert "front_desk" in drawn["mermaid"]
    picture = await client.get("/v1/graphs/desk/png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "status", "code"), [("nope", 404, "graph_not_found"), ("broken", 500, "graph_broken")]
)
async def test_a_graph_that_cannot_be_drawn_is_a_problem(
    client: httpx.AsyncClient, path: str, status: int, code: str
) -> None:
    expect_problem(await client.get(f"/v1/graphs/{path}"), status, code)
    expect_problem(await client.get(f"/v1/graphs/{path}/png"), status, code)


async def test_the_openapi_document_describes_problems_access_and_examples(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    schemas = document["components"]["schemas"]
    assert {"ProblemDetails", "FieldError", "EventView", "NewTurn"} <= schemas.keys()
    assert "HTTPValidationError" not in str(document["paths"])
    ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", one) for one in ids)
    turn = document["paths"]["/v1/sessions/{id}/turns"]["post"]
    assert {"403", "404", "413", "422", "503"} <= turn["responses"].keys()
    assert "text/event-stream" in turn["responses"]["200"]["content"]
    assert turn["security"]
    assert schemas["NewTurn"]["examples"]


async def test_an_unlisted_header_of_a_proxy_is_not_believed(client: httpx.AsyncClient) -> None:
    allowance = client._transport.app.state.allowance  # type: ignore[attr-defined]
    await client.post("/v1/sessions", json={}, headers={"X-Forwarded-For": "9.9.9.9"})
    assert "9.9.9.9" not in allowance._buckets
    await new_session(client)
