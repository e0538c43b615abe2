"""How well a sentence of an abstract answers a question: signals, and their fitted weights."""
