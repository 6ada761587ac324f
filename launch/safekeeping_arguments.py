"""What `manage.py backup`, `restore` and `soak` take. No passphrase: others on the machine could read arguments."""

import argparse
from collections.abc import Callable
from pathlib import Path


def add_safekeeping_commands(add: Callable[..., argparse.ArgumentParser], where: argparse.ArgumentParser) -> None:
    """Add the commands; `add` makes a command, `where` has the options for the ledger."""
    backup = add(
        "backup",
        parents=[where],
        help="备份数据库和照片，台账可照常使用 · back up database and photos while the ledger is used",
        description="退出码：0 完好，1 已备份但有照片缺失、改变，或变更记录有问题，2 未备份 · "
        "Exit code 0 when all is well, 1 when it is written but photos are missing or altered or the history is not "
        "whole, 2 when it is not written. "
        "OUTREACH_BACKUP_PASSPHRASE: 加密口令 · encrypts with this passphrase.",
    )
    backup.add_argument(
        "--out", type=_path, metavar="FILE", help="备份文件或其文件夹 · file, or folder for it (backups/ in --data)"
    )
    backup.add_argument(
        "--keep", type=_number, metavar="N", help="只留最新 N 份 · remove the oldest backups beyond the newest N"
    )
    backup.add_argument("--encrypt", action="store_true", help="加密，询问口令 · encrypt, asking for a passphrase")

    restore = add(
        "restore",
        parents=[where],
        help="用备份替换台账（先停止台账）· put a backup in the place of the ledger (stop it first)",
    )
    restore.add_argument("file", type=_path, metavar="FILE", help="备份文件 · the backup")
    restore.add_argument(
        "--despite-history",
        action="store_true",
        help="即使备份中的变更记录核验不符也恢复 · even where the history in it is not whole",
    )

    soak = add(
        "soak",
        help="反复强行终止写入进程并核对 · kill a writing process again and again, and check",
        description="在临时台账上进行，不碰您的数据 · Works on a ledger of its own and never touches yours.",
    )
    soak.add_argument("--kills", type=_number, default=300, metavar="N", help="次数 · how often (300)")
    soak.add_argument(
        "--workbooks",
        type=_number,
        metavar="N",
        help="改为读取 N 个损坏或恶意的工作簿 · instead, read N damaged or malicious workbooks",
    )
    soak.add_argument("--seed", type=int, metavar="N", help="随机种子 · seed of the random choices")


def _path(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _number(text: str) -> int:
    if not text.isdecimal() or (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("N must be a whole number above 0 · N 须为正整数")
    return number
