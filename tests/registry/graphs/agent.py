"""create_agent with a scripted model."""

from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import tool


class Model(GenericFakeChatModel):
    def bind_tools(self, tools, **kwargs):
        return self


@tool
def opening_hours(day: str) -> str:
    """When the clinic is open."""
    return "nine to five"


agent = create_agent(Model(messages=iter([AIMessage("From nine to five.")])), [opening_hours], name="desk")
