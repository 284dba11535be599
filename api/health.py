"""Health: the process lives, its parts are ready, its figures."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.access import Services
from api.models import Health, ReadinessView
from api.problems import RETRY_SECONDS

router = APIRouter(tags=["health"])


@router.get("/healthz", operation_id="health", summary="The process lives")
async def health(services: Services) -> Health:
    return Health(version=services.version)


@router.get(
    "/readyz",
    operation_id="readiness",
    summary="Every part is ready to take callers",
    responses={503: {"model": ReadinessView, "description": "A part is not ready; Retry-After says when to ask again"}},
)
async def readiness(response: Response, services: Services) -> ReadinessView:
    found = services.ready()
    parts = dict(await found if inspect.isawaitable(found) else found)
    ready = all(_is_ready(part) for part in parts.values())
    if not ready:
        response.status_code = 503
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return ReadinessView(ready=ready, parts=parts)


def _is_ready(part: Any) -> bool:
    return bool(part["ready"]) if isinstance(part, Mapping) else bool(part)


@router.get("/metrics", operation_id="metrics", summary="Figures for Prometheus", response_class=Response)
async def metrics(services: Services) -> Response:
    return Response(services.metrics.render(), media_type=CONTENT_TYPE_LATEST)
