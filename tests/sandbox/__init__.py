"""The sandbox, met as Telegram is: by a client, over HTTP."""
