"""The chain that the seed article describes, as small servers: listener, logic core and CRM, each waiting for the next.

`python -m bench.synchronous listener|logic|crm PORT NEXT_PORT`. Threads and one connection a request, as Flask's
own server has them; nothing is kept anywhere until the CRM has it.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import requests

CRM_SECONDS = 0.2
_TIMEOUT_SECONDS = 5

Answer = tuple[str, dict[str, Any]]
Application = Callable[[dict[str, Any]], Answer]


class Server(ThreadingMixIn, WSGIServer):
    """A thread a request."""

    daemon_threads = True
    request_queue_size = 128


class Quiet(WSGIRequestHandler):
    """No line on the terminal for each request."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


def listener(port: int) -> Application:
    """Checks the form and hands it on."""

    def take(form: dict[str, Any]) -> Answer:
        if not form.get("phone") or "@" not in form.get("email", ""):
            return "400 Bad Request", {"error": "phone and email are required"}
        return _passed_on(port, form)

    return take


def logic(port: int) -> Application:
    """Makes a contact of it and writes that to the CRM."""

    def take(form: dict[str, Any]) -> Answer:
        phone = "+" + "".join(filter(str.isdigit, form["phone"]))
        contact = {"name": f"{form['first_name']} {form['last_name']}", "phone": phone, "email": form["email"]}
        return _passed_on(port, contact)

    return take


def crm(port: int) -> Application:
    """Takes a CRM's time."""

    def take(contact: dict[str, Any]) -> Answer:
        time.sleep(CRM_SECONDS)
        return "200 OK", {"status": "created", "lead": "0" * 36}

    return take


def _passed_on(port: int, body: dict[str, Any]) -> Answer:
    try:
        answer = requests.post(f"http://127.0.0.1:{port}/", json=body, timeout=_TIMEOUT_SECONDS)
        answer.raise_for_status()
    except requests.RequestException:
        return "502 Bad Gateway", {"error": "try again later"}
    return "200 OK", answer.json()


def as_wsgi(take: Application) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """JSON in, JSON out."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        status, body = take(json.loads(environ["wsgi.input"].read(length) or b"{}"))
        text = json.dumps(body, separators=(",", ":")).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
        return [text]

    return application


def main() -> None:
    """Be one of the three."""
    name, port, next_port = sys.argv[1:]
    make = {"listener": listener, "logic": logic, "crm": crm}[name]
    with Server(("127.0.0.1", int(port)), Quiet) as server:
        server.set_app(as_wsgi(make(int(next_port))))
        server.serve_forever()


if __name__ == "__main__":
    main()
