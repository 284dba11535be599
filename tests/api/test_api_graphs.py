"""Graphs that do not load, beside one that does: listed with what is wrong, refused, and in nobody's way."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.services import ApiServices
from graphs.registry import Registry
from tests.api.client import OPERATOR, events_of, expect_problem, new_session, spoken

pytestmark = pytest.mark.check
DESK = Path(__file__).parent / "graphs" / "desk.py"
BROKEN = {
    "typo": ("def (:\n", "broken_typo.py, line 1: SyntaxError: invalid syntax"),
    "lonely": ("import no_such_module\n", "broken_lonely.py, line 1: ModuleNotFoundError: No module named 'no_such_"),
    "bare": ("", "./broken_bare.py: there is no 'graph' in it."),
    "number": ("graph = 42\n", "./broken_number.py: graph is a int, not a graph."),
    "string": ("def graph():\n    return 'text'\n", "./broken_string.py: graph is a str, not a graph."),
    "failing": ("def graph():\n    raise OSError('no key')\n", "broken_failing.py, line 2: OSError: no key"),
    "leaving": ("raise SystemExit(3)\n", "broken_leaving.py, line 1: SystemExit: 3"),
}
# name -> what stands in its file, and how the error begins


@pytest.fixture
def project(services: ApiServices, tmp_path: Path) -> Iterator[ApiServices]:
    """A service over a folder with one good graph and all the broken ones."""
    path = list(sys.path)
    (tmp_path / "good.py").write_text(DESK.read_text())
    for name, (content, _) in BROKEN.items():
        (tmp_path / f"broken_{name}.py").write_text(content)
    files = {name: f"./broken_{name}.py:graph" for name in BROKEN}
    content = {"dependencies": ["."], "graphs": {**files, "missing": "./nowhere.py:graph", "good": "./good.py:builder"}}
    (tmp_path / "langgraph.json").write_text(json.dumps(content))
    services.registry = services.conversations.registry = Registry(tmp_path / "langgraph.json")
    yield services
    sys.path[:] = path
    for name in [name for name in sys.modules if name == "good" or name.startswith("broken_")]:
        del sys.modules[name]


@pytest.fixture
async def client(project: ApiServices):
    transport = httpx.ASGITransport(create_app(project))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as opened:
        yield opened


async def test_every_broken_graph_is_listed_with_its_own_error(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/v1/graphs", headers=OPERATOR)).json()["graphs"]
    found = {graph["name"]: graph for graph in listed}
    assert found["good"] == {"name": "good", "ok": True, "error": None}
    assert found["missing"]["error"] == "./nowhere.py: there is no such file."
    for name, (_, said) in BROKEN.items():
        assert found[name]["ok"] is False
        assert found[name]["error"].startswith(said), found[name]


@pytest.mark.parametrize("name", [*BROKEN, "missing"])
async def test_a_broken_graph_begins_no_session_and_names_no_file(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.post("/v1/sessions", json={"graph": name})
    expect_problem(answer, 500, "graph_broken")
    assert ".py" not in answer.text


async def test_the_good_graph_beside_them_takes_turns(client: httpx.AsyncClient) -> None:
    await client.get("/v1/graphs")
    session, owner = await new_session(client, graph="good")
    answer = await client.post(f"/v1/sessions/{session}/turns", json={"text": "hello"}, headers=owner)
    assert spoken(events_of(answer.text)) == "You said: hello"
