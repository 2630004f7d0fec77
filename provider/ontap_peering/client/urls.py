"""What becomes part of a URL: well-formed UUIDs, and links that stay within the API of the cluster that gave them."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlencode, urljoin, urlsplit

API: Final = "/api/"
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(value: Any) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def with_query(path: str, query: Mapping[str, str] | None) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def path_within_api(origin: str, path: str, href: str) -> str | None:
    """
    The path and query of a link in the reply to a request for `path` of `origin` (scheme, host and port).

    None if it leads anywhere but below `/api/` of that origin.
    """
    if not href.isprintable() or re.search(r"[\s\\#]", href):
        return None
    try:
        target = urlsplit(urljoin(origin + path, href))
    except ValueError:
        return None
    plain = unquote(unquote(target.path))
    is_plain = plain.isprintable() and not re.search(r"(^|/)\.{1,2}(/|$)|//|[\\@?#\s]", plain)
    if f"{target.scheme}://{target.netloc}" != origin or not is_plain or not target.path.startswith(API):
        return None
    return f"{target.path}?{target.query}" if target.query else target.path
