"""The one place that knows Google's SDK and its transport."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.embedders.faults import Fault, Remedy
from bot.embedders.refusals import fault_of, refusal
from bot.recognition.embedding import BadAnswer, EmbedderUnavailable

if TYPE_CHECKING:
    import httpx2
    from google.genai import Client


class Connection:
    """The SDK's client on a transport of our own, which settles how it connects and ends."""

    def __init__(self, key: str, version: str | None, url: str, timeout: float) -> None:
        import httpx2
        from google import genai
        from google.genai import types

        # Loading certificates is most of the work: once, and not once for each of the clients.
        secure = httpx2.create_ssl_context()
        self._transport = httpx2.AsyncClient(
            verify=secure, event_hooks={"response": [_notice_refusal]}
        )
        options = types.HttpOptions(
            base_url=url,
            api_version=version,
            timeout=round(timeout * 1000),
            httpx_async_client=self._transport,
            client_args={"verify": secure},
            async_client_args={"ssl": secure},
        )
        # Key, service and address are said here, so that no environment variable has a say.
        self._client: Client = genai.Client(enterprise=False, api_key=key, http_options=options)

    async def ask(
        self, model: str, dimensions: int, pictures: Sequence[bytes]
    ) -> list[Sequence[float]]:
        """The vectors that came for JPEG pictures: as many, as long and as good as they came."""
        from google.genai import types

        response = await self._client.aio.models.embed_content(
            model=model,
            # One content a picture: parts of one content would share one vector.
            contents=[
                types.Content(
                    role="user",
                    parts=[types.Part.from_bytes(data=picture, mime_type="image/jpeg")],
                )
                for picture in pictures
            ],
            config=types.EmbedContentConfig(output_dimensionality=dimensions),
        )
        return [embedding.values or [] for embedding in response.embeddings or []]

    def fault(self, error: Exception) -> Fault:
        """What an exception of the SDK or the transport means."""
        import httpx2
        from google.genai import errors

        match error:
            case errors.APIError(code=code, details=body):
                return fault_of(code, body)
            case json.JSONDecodeError() | UnicodeDecodeError():
                return Fault(BadAnswer, "the embedder's answer is no JSON", Remedy.AGAIN)
            case TimeoutError() | httpx2.TimeoutException():
                return Fault(EmbedderUnavailable, "the embedder does not answer", Remedy.AGAIN)
            case httpx2.HTTPError():
                return Fault(EmbedderUnavailable, "the embedder cannot be reached", Remedy.AGAIN)
        # The SDK meets an answer of another shape with any exception at all.
        return Fault(BadAnswer, f"the embedder's answer is no embedding ({type(error).__name__})")

    async def close(self) -> None:
        await self._client.aio.aclose()
        self._client.close()
        await self._transport.aclose()


async def _notice_refusal(response: httpx2.Response) -> None:
    """See a refusal in an answer that is otherwise fine: the SDK drops what it does not expect."""
    if response.status_code == 200:
        body = await response.aread()
        if b'"embeddings"' not in body and b'"blockReason"' in body:
            raise refusal()
