"""The OpenAPI document: what FastAPI derives, with problems, events and ways of access described."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.access import OPERATOR_COOKIE, SESSION_COOKIE
from api.models import EventView
from api.problems import ProblemDetails

TAGS = [
    {"name": "sessions", "description": "A session is what a user names and resumes; its secret makes its owner."},
    {"name": "turns", "description": "Text chat: one utterance in, its events out as server-sent events."},
    {"name": "events", "description": "Everything that happened in a session, then everything that happens."},
    {"name": "voice", "description": "PCM over a WebSocket at /v1/sessions/{id}/audio."},
    {"name": "graphs", "description": "Which graphs there are and how they look."},
    {"name": "health", "description": "For load balancers and Prometheus."},
]

SECURITY = {
    "sessionSecret": {"type": "http", "scheme": "bearer", "description": "the session's secret, or an operator key"},
    "sessionCookie": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    "operatorKey": {"type": "apiKey", "in": "header", "name": "X-Operator-Key"},
    "operatorCookie": {"type": "apiKey", "in": "cookie", "name": OPERATOR_COOKIE},
}


def describe_openapi(app: FastAPI) -> None:
    """Serve the complete document at /openapi.json."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=app.title, version=app.version, summary=app.summary, tags=TAGS, routes=app.routes)
    components = found.setdefault("components", {})
    components["securitySchemes"] = SECURITY
    schemas = components.setdefault("schemas", {})
    for model in (ProblemDetails, EventView):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    for path, operations in found["paths"].items():
        if path.startswith("/v1/sessions"):
            _secure(path, operations)
    return found


def _secure(path: str, operations: dict[str, Any]) -> None:
    operators_only = path == "/v1/sessions"
    for method, operation in operations.items():
        keys = ["operatorKey", "operatorCookie"] if operators_only and method == "get" else list(SECURITY)
        optional: list[dict[str, list[str]]] = [{}] if operators_only and method == "post" else []
        operation["security"] = [*optional, *({key: []} for key in keys)]
