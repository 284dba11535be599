"""The rule model: a chat model by interface, rules by nature: patterns and a small classifier."""

from __future__ import annotations

from graphs.clinic.rules.model import RulesModel

__all__ = ["RulesModel"]
