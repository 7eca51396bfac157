"""Which model of the format stands where in a file."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from negsim.scenario.schema import ScenarioFile

__all__ = ["model_at"]


def model_at(path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Find the model whose keys stand at a path; none where the keys are names."""
    kind: Any = ScenarioFile
    for step in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(step))
            kind = field.annotation if field is not None else None
        else:  # lines of names, or a list
            arguments = [a for a in get_args(kind) if a is not type(None) and a is not Ellipsis]
            kind = arguments[-1] if arguments else None
        kind = _unwrapped(kind)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _unwrapped(kind: Any) -> Any:
    """Look through `Annotated` and `| None` to what may have keys."""
    for _ in range(6):
        arguments = [a for a in get_args(kind) if a is not type(None)]
        if hasattr(kind, "__metadata__"):
            kind = arguments[0]
        elif arguments and not hasattr(kind, "__origin__"):  # a union
            models = [a for a in arguments if isinstance(a, type) and issubclass(a, BaseModel)]
            kind = models[0] if models else arguments[0]
        else:
            break
    return kind
