"""The data folder: made, writable, with room; or one clear line that says what to do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from graphs.errors import StoreUnavailable

LEAST_FREE_BYTES = 64 * 1024 * 1024
PROBE_BYTES = 64 * 1024


def prepare(folder: Path) -> Path:
    """Make the folder and prove that it can be written. Raises StoreUnavailable with what to do."""
    advice = "Set DATA_DIR to a folder that can be written."
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(bytes(PROBE_BYTES))
        finally:
            probe.unlink(missing_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise StoreUnavailable(f"The data folder {folder} can't be used: {error.strerror}. {advice}") from error
    if free < LEAST_FREE_BYTES:
        raise StoreUnavailable(
            f"The disk of the data folder {folder} is full ({free // 2**20} MB free, {LEAST_FREE_BYTES // 2**20} MB "
            "needed): make room, or set DATA_DIR to a folder elsewhere."
        )
    return folder
