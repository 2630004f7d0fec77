"""A forge on loopback: as much of the APIs of GitHub and GitLab as the example pipelines use."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "forge-token-made-up"
PROJECT = "storage/peerings"
_PATHS = re.compile(
    r"/(?:repos/storage/peerings|projects/42)/"
    r"(?P<kind>issues/7/comments|issues/comments|merge_requests/7/notes|issues|pulls|merge_requests)(?:/(?P<id>\d+))?"
)


@dataclass
class Forge:
    """`kept` has what was written, by kind: comments, issues, pulls."""

    url: str = ""
    kept: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"comments": [], "issues": [], "pulls": []})
    written: list[str] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, str]:
        return {"GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": PROJECT}

    @property
    def gitlab_variables(self) -> dict[str, str]:
        return {"CI_API_V4_URL": self.url, "CI_PROJECT_ID": "42", "GITLAB_TOKEN": TOKEN}

    def answer(self, method: str, target: str, body: dict[str, Any]) -> tuple[int, Any]:
        parts = urlsplit(target)
        found = _PATHS.fullmatch(parts.path)
        if found is None:
            return 404, {"message": f"no such path: {parts.path}"}
        kind = {"comments": "comments", "notes": "comments", "issues": "issues"}.get(
            found["kind"].split("/")[-1], "pulls"
        )
        kept = self.kept[kind]
        if method == "GET":
            return 200, self._page(kept, parse_qs(parts.query))
        self.written.append(f"{method} {kind}")
        text = {
            name: body[other] for name, other in (("body", "description"), ("description", "body")) if other in body
        }
        if method == "POST":
            number = len(kept) + 1
            kept.append({"id": number, "number": number, "iid": number, "state": "open", **text, **body})
            return 201, kept[-1]
        kept[int(found["id"]) - 1] |= text | body
        return 200, kept[int(found["id"]) - 1]

    @staticmethod
    def _page(kept: list[dict[str, Any]], query: dict[str, list[str]]) -> list[dict[str, Any]]:
        page, size = int(query["page"][0]), int(query["per_page"][0])
        wanted = [each for each in kept if "state" not in query or each["state"] in ("open", "opened")]
        if "head" in query:
            wanted = [each for each in wanted if query["head"] == [f"storage:{each['head']}"]]
        if "source_branch" in query:
            wanted = [each for each in wanted if query["source_branch"] == [each["source_branch"]]]
        return wanted[(page - 1) * size : page * size]


@contextmanager
def running_forge() -> Iterator[Forge]:
    """Refuses whoever does not have its token."""
    forge = Forge()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

        def respond(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            given = self.headers.get("PRIVATE-TOKEN") or (self.headers.get("Authorization") or "").removeprefix(
                "Bearer "
            )
            status, reply = forge.answer(self.command, self.path, body) if given == TOKEN else (401, {})
            content = json.dumps(reply).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = respond  # noqa: N815 - the names that http.server calls

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        forge.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield forge
        finally:
            server.shutdown()
            thread.join()
