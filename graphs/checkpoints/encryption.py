"""Encryption of everything that a checkpoint says, with keys that can be exchanged while threads live on."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from Crypto.Cipher import AES
from langgraph.checkpoint.serde.base import CipherProtocol
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from graphs.checkpoints.errors import NotEncrypted, WrongKey
from graphs.checkpoints.strict import StrictSerializer

KEY_BYTES = (16, 24, 32)
NONCE_BYTES = TAG_BYTES = 16


class Keyring(CipherProtocol):
    """AES in EAX mode. The first key encrypts, every one decrypts; a ciphertext names its key by four bytes of a hash.

    Reads as well what LangGraph's own AES serializer wrote with one of the keys.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Raises ValueError when there is no key, or one that is not 16, 24 or 32 bytes long."""
        if not keys:
            raise ValueError("encryption needs at least one key")
        for number, key in enumerate(keys, 1):
            if len(key) not in KEY_BYTES:
                raise ValueError(f"key {number} has {len(key)} bytes: an AES key has 16, 24 or 32")
        self._keys = {_name(key): key for key in keys}
        self._first = _name(keys[0])

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]:
        cipher = AES.new(self._keys[self._first], AES.MODE_EAX, mac_len=TAG_BYTES)
        ciphertext, tag = cipher.encrypt_and_digest(plaintext)
        return self._first, cipher.nonce + tag + ciphertext

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes:
        """Raises WrongKey when no key fits, also when the ciphertext was changed."""
        keys = list(self._keys.values()) if ciphername == "aes" else [self._keys.get(ciphername)]
        for key in keys:
            plaintext = key and _opened(key, ciphertext)
            if plaintext is not None:
                return plaintext
        raise WrongKey("the checkpoint was encrypted with a key that is not among those given, or it was changed")


def _name(key: bytes) -> str:
    return "aes." + hashlib.sha256(b"checkpoint key\0" + key).hexdigest()[:8]


def _opened(key: bytes, ciphertext: bytes) -> bytes | None:
    """The plaintext; None when the key does not fit."""
    nonce, tag = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES : NONCE_BYTES + TAG_BYTES]
    cipher = AES.new(key, AES.MODE_EAX, nonce=nonce, mac_len=TAG_BYTES)
    try:
        return cipher.decrypt_and_verify(ciphertext[NONCE_BYTES + TAG_BYTES :], tag)
    except ValueError:
        return None


class RotatingSerializer(EncryptedSerializer):
    """LangGraph's EncryptedSerializer over a Keyring and, unless another is given, a StrictSerializer."""

    def __init__(
        self, keys: Sequence[bytes], *, serde: JsonPlusSerializer | None = None, plain_readable: bool = False
    ) -> None:
        """`plain_readable`: also load what was stored without encryption; for the time in which the first key is
        brought in, because whoever can write to Redis could otherwise plant it."""
        super().__init__(Keyring(keys), serde or StrictSerializer())
        self._plain_readable = plain_readable

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Raises WrongKey or NotEncrypted."""
        if "+" not in data[0] and not self._plain_readable:
            raise NotEncrypted("the checkpoint was stored without encryption: give plain_readable=True while rotating")
        return super().loads_typed(data)

    def with_msgpack_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> RotatingSerializer:
        """The same keys over a serializer that allows these types as well."""
        clone = copy.copy(self)
        if isinstance(self.serde, JsonPlusSerializer):
            clone.serde = self.serde.with_msgpack_allowlist(extra_allowlist)
        return clone
