"""Policies as they stand in a file, before anybody has checked them. No school of ours has these."""

import copy
from typing import Any

Document = dict[str, Any]


def smallest() -> Document:
    """The least that a policy may say: everything in it is ours but one duty."""
    return {
        "key": "northfield",
        "title": "Home visits",
        "setting": "Secondary school",
        "label": "Secondary",
        "kinds": ["procedural"],
        "kinds_rule": {"ours": True},
        "purpose": {"ours": True},
        "duties": [{"id": "NF-01", "says": "must", "text": "Go in pairs.", "responses": ["block"]}],
        "review": {"owner": "Headteacher"},
        "authorisation": {"ours": True, "roles": ["headteacher"]},
        "company": {"duties": ["NF-01"], "response": "block"},
        "announcement": {"ours": True},
        "reasons": [
            {"key": "attendance", "label": "Attendance", "common": "attendance", "duties": ["NF-01"]}
        ],
        "risk": {
            "ours": True,
            "stale": {"ours": True},
            "questions": [{"key": "animals", "text": "Are there animals?", "risk_when": "yes"}],
        },
        "departure": {},
        "hours": {},
        "check_ins": [{"ours": True, "stage": "back", "grace_minutes": 10}],
        "overdue": ladder(),
        "write_up": {"ours": True, "system": "Notes"},
        "after": {"concern": {"ours": True}, "incident": {"ours": True}},
    }


def ladder(**more: Any) -> Document:
    """Two steps: ring both, then decide about the police."""
    return {
        "ours": True,
        "concern_jumps_to": "police",
        "steps": [
            {
                "key": "ring",
                "kind": "ring_visitors",
                "text": "Ring both visitors",
                "acts": ["office"],
                "next": {
                    "answered_well": "close",
                    "answered_concern": "police",
                    "no_answer": "police",
                    "could_not_try": "police",
                },
            },
            {
                "key": "police",
                "kind": "police",
                "text": "Decide about the police",
                "acts": ["slt", "office"],
                "police": "decision",
                "next": {"police_called": "stay", "police_not_needed": "stay"},
            },
        ],
        **more,
    }


def tell_step(key: str, target: str) -> Document:
    """A step that tells SLT and then leads to `target`, whatever came of it."""
    return {
        "key": key,
        "kind": "tell",
        "text": "Tell a member of SLT",
        "acts": ["office"],
        "tells": ["slt"],
        "next": {"told": target, "not_reached": target},
    }


def changed(document: Document, *path: str | int, to: Any) -> Document:
    """The same document with one value put in at that path."""
    copied = copy.deepcopy(document)
    *way, last = path
    node: Any = copied
    for part in way:
        node = node[part]
    node[last] = to
    return copied


def without(document: Document, *path: str | int) -> Document:
    """The same document with the value at that path taken out."""
    copied = copy.deepcopy(document)
    *way, last = path
    node: Any = copied
    for part in way:
        node = node[part]
    del node[last]
    return copied
