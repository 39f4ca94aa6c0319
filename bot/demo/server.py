"""The demo's addresses, and who answers at them."""

from __future__ import annotations

from bot.demo.actions import LinkAction, PhotosAction, PressAction, PrivacyAction, TextAction
from bot.demo.news import EventsHandler
from bot.demo.pages import (
    FileHandler,
    FontHandler,
    NothingHere,
    PageHandler,
    SampleHandler,
    SamplesHandler,
)
from bot.demo.world import Demo, Embedder

_CHAT = r"/demo/chats/(-?[0-9]{1,20})"
ROUTES = (
    (r"/", PageHandler),
    (r"/page/sans\.ttf", FontHandler),
    (r"/page/([A-Za-z0-9_.-]+)", PageHandler),
    (r"/demo/events", EventsHandler),
    (r"/demo/files/([A-Za-z0-9_-]+)(\.jpg)?", FileHandler),
    (r"/demo/samples", SamplesHandler),
    (r"/demo/samples/([a-z0-9-]+)\.jpg", SampleHandler),
    (rf"{_CHAT}/text", TextAction),
    (rf"{_CHAT}/photos", PhotosAction),
    (rf"{_CHAT}/press", PressAction),
    (rf"{_CHAT}/link", LinkAction),
    (r"/demo/privacy", PrivacyAction),
    # What bots call has errors of its own.
    (r"(?!/(?:file/)?bot).*", NothingHere),
)


def make_demo(embedder: Embedder) -> Demo:
    """A demo whose sandbox serves the page once it is started."""
    demo = Demo(embedder)
    for path, handler in ROUTES:
        demo.sandbox.serve(path, handler, demo=demo)
    return demo
