"""The command line: `review-chat`. One-line errors on stderr; exit 1 on failure, 2 on misuse."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from store.errors import InputError, ReviewChatError, UnknownDocument

if TYPE_CHECKING:
    from app.settings import Workplace
    from store.records import Answer, Document, TableRow


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` names and return its exit status."""
    _speak_utf8()
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except ReviewChatError as error:
        print(f"review-chat: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"review-chat: {error}; check the path and the disk.", file=sys.stderr)
        return 1


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, and a half character (which JSON can hold) as `?`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


_MODEL_HELP = "let a chat model word the answers: ollama:NAME, openai:NAME, anthropic:NAME, gguf:FILE (default: none)"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="review-chat", description="Ask a scientific review; every answer is cited.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        return command

    serve = add("serve", _serve, "open the chat page; the first start ingests the shipped review")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    serve.add_argument("--port", type=_port, default=7860, help="port to listen on (default: 7860)")
    serve.add_argument("--mcp", action="store_true", help="offer ask, molecule, search and table to other programs")
    ingest = add("ingest", _ingest, "read reviews into the library")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add("list", _list, "list the reviews in the library")
    remove = add("remove", _remove, "take a review out of the library")
    remove.add_argument("id", metavar="ID")
    ask = add("ask", _ask, "answer a question, or a file of them")
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument("--batch", metavar="FILE", help="JSON lines with id, question, history; - reads standard input")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    for command in (serve, ask):
        command.add_argument("--model", default="", metavar="PROVIDER:NAME", help=_MODEL_HELP)
    ask.add_argument("--document", metavar="ID", help="ask this review alone")
    molecule = add("molecule", _molecule, "summarise an entity of a review's table")
    molecule.add_argument("name", metavar="NAME")
    molecule.add_argument("--format", choices=("text", "md", "json", "csv", "bibtex", "ris"), default="text")
    table = add("table", _table, "print the tables' rows")
    table.add_argument("--where", action="append", default=[], metavar="HEADER=VALUE", help="only rows with this value")
    table.add_argument("--format", choices=("text", "md", "json", "csv"), default="text")
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _open(fill: bool = True, model: str = "") -> Workplace:
    quiet()
    from app.settings import fill_if_new, from_environment, open_workplace

    workplace = open_workplace(from_environment(model))
    if fill:
        fill_if_new(workplace, _progress)
    return workplace


def quiet() -> None:
    """Keep the libraries' log lines and progress bars out of the answers, and their telemetry at home."""
    for name, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_VERBOSITY": "error",
        "TOKENIZERS_PARALLELISM": "false",
    }.items():
        os.environ.setdefault(name, value)


def _progress(step: str, share: float) -> None:
    end = "\n" if share >= 1 else "\r"
    if sys.stderr.isatty() or share >= 1 or share == 0:
        print(f"{step}: {share:4.0%}", end=end if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def _serve(options: argparse.Namespace) -> int:
    quiet()
    from app.opening import Opening
    from app.page import serve

    def ready(url: str) -> None:
        print(f"Ready: {url}" + (f"\nMCP: {url}/gradio_api/mcp/" if options.mcp else ""), flush=True)

    serve(
        Opening(lambda progress: _open_for_page(progress, options.model)),
        options.host,
        options.port,
        ready,
        options.mcp,
    )
    return 0


def _open_for_page(progress: Callable[[str, float], None], model: str = "") -> Workplace:
    from app.settings import fill_if_new

    def tell(step: str, share: float) -> None:
        _progress(step, share)
        progress(step, share)

    workplace = _open(fill=False, model=model)
    fill_if_new(workplace, tell)
    if workplace.assistant.about:
        print(workplace.assistant.about, file=sys.stderr)
    return workplace


def _ingest(options: argparse.Namespace) -> int:
    workplace = _open(fill=False)
    from ingest import pipeline

    done = pipeline.ingest(options.paths, workplace.library, _progress)
    for report in done.files:
        if report.document is None:
            print(f"review-chat: {report.error}", file=sys.stderr)
            continue
        d = report.document
        print(
            f"{d.id}: {len(d.sections)} sections, {len(report.passages)} passages, {report.rows} rows, "
            f"{len(d.references)} references"
        )
        for note in d.notes:
            print(f"  note: {note}")
    return 1 if done.failed else 0


def _list(options: argparse.Namespace) -> int:
    for id, document in _open().library.snapshot().documents.items():
        print(f"{id}\t{document.title}\t{document.year or ''}\t{document.licence}")
    return 0


def _remove(options: argparse.Namespace) -> int:
    _open(fill=False).library.remove(options.id)
    print(f"Removed {options.id}.")
    return 0


def _ask(options: argparse.Namespace) -> int:
    if (options.question is None) == (options.batch is None):
        print("review-chat: give a QUESTION or --batch FILE, one of the two.", file=sys.stderr)
        return 2
    if options.batch is not None:
        return _batch(options)
    if not options.question.strip():
        raise InputError("The question is empty; write it in quotation marks behind `ask`.")
    from app.export import answer_record, as_text

    answer = _open_for(options).ask(_whole(options.question), (), options.document)
    print(json.dumps(answer_record(answer), ensure_ascii=False) if options.json else as_text(answer))
    return 0


def _open_for(options: argparse.Namespace) -> Any:
    workplace = _open(model=options.model)
    if options.document and options.document not in workplace.library.snapshot().documents:
        raise UnknownDocument(f"No document has the id {options.document!r}; see: review-chat list")
    return workplace.assistant


def _batch(options: argparse.Namespace) -> int:
    from app.export import answer_record

    failed = False
    with _lines(options.batch) as lines:
        assistant = _open_for(options)
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                id, question, history = _case(line, number)
                record = answer_record(assistant.ask(question, history, options.document), id)
            except InputError as error:
                record, failed = {"id": _id_of(line), "error": str(error)}, True
            print(json.dumps(record, ensure_ascii=False), flush=True)
    return 1 if failed else 0


class _lines:
    """The lines of a file, or of standard input for `-`, read as UTF-8 whatever the locale says."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._file: TextIO | None = None

    def __enter__(self) -> Iterator[str]:
        if self._name == "-":
            return (line.decode("utf-8-sig", "replace") for line in sys.stdin.buffer)
        try:
            self._file = open(self._name, encoding="utf-8-sig", errors="replace")
        except OSError as error:
            raise InputError(f"{self._name}: cannot be opened ({error.strerror}); check the path.") from None
        return iter(self._file)

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()


def _id_of(line: str) -> Any:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record.get("id") if isinstance(record, dict) else None


def _case(line: str, number: int) -> tuple[Any, str, list[Any]]:
    from store.records import Turn

    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(f"Line {number} is not JSON; write one object a line.") from None
    if not isinstance(record, dict) or not isinstance(record.get("question"), str) or not record["question"].strip():
        raise InputError(f'Line {number} has no question; write {{"id": ..., "question": "..."}}.')
    history = record.get("history") or []
    try:
        turns = [Turn(_whole(str(turn["user"])), _whole(str(turn["assistant"]))) for turn in history]
    except (TypeError, KeyError):
        raise InputError(f'Line {number}: history is a list of {{"user": ..., "assistant": ...}}.') from None
    return record.get("id"), _whole(record["question"]), turns


def _whole(text: str) -> str:
    """Return `text` with `?` for each half of a character, which JSON and a terminal can hand over."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _molecule(options: argparse.Namespace) -> int:
    from app.export import answer_record, as_bibtex, as_markdown, as_ris, as_text, references_of, rows_as_csv

    workplace = _open()
    answer, rows = _card(workplace, options.name)
    references = references_of(answer)
    print(
        {
            "text": lambda: as_text(answer),
            "md": lambda: as_markdown(answer),
            "json": lambda: json.dumps(answer_record(answer), ensure_ascii=False),
            "csv": lambda: rows_as_csv(rows).rstrip("\n"),
            "bibtex": lambda: as_bibtex(references).rstrip("\n"),
            "ris": lambda: as_ris(references).rstrip("\n"),
        }[options.format]()
    )
    return 0


def _card(workplace: Workplace, name: str) -> tuple[Answer, list[tuple[Document, TableRow]]]:
    from app.understanding import understand

    for id, reading in workplace.assistant.readings().items():
        query = understand(name, reading.lexicon)
        if query.rows:
            rows = [(reading.lexicon.document, reading.lexicon.row(at)) for at in query.rows]
            return workplace.assistant.ask(name, (), id), rows
    raise InputError(f"No table names {name!r}; see: review-chat table")


def _table(options: argparse.Namespace) -> int:
    from app import export

    wanted = []
    for condition in options.where:
        header, equals, value = condition.partition("=")
        if not equals or not header.strip():
            print("review-chat: --where takes HEADER=VALUE, as in --where 'Expression=Up'.", file=sys.stderr)
            return 2
        wanted.append((header.strip(), value.strip()))
    documents = _open().library.snapshot().documents.values()
    rows = _rows_of_all(tuple(documents), wanted)
    if not rows and options.format == "text":
        print(f"review-chat: no row has {' and '.join(options.where)}; see: review-chat table", file=sys.stderr)
    formats = {"json": export.rows_as_json, "csv": export.rows_as_csv, "md": export.rows_as_markdown}
    print(formats.get(options.format, export.rows_as_text)(rows).rstrip("\n"))
    return 0


def _rows_of_all(documents: Sequence[Document], wanted: Sequence[tuple[str, str]]) -> list[tuple[Document, TableRow]]:
    """Return the rows of every document that has the headers; an error only where none has."""
    from app.tabular import rows_where

    found: list[tuple[Document, TableRow]] = []
    errors = []
    for document in documents:
        try:
            found += [(document, row) for row in rows_where(document, wanted)]
        except InputError as error:
            errors.append(error)
    if len(errors) == len(documents):
        raise errors[0]
    return found


if __name__ == "__main__":
    sys.exit(main())
