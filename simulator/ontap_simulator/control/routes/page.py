"""The dashboard: one page with its modules and style, served with a policy that lets it load nothing else."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

_FOLDER = Path(__file__).parent.parent / "dashboard"
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class PageRoutes:
    """`/` is the page; what it loads is under `/dashboard/`, one route per file, so that no path leads elsewhere."""

    def routes(self) -> list[Route]:
        files = [path for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES]
        return [
            Route("/" if path.name == "index.html" else f"/dashboard/{path.name}", _serving(path), methods=["GET"])
            for path in files
        ]


def _serving(path: Path) -> Callable[[Request], Awaitable[FileResponse]]:
    async def serve(_: Request) -> FileResponse:
        """A file of the dashboard."""
        return FileResponse(path, media_type=_TYPES[path.suffix], headers=_HEADERS)

    return serve
