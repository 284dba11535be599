"""Who answers a turn without an active specialist. Its model call is never spoken; what it says itself is code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command
from pydantic import Field

from graphs.clinic.desk import PATIENCE, Desk
from graphs.clinic.language import Language
from graphs.clinic.said import Said, join
from graphs.clinic.services import Services
from graphs.clinic.state import SPECIALIST_OF, ClinicState, WishKind
from graphs.clinic.tools.common import WHEN_TO_USE
from graphs.clinic.tools.tool import Arguments, Tool
from graphs.clinic.view import recent, system_message
from graphs.clinic.wishes import new_wish, wish_kinds, wish_words
from graphs.clinic.work import Model, call_model

GREETING = re.compile(
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening)|hola|buenos d[ií]as|buenas(?: tardes)?)\b.{0,12}",
    re.IGNORECASE,
)
# asks for nothing yet: no failure

SHORT_WISHES = {"info", "symptoms"}
# what follows comes at once, or belongs to it
MOST_ROUTED = 2
# wishes in one route

Choice = Literal["", "book", "move", "cancel", "list", "balance", "explain", "promise", "symptoms", "info", "person"]

PROMPT: dict[Language, str] = {
    "en": "You route callers of a medical clinic's front desk. Call route with what the caller wants. "
    + " ".join(WHEN_TO_USE.values()),
    "es": "Usted dirige las llamadas de la recepción de una clínica. Llame a route con lo que la persona quiere. "
    + " ".join(WHEN_TO_USE.values()),
}


class Route(Arguments):
    """What the caller wants. book, move, cancel, list: appointments. balance, explain, promise: bills. symptoms: feels
    ill. info: a question about the clinic. person: a human."""

    first: Choice = Field("", description="The wish to begin with; empty when the caller wants nothing of these")
    second: Choice = Field("", description="A second wish, or the other possibility when you are unsure")
    unsure: Literal["", "yes"] = Field("", description="yes, when it is either first or second and you cannot tell")


async def _no_work(desk: Desk, given: Route) -> Said:
    return Said()


ROUTE = Tool("route", Route, _no_work)


@dataclass(frozen=True)
class Router:
    """Finds the specialist; asks when two wishes are equally likely, says what can be done when none is."""

    services: Services

    async def __call__(
        self, state: ClinicState, config: RunnableConfig
    ) -> Command[Literal["triage", "scheduling", "billing", "information", "person", "__end__"]]:
        desk = Desk.open(state, config, self.services)
        route = await self._ask_model(desk, config)
        kinds: list[WishKind] = [kind for kind in (route.first, route.second) if kind]
        if not kinds:
            return _help(desk)
        if route.unsure and len(kinds) > 1:
            return _either(desk, kinds)
        return _take_up(desk, [*kinds, *_further(desk, kinds)])

    async def _ask_model(self, desk: Desk, config: RunnableConfig) -> Route:
        """The model's choice; without a usable one the local check decides."""
        prompt = system_message(PROMPT[desk.language], desk)
        silent: RunnableConfig = {**config, "tags": [*(config.get("tags") or []), "nostream"]}
        answer = await call_model(self._model, [prompt, *recent(desk.messages)], silent)
        for call in answer.tool_calls:
            if call["name"] == ROUTE.name:
                try:
                    return Route.model_validate(call["args"])
                except ValueError:
                    break
        kinds = [*wish_kinds(desk.data.get("words", ""), desk.language), "", ""]
        return Route.model_validate({"first": kinds[0], "second": kinds[1]})

    @cached_property
    def _model(self) -> Model:
        return self.services.model.bind_tools([ROUTE.schema])


def _further(desk: Desk, kinds: list[WishKind]) -> list[WishKind]:
    """Wishes beyond the two that a route can name."""
    said = wish_kinds(desk.data.get("words", ""), desk.language)
    return [kind for kind in said if kind not in kinds] if len(said) > MOST_ROUTED else []


def _take_up(desk: Desk, kinds: list[WishKind]) -> Command[Any]:
    words = desk.data.get("words", "")
    wishes = [new_wish(kind, wish_words(kind, words, desk.language)) for kind in kinds]
    if any(kind == "person" for kind in kinds):
        wishes = wishes[:1]
    desk.put(wish=wishes[0], queue=wishes[1:], fresh=True, asked=None, choices=[])
    desk.succeeded("help", "either")
    desk.specialist = SPECIALIST_OF[wishes[0]["kind"]]
    if len(wishes) > 1 and wishes[0]["kind"] not in SHORT_WISHES:
        desk.data["preface"] = join(desk.data.get("preface", ""), desk.phrase("queued"))
    return Command(update=desk.changes(), goto=desk.specialist)


def _either(desk: Desk, kinds: list[WishKind]) -> Command[Any]:
    desk.data["choices"] = list(kinds[:2])
    first, second = (desk.part(f"wish.{kind}") for kind in kinds[:2])
    return _say(desk, desk.ask("either", first=first, second=second))


def _help(desk: Desk) -> Command[Any]:
    said = desk.ask("help")
    if GREETING.fullmatch(desk.data.get("words", "").strip(" .,!?¡¿")):
        return _say(desk, said)
    if desk.failed("help") > PATIENCE:
        return _take_up(desk, ["person"])
    return _say(desk, said)


def _say(desk: Desk, said: Said) -> Command[Any]:
    said = said.after(desk.data.get("preface", ""))
    desk.put(preface="", ask=said.ask, say=said.text)
    return Command(update={**desk.changes(), "messages": [AIMessage(said.text)]}, goto="__end__")
