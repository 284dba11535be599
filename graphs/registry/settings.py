"""What Threadline may be told of a graph, under its name in the "threadline" key of langgraph.json."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

KEYS = ("allowed_types", "greeting", "languages", "live_messages", "opens", "speaking")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
LIVE_MESSAGES = 60


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """One graph's settings; all may be left out."""

    greeting: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # said when a new call begins, by language: {"en": ..., "es": ...}
    speaking_nodes: frozenset[str] | None = None
    # key "speaking": nodes whose messages are for the caller; None: all
    opens: bool = False
    # the graph itself speaks first when a call begins
    live_messages: int = LIVE_MESSAGES
    # about so many messages stay in the graph's state; the journal keeps all
    languages: tuple[str, ...] | None = None
    # IETF tags that a session may name; None: any
    allowed_types: tuple[tuple[str, str], ...] = ()
    # module and name of classes that checkpoints may hold besides those in the annotations of the graph's state

    def speaks(self, language: str | None) -> bool:
        """Whether a session may name this language; "es-MX" is a kind of "es", None is for the graph to find out."""
        known = self.languages
        return language is None or known is None or language in known or language.partition("-")[0] in known


def parsed(given: Any) -> GraphSettings:
    """Settings from JSON; ValueError says what is wrong with them."""
    if not isinstance(given, dict):
        raise ValueError("settings are a JSON object")
    if unknown := sorted(given.keys() - set(KEYS)):
        raise ValueError(f"unknown setting {unknown[0]!r}: {', '.join(KEYS[:-1])} or {KEYS[-1]}")
    speaking = _texts(given, "speaking", "node names")
    return GraphSettings(
        greeting=_greeting(given.get("greeting", {})),
        speaking_nodes=None if speaking is None else frozenset(speaking),
        opens=_flag(given, "opens"),
        live_messages=_live_messages(given.get("live_messages", LIVE_MESSAGES)),
        languages=_languages(_texts(given, "languages", "language tags")),
        allowed_types=_types(_texts(given, "allowed_types", "classes")),
    )


def _greeting(given: Any) -> Mapping[str, str]:
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise ValueError('"greeting" is an object of texts by language')
    return MappingProxyType(dict(given))


def _texts(given: Mapping[str, Any], key: str, meaning: str) -> list[str] | None:
    value = given.get(key)
    if value is not None and not (isinstance(value, list) and all(isinstance(text, str) for text in value)):
        raise ValueError(f'"{key}" is a list of {meaning}')
    return value


def _flag(given: Mapping[str, Any], key: str) -> bool:
    value = given.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f'"{key}" is true or false')
    return value


def _live_messages(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 2:
        raise ValueError('"live_messages" is a whole number from 2 on')
    return given


def _languages(given: list[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not given or not all(LANGUAGE.fullmatch(tag) for tag in given):
        raise ValueError('"languages" is a list of language tags, such as "en" or "es-MX"')
    return tuple(given)


def _types(given: list[str] | None) -> tuple[tuple[str, str], ...]:
    pairs = [(module, name) for module, _, name in (text.rpartition(".") for text in given or [])]
    if not all(module and name for module, name in pairs):
        raise ValueError('"allowed_types" is a list of classes, such as "package.module.Class"')
    return tuple(pairs)
