"""The port is taken at once: of two starts at the same moment one gets it, the other is told so in one line."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Iterator

from graphs.errors import BadInput

BACKLOG = 2048
# connections that may wait until the server takes them
NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
# an address of the host's name that this machine has not (IPv6 of "localhost" in a container)


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Sockets that listen at every address of the host; closed at the end. Raises BadInput when it can't be.

    Not bound only: two sockets may be bound to one address until one of them listens.
    """
    sockets: list[socket.socket] = []
    try:
        try:
            _listen_all(sockets, host, port)
        except OSError as error:
            advice = "Stop what uses it, or set PORT to another one (--port)."
            reason = (error.strerror or str(error)).rstrip(".")
            raise BadInput(f"Port {port} on {host} can't be used: {reason}. {advice}") from None
        yield sockets
    finally:
        for one in sockets:
            one.close()


def _listen_all(sockets: list[socket.socket], host: str, port: int) -> None:
    missing: OSError | None = None
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
        try:
            sockets.append(_listen(family, address))
        except OSError as error:
            if error.errno not in NOT_HERE:
                raise
            missing = error
    if not sockets and missing is not None:
        raise missing


def _listen(family: int, address: tuple[object, ...]) -> socket.socket:
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(address)
        one.listen(BACKLOG)
    except OSError:
        one.close()
        raise
    one.setblocking(False)
    return one
