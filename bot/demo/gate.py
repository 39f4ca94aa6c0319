"""Who is let in, and what every answer of the demo carries."""

from __future__ import annotations

from typing import Any

from bot.demo.world import Demo
from bot.sandbox import Sandbox
from bot.sandbox.handlers import Handler

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # What people show the bot is left in no browser's cache.
    "Cache-Control": "no-store",
}
NOT_FROM_HERE = "Only the demo's own page may do this. Open it at the address that was printed."
_SENTENCES = {
    404: "There is nothing here.",
    405: "This cannot be done here.",
    500: "Something went wrong in the demo; the terminal it runs in says more.",
}


class Refused(Exception):
    """What was asked for cannot be done; the message is a sentence for people."""

    def __init__(self, sentence: str, code: int = 400) -> None:
        super().__init__(sentence)
        self.code = code


class DemoHandler(Handler):
    """A request from the page."""

    def initialize(self, sandbox: Sandbox, demo: Demo) -> None:  # type: ignore[override] # the routes hand it both
        super().initialize(sandbox)
        self.demo = demo

    def set_default_headers(self) -> None:
        """Put on every answer what keeps other pages and other scripts out."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Turn away whoever may not come in."""
        if not self.let_in():
            self.say_no(NOT_FROM_HERE, 403)

    def let_in(self) -> bool:
        """Whether this was asked for under this server's own name, and by its own page.

        A name that somebody else points at this machine is none of its own, and another port
        of it is another page.
        """
        headers = self.request.headers
        host = self.request.host.lower()
        origin = headers.get("Origin")
        own = host in self.demo.hosts and origin in {None, f"http://{host}"}
        return own and self.admits(origin, headers.get("Sec-Fetch-Site"))

    def admits(self, _origin: str | None, site: str | None) -> bool:
        """Whether what the browser tells of the asking page will do."""
        return site in {None, "none", "same-origin"}

    def say_no(self, sentence: str, code: int = 400) -> None:
        """Answer with an error that the page shows."""
        self.set_status(code)
        self.finish({"error": sentence})

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say in a sentence what went wrong."""
        self.say_no(_SENTENCES.get(status_code, "This request makes no sense."), status_code)
