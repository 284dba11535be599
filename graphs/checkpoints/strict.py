"""StrictSerializer: checkpoints hold plain data, LangGraph's safe types and types named beforehand, nothing else."""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

import ormsgpack
from langchain_core.messages import BaseMessage
from langgraph.checkpoint.serde import jsonplus
from langgraph.checkpoint.serde._msgpack import SAFE_MSGPACK_METHODS, SAFE_MSGPACK_TYPES
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from pydantic import ValidationError

from graphs.checkpoints.errors import RefusedType, WrongKey

TYPED = re.compile(rb"[\x93\x94](?:[\xa0-\xbf]|\xd9.|\xda..)([\w.]*)(?:[\xa0-\xbf]|\xd9.|\xda..)?(\w*)", re.DOTALL)
# what a typed value begins with in msgpack: an array of three or four, of which the first two are module and name;
# finds them all, and by chance a few that are none

SAFE_NAMES = frozenset((module.encode(), name.encode()) for module, name in SAFE_MSGPACK_TYPES)

AllowedType = type | tuple[str, str]
# a class, or its module and name


@cache
def _message_class(module: str, name: str) -> type[BaseMessage] | None:
    """The class of that name when it is one of LangChain's messages."""
    if not module.startswith("langchain_core.messages.") or (module, name) not in SAFE_MSGPACK_TYPES:
        return None
    found = getattr(import_module(module), name, None)
    return found if isinstance(found, type) and issubclass(found, BaseMessage) else None


def told_types_of_states() -> None:
    """Have LangGraph tell savers which types the state of a graph names (`with_allowlist`).

    It does so in its strict mode only, which it reads from LANGGRAPH_STRICT_MSGPACK when it is imported; this switches
    on that part of it, for graphs compiled from now on. Other savers hear of it and let it be unless they are strict.
    """
    try:
        flags = vars(import_module("langgraph._internal._serde"))
    except ImportError:
        flags = {}
    if "STRICT_MSGPACK_ENABLED" in flags:
        flags["STRICT_MSGPACK_ENABLED"] = True
    else:
        warnings.warn("this LangGraph needs LANGGRAPH_STRICT_MSGPACK=true in the environment", stacklevel=3)


class StrictSerializer(JsonPlusSerializer):
    """JsonPlusSerializer that raises RefusedType, when writing and when loading, where that one would import any type
    or hand back its bare data."""

    def __init__(self, allowed_types: Iterable[AllowedType] = ()) -> None:
        super().__init__(allowed_msgpack_modules=tuple(allowed_types))

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        try:
            kind, data = super().dumps_typed(obj)
        except ormsgpack.MsgpackEncodeError as error:
            raise RefusedType(f"a checkpoint cannot hold this value ({error}): keep plain data in the state") from error
        self._check(kind, data)
        return kind, data

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        kind, blob = data
        if "+" in kind:
            raise WrongKey("the checkpoint is encrypted and no key was given")
        self._check(kind, blob)
        if kind == "msgpack":
            return ormsgpack.unpackb(blob, ext_hook=self._revived, option=ormsgpack.OPT_NON_STR_KEYS)
        return super().loads_typed(data)

    def _revived(self, code: int, inner: bytes) -> Any:
        """A typed value; messages, of which a thread has many, without LangGraph's detour over their names."""
        if code == jsonplus.EXT_PYDANTIC_V2:
            module, name, fields, _ = ormsgpack.unpackb(
                inner, ext_hook=self._revived, option=ormsgpack.OPT_NON_STR_KEYS
            )
            if (message := _message_class(module, name)) is not None:
                with contextlib.suppress(ValidationError):
                    return message(**fields)
        return self._unpack_ext_hook(code, inner)

    def _check(self, kind: str, data: bytes) -> None:
        if kind != "msgpack" or self._is_plainly_allowed(data):
            return
        if refused := self._refused(data):
            names = ", ".join(sorted(set(refused)))
            raise RefusedType(
                f"checkpoints may not hold the type {names}: name it in the annotations of the graph's state instead of"
                " Any, name it in allowed_types= (or the graph's setting), or keep plain data in the state"
            )

    def _is_plainly_allowed(self, data: bytes) -> bool:
        """True when a quick look over the bytes shows that all types are allowed; it may be False nevertheless."""
        others = set(TYPED.findall(data)) - SAFE_NAMES
        allowed = self._allowed_msgpack_modules or ()
        return allowed is True or all((module.decode(), name.decode()) in allowed for module, name in others)

    def _refused(self, data: bytes) -> list[str]:
        """Full names of the types in the data, at any depth, that are not allowed."""
        refused: list[str] = []

        def look(code: int, inner: bytes) -> None:
            content = ormsgpack.unpackb(inner, ext_hook=look, option=ormsgpack.OPT_NON_STR_KEYS)
            if code not in (jsonplus.EXT_DELTA_SNAPSHOT, jsonplus.EXT_NUMPY_ARRAY):
                module, name, _, *method = content
                if not self._allows(code, module, name, *method):
                    refused.append(f"{module}.{name}")

        ormsgpack.unpackb(data, ext_hook=look, option=ormsgpack.OPT_NON_STR_KEYS)
        return refused

    def _allows(self, code: int, module: str, name: str, method: str = "") -> bool:
        if code == jsonplus.EXT_METHOD_SINGLE_ARG:
            return (module, name, method) in SAFE_MSGPACK_METHODS
        allowed = self._allowed_msgpack_modules or ()
        return allowed is True or (module, name) in SAFE_MSGPACK_TYPES or (module, name) in allowed
