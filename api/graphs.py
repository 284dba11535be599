"""Routes of graphs: which there are, and how they look."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.access import Credentials, Services, is_operator
from api.models import EdgeView, GraphList, GraphSummary, GraphView
from api.problems import Responses, described
from api.services import ApiServices
from graphs.errors import GraphBroken

PNG: Responses = {200: {"content": {"image/png": {}}, "description": "PNG"}}
router = APIRouter(prefix="/v1/graphs", tags=["graphs"], responses=described(422))


@router.get("", operation_id="listGraphs", summary="Graphs that a session may choose")
async def list_graphs(request: Request, services: Services) -> GraphList:
    """Also those that do not load; operators are told why."""
    tell = is_operator(services, Credentials.of(request))
    names = services.registry.names()
    graphs = [await _summary(services, name, tell=tell) for name in names]
    return GraphList(graphs=graphs, default=services.default_graph or (names[0] if names else None))


async def _summary(services: ApiServices, name: str, *, tell: bool) -> GraphSummary:
    try:
        services.registry.settings(name)
        await services.registry.describe(name)
    except GraphBroken as error:
        return GraphSummary(name=name, ok=False, error=str(error) if tell else None)
    return GraphSummary(name=name, ok=True, error=None)


@router.get("/{name}", operation_id="getGraph", summary="Nodes, edges and mermaid text", responses=described(404, 500))
async def get_graph(name: str, services: Services) -> GraphView:
    drawing = await services.registry.describe(name)
    edges = [EdgeView.model_validate(edge) for edge in drawing.edges]
    return GraphView(name=name, nodes=[str(node) for node in drawing.nodes], edges=edges, mermaid=drawing.mermaid)


@router.get(
    "/{name}/png",
    operation_id="drawGraph",
    summary="The graph as a picture",
    response_class=Response,
    responses=PNG | described(404, 500),
)
async def draw_graph(name: str, services: Services) -> Response:
    return Response(await services.registry.png(name), media_type="image/png")
