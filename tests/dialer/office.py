"""LeadHub's side of the dialer, for tests: takes its news, checks every signature, and answers with documents."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import orjson

from apps.integrations.errors import BadSignature
from apps.integrations.http import Inbound
from apps.integrations.wire import dialer as wire
from apps.integrations.wire.dialer import Deed, Deeds, RoomTold, Standing, TapeTold

SECRET = "between the office and the dialer"


@dataclass(frozen=True)
class Told:
    """One piece of news."""

    path: str
    standing: Standing
    at: float


@dataclass
class Office:
    """Context manager. `documents` by path; any other path is news and answered 204. `status` spoils all answers."""

    documents: dict[str, Deeds] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    rooms: list[RoomTold] = field(default_factory=list)
    tapes: list[TapeTold] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    status: int = 0

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def does(self, path: str, *deeds: Deed) -> None:
        self.documents[path] = Deeds(deeds=deeds)

    def statuses(self, token: str) -> list[str]:
        """All that was told of a call, in its order."""
        return [each.standing.status for each in self.told if f"/{token}/" in each.path]

    def last(self, token: str, *, seconds: float = 15.0) -> Standing:
        """The call's end, as soon as it is told."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for each in self.told:
                if each.path == f"/{token}/status" and each.standing.outcome:
                    return each.standing
            time.sleep(0.01)
        raise AssertionError(f"no end was told: {self.statuses(token)}")

    def tape(self, call_id: str, *, seconds: float = 15.0) -> TapeTold:
        """What was recorded of a call, as soon as it is told."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for each in self.tapes:
                if each.call_id == call_id:
                    return each
            time.sleep(0.01)
        raise AssertionError("no recording was told")

    def hears(self, path: str, body: bytes) -> None:
        """Of a call, of a room, or of a recording."""
        if b'"tape_id":' in body:
            self.tapes.append(TapeTold.model_validate_json(body))
        elif b'"event":' in body:
            self.rooms.append(RoomTold.model_validate_json(body))
        else:
            self.told.append(Told(path, Standing.model_validate_json(body), time.monotonic()))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        office = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    wire.verify(SECRET, Inbound("POST", office.url + self.path, dict(self.headers), body))
                except BadSignature:
                    office.unsigned.append(self.path)
                office.hears(self.path, body)
                document = office.documents.get(self.path)
                answer = orjson.dumps(document.model_dump(mode="json")) if document else b""
                self._answer(office.status or (200 if document else 204), b"" if office.status else answer)

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quietly."""

        return Handler
