"""How well a sentence of an abstract answers a question: what speaks for it, and a fitted weighing of that."""
