"""The domain: a photo becomes faces, views, embeddings, matches and a decision."""
