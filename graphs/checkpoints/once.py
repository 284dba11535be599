"""A value that goes to two places is made into bytes once."""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol


class OnceSerializer(SerializerProtocol):
    """Remembers what it has made of an object until `forget`, to be called before the object may change."""

    def __init__(self, serde: SerializerProtocol) -> None:
        self._serde = serde
        self._made: dict[int, tuple[Any, tuple[str, bytes]]] = {}

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """As the serializer below; raises what that raises."""
        known = self._made.get(id(obj))
        if known is None:
            known = self._made[id(obj)] = (obj, self._serde.dumps_typed(obj))
        return known[1]

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        return self._serde.loads_typed(data)

    def forget(self) -> None:
        """Make everything anew from now on."""
        self._made.clear()
