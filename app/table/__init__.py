"""One table as something to ask: a question read as one typed query over its rows, and the executor."""
