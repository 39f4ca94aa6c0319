"""A page to try the bot on: the sandbox's chats as a person's own, served to a browser.

It knows only the sandbox and the drawn people; `bot.demonstration` puts the real bot behind it.
"""
