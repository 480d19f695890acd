"""Files over HTTP: sent beside an operation, kept, and fetched by whoever sees what they are of."""

from __future__ import annotations

import pytest
from django.test import Client

from . import making, sending
from .conftest import gid
from .sending import PDF, body_of, parts_of, send

ATTACH = """
mutation ($input: AttachFileInput!) { attachFile(input: $input) {
  attachment { id label name kind size sha256 url attachedBy { name } }
  errors { code field message }
} }
"""


@pytest.fixture
def browser(cast):
    """Give the client of somebody."""

    def of(who):
        client = Client(headers={"x-requested-with": "tests"})
        if who != "nobody":
            client.force_login(cast.person(who))
        return client

    return of


@pytest.fixture
def attach(browser):
    """Attach a file to a resource."""

    def act(who, resource, content=PDF, name="La grille.pdf", **given):
        variables = {"input": {"resource": gid(resource), "file": None, **given}}
        parts = parts_of(ATTACH, variables, {"0": ["variables.input.file"]}, ("0", name, content))
        answer = send(browser(who), body_of(*parts))
        assert answer.status_code == 200, answer.content
        return answer.json()["data"]["attachFile"]

    return act


