"""The only place that knows how each vendor's chat model is made for a phone call."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel

from graphs.errors import BadInput

GOOGLE_URL = "https://generativelanguage.googleapis.com"
OPENAI_URL = "https://api.openai.com/v1"

_TOTAL_SECONDS = 60.0
# Gemini's timeout is the whole stream's and below 10 its API answers 400; the deadlines in between are ours


@dataclass(frozen=True, slots=True)
class Keys:
    """What the settings say about chat models; the representation shows none of it."""

    google_api_key: str | None = field(default=None, repr=False)
    google_base_url: str | None = field(default=None, repr=False)
    # root, without /v1beta
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = field(default=None, repr=False)
    # with /v1; None: api.openai.com


def split(spec: str) -> tuple[str, str]:
    """provider and model of `provider:model`; BadInput when it is not of that form."""
    provider, _, name = spec.strip().partition(":")
    if not provider or not name:
        raise BadInput(f"MODEL is {spec!r}, but has to be provider:model, such as google_genai:gemini-3.5-flash-lite.")
    return provider, name


def require_key(spec: str, keys: Keys) -> None:
    """BadInput naming the variable that is missing for this model."""
    provider, _ = split(spec)
    if provider == "google_genai" and not keys.google_api_key:
        raise BadInput(f"MODEL is {spec}, but GOOGLE_API_KEY is not set.")
    if provider == "openai" and not (keys.openai_api_key or keys.openai_base_url):
        raise BadInput(f"MODEL is {spec}, but neither OPENAI_API_KEY nor OPENAI_BASE_URL is set.")


def build(spec: str, keys: Keys) -> BaseChatModel:
    """The vendor's own model (imports take seconds); ImportError when its package is not installed."""
    provider, name = split(spec)
    if provider == "google_genai":
        return _gemini(name, keys)
    if provider == "openai":
        return _openai(name, keys)
    from langchain.chat_models import init_chat_model

    model: BaseChatModel = init_chat_model(name, model_provider=provider)
    return model


def thinking(name: str) -> dict[str, Any]:
    """As little thinking as each Gemini model accepts: a caller waits for the first word."""
    version = re.search(r"gemini-(\d+)(?:\.(\d+))?", name)
    if version is None:
        return {}
    if int(version[1]) < 3:
        return {"thinking_budget": 0} if version[2] == "5" and "pro" not in name else {}
    return {"thinking_level": "minimal" if "lite" in name else "low"}


def _gemini(name: str, keys: Keys) -> BaseChatModel:
    from langchain_google_genai import ChatGoogleGenerativeAI

    return ChatGoogleGenerativeAI(
        model=name,
        google_api_key=keys.google_api_key,
        base_url=keys.google_base_url or GOOGLE_URL,
        vertexai=False,
        max_retries=1,
        timeout=_TOTAL_SECONDS,
        **thinking(name),
    )


def _openai(name: str, keys: Keys) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=name,
        api_key=SecretStr(keys.openai_api_key or "none"),
        base_url=keys.openai_base_url or OPENAI_URL,
        stream_usage=True,
        max_retries=0,
        timeout=_TOTAL_SECONDS,
        use_responses_api=False,
    )
