"""Graphs by name: the ones that load, and what is said of those that do not."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from PIL import Image

from graphs.clinic.graph import build
from graphs.clinic.rules import RulesModel
from graphs.clinic.services import Services
from graphs.errors import BadInput, GraphBroken, GraphNotFound
from graphs.registry import Edge, GraphDrawing, GraphSettings, Registry
from graphs.registry.picture import png_of

pytestmark = pytest.mark.check
GRAPHS = Path(__file__).parent / "graphs"
THREAD: Any = {"configurable": {"thread_id": "t"}}


@pytest.fixture
def registry() -> Iterator[Registry]:
    """The graphs beside this test; their modules and import folder are gone afterwards."""
    path, modules = list(sys.path), set(sys.modules)
    yield Registry(GRAPHS / "langgraph.json")
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if str(GRAPHS) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def manifest(folder: Path, content: Any) -> Path:
    """A langgraph.json in a folder."""
    path = folder / "langgraph.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_names_are_those_of_the_file_in_its_order_before_anything_is_loaded(registry: Registry) -> None:
    assert registry.names() == list(json.loads((GRAPHS / "langgraph.json").read_text())["graphs"])


@pytest.mark.parametrize("name", ["plain", "compiled", "sync", "async", "optional", "dotted"])
async def test_builders_compiled_graphs_and_factories_get_our_checkpointer(registry: Registry, name: str) -> None:
    saver = InMemorySaver()
    graph = await registry.load(name, saver)
    await graph.ainvoke({"messages": ["hello"]}, THREAD)
    state = await (await registry.load(name, saver)).aget_state(THREAD)
    assert state.values["messages"][-1].text == "You said: hello"


async def test_an_agent_runs_unchanged(registry: Registry) -> None:
    graph = await registry.load("agent", InMemorySaver())
    await graph.ainvoke({"messages": ["when are you open?"]}, THREAD)
    assert (await graph.aget_state(THREAD)).values["messages"][-1].text == "From nine to five."


async def test_a_question_inside_a_subgraph_waits_in_our_checkpointer(registry: Registry) -> None:
    saver = InMemorySaver()
    asked = await (await registry.load("nested", saver)).ainvoke({"messages": ["book"]}, THREAD)
    assert asked["__interrupt__"][0].value == "Which day?"
    ended = await (await registry.load("nested", saver)).ainvoke(Command(resume="monday"), THREAD)
    assert ended["messages"][-1].text == "Noted: monday"


async def test_two_checkpointers_do_not_meet_in_one_graph(registry: Registry) -> None:
    first, second = InMemorySaver(), InMemorySaver()
    one, two = [await registry.load("compiled", each) for each in (first, second)]
    await one.ainvoke({"messages": ["hello"]}, THREAD)
    assert (await two.aget_state(THREAD)).values == {}


async def test_a_file_is_run_and_a_factory_called_once(registry: Registry) -> None:
    for _ in range(3):
        await registry.load("sync", None)
    module = next(module for name, module in sys.modules.items() if name == "factories")
    assert module.calls == ["sync"]


async def test_a_factory_that_takes_a_config_gets_one(registry: Registry) -> None:
    await registry.load("async", None)
    module = next(module for name, module in sys.modules.items() if name == "factories")
    assert module.calls == [{"configurable": {}}]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("broken", "broken_import.py, line 4: ModuleNotFoundError: No module named 'module_that_does_not_exist'"),
        ("failing", "factories.py, line 29: RuntimeError: no model is configured"),
        ("unwired", "./unwired.py: ValueError: Found edge ending at unknown node `nowhere`"),
        ("greedy", "./factories.py: greedy needs 2 arguments; a factory takes none, a config or a ServerRuntime."),
        ("attribute", "./plain.py: there is no 'missing' in it."),
        ("number", "./plain.py: not_a_graph is a int, not a graph."),
        ("file", "./missing.py: there is no such file."),
        ("form", '"./plain.py" is not of the form FILE.py:ATTRIBUTE or package.module:ATTRIBUTE.'),
    ],
)
async def test_a_broken_graph_says_file_line_and_reason_and_stops_no_other(
    registry: Registry, name: str, said: str
) -> None:
    for call in (registry.load(name, None), registry.describe(name), registry.png(name)):
        with pytest.raises(GraphBroken) as caught:
            await call
        assert str(caught.value) == said
    assert (await registry.describe("plain")).nodes


async def test_a_syntax_error_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "typo.py").write_text("import os\n\ndef (:\n")
    registry = Registry(manifest(tmp_path, {"graphs": {"typo": "./typo.py:graph"}, "dependencies": []}))
    with pytest.raises(GraphBroken, match=r"^typo\.py, line 3: SyntaxError: "):
        await registry.load("typo", None)


async def test_a_graph_that_was_mended_loads_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "mended.py"
    file.write_text("raise SystemExit('not yet')\n")
    registry = Registry(manifest(tmp_path, {"graphs": {"g": "./mended.py:builder"}, "dependencies": []}))
    with pytest.raises(GraphBroken, match=r"^mended\.py, line 1: SystemExit: not yet"):
        await registry.load("g", None)
    file.write_text((GRAPHS / "plain.py").read_text())
    assert await registry.load("g", None)


async def test_a_file_of_an_importable_package_is_that_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "importable_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "state.py").write_text((GRAPHS / "plain.py").read_text())
    (package / "graph.py").write_text("from .state import builder\n")
    monkeypatch.setattr(sys, "path", [*sys.path])
    registry = Registry(manifest(tmp_path, {"graphs": {"g": "./importable_package/graph.py:builder"}}))
    graph = await registry.load("g", None)
    assert sys.modules["importable_package.graph"].builder is graph.builder


async def test_an_unknown_name_is_not_found(registry: Registry) -> None:
    for call in (registry.load("x", None), registry.describe("x"), registry.png("x")):
        with pytest.raises(GraphNotFound):
            await call
    with pytest.raises(GraphNotFound):
        registry.settings("x")


def test_own_settings_are_read_by_graph_and_may_be_left_out(registry: Registry) -> None:
    settings = registry.settings("plain")
    assert dict(settings.greeting) == {"en": "Hello.", "es": "Hola."}
    assert (settings.speaking_nodes, settings.opens) == (frozenset({"answer"}), True)
    assert registry.settings("nested") == GraphSettings()
    assert registry.settings("nested").speaking_nodes is None


def test_a_language_is_one_of_the_graphs_or_a_kind_of_it_and_any_without_a_list() -> None:
    settings = GraphSettings(languages=("en", "es-MX"))
    assert [settings.speaks(one) for one in ("en", "en-GB", "es-MX", None)] == [True] * 4
    assert [settings.speaks(one) for one in ("es", "fr", "eng")] == [False] * 3
    assert GraphSettings().speaks("fr")


@pytest.mark.parametrize(
    "wrong",
    [
        {"speeking": []},
        {"speaking": "answer"},
        {"speaking": [1]},
        {"greeting": "Hi"},
        {"opens": 1},
        {"languages": "en"},
        {"languages": []},
        {"languages": ["English"]},
        {"allowed_types": ["Class"]},
        {"live_messages": 1},
        [],
    ],
)
def test_settings_that_cannot_be_understood_break_their_graph_alone(tmp_path: Path, wrong: Any) -> None:
    content = {"graphs": {"a": "a.py:a", "b": "b.py:b"}, "threadline": {"a": wrong}}
    registry = Registry(manifest(tmp_path, content))
    with pytest.raises(GraphBroken, match=r'langgraph\.json, "threadline", "a": '):
        registry.settings("a")
    assert registry.settings("b") == GraphSettings()


@pytest.mark.parametrize(
    "wrong", ["{", "[]", {}, {"graphs": []}, {"graphs": {"a": 1}}, {"graphs": {}, "threadline": []}, "\xff"]
)
def test_a_file_that_is_no_langgraph_json_is_bad_input(tmp_path: Path, wrong: Any) -> None:
    with pytest.raises(BadInput, match=r"langgraph\.json"):
        Registry(manifest(tmp_path, wrong))


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        Registry(tmp_path / "langgraph.json")


async def test_a_description_has_subgraphs_decisions_and_mermaid(registry: Registry) -> None:
    drawing = await registry.describe("nested")
    assert set(drawing.nodes) == {"__start__", "greet", "other", "booking:ask", "booking:confirm", "__end__"}
    assert Edge("greet", "booking:ask", conditional=True, label="book") in drawing.edges
    assert Edge("booking:ask", "booking:confirm") in drawing.edges
    assert drawing.mermaid.startswith("---\nconfig:")


@pytest.mark.parametrize("name", ["plain", "agent", "nested"])
async def test_a_picture_is_a_png_with_something_on_it(registry: Registry, name: str) -> None:
    picture = Image.open(BytesIO(await registry.png(name)))
    assert picture.format == "PNG"
    assert picture.width > 200
    colours = picture.convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 20


@pytest.mark.parametrize(
    "edges",
    [
        [],
        [Edge("a", "a")],
        [Edge("a", "b"), Edge("b", "a"), Edge("a", "b", conditional=True, label="x")],
        [Edge("a", "b"), Edge("b", "c"), Edge("c", "a"), Edge("c", "c")],
        [Edge(one, other, conditional=True) for one in "abcdef" for other in "abcdef"],
    ],
)
def test_any_shape_can_be_drawn(edges: list[Edge]) -> None:
    assert png_of(GraphDrawing([*"abcdef"], edges, "")).startswith(b"\x89PNG")


def test_the_same_graph_looks_the_same_however_its_edges_are_listed() -> None:
    edges = [Edge(one, other, conditional=True) for one, other in ("ab", "ac", "bd", "cd", "da", "be", "ec", "cf")]
    pictures = {png_of(GraphDrawing([*"abcdef"], each, "")) for each in (edges, edges[::-1], edges[3:] + edges[:3])}
    assert len(pictures) == 1


def test_a_graph_without_nodes_can_be_drawn() -> None:
    assert png_of(GraphDrawing([], [], "")).startswith(b"\x89PNG")


async def test_every_node_of_the_clinic_may_speak() -> None:
    registry = Registry(Path(__file__).parents[2] / "langgraph.json")
    nodes = build(Services(store=None, model=RulesModel())).nodes  # type: ignore[arg-type]
    assert registry.settings("clinic").speaking_nodes == nodes.keys()
