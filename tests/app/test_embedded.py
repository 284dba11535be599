"""The embedded Valkey and its folder: shared, durable over kill -9, and one clear line when it can't be."""

from __future__ import annotations

import os
import signal
from collections import namedtuple
from pathlib import Path

import psutil
import pytest
import redis

from app.embedded import folder as folders
from app.embedded.folder import prepare
from app.embedded.valkey import embedded_valkey
from graphs.errors import StoreUnavailable

pytestmark = pytest.mark.check


def client(url: str) -> redis.Redis:
    return redis.Redis(unix_socket_path=url.removeprefix("unix://"))


def pid_of(url: str) -> int:
    return int(client(url).info("server")["process_id"])


async def test_two_users_share_one_server_and_the_last_stops_it(tmp_path: Path):
    async with embedded_valkey(tmp_path) as first:
        async with embedded_valkey(tmp_path) as second:
            assert first == second
            pid = pid_of(first)
        assert psutil.pid_exists(pid)
        client(first).set("k", "v")
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    async with embedded_valkey(tmp_path) as again:
        assert client(again).get("k") == b"v"


async def test_an_acknowledged_write_outlives_kill_9_of_the_server(tmp_path: Path):
    async with embedded_valkey(tmp_path) as url:
        client(url).set("k", "v")
        os.kill(pid_of(url), signal.SIGKILL)
    async with embedded_valkey(tmp_path) as url:
        assert client(url).get("k") == b"v"


async def test_a_long_path_does_not_break_the_socket(tmp_path: Path):
    deep = tmp_path / ("d" * 90) / ("e" * 60)
    async with embedded_valkey(deep) as url:
        assert client(url).ping()


async def test_a_server_that_cannot_start_says_why_in_one_line(tmp_path: Path):
    (tmp_path / "appendonlydir").write_text("a file where Valkey wants a folder")
    with pytest.raises(StoreUnavailable, match="did not start") as refused:
        async with embedded_valkey(tmp_path):
            pass
    assert "\n" not in str(refused.value)


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="DATA_DIR"):
        prepare(tmp_path / "file" / "data")


def test_a_full_disk_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    usage = namedtuple("usage", "total used free")(100, 99, 1)
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(StoreUnavailable, match="full"):
        prepare(tmp_path)
