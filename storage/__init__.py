"""One SQLite file: chats, people, photos, faces and embeddings. Knows only itself."""
