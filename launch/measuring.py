"""`manage.py bench`: how fast the ledger works on this machine. Its job is imported inside `.venv` only."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def add_bench_command(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command; `add` makes a command."""
    bench = add(
        "bench",
        help="在临时台账上测速 · measure how fast the ledger works, on a ledger of its own",
        description="不碰您的数据 · Never touches your data.",
    )
    bench.add_argument(
        "--upload",
        type=_number,
        metavar="N",
        help="导入 N 行清单，与直接写入同样数据对比 · take in a list of N rows, beside bare writing (50000)",
    )
    bench.add_argument("--search", action="store_true", help="列表的搜索与翻页 · searching and paging the list")
    bench.add_argument(
        "--events",
        type=_events,
        nargs="+",
        metavar="N",
        help="N 场活动的总览各问（可列几个 N）；与 --search、--page 同用为其活动数 · the overview's questions about N "
        "events (several N may be given); with --search and --page how many events that is about (1000000)",
    )
    bench.add_argument(
        "--page",
        action="store_true",
        help="总览在浏览器中换筛选的用时，与空页对比（需要 Chromium）· how long the overview takes in a browser "
        "after another filter, beside an empty page (needs Chromium)",
    )
    bench.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="把 --events 的数字另存为 JSON · write the figures of --events to a file as JSON",
    )


def bench(options: argparse.Namespace) -> int:
    """Measure, and print the figures."""
    if options.search:
        from bench.search import run_search

        _say(run_search((options.events or [1_000_000])[0], progress=_say).table())
        return 0
    if options.page:
        from bench.page import run_page

        _say(run_page((options.events or [1_000_000])[0], progress=_say).table())
        return 0
    if options.events:
        from bench.answers import run_answers

        run_answers(options.events, out=options.json, progress=_say)
        return 0
    from bench.upload import run_upload

    _say(run_upload(options.upload or 50_000, progress=_say).table())
    return 0


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= (number := int(text)) <= 50_000:
        raise argparse.ArgumentTypeError("N must be a whole number from 1 to 50000 · N 须为 1 至 50000 之间的整数")
    return number


def _events(text: str) -> int:
    if not text.isdecimal() or not 1 <= (number := int(text)) <= 5_000_000:
        raise argparse.ArgumentTypeError("N must be a whole number from 1 to 5000000 · N 须为 1 至 5000000 之间的整数")
    return number


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
