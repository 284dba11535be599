"""The front desk of a clinic, whole: hear, route, let a specialist work, run its tools."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graphs.clinic.act import Act
from graphs.clinic.emergency import Emergency
from graphs.clinic.listen import Listen
from graphs.clinic.router import Router
from graphs.clinic.rules import RulesModel
from graphs.clinic.services import Services, configured
from graphs.clinic.specialists import TEAM
from graphs.clinic.state import ClinicState
from graphs.clinic.store import ClinicStore
from graphs.clinic.work import Work

OWN_DATABASE = Path(".data/clinic.db")
# used when nothing was configured, as in LangGraph Studio


def build(services: Services) -> StateGraph[ClinicState]:
    """The graph on these services; each node's targets stand in its return type."""
    graph = StateGraph(ClinicState)
    graph.add_node("listen", Listen(services))
    graph.add_node("router", Router(services))
    graph.add_node("triage", Work(TEAM["triage"], services))
    graph.add_node("scheduling", Work(TEAM["scheduling"], services))
    graph.add_node("billing", Work(TEAM["billing"], services))
    graph.add_node("information", Work(TEAM["information"], services))
    graph.add_node("person", Work(TEAM["person"], services))
    graph.add_node("emergency", Emergency(services))
    graph.add_node("act", Act(services))
    graph.add_edge(START, "listen")
    return graph


async def clinic() -> CompiledStateGraph[ClinicState, Any, ClinicState, ClinicState]:
    """Factory for langgraph.json: the configured services, else the rule model and a database of its own."""
    return build(configured() or await _alone()).compile()


async def _alone() -> Services:
    await asyncio.to_thread(OWN_DATABASE.parent.mkdir, parents=True, exist_ok=True)
    return Services(store=await ClinicStore.open(f"sqlite+aiosqlite:///{OWN_DATABASE}"), model=RulesModel())
