"""Reads WAV files of any usual kind as 16-bit mono blocks and writes a call's two sides; never a whole file at once."""

from __future__ import annotations

import struct
import wave
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from livekit import rtc
from numpy.typing import NDArray

from graphs.errors import BadInput

BLOCK_SECONDS = 0.5
PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
MIN_RATE, MAX_RATE = 8_000, 48_000

Blocks = AsyncGenerator[NDArray[np.int16], None]
# mono sound, piece by piece


@dataclass(frozen=True)
class WavFormat:
    """What stands in a WAV's header."""

    sample_rate: int
    channels: int
    bits: int
    is_float: bool
    data_offset: int
    # bytes before the first sample
    seconds: float

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.bits // 8


def inspect(path: Path) -> WavFormat:
    """Read the header. Raises BadInput with one line that says what is wrong with the file."""
    try:
        with path.open("rb") as file:
            return _header(file, path)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or 'cannot be read'}.") from error


async def blocks(path: Path, sample_rate: int) -> Blocks:
    """The file's sound as mono int16 blocks at `sample_rate`, about half a second each."""
    kind = inspect(path)
    resampler = rtc.AudioResampler(kind.sample_rate, sample_rate) if kind.sample_rate != sample_rate else None
    with path.open("rb") as file:
        file.seek(kind.data_offset)
        left = round(kind.seconds * kind.sample_rate)
        while left > 0:
            data = file.read(min(left, int(BLOCK_SECONDS * kind.sample_rate)) * kind.frame_bytes)
            data = data[: len(data) - len(data) % kind.frame_bytes]
            if not data:
                break
            left -= len(data) // kind.frame_bytes
            yield _resampled(resampler, _mono(data, kind), kind.sample_rate)
    if resampler is not None:
        yield _joined(resampler.flush())


def _header(file: BinaryIO, path: Path) -> WavFormat:
    head = file.read(12)
    if not head:
        raise BadInput(f"{path} is empty.")
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise BadInput(f"{path} is not a WAV file.")
    size, kind = path.stat().st_size, None
    while len(chunk := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", chunk)
        if name == b"fmt ":
            kind = file.read(length + length % 2)
        elif name == b"data":
            return _format(path, kind, file.tell(), min(length or size, size - file.tell()))
        else:
            file.seek(length + length % 2, 1)
    raise BadInput(f"{path} is a WAV file without sound.")


def _format(path: Path, kind: bytes | None, offset: int, length: int) -> WavFormat:
    if kind is None or len(kind) < 16:
        raise BadInput(f"{path} is a WAV file without a format.")
    tag, channels, rate, _, _, bits = struct.unpack("<HHIIHH", kind[:16])
    if tag == EXTENSIBLE and len(kind) >= 26:
        tag = struct.unpack("<H", kind[24:26])[0]
    known = (tag == PCM and bits in (8, 16, 24, 32)) or (tag == FLOAT and bits in (32, 64))
    if not known or not 1 <= channels <= 32:
        raise BadInput(f"{path} holds sound in format {tag}, {bits} bit, which is not read here: convert it to PCM.")
    if not MIN_RATE <= rate <= MAX_RATE:
        raise BadInput(f"{path} has {rate} samples a second; 8000 to 48000 are read.")
    frames = length // (channels * bits // 8)
    if frames == 0:
        raise BadInput(f"{path} is a WAV file without sound.")
    return WavFormat(rate, channels, bits, tag == FLOAT, offset, frames / rate)


def _mono(data: bytes, kind: WavFormat) -> NDArray[np.int16]:
    samples = np.nan_to_num(_floats(data, kind)).reshape(-1, kind.channels).mean(axis=1)
    mono: NDArray[np.int16] = (np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16)
    return mono


def _floats(data: bytes, kind: WavFormat) -> NDArray[np.float64]:
    """Samples in -1..1 of little-endian data."""
    if kind.is_float:
        return np.frombuffer(data, dtype=f"<f{kind.bits // 8}").astype(np.float64)
    if kind.bits == 8:
        return (np.frombuffer(data, dtype=np.uint8).astype(np.float64) - 128.0) / 128.0
    if kind.bits == 24:
        wide = np.zeros((len(data) // 3, 4), dtype=np.uint8)
        wide[:, 1:] = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3)
        return wide.view("<i4").ravel() / float(2**31)
    return np.frombuffer(data, dtype=f"<i{kind.bits // 8}") / float(2 ** (kind.bits - 1))


def _resampled(resampler: rtc.AudioResampler | None, samples: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    if resampler is None:
        return samples
    return _joined(resampler.push(rtc.AudioFrame(samples.tobytes(), rate, 1, len(samples))))


def _joined(frames: list[rtc.AudioFrame]) -> NDArray[np.int16]:
    parts = [np.frombuffer(frame.data, dtype=np.int16) for frame in frames]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)


class CallRecorder:
    """Writes a call as a stereo WAV, caller left and agent right, aligned in time by the caller's frames."""

    def __init__(self, path: Path, *, caller_rate: int, sample_rate: int) -> None:
        """Raises BadInput when the file cannot be written."""
        try:
            self._raw = path.open("wb")
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror or 'cannot be written'}.") from error
        self._file = wave.open(self._raw, "wb")  # noqa: SIM115 - closed by close()
        self._file.setnchannels(2)
        self._file.setsampwidth(2)
        self._file.setframerate(sample_rate)
        self._resampler = rtc.AudioResampler(caller_rate, sample_rate)
        self._caller_rate = caller_rate
        self._agent = bytearray()

    def agent(self, samples: NDArray[np.int16]) -> None:
        """What the agent says now, at `sample_rate`."""
        self._agent += samples.tobytes()

    def caller(self, samples: NDArray[np.int16]) -> None:
        """What the caller says now, at `caller_rate`; writes as much of the agent beside it."""
        left = _resampled(self._resampler, samples, self._caller_rate)
        right = np.frombuffer(bytes(self._agent[: len(left) * 2]), dtype=np.int16)
        del self._agent[: len(left) * 2]
        self._write(left, np.pad(right, (0, len(left) - len(right))))

    def close(self) -> None:
        """Write what is left of the agent and end the file."""
        right = np.frombuffer(bytes(self._agent), dtype=np.int16)
        self._write(np.zeros(len(right), dtype=np.int16), right)
        self._file.close()
        self._raw.close()

    def _write(self, left: NDArray[np.int16], right: NDArray[np.int16]) -> None:
        self._file.writeframes(np.column_stack([left, right]).tobytes())
