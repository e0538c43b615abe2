"""Query in, ranked papers out: search, fusion, late interaction, evidence, answerability, reranking."""
