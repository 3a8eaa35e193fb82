"""An OpenAPI description of our routes, made from the routes themselves, and the fields that their handlers read."""

import inspect
import re
from collections.abc import Sequence
from typing import Any

from starlette.routing import BaseRoute, Route

QUERY = re.compile(r'query_params(?:\.get\(|\[)"(\w+)"')
FIELD = re.compile(r'form\.(?:text|secret)\("(\w+)"')
TEXT = {"type": "string"}
CHOICES = ("school", "reason", "period", "from", "to", "cube", "visit", "person", "page", "q")
"""What exports are asked for by, and what somebody may think that they are."""


def description(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The document. A field that is typed may be any text; so may a part of the address."""
    paths: dict[str, Any] = {}
    for route in routes:
        assert isinstance(route, Route)
        source = inspect.getsource(inspect.getmodule(inspect.unwrap(route.endpoint)))  # type: ignore[arg-type]
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(route.path, {})[method.lower()] = _operation(route, method, source)
    return {"openapi": "3.1.0", "info": {"title": "Homeward", "version": "0"}, "paths": paths}


def _operation(route: Route, method: str, source: str) -> dict[str, Any]:
    names = [
        {"in": "path", "name": name, "required": True, "schema": TEXT} for name in route.param_convertors
    ]
    asked = [
        {"in": "query", "name": name, "schema": TEXT}
        for name in dict.fromkeys((*QUERY.findall(source), *CHOICES))
    ]
    made: dict[str, Any] = {"parameters": [*names, *asked], "responses": {"default": {"description": "Any."}}}
    if method == "POST":
        fields = dict.fromkeys(("form_token", *FIELD.findall(source)), TEXT)
        form = {"schema": {"type": "object", "properties": fields}}
        made["requestBody"] = {"content": {"application/x-www-form-urlencoded": form}}
    return made
