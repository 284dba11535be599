"""LangGraph checkpoints on plain Redis: a saver and an overlay for turns that may be taken back."""

from graphs.checkpoints.errors import StaleWriter, ThreadLost
from graphs.checkpoints.overlay import Overlay
from graphs.checkpoints.saver import FENCE_KEY, RedisSaver

__all__ = ["FENCE_KEY", "Overlay", "RedisSaver", "StaleWriter", "ThreadLost"]
