"""Why a chat model failed, in a sentence without keys and without the provider's own words."""

from __future__ import annotations

from typing import Literal

from langchain_core.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelInvalidRequestError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
    ModelTimeoutError,
)

from graphs.errors import ModelUnavailable

Reason = Literal[
    "wrong_key",
    "unknown_model",
    "rejected",
    "rate_limit",
    "server",
    "unreachable",
    "timeout",
    "empty",
    "refused",
    "cut",
    "not_installed",
    "broken",
]

_SENTENCES: dict[Reason, str] = {
    "wrong_key": "The key for the chat model {spec} is wrong or may not use it.",
    "unknown_model": "The chat model {spec} does not exist at its provider.",
    "rejected": "The chat model {spec} rejected the request.",
    "rate_limit": "The chat model {spec} is over its rate limit.",
    "server": "The chat model {spec} has an error on its side.",
    "unreachable": "The chat model {spec} cannot be reached.",
    "timeout": "The chat model {spec} did not answer in time.",
    "empty": "The chat model {spec} answered nothing.",
    "refused": "The chat model {spec} refused to answer or answered what cannot be used.",
    "cut": "The chat model {spec} broke off in mid-reply.",
    "not_installed": "The chat model {spec} needs a package that is not installed.",
    "broken": "The chat model {spec} cannot be used.",
}

_RETRYABLE: frozenset[Reason] = frozenset({"rate_limit", "server", "unreachable", "empty", "refused", "cut"})

_BY_CLASS: tuple[tuple[type[BaseException], Reason], ...] = (
    (ModelAuthenticationError, "wrong_key"),
    (ModelPermissionDeniedError, "wrong_key"),
    (ModelNotFoundError, "unknown_model"),
    (ModelInvalidRequestError, "rejected"),
    (ModelRateLimitError, "rate_limit"),
    (ModelTimeoutError, "timeout"),
    (ModelConnectionError, "unreachable"),
    (ModelAPIError, "server"),
    (TimeoutError, "timeout"),
    (ImportError, "not_installed"),
    (OSError, "unreachable"),
)

_TRANSPORTS = ("aiohttp", "httpx", "httpcore", "httpx2")
# packages whose own exceptions mean that the connection failed or broke


class ModelFault(ModelUnavailable):
    """A failure of one model; `reason` says which, `retryable` whether a second try may help."""

    def __init__(self, reason: Reason, spec: str) -> None:
        super().__init__(_SENTENCES[reason].format(spec=spec))
        self.reason: Reason = reason
        self.retryable = reason in _RETRYABLE


def fault_of(error: BaseException, spec: str) -> ModelFault:
    """Classify a provider's exception; the original stays out of the sentence, it may quote a key."""
    if isinstance(error, ModelFault):
        return error
    return ModelFault(_reason(error), spec)


def _reason(error: BaseException) -> Reason:
    if "API_KEY_INVALID" in str(error) or "API key not valid" in str(error):
        return "wrong_key"  # Gemini says 400, not 401
    for kind, reason in _BY_CLASS:
        if isinstance(error, kind):
            return reason
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    if isinstance(status, int):
        return reason_of_status(status)
    if type(error).__module__.split(".")[0] in _TRANSPORTS:
        return "unreachable"
    return "broken"


def reason_of_status(status: int) -> Reason:
    """The reason that an HTTP status of 400 or above stands for."""
    known: dict[int, Reason] = {
        401: "wrong_key",
        403: "wrong_key",
        404: "unknown_model",
        408: "timeout",
        429: "rate_limit",
    }
    return known.get(status, "server" if status >= 500 else "rejected")
