"""What people do in threads.

Every action has the same four beats: require, change, record, return. It runs inside the
transaction that `mutation()` opened, on rows that it loaded and locked.
"""

from .messages import edit_message, pin_message, post_message, remove_message, unpin_message
from .reactions import choose_reactions, react_to_message, withdraw_reaction
from .threads import (
    close_thread,
    mark_thread_read,
    move_messages,
    open_thread,
    rename_thread,
    reopen_thread,
)

__all__ = [
    "choose_reactions",
    "close_thread",
    "edit_message",
    "mark_thread_read",
    "move_messages",
    "open_thread",
    "pin_message",
    "post_message",
    "react_to_message",
    "remove_message",
    "rename_thread",
    "reopen_thread",
    "unpin_message",
    "withdraw_reaction",
]
