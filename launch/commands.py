"""The commands of `manage.py`: what each takes, what must hold before it starts, and where it is done."""

import argparse
import io
import os
import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from launch import checks, environment, processes
from launch.addresses import HOST, require_data_folder, require_port
from launch.environment import DEVELOPMENT, ROOT, RUNTIME, VENV
from launch.measuring import add_bench_command
from launch.safekeeping_arguments import add_safekeeping_commands
from launch.sentences import StartError
from launch.user_arguments import add_user_command

MANAGE: Final = ROOT / "manage.py"
DATA_COMMANDS: Final = (
    *("run", "demo", "import", "export", "migrate", "verify-history", "user", "backup", "restore", "sweep"),
)


def run_command(arguments: Sequence[str]) -> int:
    """Do what `arguments` (without the program's name) ask for and return the exit code.

    Raises `StartError` before anything is done if something needed is missing.
    """
    _never_fail_to_print()
    options = parse(arguments)
    if options.command == "lock":
        return lock()
    if options.command in DATA_COMMANDS:
        require_data_folder(options.data)
    if options.command == "run":
        require_port(options.port, options.address)
    if options.command in ("import", "restore") and not options.file.is_file():
        raise StartError("no_such_file", path=options.file)
    needed = DEVELOPMENT if options.command == "test" else RUNTIME
    if environment.ready(needed) or not environment.inside(VENV):
        return processes.run([str(environment.interpreter(VENV)), str(MANAGE), *arguments])
    if options.command == "test":
        return checks.run_checks(options.arguments)
    from launch import jobs

    return jobs.run_job(options)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options in `arguments`; `command` names the command, paths are absolute.

    Prints help or what is wrong with the arguments and raises SystemExit as argparse does.
    """
    # What follows `test` is pytest's, options included, and argparse would read those as its own.
    if arguments[:1] == ["test"] and arguments[1:] not in (["-h"], ["--help"]):
        return argparse.Namespace(command="test", arguments=list(arguments[1:]))
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "demo" and options.events and not options.made_up:
        parser.error("--events goes with --made-up · --events 须与 --made-up 同用")
    return options


def lock() -> int:
    """Pin the requirements again with the newest versions that fit together, hashes included."""
    beside = VENV / ("Scripts" if os.name == "nt" else "bin")
    uv = shutil.which("uv") or shutil.which("uv", path=str(beside))
    if uv is None:
        raise StartError("no_uv")
    for loose in ("requirements.in", "requirements-dev.in"):
        pinned = loose.replace(".in", ".txt")
        options = ["--quiet", "--upgrade", "--generate-hashes", "--universal", "--python-version", "3.11"]
        options += ["--no-emit-index-url", "--custom-compile-command", "python3 manage.py lock"]
        code = processes.run([uv, "pip", "compile", *options, loose, "-o", pinned], folder=ROOT)
        if code:
            return code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py",
        description="消保宣教台账 · Outreach ledger. 首次运行会自动准备环境 · The first run prepares the environment.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    where = _where()
    add = partial(commands.add_parser, allow_abbrev=False)

    run = add("run", parents=[where], help="启动台账 · start the ledger")
    run.add_argument("--port", type=_port, default=8501, metavar="N", help="端口 · port (8501)")
    run.add_argument(
        "--address",
        default=HOST,
        metavar="IP",
        help=f"监听地址 · address to listen on ({HOST}: this computer and a proxy on it only)",
    )

    demo = add(
        "demo",
        parents=[where],
        help="载入或移除示例数据 · add or remove trial data",
        description="载入公开报道中的真实活动，或移除全部示例数据 · "
        "Adds real events from public reports; trial data is marked as such and never mixed with your own.",
    )
    what = demo.add_mutually_exclusive_group()
    what.add_argument("--made-up", action="store_true", help="载入虚构分行 · add a made-up branch instead")
    what.add_argument("--remove", action="store_true", help="移除全部示例数据 · remove all trial data")
    demo.add_argument("--events", type=_count, metavar="N", help="虚构活动数 · how many made-up events")

    importing = add("import", parents=[where], help="导入活动清单 · take in a list of events")
    importing.add_argument("file", type=_path, metavar="FILE", help="xlsx, csv")

    export = add("export", parents=[where], help="导出活动清单 · write the list of events")
    export.add_argument(
        "--out", type=_table, required=True, metavar="FILE", help="以 .xlsx 或 .csv 结尾 · ends in .xlsx or .csv"
    )

    export.add_argument(
        "--dataset",
        choices=("recorded", "sample", "made_up"),
        help="导出哪类记录（默认：本行记录，没有则为示例）· which records (own; trial data where there are none)",
    )
    export.add_argument(
        "--language", choices=("zh_CN", "en"), default="zh_CN", help="表头语言 · language of the headings (zh_CN)"
    )

    verify = add(
        "verify-history",
        parents=[where],
        help="核验变更记录是否完整、未被改动 · prove that the history is whole and the events are as it says",
        description="退出码：0 完好，1 有问题 · Exit code 0 when all is well, 1 when there are problems.",
    )
    verify.add_argument(
        "--expect",
        type=_hash,
        metavar="HASH",
        help="先前记下的末条校验码，须仍在变更记录中 · the code of the newest entry noted earlier: must still be there",
    )

    add_user_command(add, where)
    add_safekeeping_commands(add, where)
    add_bench_command(add)
    sweep = add(
        "sweep",
        parents=[where],
        help="列出或删除不再属于任何活动的照片和文件 · list or delete photos and papers that no event has any more",
        description="只涉及放了七天以上的文件，回收站里的活动也算活动；同时补读旧照片的拍摄信息 · Only files older "
        "than seven days; events in the bin are events too. Also reads what older pictures tell of time and place.",
    )
    sweep.add_argument("--delete", action="store_true", help="删除，不只是列出 · delete them instead of listing them")
    add("migrate", parents=[where], help="创建或升级数据库 · create or upgrade the database")

    add(
        "test",
        help="检查代码并运行全部测试 · check the code and run all tests",
        usage="manage.py test [PYTEST ARGUMENTS ...]",
        description="Without arguments: ruff check, ruff format --check, mypy, import-linter and then all of pytest, "
        "stopping at the first that fails. With arguments: pytest alone, with these arguments, "
        "for example: manage.py test tests/test_manage.py -k port",
    )
    add("lock", help="重新锁定依赖（需要 uv）· pin the requirements again (needs uv)")
    add("messages", help="更新翻译目录 · update the catalogues of translations")
    return parser


def _where() -> argparse.ArgumentParser:
    where = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    where.add_argument(
        "--data",
        type=_path,
        default=os.environ.get("OUTREACH_DATA") or str(ROOT / "data"),
        metavar="DIR",
        help="数据文件夹 · folder for database and photos (OUTREACH_DATA, or data/ beside manage.py)",
    )
    where.add_argument(
        "--database",
        default=os.environ.get("OUTREACH_DATABASE") or None,
        metavar="URL",
        help="数据库地址 · database; a URL with a password is better given as OUTREACH_DATABASE (SQLite in --data)",
    )
    return where


def _path(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= (port := int(text)) <= 65535:
        raise argparse.ArgumentTypeError("N must be a number from 1 to 65535 · 端口须为 1 至 65535 之间的整数")
    return port


def _count(text: str) -> int:
    if not text.isdecimal() or (count := int(text)) < 1:
        raise argparse.ArgumentTypeError("N must be a whole number above 0 · 活动数须为正整数")
    return count


def _hash(text: str) -> str:
    code = text.strip().lower()
    if len(code) != 64 or set(code) - set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(
            "HASH is the 64 digits and letters a-f shown last time · 须为上次显示的 64 位校验码"
        )
    return code


def _table(text: str) -> Path:
    path = _path(text)
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise argparse.ArgumentTypeError("FILE must end in .xlsx or .csv · 文件名须以 .xlsx 或 .csv 结尾")
    return path


def _never_fail_to_print() -> None:
    """Let a terminal that lacks a letter show a question mark instead of stopping the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
