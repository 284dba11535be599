"""One family of errors; every class carries a stable `code` that outsiders may rely on."""

from __future__ import annotations


class ThreadlineError(Exception):
    """Something that a user can act on: `str(error)` is one clear sentence, never with a secret or a caller's words."""

    code = "error"


class BadInput(ThreadlineError):
    code = "bad_input"


class SessionNotFound(ThreadlineError):
    code = "session_not_found"


class NotYourSession(ThreadlineError):
    code = "not_your_session"


class SessionBusy(ThreadlineError):
    """Another call holds the session (its lease)."""

    code = "session_busy"


class GraphNotFound(ThreadlineError):
    code = "graph_not_found"


class GraphBroken(ThreadlineError):
    """The graph is listed but its file does not load, or a node of it failed."""

    code = "graph_broken"


class QuestionNotOpen(ThreadlineError):
    """The question was answered already or never asked."""

    code = "question_not_open"


class CheckpointNotFound(ThreadlineError):
    """The session never had it, or it was pruned."""

    code = "checkpoint_not_found"


class StoreUnavailable(ThreadlineError):
    """Redis or the database does not answer. Nobody is given an empty past instead."""

    code = "store_unavailable"


class ModelUnavailable(ThreadlineError):
    """The chat model failed, hung past its deadline or answered nothing."""

    code = "model_unavailable"


class ThreadUnreadable(ThreadlineError):
    """The session's past is damaged, or encrypted with a key that is not known here."""

    code = "thread_unreadable"


class EffectUncertain(ThreadlineError):
    """Something was begun and nobody knows whether it happened; it is not tried again."""

    code = "effect_uncertain"


class EffectNotDone(ThreadlineError):
    """Raised by a graph's own code inside `Turn.once`: the effect certainly did not happen and may be tried again."""

    code = "effect_not_done"
