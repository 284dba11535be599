"""What the clinic's nodes need from outside: store, model, clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from langchain_core.language_models import BaseChatModel

from graphs.clinic.store import ClinicStore


@dataclass(frozen=True)
class Services:
    """The edges of the graph; one per process."""

    store: ClinicStore
    model: BaseChatModel
    clock: Callable[[], datetime] = datetime.now
    # naive local time of the clinic
    emergency_number: str = "911"
    crisis_number: str = "988"
    # told to callers in danger, and to callers who may hurt themselves; known also when the store is away


class _Configured:
    services: Services | None = None


def configure(services: Services | None) -> None:
    """Set what the factory `clinic()` builds the graph on; None forgets it."""
    _Configured.services = services


def configured() -> Services | None:
    """What `configure` was given, None when the graph runs alone (LangGraph Studio)."""
    return _Configured.services
