"""Polls, votes and outcomes: what is asked, who answered what, what came of it."""

from .outcomes import Outcome
from .polls import Poll, PollOption
from .votes import Vote, VoteOption, Voter

__all__ = ["Outcome", "Poll", "PollOption", "Vote", "VoteOption", "Voter"]
