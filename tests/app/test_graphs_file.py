"""Which graph a session gets that names none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.graphs_file import default_graph
from app.settings import Settings, read_settings
from graphs.errors import BadInput
from tests.app.program import threadline

GRAPH = """
from langchain_core.messages import AIMessage
from langgraph.graph import END, START, MessagesState, StateGraph

def greet(state):
    return {"messages": [AIMessage("Hello.")]}

graph = StateGraph(MessagesState).add_node(greet).add_edge(START, "greet").add_edge("greet", END).compile()
"""


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def write(folder: Path, *names: str) -> None:
    graphs = dict.fromkeys(names, "./mine.py:graph")
    (folder / "langgraph.json").write_text(json.dumps({"graphs": graphs, "dependencies": ["."]}))


@pytest.mark.check
@pytest.mark.parametrize(
    ("names", "given", "expected"),
    [
        (("other", "clinic"), None, "clinic"),
        (("mine", "other"), None, "mine"),
        (("mine", "other"), "other", "other"),
        (("mine", "clinic"), "nope", "nope"),
    ],
)
def test_the_clinic_else_the_first_of_the_file(
    names: tuple[str, ...], given: str | None, expected: str, tmp_path: Path
) -> None:
    write(tmp_path, *names)
    assert default_graph(read_settings(graph=given)) == expected


@pytest.mark.check
def test_a_file_without_graphs_is_said(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(BadInput, match="names no graph"):
        default_graph(read_settings())


def test_a_file_without_the_clinic_is_listed_and_talked_to(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(GRAPH)
    write(tmp_path, "mine", "other")
    listed = threadline("graph", folder=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["mine", "other", "from"]
    talked = threadline("chat", folder=tmp_path, input="hi\n\n")
    assert talked.returncode == 0, talked.stderr
    assert "Hello." in talked.stdout
