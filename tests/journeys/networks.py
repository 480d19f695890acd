"""A network of one member, whose search fails and is mended again: by whom several journeys go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import new_database
from tests.nodes import Node

from .clients import Client, Json
from .postbox import Postbox
from .servers import UNLIMITED, Server, eventually

FOLLOWED_WITHIN = 90.0  # seconds, and a follower that failed waits 30 at most
SEARCH = "query ($q: String!) { search(query: $q) { totalCount asOf } }"


@dataclass
class Network:
    """A server, what it searches in, and somebody who writes there."""

    server: Server
    node: Node | None
    ada: Client
    thread: str

    def say(self, words: str) -> None:
        """Post a message: that goes well, whatever becomes of search."""
        self.ada.say(self.thread, words)

    def search(self, words: str) -> Json:
        """Search, and give what is answered."""
        answer: Json = self.ada.post(SEARCH, q=words).json()
        return answer

    def finds(self, words: str) -> bool:
        """Whether exactly one thing is found, in an index that has all."""
        found = self.search(words)["data"]
        return bool(found) and found["search"] == {"totalCount": 1, "asOf": None}

    def comes_to_find(self, words: str) -> None:
        """Wait until what was said is found."""
        eventually(lambda: self.finds(words), FOLLOWED_WITHIN)

    def recovers(self, words: str) -> None:
        """Wait until what was said is found, and see that the index has what the database has."""
        self.comes_to_find(words)
        self.server.run("search_check")
        eventually(lambda: self.server.health().json()["status"] == "ok", FOLLOWED_WITHIN)


@contextmanager
def network(
    var: Path, postbox: Postbox, who: str, node: Node | None = None, **search: str
) -> Iterator[Network]:
    """Start a server, and have somebody join and open a thread."""
    with new_database(var) as settings:
        server = Server(var, "serve", EMAIL_URL=postbox.address, **UNLIMITED, **search, **settings)
        try:
            server.start()
            ada = Client(server, who).join(postbox)
            group = ada.do("createGroup", "group { id }", name="Veille")["id"]
            thread = ada.do("openThread", "thread { id }", title="Essais", group=group)["id"]
            yield Network(server, node, ada, thread)
        finally:
            server.kill()


def refusals(answer: Json) -> list[str]:
    return [each["extensions"]["code"] for each in answer["errors"]]
