"""The workplace while it opens: the page is there first, the library and the model come after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread

from app.settings import Workplace
from store.errors import EmptyLibrary, ReviewChatError
from store.library import Progress
from store.records import Document

_WARM_UP = "What is this review about?"


class Opening:
    """Opens a workplace in a thread of its own and tells what it is doing."""

    def __init__(self, open_workplace: Callable[[Progress], Workplace]) -> None:
        """Take what opens the workplace; nothing happens before `start`."""
        self._open = open_workplace
        self._future: Future[Workplace] = Future()
        self.doing = "Opening the library"
        self.warm = False

    @classmethod
    def of(cls, workplace: Workplace) -> Opening:
        """Return the opening of a workplace that is open already."""
        opening = cls(lambda _: workplace)
        opening.run()
        return opening

    def start(self, on_failure: Callable[[], None]) -> None:
        """Open in the background; `on_failure` is called where it cannot be opened."""

        def run() -> None:
            self.run()
            if self._future.exception():
                on_failure()

        Thread(target=run, name="opening", daemon=True).start()

    def run(self) -> None:
        """Open the workplace, then ask it once, so that its model is loaded."""
        try:
            workplace = self._open(self._tell)
        except Exception as error:  # it is raised again by whoever asks for the workplace
            self._future.set_exception(error)
            return
        self.doing = "Loading the language model"
        self._future.set_result(workplace)
        try:
            with suppress(ReviewChatError):  # an empty library says so when it is asked
                workplace.assistant.ask(_WARM_UP)
        finally:
            self.warm = True

    def done(self) -> bool:
        """Whether the library is open."""
        return self._future.done()

    def workplace(self) -> Workplace:
        """Wait for the workplace and return it.

        Raises:
            ReviewChatError: It cannot be opened; the message states the cure.
        """
        return self._future.result()

    def failure(self) -> BaseException | None:
        """Return why it could not be opened, where that is known."""
        return self._future.exception() if self._future.done() else None

    def documents(self) -> Mapping[str, Document]:
        """Return the reviews of the library, none where it is empty."""
        try:
            return self.workplace().library.snapshot().documents
        except EmptyLibrary:
            return {}

    def model(self) -> str:
        """Return which chat model answers and what leaves the machine, or the empty string where none does."""
        return self.workplace().assistant.about

    def fingerprint(self) -> str:
        """Return the beginning of the index's fingerprint, which a permalink carries."""
        try:
            return self.workplace().library.snapshot().fingerprint[:12]
        except EmptyLibrary:
            return "empty"

    def _tell(self, doing: str, share: float) -> None:
        self.doing = f"{doing[:1].upper()}{doing[1:]}: {share:.0%}"
