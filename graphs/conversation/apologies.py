"""What a caller is told when a turn fails, and what whoever watches."""

from __future__ import annotations

import traceback

from graphs.checkpoints import NotEncrypted, RefusedType, StaleWriter, ThreadLost, WrongKey
from graphs.errors import (
    EffectUncertain,
    QuestionNotOpen,
    SessionBusy,
    SessionNotFound,
    StoreUnavailable,
    ThreadlineError,
    ThreadUnreadable,
)

OUT_OF_REACH = (StoreUnavailable, SessionBusy, StaleWriter, SessionNotFound, QuestionNotOpen)
# the thread cannot be written now (who can will end the turn), or nothing of the turn belongs in it
UNREADABLE = (ThreadLost, WrongKey, NotEncrypted, ThreadUnreadable, SessionNotFound)


def certain(error: Exception, *, in_effect: bool) -> Exception:
    """The error itself, or that it is not known whether an effect happened in which it came."""
    if not in_effect:
        return error
    uncertain = EffectUncertain("It is not known whether this was done; a person has to look.")
    uncertain.__cause__ = error
    return uncertain


def phrase_for(error: Exception, *, begun: bool) -> str:
    """The name of the phrase for the caller; `begun`: some of the reply was spoken already."""
    if isinstance(error, StoreUnavailable):
        return "store_unavailable"
    if isinstance(error, SessionBusy | StaleWriter):
        return "busy"
    if isinstance(error, UNREADABLE):
        return "unreadable"
    if isinstance(error, EffectUncertain):
        return "uncertain"
    if isinstance(error, QuestionNotOpen):
        return "answered"
    if isinstance(error, TimeoutError):
        return "too_long"
    return "cut_off" if begun else "apology"


def where(error: BaseException) -> str:
    """The class that began it and the line it came from; without its text, which may hold a caller's words."""
    while error.__cause__ is not None:
        error = error.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}" if frames else type(error).__name__


def described(error: Exception) -> tuple[str, str]:
    """Code and sentence of the error event; nothing of an error that is not ours to show."""
    if isinstance(error, ThreadlineError):
        return error.code, str(error)
    if isinstance(error, StaleWriter | RefusedType | ThreadLost | WrongKey | NotEncrypted):
        return error.code, str(error)
    if isinstance(error, TimeoutError):
        return "turn_timeout", "The turn took too long."
    return "internal_error", "The turn failed."
