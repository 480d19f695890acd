"""Worlds go on: all that may happen does, in whatever order."""

from __future__ import annotations

from . import around, classifying, turning, writing
from .chances import World


def go_on(world: World) -> None:
    """Let everything happen."""
    world.let((*writing.HAPPENINGS, *around.HAPPENINGS, *classifying.HAPPENINGS))


def turn(world: World) -> None:
    """Change who sees what, and write nothing else."""
    world.let(turning.TURNS * 2)
