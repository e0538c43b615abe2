"""Where a library is kept: in a file (SQLite) or on a server (PostgreSQL), and the SQL that both understand."""
