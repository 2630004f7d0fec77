"""What a page under test does besides what it shows."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage


@dataclass
class Watch:
    """The errors that the page under test logged and the URLs that it requested."""

    complaints: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} {message.location.get('url')}")
