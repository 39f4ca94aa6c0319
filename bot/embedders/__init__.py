"""The models that turn views into embeddings."""
