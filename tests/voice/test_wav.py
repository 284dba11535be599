from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from graphs.errors import BadInput
from voice import wav

pytestmark = pytest.mark.check


def write(
    path: Path, samples: np.ndarray, rate: int, tag: int, *, extensible: bool = False, size: int | None = None
) -> Path:
    """A WAV by hand: `samples` (frames, channels) in the type that is to be written."""
    channels, data = samples.shape[1], samples.tobytes()
    width = 3 if samples.dtype == np.uint8 and tag == 24 else samples.dtype.itemsize
    bits, code = (24, 1) if tag == 24 else (width * 8, tag)
    channels = channels // 3 if tag == 24 else channels
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", 0xFFFE if extensible else code, channels, rate, rate * block, block, bits)
    if extensible:
        head += struct.pack("<HHIH", 22, bits, 0, code) + b"\0" * 14
    chunk = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head + chunk
    body += b"data" + struct.pack("<I", len(data) if size is None else size) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def tone(rate: int, channels: int, seconds: float = 0.5) -> np.ndarray:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)
    return np.repeat(wave[:, None], channels, axis=1)


def pcm(samples: np.ndarray, bits: int) -> tuple[np.ndarray, int]:
    if bits == 8:
        return (samples * 127 + 128).astype(np.uint8), 1
    if bits == 24:
        wide = (samples * (2**31 - 1)).astype("<i4")
        return wide.view(np.uint8).reshape(len(samples), -1, 4)[:, :, 1:].reshape(len(samples), -1).copy(), 24
    return (samples * (2 ** (bits - 1) - 1)).astype(f"<i{bits // 8}"), 1


async def read(path: Path, rate: int = 16_000) -> np.ndarray:
    return np.concatenate([block async for block in wav.blocks(path, rate)])


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
async def test_any_rate_becomes_16_khz_mono(tmp_path: Path, rate: int, channels: int) -> None:
    samples, tag = pcm(tone(rate, channels), 16)
    sound = await read(write(tmp_path / "a.wav", samples, rate, tag))
    assert len(sound) == pytest.approx(8_000, abs=40)
    assert np.abs(sound[1000:7000]).max() == pytest.approx(0.5 * 32767, rel=0.03)


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
async def test_any_width_is_read(tmp_path: Path, bits: int) -> None:
    samples, tag = pcm(tone(16_000, 2), bits)
    sound = await read(write(tmp_path / "a.wav", samples, 16_000, tag))
    assert np.abs(sound).max() == pytest.approx(0.5 * 32767, rel=0.02)


@pytest.mark.parametrize("kind", ["<f4", "<f8"])
async def test_floats_are_read_and_bad_ones_are_silence(tmp_path: Path, kind: str) -> None:
    samples = tone(16_000, 1).astype(kind)
    samples[100] = np.nan
    sound = await read(write(tmp_path / "a.wav", samples, 16_000, 3))
    assert sound[100] == 0
    assert np.abs(sound).max() == pytest.approx(0.5 * 32767, rel=0.02)


async def test_the_extensible_header_is_read(tmp_path: Path) -> None:
    samples, tag = pcm(tone(16_000, 1), 16)
    assert len(await read(write(tmp_path / "a.wav", samples, 16_000, tag, extensible=True))) == 8_000


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
async def test_a_file_that_was_streamed_has_no_length_and_is_read_to_its_end(tmp_path: Path, size: int) -> None:
    samples, tag = pcm(tone(16_000, 1), 16)
    assert len(await read(write(tmp_path / "a.wav", samples, 16_000, tag, size=size))) == 8_000


async def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    samples, tag = pcm(tone(16_000, 1), 16)
    path = write(tmp_path / "a.wav", samples, 16_000, tag)
    path.write_bytes(path.read_bytes()[:-4_001])
    assert len(await read(path)) == 8_000 - 2_001


async def test_an_hour_is_never_held_in_memory(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.zeros((1, 1), dtype="<i2"), 8_000, 1, size=3_600 * 16_000)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + 3_600 * 16_000)
    assert wav.inspect(path).seconds == pytest.approx(3_600)
    longest = 0
    async for block in wav.blocks(path, 16_000):
        longest = max(longest, len(block))
    assert longest <= 16_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"hello, this is text", "is not a WAV file"),
        (b"RIFF\0\0\0\0WAVE", "without sound"),
        (b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd", "without a format"),
    ],
)
def test_what_is_no_wav_is_said_in_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=reason) as error:
        wav.inspect(path)
    assert "\n" not in str(error.value)


def test_a_missing_file_a_directory_and_odd_sounds_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        wav.inspect(tmp_path / "none.wav")
    with pytest.raises(BadInput, match="directory"):
        wav.inspect(tmp_path)
    samples, _ = pcm(tone(16_000, 1), 16)
    with pytest.raises(BadInput, match="format 7"):
        wav.inspect(write(tmp_path / "law.wav", samples, 16_000, 7))
    with pytest.raises(BadInput, match="96000"):
        wav.inspect(write(tmp_path / "fast.wav", samples, 96_000, 1))


async def test_a_recorded_call_has_both_sides_aligned(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    recorder = wav.CallRecorder(path, caller_rate=16_000, sample_rate=16_000)
    quiet, loud = np.zeros(320, dtype=np.int16), np.full(320, 9_000, dtype=np.int16)
    recorder.caller(loud)
    recorder.agent(loud)
    recorder.caller(quiet)
    recorder.agent(loud)
    recorder.close()
    kind = wav.inspect(path)
    stereo = np.frombuffer(path.read_bytes()[kind.data_offset :], dtype="<i2").reshape(-1, 2)
    right = np.flatnonzero(stereo[:, 1])
    assert kind.channels == 2
    assert len(right) == 640
    assert right[0] < 640


def test_a_call_cannot_be_recorded_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        wav.CallRecorder(tmp_path / "none" / "out.wav", caller_rate=16_000, sample_rate=24_000)
