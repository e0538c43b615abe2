"""The language model: its endpoint, the prompts, and the calls that read its replies."""
