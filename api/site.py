"""The plain page at `/`, and the operators' link that opens it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import FileResponse, RedirectResponse, Response

from api.access import Services, is_operator_key, set_operator_cookie
from api.problems import Problem

PAGE = Path(__file__).parent / "page"
router = APIRouter(include_in_schema=False)
files = StaticFiles(directory=PAGE)


@router.get("/")
async def page(request: Request, services: Services) -> Response:
    """The page; `?operator=KEY` is exchanged for a cookie so that the key does not stay in the address."""
    key = request.query_params.get("operator")
    if key is None:
        return FileResponse(PAGE / "index.html")
    if not is_operator_key(services, key):
        raise Problem(403, "operators_only", "This operator key is not valid. Use the link of the last start.")
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "operator"]
    response = RedirectResponse("/" + (f"?{urlencode(kept)}" if kept else ""), status_code=303)
    response.headers["Cache-Control"] = "no-store"
    set_operator_cookie(response, key, secure=services.cookie_secure)
    return response
