"""Files among the variables of an operation: they come beside it, never within."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLError, ValueNode

from backend.files.uploads import Received


class Upload(graphene.Scalar):
    """A file, sent beside the operation by the GraphQL multipart request specification."""

    @staticmethod
    def parse_value(value: Any) -> Received:
        if not isinstance(value, Received):
            raise GraphQLError("A file is sent beside the operation, as multipart/form-data.")
        return value

    @staticmethod
    def parse_literal(_node: ValueNode, _variables: Any = None) -> Received:
        raise GraphQLError("A file is given by a variable.")

    @staticmethod
    def serialize(_value: Any) -> Any:
        raise GraphQLError("A file is never answered; its address is.")
