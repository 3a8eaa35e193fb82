"""The schema's history: one file a change under `versions/`, only ever forward (docs/adr, CONTRIBUTING)."""
