"""What is kept: the library (SQL), passages with vectors (Chroma), words (tantivy), token vectors (SQLite)."""
