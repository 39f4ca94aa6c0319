"""Updates as they come over the wire, a broken one among them."""

from __future__ import annotations

import json
import logging
from typing import Any

from telegram import Update
from telegram.request import HTTPXRequest

log = logging.getLogger(__name__)


class UpdatesRequest(HTTPXRequest):
    """Asks for updates, and leaves of one that the library cannot read only its number.

    The library would refuse all that came with it, log it whole, and be given it again for ever.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as JSON. Raises `telegram.error.TelegramError` where it is none."""
        answer = HTTPXRequest.parse_json_payload(payload)
        updates = answer.get("result")
        if isinstance(updates, list):
            # Reading an update takes it apart, hence a copy of each.
            copies = json.loads(payload.decode("utf-8", "replace"))["result"]
            answer["result"] = [
                update if _is_readable(copy) else {"update_id": update["update_id"]}
                for update, copy in zip(updates, copies, strict=True)
            ]
        return answer


def _is_readable(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update, None)
    except Exception as error:
        log.error("an update cannot be read and is passed over: %s", type(error).__name__)
        return False
    return True
