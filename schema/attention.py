"""Attention in the graph: what whoever asks keeps of threads, for themselves alone."""

from __future__ import annotations

from backend.graphql.mutations import mutation
from backend.graphql.nodes import Node
from backend.graphql.relations import One, Page
from communs.attention import actions, models
from schema.messages import MessageNode


class BookmarkNode(Node):
    """A message that you want to find again."""

    message = One(MessageNode, "message", along=True, required=True, description="The message.")

    class Meta:
        model = models.Bookmark
        fields = ("created_at",)


class DraftNode(Node):
    """What you have begun to say in a thread."""

    thread = One(
        "Thread", "thread", along=True, required=True, description="Where it is to be said."
    )

    class Meta:
        model = models.Draft
        fields = ("body", "saved_at")


class Query:
    """What one may ask about one's attention."""

    bookmarks = Page(
        BookmarkNode,
        order=("-created_at",),
        description="The messages that you have bookmarked, the last one first.",
    )
    drafts = Page(
        DraftNode,
        order=("-saved_at",),
        description="What you have begun to say and have not said, the last one first.",
    )


class Mutation:
    """What one may do with one's attention."""

    follow_thread = mutation(actions.follow_thread)
    bookmark_message = mutation(actions.bookmark_message)
    remove_bookmark = mutation(actions.remove_bookmark)
    save_draft = mutation(actions.save_draft)
