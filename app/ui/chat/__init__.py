"""The chat: its messages and component, and the pure rendering of turns, citations, checks and cards."""
