"""Every setting, read once from the environment and `.env`. Nothing else in Threadline reads the environment."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graphs.errors import BadInput


class Settings(BaseSettings):
    """As `.env.example` explains them; an empty variable is an unset one. Keys never appear in `repr`."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", case_sensitive=False)

    # the parts; unset: the best that is configured, else the embedded one
    model: str | None = None
    stt: str | None = None
    tts: str | None = None
    graph: str | None = None
    language: Literal["en", "es"] | None = None

    # servers
    redis_url: SecretStr | None = None
    database_url: SecretStr | None = None
    livekit_url: str | None = None
    livekit_api_key: SecretStr | None = None
    livekit_api_secret: SecretStr | None = None

    # providers
    google_api_key: SecretStr | None = None
    google_base_url: str | None = None
    deepgram_api_key: SecretStr | None = None
    deepgram_base_url: str | None = None
    openai_api_key: SecretStr | None = None
    model_base_url: str | None = None
    model_api_key: SecretStr | None = None
    stt_base_url: str | None = None
    stt_api_key: SecretStr | None = None
    tts_base_url: str | None = None
    tts_api_key: SecretStr | None = None
    tts_voice: str | None = None
    moonshine_model_path: Path | None = None

    # the service
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    data_dir: Path = Path(".data")
    graphs_file: Path | None = None
    operator_keys: str = Field(default="", repr=False)
    cors_origins: str = ""
    cookie_secure: bool = False
    max_calls: int = Field(default=8, ge=1)
    session_ttl_days: float | None = Field(default=None, gt=0)
    checkpoint_key: SecretStr | None = None
    checkpoint_plain_readable: bool = False

    # behaviour of a call
    first_token_seconds: float = Field(default=4.0, gt=0)
    turn_seconds: float = Field(default=20.0, gt=0)
    filler_seconds: float = Field(default=0.8, gt=0)
    silence_seconds: float = Field(default=7.0, gt=0)
    emergency_number: str = Field(default="911", pattern=r"^\d{2,8}$")
    crisis_number: str = Field(default="988", pattern=r"^\d{2,15}$")

    # logs
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_json: bool = False

    @field_validator("model", "stt", "tts", mode="before")
    @classmethod
    def _tidy(cls, value: Any) -> Any:
        return value.strip() or None if isinstance(value, str) else value

    @field_validator("checkpoint_key")
    @classmethod
    def _aes(cls, value: SecretStr | None) -> SecretStr | None:
        for number, text in enumerate(_parts(value), 1):
            if _decoded(text) is None:
                raise ValueError(f"key {number} is not 16, 24 or 32 bytes in base64 (openssl rand -base64 32)")
        return value

    @property
    def checkpoint_keys(self) -> list[bytes]:
        """AES keys from a comma-separated list; the first encrypts, every one decrypts."""
        return [key for key in map(_decoded, _parts(self.checkpoint_key)) if key is not None]

    @property
    def operators(self) -> list[str]:
        """The operators' keys, from a comma-separated list."""
        return [key.strip() for key in self.operator_keys.split(",") if key.strip()]

    @property
    def origins(self) -> list[str]:
        """Origins of foreign pages that may call the service, from a comma-separated list."""
        return [origin.strip() for origin in self.cors_origins.split(",") if origin.strip()]

    @property
    def has_livekit(self) -> bool:
        """True when all three LiveKit settings are there."""
        return bool(self.livekit_url and self.livekit_api_key and self.livekit_api_secret)

    def secrets(self) -> list[str]:
        """Every secret value, for a filter that keeps them out of logs."""
        values = [value.get_secret_value() for value in self.__dict__.values() if isinstance(value, SecretStr)]
        return [value for value in [*values, *self.operators, *_parts(self.checkpoint_key)] if value]


def _parts(secret: SecretStr | None) -> list[str]:
    return [part.strip() for part in (reveal(secret) or "").split(",") if part.strip()]


def _decoded(text: str) -> bytes | None:
    """The bytes of an AES key in base64 (also its URL-safe form); None when it is none."""
    try:
        key = base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except ValueError:
        return None
    return key if len(key) in (16, 24, 32) else None


def reveal(secret: SecretStr | None) -> str | None:
    """The secret itself, to be handed to the part that needs it."""
    return secret.get_secret_value() if secret else None


def read_settings(**overrides: Any) -> Settings:
    """Settings from the environment. Raises BadInput that names the variable and what is wrong with it."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        raise BadInput(f"The setting {name} is wrong: {first['msg']}. See .env.example.") from None
