"""A Bot API server by other people (telemelya), run unchanged on loopback beside a test.

It delivers to webhooks only and knows few methods. A child process holds it with its Redis
(fakeredis) and its object store (moto), both in memory, so that nothing it prints, warns of or
leaves open reaches the test. Its own marks on what a bot sees:

- every chat is private, and an incoming photo carries an empty ``text`` beside its caption;
- the webhook's secret token is never sent, so a bot that insists on one hears nothing;
- an unknown method answers 404 ``{"detail": "Not Found"}``;
- an error in a known method answers 200 with ``"ok": false`` and no result, and a download of
  what does not exist gives such a JSON text as the file.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import threading
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any, Self
from urllib.parse import urlsplit

import httpx2

VISIBLE = frozenset({"sendMessage", "sendPhoto", "editMessageText", "editMessageCaption"})
"""The methods that put something before a user's eyes."""

_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_PATIENCE = 30.0  # seconds for the child to start, or to answer, on a busy machine
_PAUSE = 0.02  # seconds between two looks at the record
_SIZE = {"width": 800, "height": 600}  # what the server says of every photo


@dataclass(frozen=True)
class Answer:
    """One call of the bot, as the server recorded it.

    ``text`` is a photo's caption too, in the markup that the bot sent; ``photo_id`` the file of
    a sent photo; ``buttons`` the callback data of the inline keyboard, row by row.
    """

    method: str
    chat_id: int | None
    message_id: int | None
    text: str
    photo_id: str | None
    buttons: tuple[str, ...]


class ForeignBotApi:
    """The server at ``url``, the one user who writes to the bot, and what the bot sent back."""

    def __init__(self, *, chat_id: int = 7001) -> None:
        self.url = ""
        self.token = "123456789:foreign"  # the server takes any; this one has its bot's id
        self.chat_id = chat_id
        self._folder: TemporaryDirectory[str] | None = None
        self._child: Process | None = None
        self._http = httpx2.AsyncClient(trust_env=False, timeout=_PATIENCE)
        self._made_here = 0

    async def __aenter__(self) -> Self:
        """Start the child and wait until it is healthy; RuntimeError tells what it printed."""
        # An empty working folder and home: the server reads a .env, its S3 client ~/.aws.
        self._folder = TemporaryDirectory(prefix="foreign-bot-api-")
        environment = {k: os.environ[k] for k in _KEPT_VARIABLES if k in os.environ}
        with TemporaryFile() as log:
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", __file__),
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                cwd=self._folder.name,
                env={**environment, "HOME": self._folder.name, "NO_PROXY": "*"},
            )
            try:
                await self._wait_until_healthy(self._child, log)
            except BaseException:
                await self.__aexit__()
                raise
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._http.aclose()
        if self._child is not None:
            # Everything it holds is in memory, so a graceful stop would only cost a second.
            with suppress(ProcessLookupError):
                self._child.kill()
            await self._child.communicate(b"")
        if self._folder is not None:
            self._folder.cleanup()

    async def webhook(self, *, within: float = 10.0) -> str:
        """The bot's webhook, once it is set and listens; TimeoutError if not in those seconds."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            told = await self._control("POST", f"/bot{self.token}/getWebhookInfo")
            if address := str(told.json()["result"]["url"]):
                # A bot may set its webhook a moment before it listens.
                with suppress(OSError):
                    parts = urlsplit(address)
                    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
                    writer.close()
                    await writer.wait_closed()
                    return address
            await asyncio.sleep(_PAUSE)
        raise TimeoutError("the bot has set no webhook that listens")

    async def send_text(self, text: str) -> None:
        """The user writes; a first word with a slash is marked as a command."""
        await self._deliver({"text": text})

    async def send_photo(self, photo: bytes, caption: str | None = None) -> None:
        """The user sends one photo, as a JPEG or anything else that the bot may download."""
        file_id = await self._upload(photo)
        await self._deliver({"photo_file_id": file_id, "photo_caption": caption})

    async def send_album(self, photos: Sequence[bytes], caption: str | None = None) -> None:
        """The user sends several photos at once, with the caption on the first.

        The server knows no albums: it stores the files, and the updates with their
        ``media_group_id`` go from here to the webhook that the bot gave it.
        """
        address = await self.webhook()
        group = f"album-{self._made_here}"
        for number, photo in enumerate(photos):
            file_id = await self._upload(photo)
            self._made_here += 1
            message = {
                "message_id": 2_000_000 + self._made_here,  # the server's own stay below these
                "date": int(time.time()),
                "from": {"id": self.chat_id, "is_bot": False, "first_name": "TestUser"},
                "chat": {"id": self.chat_id, "type": "private"},
                "media_group_id": group,
                "photo": [{"file_id": file_id, "file_unique_id": file_id, **_SIZE}],
                **({"caption": caption} if caption and number == 0 else {}),
            }
            update = {"update_id": 20_000_000 + self._made_here, "message": message}
            (await self._http.post(address, json=update)).raise_for_status()

    async def press(self, data: str, message_id: int) -> None:
        """The user presses the button with this callback data under a message of the bot."""
        await self._deliver({"callback_data": data, "callback_message_id": message_id})

    async def answers(
        self, at_least: int = 1, *, methods: frozenset[str] = VISIBLE, within: float = 10.0
    ) -> list[Answer]:
        """Everything that the bot has sent so far, first to last, once there is enough of it.

        TimeoutError, with what there is, when fewer than ``at_least`` came ``within`` seconds.
        """
        until = time.monotonic() + within
        while True:
            told = (await self._control("GET", "/api/v1/test/responses")).json()
            found = [_answer(one) for one in told["responses"] if one["method"] in methods]
            if len(found) >= at_least:
                return found
            if time.monotonic() > until:
                raise TimeoutError(f"{at_least} answers expected, these came: {found}")
            await asyncio.sleep(_PAUSE)

    async def photo(self, answer: Answer) -> bytes:
        """The picture that came with an answer; LookupError when there is none."""
        if answer.photo_id is None:
            raise LookupError(f"no photo came with {answer.method}")
        return (await self._control("GET", f"/api/v1/test/media/{answer.photo_id}")).content

    async def _wait_until_healthy(self, child: Process, log: IO[bytes]) -> None:
        assert child.stdout is not None
        line = await asyncio.wait_for(child.stdout.readline(), _PATIENCE)
        if line.strip().isdigit():
            self.url = f"http://127.0.0.1:{int(line)}"
            # The socket listens already; the answer comes once the application has started.
            with suppress(httpx2.HTTPError, RuntimeError):
                if (await self._control("GET", "/api/v1/test/health")).json()["ok"]:
                    return
        log.seek(0)
        printed = log.read().decode(errors="replace")
        raise RuntimeError(f"the foreign Bot API did not start:\n{printed[-2000:]}")

    async def _upload(self, content: bytes) -> str:
        files = {"file": ("photo.jpg", content, "image/jpeg")}
        reply = await self._control("POST", "/api/v1/test/upload_media", files=files)
        return str(reply.json()["file_id"])

    async def _deliver(self, request: dict[str, Any]) -> None:
        path = f"/api/v1/test/send_update?bot_token={self.token}"
        reply = await self._control("POST", path, json={"chat_id": self.chat_id, **request})
        if (status := reply.json()["delivery"]["status_code"]) != httpx2.codes.OK:
            raise RuntimeError(f"the bot's webhook answered {status}")

    async def _control(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Authorization": "Bearer any"}  # a key is asked for, and any will do
        reply = await self._http.request(method, self.url + path, headers=headers, **more)
        if reply.is_error:
            raise RuntimeError(f"{path} answered {reply.status_code}: {reply.text}")
        return reply


def _answer(recorded: dict[str, Any]) -> Answer:
    text = recorded.get("text") or recorded.get("caption") or ""
    keyboard = (recorded.get("reply_markup") or {}).get("inline_keyboard", [])
    return Answer(
        method=recorded["method"],
        chat_id=recorded.get("chat_id"),
        message_id=recorded.get("message_id"),
        # The server reads a text such as "42" as JSON.
        text=text if isinstance(text, str) else json.dumps(text),
        photo_id=recorded.get("file_id"),
        buttons=tuple(one.get("callback_data", "") for row in keyboard for one in row),
    )


def _serve() -> None:
    """The child: print the port, then serve until it is killed or its standard input ends."""
    import uvicorn
    from fakeredis import TcpFakeServer
    from moto.server import ThreadedMotoServer

    redis = TcpFakeServer(("127.0.0.1", 0))
    threading.Thread(target=redis.serve_forever, daemon=True).start()
    store = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    store.start()
    # The server reads these when it is imported, so it is named, not imported, below.
    os.environ["REDIS_URL"] = f"redis://127.0.0.1:{redis.server_address[1]}/0"
    os.environ["MINIO_ENDPOINT"] = "{}:{}".format(*store.get_host_and_port())

    def leave_with_the_parent() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=leave_with_the_parent, daemon=True).start()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config("telemelya.server.app:app")).run(sockets=[listening])


if __name__ == "__main__":
    _serve()
