"""`python -m leadhub.serve OPTIONS OF GRANIAN`: the web server, which loads the product once and forks its workers.

A worker that died is back in a fraction of a second instead of two, and the workers share what they all have loaded.
Where Python does not fork (macOS), each worker loads the product itself, as under granian alone.
"""

from importlib import import_module

from granian.cli import entrypoint

if __name__ == "__main__":
    import_module("leadhub.wsgi")
    entrypoint()  # type: ignore[no-untyped-call]  # click's
