"""langgraph.json: the names of graphs, where they are defined, and our own settings for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphs.errors import BadInput

OWN_KEY = "threadline"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file says."""

    path: Path
    # the file itself; paths in it are relative to its folder
    graphs: dict[str, str]
    # name to "FILE.py:ATTRIBUTE" or "package.module:ATTRIBUTE"
    settings: dict[str, Any]
    # name to that graph's part of the "threadline" key, not looked at yet
    import_folders: list[Path]
    # local "dependencies": graphs import their helpers from there


def read(path: Path) -> Manifest:
    """Raises BadInput, in one sentence, for a file that is missing or not a langgraph.json."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadInput(f"{path} is not JSON: {error}.") from error
    graphs = content.get("graphs") if isinstance(content, dict) else None
    if not isinstance(graphs, dict):
        raise BadInput(f'{path} has no "graphs" object that names its graphs.')
    own = content.get(OWN_KEY, {})
    if not isinstance(own, dict):
        raise BadInput(f'"{OWN_KEY}" in {path} is not an object of settings by graph.')
    targets = {name: _target(path, name, given) for name, given in graphs.items()}
    return Manifest(path, targets, own, _folders(path.parent, content.get("dependencies", ["."])))


def _target(path: Path, name: str, given: Any) -> str:
    target = given.get("path") if isinstance(given, dict) else given
    if not isinstance(target, str):
        raise BadInput(f'The graph "{name}" in {path} has no "FILE.py:ATTRIBUTE".')
    return target


def _folders(root: Path, dependencies: Any) -> list[Path]:
    local = [entry for entry in dependencies if isinstance(entry, str) and entry.startswith(".")]
    return [(root / entry).resolve() for entry in local]
