"""A TCP proxy that puts a distance between a client and a server: `python -m bench.threads.proxy PORT SECONDS`.

Prints its own port, then carries every byte so many seconds later, in both directions, until it is killed. It is a
process of its own, with threads that sleep: an event loop would round the delay up to whole milliseconds.
"""

from __future__ import annotations

import queue
import socket
import sys
import threading
import time


def carry(source: socket.socket, target: socket.socket, seconds: float) -> None:
    """From one side to the other; the end of the stream arrives late too."""
    under_way: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
    threading.Thread(target=_deliver, args=(under_way, target), daemon=True).start()
    piece = b"begin"
    while piece:
        try:
            piece = source.recv(65_536)
        except OSError:
            piece = b""
        under_way.put((time.perf_counter() + seconds, piece))


def _deliver(under_way: queue.SimpleQueue[tuple[float, bytes]], target: socket.socket) -> None:
    while True:
        due, piece = under_way.get()
        time.sleep(max(0.0, due - time.perf_counter()))
        if not piece:
            target.close()
            return
        target.sendall(piece)


def main(port: int, seconds: float) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            near, _ = server.accept()
            far = socket.create_connection(("127.0.0.1", port))
            for one, other in ((near, far), (far, near)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=carry, args=(one, other, seconds), daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
