"""Reads a model's reply while it streams: the text to show, its citations, what the model thinks aloud. Pure.

`reader` is the door. It goes through the reply with rules; a rule looks at the next characters and takes them, waits
for more, or leaves them to the next rule. `state` is what the rules share. Knows no endpoint and no page.
"""

from app.reply.reader import Reply, ReplyReader, without_thinking

__all__ = ["Reply", "ReplyReader", "without_thinking"]
