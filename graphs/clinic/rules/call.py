"""A tool call that the rules have decided on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Call:
    """Name of a tool and its arguments; empty arguments are left out."""

    name: str
    arguments: dict[str, str | int] = field(default_factory=dict)


def call(name: str, **arguments: str | int | None) -> Call:
    """A call with those arguments that are there."""
    return Call(name, {key: value for key, value in arguments.items() if value})
