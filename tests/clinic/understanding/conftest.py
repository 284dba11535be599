"""Shared by the tests of what callers mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DEV = Path(__file__).parent / "dev"


@pytest.fixture(scope="session")
def dev() -> Callable[[str], list[dict[str, Any]]]:
    """Reads a list of our own utterances, written before the rules were looked at, then used to improve them."""
    return lambda name: [json.loads(line) for line in (DEV / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
