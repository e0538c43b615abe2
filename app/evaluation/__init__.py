"""How well answers are: questions with known papers and facts, put to the engine and measured."""
