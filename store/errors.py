"""Every error that the project raises on purpose. Each message is one line that states the cure.

ReviewChatError
├── InputError          something the user gave cannot be used
│   ├── UnreadableFile  a review that cannot be read
│   └── UnknownDocument an id that the library does not hold
├── LibraryError        the index on disk cannot be used
│   ├── EmptyLibrary    nothing has been ingested
│   ├── DamagedLibrary  it is broken, or not ours
│   └── EmbedderMismatch it was made with another embedder
├── EmbedderError       the embedding model is missing or is not the expected one
├── ModelError          the chat model cannot be used: an extra, a key, the server or the model is missing
└── PortInUse           the page cannot be served there
"""


class ReviewChatError(Exception):
    """The root: an entry point prints its message on one line and exits with 1."""


class InputError(ReviewChatError):
    """Something the user gave cannot be used."""


class UnreadableFile(InputError):
    """A review that cannot be read."""


class UnknownDocument(InputError):
    """An id that the library does not hold."""


class LibraryError(ReviewChatError):
    """The index on disk cannot be used."""


class EmptyLibrary(LibraryError):
    """Nothing has been ingested."""


class DamagedLibrary(LibraryError):
    """The index is broken, or it is not ours."""


class EmbedderMismatch(LibraryError):
    """The index was made with another embedder."""


class EmbedderError(ReviewChatError):
    """The embedding model is missing or is not the expected one."""


class ModelError(ReviewChatError):
    """The chat model cannot be used."""


class PortInUse(ReviewChatError):
    """The page cannot be served there."""
