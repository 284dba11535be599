"""Chat models that a phone call can rely on, made from `provider:model`."""

from __future__ import annotations

from functools import partial

from langchain_core.language_models import BaseChatModel

from graphs.models.check import Check, check, warm_up
from graphs.models.faults import ModelFault
from graphs.models.providers import Keys, build, require_key, split
from graphs.models.resilient import ResilientChatModel

__all__ = ["Check", "ModelFault", "ResilientChatModel", "chat_model", "check", "warm_up"]


def chat_model(
    spec: str,
    *,
    google_api_key: str | None = None,
    google_base_url: str | None = None,
    openai_api_key: str | None = None,
    openai_base_url: str | None = None,
    first_token_seconds: float = 4.0,
    between_chunks_seconds: float = 4.0,
    fallback: BaseChatModel | None = None,
) -> BaseChatModel:
    """The model that `provider:model` names; quick, the vendor's package is imported by `warm_up` or the first call.

    BadInput when the spec has another form or its key is missing; calls raise ModelUnavailable.
    """
    keys = Keys(google_api_key, google_base_url, openai_api_key, openai_base_url)
    require_key(spec, keys)
    provider, _ = split(spec)
    return ResilientChatModel(
        spec=spec,
        build=partial(build, spec, keys),
        fallback=fallback,
        first_token_seconds=first_token_seconds,
        between_chunks_seconds=between_chunks_seconds,
        needs_end=provider in ("google_genai", "openai"),
        strips_thoughts=provider != "google_genai",
    )
