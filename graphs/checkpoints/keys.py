"""Names of the Redis keys of one thread, which is one session: all in one hash slot of a cluster."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "threadline"


def tag(thread_id: str) -> str:
    """The thread id as a hash tag, braces included: no `{` or `}` inside, never empty, one to one."""
    escaped = thread_id.replace("%", "%25").replace("{", "%7B").replace("}", "%7D")
    return "{" + (escaped or "%") + "}"


def thread_id_of(key: bytes) -> str:
    """The thread id in a key that `ThreadKeys` made."""
    text = key.decode("utf-8", "surrogatepass")
    escaped = text[text.index("{") + 1 : text.rindex("}")]
    return "" if escaped == "%" else escaped.replace("%7D", "}").replace("%7B", "{").replace("%25", "%")


@dataclass(frozen=True, slots=True)
class ThreadKeys:
    """Where one thread lies in Redis."""

    thread_id: str
    prefix: str = PREFIX

    def named(self, name: str) -> bytes:
        """A further key of the same thread and slot."""
        return f"{self.prefix}:{tag(self.thread_id)}:{name}".encode("utf-8", "surrogatepass")

    @property
    def state(self) -> bytes:
        """HASH: checkpoint records, channel values, pending writes."""
        return self.named("state")

    @property
    def index(self) -> bytes:
        """ZSET, all scores 0: the names of checkpoints and writes in lexicographic order."""
        return self.named("index")

    @property
    def lease(self) -> bytes:
        """HASH: `token` (fencing token of the last lease), `holder`, `until` (milliseconds since the epoch)."""
        return self.named("lease")

    @property
    def effects(self) -> bytes:
        """HASH: idempotency key of an effect -> its result as JSON, empty while it is not known."""
        return self.named("effects")
