"""What is asked of everyone that is measured, in the same words: a page, and a tree.

The tree stands in groups that are made for it, so that it is full: `plant` writes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from communs.groups.models import Group
    from communs.people.models import Person
    from communs.threads.models import Thread

PAGE = """query Page($first: Int!) {
  resources(first: $first) {
    nodes {
      id title summary kind createdAt
      createdBy { id name }
      group { id name kind }
      topics { id nameFr colour }
    }
  }
}"""
TREE = """query Tree($groups: Int!, $threads: Int!, $messages: Int!) {
  groups(first: $groups) {
    nodes {
      id name
      threads(first: $threads) {
        nodes {
          id title
          messages(first: $messages) { nodes { id number body createdAt author { id name } } }
        }
      }
    }
  }
}"""
NAME = "00 Cercle {:02}"
WIDTHS = {"groups": 20, "threads": 10, "messages": 5}


def page(size: int) -> bytes:
    """Write the request for a page of so many resources."""
    return orjson.dumps({"query": PAGE, "variables": {"first": size}})


def tree() -> bytes:
    """Write the request for three levels of lists."""
    return orjson.dumps({"query": TREE, "variables": WIDTHS})


def leaves(answer: Any) -> list[Any]:
    """Give the lowest level of the tree."""
    return [
        message
        for group in answer["data"]["groups"]["nodes"]
        for thread in group["threads"]["nodes"]
        for message in thread["messages"]["nodes"]
    ]


def plant() -> None:
    """Write the groups that the tree stands in, open to everybody and first by their names."""
    from communs.groups.models import Group  # noqa: PLC0415
    from communs.people.models import Person  # noqa: PLC0415

    if Group.objects.filter(name=NAME.format(0)).exists():
        return
    authors = list(Person.objects.order_by("email")[:100])
    groups = _groups(authors)
    _messages(_threads(groups, authors), authors)


def _groups(authors: list[Person]) -> list[Group]:
    from backend.models import new_key  # noqa: PLC0415
    from communs.groups.audiences import audience_of, card_of  # noqa: PLC0415
    from communs.groups.models import Group, Visibility  # noqa: PLC0415

    keys = [new_key() for _ in range(WIDTHS["groups"])]
    return Group.objects.bulk_create(
        Group(
            id=key,
            audience=card_of(key),
            members_audience=audience_of(key),
            name=NAME.format(number),
            visibility=Visibility.OPEN,
            created_by=authors[number],
        )
        for number, key in enumerate(keys)
    )


def _threads(groups: list[Group], authors: list[Person]) -> list[Thread]:
    from communs.threads.models import Thread  # noqa: PLC0415

    return Thread.objects.bulk_create(
        Thread(
            audience=group.members_audience,
            group=group,
            title=f"Ce que l’on se dit, {number}",
            last_number=WIDTHS["messages"] + 1,
            created_by=authors[number],
        )
        for group in groups
        for number in range(WIDTHS["threads"] + 1)
    )


def _messages(threads: list[Thread], authors: list[Person]) -> None:
    from communs.threads.models import Message  # noqa: PLC0415

    Message.objects.bulk_create(
        Message(
            thread=thread,
            number=number + 1,
            author=authors[(place + number) % len(authors)],
            body=f"Chacun dit une phrase, et celle-ci est la {number + 1}e de son fil.",
        )
        for place, thread in enumerate(threads)
        for number in range(WIDTHS["messages"] + 1)
    )
