"""How a process speaks to Postgres: machines' work is the same few questions all day, pages may ask anything."""

from typing import Any


def options(*, prepares: bool) -> dict[str, Any]:
    """Django's OPTIONS of the database. `prepares`: each question is parsed and planned once a connection."""
    return {
        "connect_timeout": 3,
        # Pages keep to Django's default, for not every query that a page makes can be prepared.
        "server_side_binding": prepares,
        # For pages: only what asks for it (tenants/access.py); None, Django's default, would forbid even that.
        "prepare_threshold": 2 if prepares else 1_000_000,
        # A generic plan may be made while the tables are empty: it keeps to the indexes from the start.
        "options": "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
        " -c plan_cache_mode=force_generic_plan" + (" -c enable_seqscan=off" if prepares else ""),
    }
