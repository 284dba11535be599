"""What is wrong with the settings is said at once: before the imports, before anything listens."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.database_probe import require_database
from app.early import look_ahead
from app.redis_probe import require_redis
from app.settings import Settings, read_settings
from graphs.errors import BadInput, StoreUnavailable
from tests.app.program import environment, free_port

pytestmark = pytest.mark.check

REPORT = """
import sys
from app.cli import main
sys.argv = ["threadline", "run", "--port", sys.argv[1]]
try:
    main()
finally:
    print("loaded:", [name for name in ("langgraph", "redis", "uvicorn", "sqlalchemy") if name in sys.modules])
"""


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that gives this answer to whatever is asked; its address, and what was asked."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(256))
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("REDIS_URL", "redis://:hush@127.0.0.1:{port}", "Redis does not answer (Connection refused)"),
        ("REDIS_URL", "http://localhost", "REDIS_URL must look like redis://"),
        (
            "DATABASE_URL",
            "postgresql+asyncpg://me:hush@127.0.0.1:{port}/clinic",
            "database at 127.0.0.1:{port} does not answer (Connection refused). Start the server, correct DATABASE_URL",
        ),
        ("DATA_DIR", "file/data", "Set DATA_DIR to a folder that can be written"),
        ("GRAPH", "nope", "GRAPH=nope is not in"),
        ("GRAPHS_FILE", "nowhere.json", "nowhere.json cannot be read"),
    ],
)
def test_a_wrong_setting_is_one_clear_line_before_anything_heavy_is_imported(
    setting: str, value: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    port = free_port()
    given = {setting: value.format(port=port)}
    ended = subprocess.run(
        [sys.executable, "-c", REPORT, str(free_port())],
        cwd=tmp_path,
        env=environment(**given),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("threadline: ")
    assert ended.stderr.count("\n") == 1
    assert said.format(port=port) in ended.stderr
    assert "hush" not in ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1] == "loaded: []"


async def test_a_real_redis_passes(valkey_url: str) -> None:
    await require_redis(valkey_url)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("redis://{}/0", b"*1\r\n$4\r\nPING\r\n"),
        ("redis://:p%40ss@{}", b"*3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$4\r\np@ss\r\n"),
        ("redis://me:pass@{}", b"*3\r\n$4\r\nAUTH\r\n$2\r\nme\r\n$4\r\npass\r\n"),
        ("redis://{}?password=pass", b"*3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$4\r\npass\r\n"),
    ],
)
async def test_a_password_of_the_url_is_shown(url: str, asked: bytes) -> None:
    async with answering(b"+OK\r\n") as (address, questions):
        await require_redis(url.format(address))
    assert questions == [asked]


@pytest.mark.parametrize("answer", [b"-NOPERM no ping for you\r\n", b"-LOADING the dataset\r\n"])
async def test_a_redis_that_cannot_answer_yet_is_left_to_the_real_client(answer: bytes) -> None:
    async with answering(answer) as (address, _):
        await require_redis(f"redis://{address}")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"-WRONGPASS invalid username-password pair\r\n", "refuses the user name or password"),
        (b"-NOAUTH Authentication required.\r\n", "refuses the user name or password"),
        (b"HTTP/1.1 400 Bad Request\r\n", "is no Redis"),
        (b"", "is no Redis, or wants TLS"),
    ],
)
async def test_what_does_not_let_us_in_is_said(answer: bytes, said: str) -> None:
    async with answering(answer) as (address, _):
        with pytest.raises(StoreUnavailable, match=said) as caught:
            await require_redis(f"redis://:hush@{address}")
    assert "hush" not in str(caught.value)


async def test_behind_tls_an_open_port_is_enough() -> None:
    async with answering(b"") as (address, questions):
        await require_redis(f"rediss://{address}")
    assert questions in ([], [b""])


@pytest.mark.parametrize("url", ["localhost:6379", "redis://host:port", "http://host", ""])
async def test_an_address_that_is_none_is_bad_input(url: str) -> None:
    with pytest.raises(BadInput, match="REDIS_URL must look like"):
        await require_redis(url)


@pytest.mark.parametrize("url", ["postgresql://me@{}/clinic", "postgresql+asyncpg://{}/clinic?ssl=require"])
async def test_an_open_port_of_a_database_is_enough(url: str) -> None:
    async with answering(b"") as (address, _):
        await require_database(url.format(address))


@pytest.mark.parametrize(
    "url",
    ["sqlite:///x.db", "postgresql:///x?host=/run", "postgresql://a:1,b:2/x", "postgresql://host:port/x", "nonsense"],
)
async def test_what_cannot_be_knocked_at_is_left_to_the_store(url: str) -> None:
    await require_database(url)


async def test_a_machine_with_nothing_set_has_its_folder_made(tmp_path: Path) -> None:
    await look_ahead(read_settings(data_dir=tmp_path / "new" / "data"))
    assert (tmp_path / "new" / "data").is_dir()


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"languages": ["en"]}, "LANGUAGE=es, but the graph mine speaks en."),
        ({"language": "en"}, "unknown setting 'language'"),
    ],
)
async def test_a_graph_that_does_not_speak_the_language_is_said(own: dict, said: str, tmp_path: Path) -> None:
    content = {"graphs": {"mine": "./mine.py:graph"}, "threadline": {"mine": own}}
    (tmp_path / "langgraph.json").write_text(json.dumps(content))
    with pytest.raises(BadInput, match=said):
        await look_ahead(read_settings(graph="mine", language="es"))
