"""What a person does with a turn, step by step."""

from collections.abc import Callable

from tests.e2e.conftest import Visitor

Visit = Callable[..., Visitor]
