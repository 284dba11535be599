"""Sessions in Redis: their records, the journal of what happened, and the lease of the one writer."""

from graphs.sessions.connection import connect
from graphs.sessions.errors import SessionExists
from graphs.sessions.lease import Lease
from graphs.sessions.session import Page, Session
from graphs.sessions.store import SessionStore

__all__ = ["Lease", "Page", "Session", "SessionExists", "SessionStore", "connect"]
