"""Use case: links that open something; only their digests are on file."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.records import Link, LinkKind
from storage.store import Store

RANDOM_BYTES = 16
PARAMETER = re.compile(r"(?P<kind>[a-z]+)-[A-Za-z0-9_-]{22}")


class LinkDead(Exception):
    """No such link, or it has expired, was used up or was withdrawn: which is not told."""


@dataclass(frozen=True)
class Links:
    """Tokens are 128 random bits, compared in constant time."""

    store: Store

    async def make(
        self,
        kind: LinkKind,
        *,
        at: datetime,
        lasts: timedelta,
        uses: int | None = 1,
        made_by: int | None = None,
        chat_id: int | None = None,
        share_id: int | None = None,
    ) -> str:
        """A new link's start parameter, such as ``invite-…``: at most 64 of ``[A-Za-z0-9_-]``.

        ``uses`` None is as often as one likes until it expires. Raises `LinkDead` where what it
        is about is gone.
        """
        parameter = f"{kind}-{secrets.token_urlsafe(RANDOM_BYTES)}"
        link = Link(0, kind, made_by, chat_id, share_id, uses, at + lasts)
        try:
            async with self.store.transaction() as transaction:
                await self.store.links.add(transaction, _digest(parameter), link)
        except sqlite3.IntegrityError:
            raise LinkDead from None
        return parameter

    async def peek(self, parameter: str, at: datetime) -> Link:
        """What a start parameter would open. Raises `LinkDead`."""
        shape = PARAMETER.fullmatch(parameter)
        if shape is None or shape["kind"] not in set(LinkKind):
            raise LinkDead
        digest, found = _digest(parameter), None
        # Every one is compared to its end: how long that takes tells nothing of any.
        for on_file, link in await self.store.links.live(LinkKind(shape["kind"]), at):
            if hmac.compare_digest(on_file, digest):
                found = link
        if found is None:
            raise LinkDead
        return found

    async def use(self, parameter: str, at: datetime) -> Link:
        """Use a link once; its last use deletes it. Raises `LinkDead`."""
        link = await self.peek(parameter, at)
        async with self.store.transaction() as transaction:
            if not await self.store.links.use(transaction, link.id, at):
                # Somebody else was a moment faster.
                raise LinkDead
        return link

    async def any_live(self, kind: LinkKind, at: datetime) -> bool:
        """Whether any link of a kind can still be used."""
        return await self.store.links.any_live(kind, at)

    async def withdraw(self, kind: LinkKind, *, chat_id: int | None = None) -> None:
        """Kill all links of a kind, or those of it that are about one chat."""
        async with self.store.transaction() as transaction:
            await self.store.links.delete(transaction, kind, chat_id)

    async def purge(self, at: datetime) -> None:
        """Delete what has expired."""
        async with self.store.transaction() as transaction:
            await self.store.links.delete_expired(transaction, at)


def _digest(parameter: str) -> bytes:
    return hashlib.sha256(parameter.encode()).digest()
