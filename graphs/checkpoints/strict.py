"""StrictSerializer: checkpoints hold plain data, LangGraph's safe types and types named beforehand, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import ormsgpack
from langgraph._internal import _serde
from langgraph.checkpoint.serde import jsonplus
from langgraph.checkpoint.serde._msgpack import SAFE_MSGPACK_METHODS, SAFE_MSGPACK_TYPES
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from graphs.checkpoints.errors import RefusedType, WrongKey

# LangGraph tells a saver the types of a graph's state (`with_allowlist`) only in its strict mode, which it reads from
# LANGGRAPH_STRICT_MSGPACK at import. Savers that are not strict themselves ignore what they are told.
vars(_serde)["STRICT_MSGPACK_ENABLED"] = True

EXTENSION = re.compile(rb"[\xc7-\xc9\xd4-\xd8]")
# a byte that every msgpack extension begins with; in data without one there is no typed value

AllowedType = type | tuple[str, str]
# a class, or its module and name


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
        return super().loads_typed(data)

    def _check(self, kind: str, data: bytes) -> None:
        refused = self._refused(data) if kind == "msgpack" else []
        if refused:
            names = ", ".join(sorted(set(refused)))
            raise RefusedType(
                f"checkpoints may not hold the type {names}: name it in the annotations of the graph's state instead of"
                " Any, name it in allowed_types= (or the graph's setting), or keep plain data in the state"
            )

    def _refused(self, data: bytes) -> list[str]:
        """Full names of the types in the data, at any depth, that are not allowed."""
        refused: list[str] = []

        def look(code: int, inner: bytes) -> None:
            content = ormsgpack.unpackb(inner, ext_hook=look, option=ormsgpack.OPT_NON_STR_KEYS)
            if code not in (jsonplus.EXT_DELTA_SNAPSHOT, jsonplus.EXT_NUMPY_ARRAY):
                module, name, _, *method = content
                if not self._allows(code, module, name, *method):
                    refused.append(f"{module}.{name}")

        if EXTENSION.search(data):
            ormsgpack.unpackb(data, ext_hook=look, option=ormsgpack.OPT_NON_STR_KEYS)
        return refused

    def _allows(self, code: int, module: str, name: str, method: str = "") -> bool:
        if code == jsonplus.EXT_METHOD_SINGLE_ARG:
            return (module, name, method) in SAFE_MSGPACK_METHODS
        allowed = self._allowed_msgpack_modules or ()
        return allowed is True or (module, name) in SAFE_MSGPACK_TYPES or (module, name) in allowed
