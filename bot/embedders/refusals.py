"""What Google's error answers mean."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping

from bot.embedders.faults import Fault, Remedy
from bot.recognition.embedding import (
    BadKey,
    BadSettings,
    EmbedderBusy,
    EmbedderUnavailable,
    EmbeddingError,
    QuotaExhausted,
    UnknownModel,
    ViewRefused,
    ViewUnreadable,
)

SAFETY = re.compile(r"safety|prohibited|\bblocked\b|block_?reason", re.IGNORECASE)
KEY = re.compile(r"api[ _]key", re.IGNORECASE)
PICTURE = re.compile(r"image|picture|inline_?data|mime", re.IGNORECASE)
SETTINGS = re.compile(r"dimension|model", re.IGNORECASE)
TEXT_ONLY = re.compile(r"model\b.*\bnot support", re.IGNORECASE | re.DOTALL)
DURATION = re.compile(r"(\d+(?:\.\d+)?)s")
PASSING = {408, 409, 499}
"""Timed out, aborted, cancelled: the client errors that say nothing about the request."""
REFUSED: dict[int, tuple[type[EmbeddingError], str, Remedy]] = {
    401: (BadKey, "the embedder refuses the key", Remedy.NOTHING),
    402: (BadKey, "the embedder wants the key's project to be paid for", Remedy.NOTHING),
    403: (BadKey, "the embedder refuses the key, its project or its region", Remedy.NOTHING),
    404: (UnknownModel, "the embedder has no model of the configured name", Remedy.NOTHING),
    413: (ViewUnreadable, "the picture is too large for the embedder", Remedy.APART),
}


def fault_of(code: int, body: object) -> Fault:
    """Read an answer that is not 200.

    ``body`` is its JSON, ``{"error": {"message": …, "status": …, "details": […]}}`` where Google
    itself answered (https://cloud.google.com/apis/design/errors), anything else where something
    on the way did. Nothing of the body goes into the fault: such messages may name the key's
    project, or the key.
    """
    error = _mapping(_mapping(body).get("error"))
    if code == 400:
        return _bad_request(error, json.dumps(body, default=str))
    if code == 429:
        return _too_many(error)
    if code in PASSING or code >= 500:
        sentence = f"the embedder fails on its own side ({code})"
        return Fault(EmbedderUnavailable, sentence, Remedy.AGAIN)
    unknown = f"the embedder's address answers with {code}"
    return Fault(*REFUSED.get(code, (EmbedderUnavailable, unknown, Remedy.NOTHING)))


def refusal() -> Fault:
    """The fault of a picture that the embedder's safety rules forbid."""
    return Fault(ViewRefused, "the embedder's safety rules refuse the picture", Remedy.APART)


def _bad_request(error: Mapping[str, object], text: str) -> Fault:
    """A 400 is about the key, the place, the settings or one picture."""
    said = " ".join(
        [str(error.get("message", "")), *_texts(_details(error, "BadRequest"), "field")]
    )
    reasons = list(_texts(_details(error, "ErrorInfo"), "reason"))
    if KEY.search(" ".join([said, *reasons])):
        return Fault(BadKey, "the embedder does not know the key")
    if error.get("status") == "FAILED_PRECONDITION":
        return Fault(BadKey, "the embedder does not serve the key's region or project")
    if SAFETY.search(text):
        return refusal()
    about_settings = SETTINGS.search(said) and not PICTURE.search(said)
    if about_settings or TEXT_ONLY.search(said):
        return Fault(BadSettings, "the embedder does not take the configured model or dimensions")
    return Fault(ViewUnreadable, "the embedder could not read the picture", Remedy.APART)


def _too_many(error: Mapping[str, object]) -> Fault:
    # A quota that ends with the day carries a short delay too: waiting that long is useless.
    if any("PerDay" in quota for quota in _texts(_details(error, "QuotaFailure"), "quotaId")):
        return Fault(QuotaExhausted, "the embedder's quota for the day is used up")
    return Fault(
        EmbedderBusy, "the embedder keeps asking to wait", Remedy.PAUSE, _retry_delay(error)
    )


def _retry_delay(error: Mapping[str, object]) -> float | None:
    """Seconds that Google asks to wait, which may be a fraction; None where it does not say."""
    for text in _texts(_details(error, "RetryInfo"), "retryDelay"):
        duration = DURATION.fullmatch(text)
        if duration and 0 < (seconds := float(duration[1])) < math.inf:
            return seconds
    return None


def _details(error: Mapping[str, object], kind: str) -> list[object]:
    details = error.get("details")
    every = details if isinstance(details, list) else []
    return [each for each in every if str(_mapping(each).get("@type")).endswith(f".{kind}")]


def _texts(node: object, key: str) -> Iterator[str]:
    """Every text under ``key``, at any depth."""
    if isinstance(node, list):
        for each in node:
            yield from _texts(each, key)
    for name, value in _mapping(node).items():
        if name == key and isinstance(value, str):
            yield value
        else:
            yield from _texts(value, key)


def _mapping(node: object) -> Mapping[str, object]:
    return node if isinstance(node, dict) else {}
