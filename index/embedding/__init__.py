"""Texts to vectors: the bundled encoder, an endpoint's, and both as a LlamaIndex embedding model."""
