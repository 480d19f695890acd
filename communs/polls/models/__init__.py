"""Polls, votes and outcomes: what is asked, who answered what, what came of it."""

from .outcomes import Outcome
from .polls import Poll, PollOption, PollSet
from .votes import Vote, VoteOption, Voter

__all__ = ["Outcome", "Poll", "PollOption", "PollSet", "Vote", "VoteOption", "Voter"]
