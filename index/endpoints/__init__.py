"""Model servers: their addresses, what their refusals say, and their errors in words for people."""
