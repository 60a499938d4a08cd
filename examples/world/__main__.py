"""`python -m examples.world generate DIR` and `python -m examples.world serve DIR`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two commands; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.world", description="The demo world; see examples/README.md."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("generate", help="make sites, banks and truth in a folder")
    make.add_argument("dir", type=Path)
    make.add_argument("--seed", type=int, default=7)
    make.add_argument("--today", type=date.fromisoformat, default=None, help="YYYY-MM-DD; default: today (UTC)")
    make.add_argument(
        "--ads", type=int, default=1, metavar="SCALE", help="how many times the usual world (1: about 300 posts)"
    )
    serve = commands.add_parser("serve", help="serve the four sites and the control port on 127.0.0.1")
    serve.add_argument("dir", type=Path)
    serve.add_argument("--ports-file", type=Path, help="where the ports are written, as JSON, once all listen")
    serve.add_argument(
        "--ports", type=_ports, default=(0,) * 5, help="board,market,forum,jobs,control; 0 takes a free one"
    )
    options = parser.parse_args(arguments)
    try:
        return _generate(options) if options.command == "generate" else _serve(options)
    except (ValueError, OSError) as error:
        print(f"examples.world: {error}", file=sys.stderr)
        return 1


def _ports(text: str) -> tuple[int, ...]:
    ports = tuple(int(part) for part in text.split(","))
    if len(ports) != 5:
        raise argparse.ArgumentTypeError("five ports: board,market,forum,jobs,control")
    return ports


def _generate(options: argparse.Namespace) -> int:
    from examples.world.generate import generate

    print(json.dumps(generate(options.dir, options.seed, options.today or datetime.now(UTC).date(), options.ads)))
    return 0


def _serve(options: argparse.Namespace) -> int:
    from examples.world.server import serve

    asyncio.run(serve(options.dir, options.ports, options.ports_file))
    return 0


if __name__ == "__main__":
    sys.exit(main())
