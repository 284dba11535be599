"""The demonstration's data files beside this module."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """The contents of one TOML file."""
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
