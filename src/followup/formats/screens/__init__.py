"""Tables, pages and JSON documents. Each module loads when it is first used: all but one need Rich."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from followup.formats.screens import agenda, applications, copies, documents, findings, pipeline, rules

__all__ = ["agenda", "applications", "copies", "documents", "findings", "pipeline", "rules"]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(name)
