"""Does a configured chat model answer? A cheap question for the banner and `threadline doctor`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx
from langchain_core.language_models import BaseChatModel

from graphs.errors import BadInput
from graphs.models.faults import ModelFault, fault_of, reason_of_status
from graphs.models.providers import GOOGLE_URL, OPENAI_URL, Keys, build, require_key, split

_HTTP_SECONDS = 30.0
# never reached, the whole check has its own limit


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one look at a provider."""

    ok: bool
    code: str
    # "ok", or why not: "no_key", "wrong_key", "unknown_model", "unreachable", "timeout", "rate_limit", "server", ...
    message: str
    # one sentence for a person, never with a key


async def check(
    spec: str,
    *,
    google_api_key: str | None = None,
    google_base_url: str | None = None,
    openai_api_key: str | None = None,
    openai_base_url: str | None = None,
    seconds: float = 5.0,
) -> Check:
    """Look whether host, key and model name are right; never raises and never takes longer than `seconds`."""
    keys = Keys(google_api_key, google_base_url, openai_api_key, openai_base_url)
    try:
        require_key(spec, keys)
        async with asyncio.timeout(seconds):
            await _ask(spec, keys)
    except BadInput as error:
        return Check(False, "no_key" if ":" in spec else error.code, str(error))
    except Exception as error:
        fault = fault_of(error, spec)
        return Check(False, fault.reason, str(fault))
    return Check(True, "ok", f"The chat model {spec} answers.")


async def _ask(spec: str, keys: Keys) -> None:
    provider, name = split(spec)
    if provider == "google_genai":
        await _ask_gemini(spec, name, keys)
    elif provider == "openai":
        await _ask_openai(spec, name, keys)
    else:
        model = await asyncio.to_thread(build, spec, keys)
        await model.ainvoke("Say ok.")


async def _ask_gemini(spec: str, name: str, keys: Keys) -> None:
    url = f"{(keys.google_base_url or GOOGLE_URL).rstrip('/')}/v1beta/models/{name.removeprefix('models/')}"
    async with httpx.AsyncClient(timeout=_HTTP_SECONDS) as client:
        _raise_for(await client.get(url, headers={"x-goog-api-key": keys.google_api_key or ""}), spec)


async def _ask_openai(spec: str, name: str, keys: Keys) -> None:
    headers = {"Authorization": f"Bearer {keys.openai_api_key or 'none'}"}
    async with httpx.AsyncClient(timeout=_HTTP_SECONDS, headers=headers) as client:
        root = (keys.openai_base_url or OPENAI_URL).rstrip("/")
        listed = await client.get(f"{root}/models")
        _raise_for(listed, spec, but=404)
        if not _lists(listed, name):
            # llama.cpp answers to any name, so only a question tells
            question = {"model": name, "messages": [{"role": "user", "content": "Say ok."}], "max_tokens": 1}
            _raise_for(await client.post(f"{root}/chat/completions", json=question), spec)


def _lists(response: httpx.Response, name: str) -> bool:
    if response.status_code != 200:
        return False
    names = {entry.get("id") for entry in response.json().get("data", [])}
    return name in names or f"{name}:latest" in names


def _raise_for(response: httpx.Response, spec: str, but: int | None = None) -> None:
    if response.status_code < 400 or response.status_code == but:
        return
    if response.status_code == 400 and "API_KEY_INVALID" in response.text:
        raise ModelFault("wrong_key", spec)
    raise ModelFault(reason_of_status(response.status_code), spec)


async def warm_up(model: BaseChatModel) -> None:
    """Do a model's slow imports now, off the loop, so that the first turn does not wait for them; ModelUnavailable."""
    load = getattr(model, "load", None)
    if load is not None:
        await asyncio.to_thread(load)
