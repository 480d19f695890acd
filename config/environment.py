"""Environment variables, each refused in one line when it makes no sense."""

from __future__ import annotations

import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

LAST_PORT = 65_535


class NotUnderstood(ImproperlyConfigured):
    """A variable that cannot be read as what it should be."""


class Environment(environ.Env):
    """Reads variables; a number that is none is told by the variable's name."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise NotUnderstood(f"{var}={os.environ.get(var)}: this is not a number.") from error

    def port(self, var: str, default: int) -> int:
        """Read the number of a port; 0 stands for any free one."""
        number: int = self.int(var, default=default)
        if not 0 <= number <= LAST_PORT:
            raise NotUnderstood(f"{var}={number}: a port is a number from 0 to {LAST_PORT}.")
        return number
