"""A new index of the library, made beside the one that is in use."""
