"""From "FILE.py:ATTRIBUTE" to a graph. Whatever goes wrong in a user's file becomes GraphBroken."""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from langgraph.graph import StateGraph
from langgraph.pregel import Pregel

from graphs.errors import GraphBroken
from graphs.registry.factories import made_by
from graphs.registry.keeping import Keeper

Source = Pregel[Any, Any, Any, Any] | StateGraph[Any, Any, Any, Any]


async def load(target: str, folder: Path, import_folders: Sequence[Path], keeper: Keeper) -> Source:
    """The compiled graph or the builder that `target` names, relative to `folder`; factories are called.

    What a factory opens stays open until `keeper` closes. Raises GraphBroken with the file, the line and the reason in
    one sentence.
    """
    place, _, attribute = target.rpartition(":")
    if not place or not attribute:
        raise GraphBroken(f'"{target}" is not of the form FILE.py:ATTRIBUTE or package.module:ATTRIBUTE.')
    with blamed(place, folder):
        _offer(import_folders)
        module = await asyncio.to_thread(_module, place, folder)
        if not hasattr(module, attribute):
            raise GraphBroken(f"{place}: there is no {attribute!r} in it.")
        made = getattr(module, attribute)
        if callable(made) and not isinstance(made, Pregel | StateGraph):
            made = await made_by(made, f"{place}: {attribute}", keeper)
    if not isinstance(made, Pregel | StateGraph):
        raise GraphBroken(f"{place}: {attribute} is a {type(made).__name__}, not a graph.")
    return made


@contextmanager
def blamed(place: str, folder: Path) -> Iterator[None]:
    """Turns any exception of a user's code inside into GraphBroken that names where it happened."""
    try:
        yield
    except GraphBroken:
        raise
    except (Exception, SystemExit) as error:
        reason = str(error).strip().split("\n")[0] or "no reason given"
        raise GraphBroken(f"{_where(error, place, folder)}: {type(error).__name__}: {reason}") from error


def _where(error: BaseException, place: str, folder: Path) -> str:
    """The innermost line of the user's own files that led to the error."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_relative(Path(error.filename), folder)}, line {error.lineno}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        own = path.is_relative_to(folder.resolve()) and "site-packages" not in path.parts
        if own and not path.is_relative_to(Path(__file__).parent):
            return f"{_relative(path, folder)}, line {frame.lineno}"
    return place


def _relative(path: Path, folder: Path) -> str:
    root = folder.resolve()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _offer(folders: Sequence[Path]) -> None:
    """Let graphs import modules of their project, after everything that is installed."""
    sys.path += [str(folder) for folder in folders if str(folder) not in sys.path]


def _module(place: str, folder: Path) -> ModuleType:
    importlib.invalidate_caches()
    if not place.endswith(".py"):
        return importlib.import_module(place)
    path = (folder / place).resolve()
    if not path.is_file():
        raise GraphBroken(f"{place}: there is no such file.")
    dotted = _importable_name(path)
    return importlib.import_module(dotted) if dotted else _alone(path, place)


def _importable_name(path: Path) -> str | None:
    """The dotted name under which Python itself finds this file, so that it is loaded once and knows its package.

    Checkpoints name the types of a state by it.
    """
    parts, parent = [path.stem], path.parent
    while (parent / "__init__.py").is_file():
        parts.insert(0, parent.name)
        parent = parent.parent
    try:
        spec = importlib.util.find_spec(".".join(parts))
    except (ModuleNotFoundError, ValueError):
        return None
    found = spec.origin if spec else None
    return ".".join(parts) if found and Path(found).resolve() == path else None


def _alone(path: Path, place: str) -> ModuleType:
    """A file that Python does not find itself, under a name that is the same wherever the project lies."""
    name = f"graph_{path.stem}_{hashlib.sha256(place.encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} is not a Python file")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
