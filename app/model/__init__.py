"""A chat model attached to the assistant, which gets nothing past the evidence."""
