"""The command line: `review-eval`. One-line errors on stderr; exit 1 on failure, 2 on misuse."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.cli import quiet
from store.errors import ReviewChatError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` names and return its exit status."""
    options = _parser().parse_args(argv)
    quiet()
    try:
        return int(options.run(options))
    except ReviewChatError as error:
        print(f"review-eval: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"review-eval: {error.filename or ''}: {error.strerror}; check the path and the disk.", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    from evals.cases import KINDS

    parser = argparse.ArgumentParser(prog="review-eval", description="Measure how good the answers are.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        return command

    run = add("run", _run, "run the cases over the shipped review, ours beside the baselines")
    run.add_argument("--report", type=Path, metavar="DIR", help="write index.html, cases.jsonl, figures.json there")
    run.add_argument("--half", choices=("dev", "test", "both"), default="both", help="default: both")
    run.add_argument("--kind", choices=KINDS, help="only this kind of question")
    run.add_argument("--every", type=_positive, default=1, metavar="N", help="only each N-th case, for a slow model")
    run.add_argument("--ours-only", action="store_true", help="leave the baselines out")
    run.add_argument("--review", type=Path, metavar="FILE", help="another review than the shipped one")
    run.add_argument("--model", metavar="PROVIDER:NAME", help="run the assistant with this chat model too")
    run.add_argument("--model-url", default="", metavar="URL", help="the address of the model's server")
    run.add_argument("--replies", type=Path, metavar="FILE", help="keep the model's replies there, and use them again")
    run.add_argument("--keep", metavar="WHY", help="make this run the one that later runs are compared with")
    scifact = add("scifact", _scifact, "measure retrieval on a folder in BEIR's form")
    scifact.add_argument("folder", type=Path, metavar="DIR")
    papers = add("papers", _papers, "run the table cases over every review in a folder")
    papers.add_argument("folder", type=Path, metavar="DIR")
    papers.add_argument("--ours-only", action="store_true", help="leave the baselines out")
    verifier = add("verifier", _verifier, "measure the verifier on labelled claims")
    verifier.add_argument("--half", choices=("dev", "test", "both"), default="both", help="default: both")
    verifier.add_argument("--errors", action="store_true", help="print the development pairs that it gets wrong")
    attacks = add("attacks", _attacks, "plant attacks, a folder of BIPIA's or a file, in passages and ask")
    attacks.add_argument("folder", type=Path, metavar="PATH")
    attacks.add_argument("--model", metavar="PROVIDER:NAME", help="a chat model; default: one that obeys every attack")
    attacks.add_argument("--model-url", default="", metavar="URL", help="the address of the model's server")
    add("bench", _bench, "time ingest, retrieval and answers on this machine")
    return parser


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number above 0")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    from evals import command
    from store.embedder import load_embedder

    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        status = command.run(options, Path(home), load_embedder())
    print(f"\n{time.perf_counter() - started:.0f} s")
    return status


def _scifact(options: argparse.Namespace) -> int:
    from evals import command
    from store.embedder import load_embedder

    with tempfile.TemporaryDirectory() as home:
        return command.scifact(options.folder, Path(home), load_embedder())


def _papers(options: argparse.Namespace) -> int:
    from evals import command
    from store.embedder import load_embedder

    with tempfile.TemporaryDirectory() as home:
        return command.papers(options, Path(home), load_embedder())


def _bench(options: argparse.Namespace) -> int:
    from evals import command
    from store.embedder import load_embedder

    with tempfile.TemporaryDirectory() as home:
        return command.bench(Path(home), load_embedder)


def _verifier(options: argparse.Namespace) -> int:
    from evals import command
    from store.embedder import load_embedder

    with tempfile.TemporaryDirectory() as home:
        return command.verifier(options, Path(home), load_embedder())


def _attacks(options: argparse.Namespace) -> int:
    from evals import command
    from store.embedder import load_embedder

    with tempfile.TemporaryDirectory() as home:
        return command.attacks(options, Path(home), load_embedder())
