"""What is known of effects that cannot be asked twice, written down before and after each."""

from __future__ import annotations

import json
from typing import Any

from graphs.checkpoints.keys import ThreadKeys
from graphs.checkpoints.scripts import Client
from graphs.errors import EffectUncertain
from graphs.sessions import scripts
from graphs.sessions.errors import reachable


class EffectLedger:
    """One session's effects by idempotency key, for the holder of its lease. Results are JSON."""

    def __init__(self, client: Client, keys: ThreadKeys, token: int, ttl_milliseconds: int) -> None:
        self._client = client
        self._keys = keys
        self._token = token
        self._ttl_milliseconds = ttl_milliseconds

    async def begin(self, key: str) -> tuple[bool, Any]:
        """(True, its result) for an effect that has happened; (False, None) for one that is begun by this.

        Raises EffectUncertain for one that was begun and of which nobody knows the end, StaleWriter when another
        holds the lease, StoreUnavailable.
        """
        with reachable():
            known = await scripts.BEGIN_EFFECT(
                self._client, [self._keys.lease, self._keys.effects], self._token, self._ttl_milliseconds, key
            )
        if known == b"":
            raise EffectUncertain("It is not known whether this was done; a person has to look.")
        return (False, None) if known is None else (True, json.loads(known))

    async def done(self, key: str, result: Any) -> None:
        """It has happened. Raises TypeError for a result that JSON does not know."""
        with reachable():
            await scripts.END_EFFECT(self._client, [self._keys.effects], key, json.dumps(result))

    async def not_done(self, key: str) -> None:
        """It certainly has not happened and may be tried again."""
        with reachable():
            await scripts.END_EFFECT(self._client, [self._keys.effects], key, "")
