"""A ticket system, as small as it can be: a ticket is opened under a key of the caller's, and closes after a while.

GET /tickets             all of them, by key
GET /tickets/KEY         one: {"number", "state": "open" | "done", "action", "body"}
PUT /tickets/KEY         opens it, with {"action", "body"}; the same again changes nothing
DELETE /tickets/KEY      as if somebody had removed it by hand
"""

import argparse
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote


class Tickets:
    def __init__(self, takes: float, fails: int) -> None:
        self.takes, self.fails = takes, fails
        self.lock = threading.Lock()
        self.tickets: dict[str, dict[str, Any]] = {}
        self.requests = 0
        self.opened = 0

    def fails_now(self) -> bool:
        with self.lock:
            self.requests += 1
            return self.fails > 0 and self.requests % self.fails == 0

    def told(self, ticket: dict[str, Any]) -> dict[str, Any]:
        state = "done" if time.monotonic() >= ticket["until"] else "open"
        return {"number": ticket["number"], "state": state, "action": ticket["action"], "body": ticket["body"]}

    def open(self, key: str, asked: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            ticket = self.tickets.get(key)
            if ticket is None or (ticket["action"], ticket["body"]) != (asked["action"], asked["body"]):
                self.opened += 1
                ticket = {**asked, "number": self.opened, "until": time.monotonic() + self.takes}
                self.tickets[key] = ticket
            return self.told(ticket)


def handler(tickets: Tickets) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status: int, value: object) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def serve(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            asked = self.rfile.read(length)
            key = unquote(self.path.removeprefix("/tickets").removeprefix("/"))
            if key and tickets.fails_now():
                self.answer(503, {"error": "try again later"})
            elif self.command == "PUT":
                self.answer(200, tickets.open(key, json.loads(asked)))
            elif not key:
                with tickets.lock:
                    self.answer(200, {key: tickets.told(one) for key, one in sorted(tickets.tickets.items())})
            elif key not in tickets.tickets:
                self.answer(404, {"error": "there is no such ticket"})
            elif self.command == "DELETE":
                self.answer(200, tickets.told(tickets.tickets.pop(key)))
            else:
                self.answer(200, tickets.told(tickets.tickets[key]))

        do_GET = do_PUT = do_DELETE = serve

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Whoever asked was stopped: nothing is wrong here."""


def main() -> None:
    options = argparse.ArgumentParser(description="a small ticket system")
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--takes", type=float, default=0.0, help="seconds until a ticket is done")
    options.add_argument("--fails", type=int, default=0, help="every so manieth request fails; 1 is every one")
    given = options.parse_args()
    server = Server(("127.0.0.1", given.port), handler(Tickets(given.takes, given.fails)))
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


main()
