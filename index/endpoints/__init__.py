"""Model servers: their addresses, the messages they refuse requests with, and the errors made from those."""
