"""Folders of photos, one for each person: compared with, taken into a chat, and written out."""
