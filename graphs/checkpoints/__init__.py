"""LangGraph checkpoints on plain Redis: a saver and an overlay for turns that may be taken back."""

from graphs.checkpoints.encryption import RotatingSerializer
from graphs.checkpoints.errors import NotEncrypted, RefusedType, StaleWriter, StoreFull, ThreadLost, WrongKey
from graphs.checkpoints.overlay import Overlay
from graphs.checkpoints.planting import plant
from graphs.checkpoints.saver import FENCE_KEY, KNOWN_KEY, RedisSaver
from graphs.checkpoints.strict import StrictSerializer
from graphs.checkpoints.write_behind import WriteBehind

__all__ = [
    "FENCE_KEY",
    "KNOWN_KEY",
    "NotEncrypted",
    "Overlay",
    "RedisSaver",
    "RefusedType",
    "RotatingSerializer",
    "StaleWriter",
    "StoreFull",
    "StrictSerializer",
    "ThreadLost",
    "WriteBehind",
    "WrongKey",
    "plant",
]
