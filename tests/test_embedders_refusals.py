"""What Google's error answers are taken for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.embedders.faults import Remedy
from bot.embedders.refusals import fault_of
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
from tests.loopback_troubles import RPC, busy, error_body

EXPIRED = {"@type": RPC + "ErrorInfo", "reason": "API_KEY_EXPIRED", "metadata": {"service": "x"}}
FIELD = {"@type": RPC + "BadRequest", "fieldViolations": [{"field": "requests[0].model"}]}


@pytest.mark.parametrize(
    ("code", "body", "kind"),
    [
        (400, error_body(400, "Renew it.", EXPIRED), BadKey),
        (400, error_body(400, "API key not valid."), BadKey),
        (400, error_body(400, "Not here.", status="FAILED_PRECONDITION"), BadKey),
        (400, error_body(400, "Blocked for SAFETY reasons."), ViewRefused),
        (400, {"promptFeedback": {"blockReason": "OTHER"}}, ViewRefused),
        (400, error_body(400, "Wrong.", FIELD), BadSettings),
        (400, error_body(400, "output_dimensionality must be below 3073."), BadSettings),
        (400, error_body(400, "This model does not support image input."), BadSettings),
        (400, error_body(400, "Unable to process input image."), ViewUnreadable),
        (400, error_body(400, "The model cannot read the image."), ViewUnreadable),
        (400, error_body(400, "Request contains an invalid argument."), ViewUnreadable),
        (400, None, ViewUnreadable),
        (401, {}, BadKey),
        (402, {}, BadKey),
        (403, {"message": "HTML", "status": "Forbidden"}, BadKey),
        (404, {}, UnknownModel),
        (405, {}, EmbedderUnavailable),
        (408, {}, EmbedderUnavailable),
        (413, {}, ViewUnreadable),
        (429, {}, EmbedderBusy),
        (429, busy("1s", "GenerateRequestsPerDayPerProjectPerModel").body, QuotaExhausted),
        (429, busy("1s", "GenerateRequestsPerMinutePerProjectPerModel").body, EmbedderBusy),
        (529, [], EmbedderUnavailable),
    ],
)
def test_each_answer_has_its_meaning(code: int, body: Any, kind: type[EmbeddingError]) -> None:
    fault = fault_of(code, body)
    assert type(fault.error()) is kind
    assert str(fault.error()) == str(fault)


def test_meanings_have_sentences_of_their_own() -> None:
    bodies = {400: error_body(400, "API key"), 429: busy().body}
    codes = [400, 401, 402, 403, 404, 405, 413, 429, 503]
    assert len({str(fault_of(code, bodies.get(code))) for code in codes}) == len(codes)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (400, Remedy.APART),
        (403, Remedy.NOTHING),
        (409, Remedy.AGAIN),
        (413, Remedy.APART),
        (418, Remedy.NOTHING),
        (429, Remedy.PAUSE),
        (500, Remedy.AGAIN),
    ],
)
def test_each_answer_has_its_remedy(code: int, remedy: Remedy) -> None:
    assert fault_of(code, {}).remedy is remedy


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [("53s", 53.0), ("0.25s", 0.25), ("1.500000000s", 1.5), ("0s", None), ("1m", None)],
)
def test_a_wait_is_read_to_the_fraction(delay: str, seconds: float | None) -> None:
    assert fault_of(429, busy(delay).body).after == seconds


def test_details_of_another_shape_are_passed_over() -> None:
    body = {"error": {"details": ["odd", {"@type": RPC + "RetryInfo", "retryDelay": 5}]}}
    assert fault_of(429, body).after is None
