"""Who gets the port, and what the other one is told."""

from __future__ import annotations

import socket

import pytest

from app.port import listening
from graphs.errors import BadInput
from tests.app.program import free_port

pytestmark = pytest.mark.check


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_port_is_ours_from_the_beginning_and_free_at_the_end(host: str) -> None:
    port = free_port()
    for _ in range(2):
        with listening(host, port) as sockets:
            assert sockets[0].getsockname()[1] == port
            socket.create_connection((host, port)).close()
            with pytest.raises(BadInput, match=rf"Port {port} on {host} can't be used: Address already in use\. Stop"):
                listening(host, port).__enter__()


def test_port_0_is_any_free_one() -> None:
    with listening("127.0.0.1", 0) as sockets:
        assert sockets[0].getsockname()[1] > 0


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_that_this_machine_has_not_is_one_sentence(host: str) -> None:
    with pytest.raises(BadInput, match=f"Port 8000 on {host} can't be used: "):
        listening(host, 8000).__enter__()
