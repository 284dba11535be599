"""A tool as a chat model sees it and as the graph runs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from graphs.clinic.desk import Desk
from graphs.clinic.said import Said


class Arguments(BaseModel):
    """Arguments of a tool: every one optional, in the caller's words; the docstring is the tool's description."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        return {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else given


@dataclass(frozen=True)
class Tool:
    """One thing a specialist can do."""

    name: str
    arguments: type[Arguments]
    work: Callable[[Desk, Any], Awaitable[Said]]

    @property
    def schema(self) -> dict[str, Any]:
        """As `bind_tools` takes it: OpenAI's function format."""
        schema = self.arguments.model_json_schema()
        parameters = {"type": "object", "properties": {k: _plain(v) for k, v in schema.get("properties", {}).items()}}
        description = " ".join((self.arguments.__doc__ or "").split())
        function = {"name": self.name, "description": description, "parameters": parameters}
        return {"type": "function", "function": function}

    async def run(self, desk: Desk, given: dict[str, Any]) -> Said:
        """Run with what the model gave; arguments of a wrong type are told back to the model."""
        try:
            arguments = self.arguments.model_validate(given)
        except ValidationError as error:
            wrong = [".".join(map(str, problem["loc"])) for problem in error.errors()]
            return Said(facts={"error": f"these arguments do not fit: {', '.join(wrong)}"})
        return await self.work(desk, arguments)


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Only what every provider takes; Gemini refuses an empty string among the choices."""
    plain = {key: value for key, value in schema.items() if key in {"type", "description", "enum"}}
    return plain | ({"enum": [choice for choice in plain["enum"] if choice]} if "enum" in plain else {})
