"""The page: chat, molecules, table and library beside the source. The one owner of Gradio.

It keeps nothing between two questions: the history of a conversation is what its messages say, and a
marker is a link that carries the document, the span and the references.
"""

from app.page.server import application, serve

__all__ = ["application", "serve"]
