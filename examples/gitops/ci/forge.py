#!/usr/bin/env python3
"""
What the pipelines say on GitHub or GitLab. Standard library only; each call changes at most one thing.

    forge.py comment FILE          one comment on this pull request: written once, then replaced
    forge.py issue TITLE FILE      one open issue: opened, or its text replaced
    forge.py close-issue           that issue, if it is open
    forge.py propose TITLE BRANCH  a pull request of this branch, if there is none

GitHub sets GITHUB_API_URL and GITHUB_REPOSITORY, GitLab CI_API_V4_URL and CI_PROJECT_ID; give GITHUB_TOKEN or
GITLAB_TOKEN, and PULL_REQUEST for a comment.
"""

import json
import os
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

COMMENT, ISSUE = "<!-- ontap-peering:review -->", "<!-- ontap-peering:drift -->"
"""Hidden in a text, so that it is found again. `ontap-peering review` writes the first itself."""
PAGE = 100
SECONDS = 30
IS_GITLAB = "CI_API_V4_URL" in os.environ


def call(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    if IS_GITLAB:
        base = f"{os.environ['CI_API_V4_URL']}/projects/{os.environ['CI_PROJECT_ID']}"
        headers = {"PRIVATE-TOKEN": os.environ["GITLAB_TOKEN"]}
    else:
        base = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}"
        headers = {"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}", "Accept": "application/vnd.github+json"}
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(  # noqa: S310 - the forge's own address
        f"{base}/{path}", data, {**headers, "Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as reply:  # noqa: S310 - see above
        return json.loads(reply.read() or b"null")


def every(path: str, **query: str) -> Iterator[dict[str, Any]]:
    page = 1
    while found := call("GET", f"{path}?{urllib.parse.urlencode({**query, 'per_page': PAGE, 'page': page})}"):
        yield from found
        page += 1


def comment(file: str) -> None:
    number = os.environ["PULL_REQUEST"]
    notes = f"merge_requests/{number}/notes" if IS_GITLAB else f"issues/{number}/comments"
    body = {"body": marked(COMMENT, file)}
    for each in every(notes):
        if COMMENT in (each["body"] or ""):
            where = f"{notes}/{each['id']}" if IS_GITLAB else f"issues/comments/{each['id']}"
            call("PUT" if IS_GITLAB else "PATCH", where, body)
            return
    call("POST", notes, body)


def issue(title: str, file: str) -> None:
    text = {"description" if IS_GITLAB else "body": marked(ISSUE, file)}
    if number := open_issue():
        call("PUT" if IS_GITLAB else "PATCH", f"issues/{number}", text)
    else:
        call("POST", "issues", {"title": title, **text})


def close_issue() -> None:
    if number := open_issue():
        body = {"state_event": "close"} if IS_GITLAB else {"state": "closed"}
        call("PUT" if IS_GITLAB else "PATCH", f"issues/{number}", body)


def open_issue() -> int | None:
    text, number = ("description", "iid") if IS_GITLAB else ("body", "number")
    state = "opened" if IS_GITLAB else "open"
    return next((each[number] for each in every("issues", state=state) if ISSUE in (each[text] or "")), None)


def propose(title: str, branch: str) -> None:
    if IS_GITLAB:
        if not list(every("merge_requests", state="opened", source_branch=branch)):
            call("POST", "merge_requests", {"title": title, "source_branch": branch, "target_branch": "main"})
    elif not list(every("pulls", state="open", head=f"{os.environ['GITHUB_REPOSITORY'].split('/')[0]}:{branch}")):
        call("POST", "pulls", {"title": title, "head": branch, "base": "main"})


def marked(marker: str, file: str) -> str:
    text = Path(file).read_text(encoding="utf-8")
    return text if marker in text else f"{marker}\n{text}"


COMMANDS: dict[str, Callable[..., None]] = {
    "comment": comment,
    "issue": issue,
    "close-issue": close_issue,
    "propose": propose,
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:] or [""]
    if name not in COMMANDS:
        sys.exit(f"forge.py: there is no command {name!r}: use {', '.join(COMMANDS)}")
    COMMANDS[name](*arguments)
