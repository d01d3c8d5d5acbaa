"""The assistant: from a question to a cited answer, on the page and on the command line."""
