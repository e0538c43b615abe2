"""Reads a model's reply while it streams: the text to show, its citations, and the model's thinking. Pure.

`reader` is the door. It applies rules to the reply; a rule looks at the next characters and takes them, waits for
more, or leaves them to the next rule. `state` is what the rules share. Knows no endpoint and no page.
"""

from app.reply.reader import Reply, ReplyReader, without_thinking

__all__ = ["Reply", "ReplyReader", "without_thinking"]
