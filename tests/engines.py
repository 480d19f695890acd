"""The engines of search, for tests that all of them pass."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

OURS = f"test-{os.getpid()}"  # several processes test on one node
ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.services)]


def node() -> str:
    """Say where Elasticsearch is; to have none is a failure, and no reason to skip."""
    url = os.environ.get("ELASTICSEARCH_URL")
    assert url, "Set ELASTICSEARCH_URL, or let `make test-services` start a node."
    return url.rstrip("/")


def address(engine: str, folder: Path | str, *, shared: str = "") -> str:
    """Give the address of an index of an engine that a folder stands for.

    ``shared`` names one in the cluster that several tests may fill, for making one takes long.
    """
    if engine == "tantivy":
        return f"tantivy://{folder}"
    folder = shared or folder
    own = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    scheme = {"http": "elasticsearch", "https": "elasticsearch+https"}
    protocol, _, host = node().partition("://")
    return f"{scheme[protocol]}://{host}/{OURS}-{own}?refresh=now"


def remove_indexes() -> None:
    """Remove whatever indexes this process made."""
    if "ELASTICSEARCH_URL" in os.environ:
        client = Elasticsearch(node())
        for index in client.indices.get(index=f"{OURS}-*"):
            client.indices.delete(index=index)
