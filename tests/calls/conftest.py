"""A clinic for one test, as in tests/calls/fixtures.py."""

from __future__ import annotations

from tests.calls.fixtures import seeded, services, store, talk

__all__ = ["seeded", "services", "store", "talk"]
