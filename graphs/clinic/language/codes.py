"""The languages of the line."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "es"]
