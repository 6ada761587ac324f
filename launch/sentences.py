"""What the launcher says, in English and Chinese, before the catalogues of translations can be loaded.

Both languages go on one line, the reader's own first. Keeps to the syntax of Python 3.6; see `manage.py`.
"""

import errno
import locale
import os
import sys

SENTENCES = {
    # Why it cannot start: one sentence each.
    "old_python": (
        "This program needs Python 3.11 or newer and this is Python {found}; start it with a newer one, "
        "for example: python3.11 manage.py",
        "本程序需要 Python 3.11 或更高版本，当前是 Python {found}；请用更高版本启动，例如：python3.11 manage.py",
    ),
    "no_venv": (
        "This Python cannot make virtual environments because its module {module} is missing; install it "
        "(Debian and Ubuntu: apt install python3-venv) and start again",
        "当前 Python 缺少 {module} 模块，无法创建虚拟环境；请先安装（Debian、Ubuntu：apt install python3-venv）再启动",
    ),
    "port_busy": (
        "Port {port} is already in use; stop the program that uses it or choose another: --port {other}",
        "端口 {port} 已被占用；请停止占用它的程序，或换一个端口：--port {other}",
    ),
    "port_refused": (
        "Port {port} cannot be opened ({reason}); choose another, for example: --port 8501",
        "无法打开端口 {port}（{reason}）；请换一个端口，例如：--port 8501",
    ),
    "environment_unwritable": (
        "The Python environment cannot be made in {path} ({reason}); make that folder writable or copy the "
        "program to a folder of your own",
        "无法在 {path} 创建 Python 环境（{reason}）；请把该文件夹设为可写，或把程序复制到自己的文件夹",
    ),
    "data_unwritable": (
        "The data folder {path} cannot be written ({reason}); make it writable or choose another: --data DIR",
        "数据文件夹 {path} 无法写入（{reason}）；请把它设为可写，或换一个文件夹：--data DIR",
    ),
    "not_an_environment": (
        "{path} is in the way: it is not a Python environment made by this program; move it elsewhere and start again",
        "{path} 不是本程序创建的 Python 环境；请把它移到别处再启动",
    ),
    "cannot_repair": (
        "The Python environment {path} is half-made and could not be cleared ({reason}); delete that folder "
        "and start again",
        "Python 环境 {path} 不完整，且无法清除（{reason}）；请删除该文件夹再启动",
    ),
    "venv_failed": (
        "The Python environment could not be made (python -m venv ended with code {code}, its last words are "
        "above); put that right and start again",
        "未能创建 Python 环境（python -m venv 退出码 {code}，末尾输出见上）；请排除后再启动",
    ),
    "no_network": (
        "The packages could not be fetched because the package index does not answer or lacks one of them; "
        "check the network, or name your own index or wheel folder with PIP_INDEX_URL or PIP_FIND_LINKS",
        "无法下载软件包：软件源没有响应，或缺少其中某个包；请检查网络，"
        "或用 PIP_INDEX_URL、PIP_FIND_LINKS 指定内部软件源或离线包文件夹",
    ),
    "wrong_hash": (
        "A package fetched is not the one this program was tested with (its hash differs), so nothing was "
        "installed; use another index",
        "下载到的软件包与本程序测试所用的不一致（哈希不符），已停止安装；请换一个软件源",
    ),
    "disk_full": (
        "The packages could not be installed because the disk is full; free about 1 GB and start again",
        "磁盘空间不足，无法安装软件包；请腾出约 1 GB 空间再启动",
    ),
    "install_failed": (
        "The packages could not be installed (pip ended with code {code}, its last words are above); put that "
        "right and start again",
        "未能安装软件包（pip 退出码 {code}，末尾输出见上）；请排除后再启动",
    ),
    "no_uv": (
        "Pinning the requirements needs uv; install it (pip install uv) and start again",
        "重新锁定依赖需要 uv；请先安装（pip install uv）再运行",
    ),
    "no_such_file": ("There is no file {path}; check its name", "找不到文件 {path}；请检查文件名"),
    "newer_database": (
        "The database was made by a newer release of this program (its revision {revision} is unknown here); "
        "start that release",
        "数据库由本程序的更新版本创建（此处不认识修订号 {revision}）；请用那个版本启动",
    ),
    "bad_address": (
        "The database address cannot be used; it begins with sqlite:/// or postgresql://, for example "
        "postgresql://USER:PASSWORD@HOST:5432/NAME (in the password @ is written %40)",
        "无法使用此数据库地址；地址须以 sqlite:/// 或 postgresql:// 开头，例如 "
        "postgresql://用户:密码@主机:5432/库名（密码中的 @ 写作 %40）",
    ),
    "no_database_file": (
        "The database file {database} cannot be opened; check that its folder exists and that you may write there",
        "无法打开数据库文件 {database}；请检查其文件夹是否存在、是否可写",
    ),
    "not_a_database": (
        "The file {database} is not a database or is damaged; move it elsewhere, or put a backup in its place, "
        "and start again",
        "文件 {database} 不是数据库或已损坏；请把它移到别处，或换上备份，再启动",
    ),
    "database_closed": (
        "The database {database} cannot be opened ({reason}); check the address, the password and whether it runs",
        "无法打开数据库 {database}（{reason}）；请检查地址、密码以及数据库是否在运行",
    ),
    "database_failed": (
        "The database {database} failed ({reason}); put that right and start again",
        "数据库 {database} 出错（{reason}）；请排除后再启动",
    ),
    "no_room": (
        "The disk of the database {database} is full ({reason}); nothing half-done is left; make room and start again",
        "数据库 {database} 所在磁盘已满（{reason}），没有留下写到一半的数据；请腾出空间再启动",
    ),
    "database_read_only": (
        "The database {database} may not be written to ({reason}); make it and its folder writable and start again",
        "数据库 {database} 不可写（{reason}）；请把它和所在文件夹设为可写再启动",
    ),
    "database_busy": (
        "Another program has been writing to the database {database} for too long ({reason}); wait for it or stop it, "
        "then start again",
        "另有程序长时间占用数据库 {database}（{reason}）；请等它结束或将其停止，再启动",
    ),
    "disk_failed": (
        "The disk of the database {database} could not be read or written ({reason}); check its room, any quota and "
        "its health, then start again",
        "无法读写数据库 {database} 所在磁盘（{reason}）；请检查空间、配额和磁盘状况再启动",
    ),
    "interrupted": ("Stopped; the same command takes up again from here", "已停止；再次运行同一命令即可继续"),
    # What it is doing.
    "preparing": (
        "Preparing the Python environment in {path}; the first time takes a minute or two",
        "正在准备 Python 环境 {path}，首次需要一两分钟",
    ),
    "repairing": (
        "The Python environment in {path} is half-made; making it again",
        "Python 环境 {path} 不完整，正在重新创建",
    ),
    "updating": ("Bringing the Python environment up to date", "正在更新 Python 环境"),
    "fetching": ("Fetching packages: {count} of about {total}", "正在下载软件包：{count} / 约 {total}"),
    "installing": ("Installing packages", "正在安装软件包"),
    "prepared": ("The Python environment is ready ({seconds} s)", "Python 环境已就绪（{seconds} 秒）"),
    "serving": (
        "The ledger is open at {address} (Ctrl-C stops it)",
        "消保宣教台账已启动：{address}（按 Ctrl-C 停止）",
    ),
    "divisions": (
        "Loading provinces to communities: {rows} rows so far",
        "正在载入行政区划：已载入 {rows} 行",
    ),
    "trial_events": ("Trial events the ledger now holds: {events}", "台账中现有示例活动 {events} 场"),
    "removed": ("Trial events removed: {events}", "已移除示例活动 {events} 场"),
    "imported": (
        "New events saved: {new}; already there: {same}; rows that could not go in: {refused}",
        "新增 {new} 场，已有 {same} 场，未能导入 {refused} 行",
    ),
    "row_problem": ("Row {row}: {problem}", "第 {row} 行：{problem}"),
    "rows_problem": ("{count} rows ({rows}): {problem}", "共 {count} 行（第 {rows} 行）：{problem}"),
    "no_list": ("This file cannot be read: {reason}", "无法读取此文件：{reason}"),
    "not_written": (
        "The list cannot be written to {path} ({reason}); choose another file: --out FILE",
        "无法把清单写入 {path}（{reason}）；请换一个文件：--out FILE",
    ),
    "not_exported": ("The list was not written: {reason}", "未写出清单：{reason}"),
    "exported": ("Events written to {path}: {rows}", "已写入 {path}：活动 {rows} 场"),
    "history_problem": ("History: {problem}", "变更记录：{problem}"),
    "history_checked": (
        "Checked: history entries {entries}, events {events}, accounts {accounts}; events older than the history: "
        "{without}",
        "已核验变更记录 {entries} 条、活动 {events} 场、账户 {accounts} 个；另有 {without} 场早于变更记录开始",
    ),
    "history_head": (
        "The code of the newest entry is {head}; keep it elsewhere and give it next time with --expect, and entries "
        "taken off the end will be noticed",
        "末条校验码是 {head}；请另行保存，下次用 --expect 给出，即可发现末尾的变更记录是否被删",
    ),
    "history_expected": (
        "The code given with --expect was found: nothing up to that entry was taken off or written anew",
        "已找到 --expect 给出的校验码：该条及之前的变更记录未被删除或重写",
    ),
    "history_fine": ("The history is whole and the events are as it says", "变更记录完整，各场活动与之一致"),
    "history_broken": (
        "Problems found: {found}; compare with a backup before anything is changed",
        "发现 {found} 个问题；请先与备份核对，再作任何改动",
    ),
    "no_such_address": (
        "This computer has no address {address}; choose one it has: --address IP",
        "本机没有地址 {address}；请改用本机的地址：--address IP",
    ),
    "backed_up": (
        "Backed up to {path} ({size} MB): events {events}, photos and papers {photos}",
        "已备份到 {path}（{size} MB）：活动 {events} 场、照片和文件 {photos} 个",
    ),
    "old_backups_removed": ("Older backups removed: {number}", "已删除较早的备份 {number} 份"),
    "photos_not_right": (
        "Photos missing from the data folder: {missing}, not what they were when they were added: {altered}; "
        "take them from an older backup",
        "数据文件夹中缺少照片 {missing} 张，另有 {altered} 张内容与添加时不同；请从较早的备份中取回",
    ),
    "not_backed_up": ("The backup was not made: {reason}", "未能备份：{reason}"),
    "restored": (
        "The ledger is as it was at {at}: events {events}, photos and papers {photos}",
        "台账已恢复到 {at}：活动 {events} 场、照片和文件 {photos} 个",
    ),
    "restored_people": (
        "Accounts, roles and passwords are those of the backup too; disable again who has left since, and let those "
        "whose password was changed since change it again",
        "账户、角色和密码也是备份当时的；此后离职的人请重新停用，此后改过密码的请重新修改",
    ),
    "replaced_kept": (
        "What was there before is kept in {path}; delete that folder when nobody misses anything",
        "原有内容保留在 {path}；确认无误后可删除该文件夹",
    ),
    "not_restored": (
        "The backup {path} was not restored and the ledger is unchanged: {reason}",
        "未从 {path} 恢复，台账未变：{reason}",
    ),
    "pictures_read": (
        "Read from {number} older pictures when and where they were taken and what they look like",
        "已补读 {number} 张旧照片的拍摄时间、位置和图像特征",
    ),
    "unused_file": ("No event has {path}", "没有活动使用 {path}"),
    "to_sweep": (
        "{files} files that no event has, {size} MB; sweep --delete removes them",
        "没有活动使用的文件 {files} 个，共 {size} MB；加 --delete 即删除",
    ),
    "nothing_to_sweep": ("There is nothing to clear away", "没有可清理的文件"),
    "swept": ("{files} files removed, {size} MB", "已删除文件 {files} 个，共 {size} MB"),
    "not_swept": ("Not done: {reason}", "未执行：{reason}"),
    "passphrase_once": ("Passphrase of the backup", "备份口令"),
    "passphrases_differ": (
        "The two passphrases differ; no backup was made",
        "两次输入的口令不一致，未备份",
    ),
    "no_passphrase": (
        "A passphrase is needed; type it or set OUTREACH_BACKUP_PASSPHRASE",
        "需要口令；请输入，或设置 OUTREACH_BACKUP_PASSPHRASE",
    ),
    "user_refused": ("Not done: {problem}", "未执行：{problem}"),
    "user_add": ("{name} may sign in now", "{name} 现在可以登录"),
    "user_disable": ("{name} is kept out", "{name} 已停用"),
    "user_enable": ("{name} may sign in again", "{name} 已重新启用"),
    "user_password": (
        "{name} has a new password and is signed out everywhere",
        "{name} 的密码已更新，其所有登录均已退出",
    ),
    "user_grant": ("{name} has the role", "已授予 {name} 该角色"),
    "user_revoke": ("{name} has lost the role", "已撤销 {name} 的该角色"),
    "user_active": ("{name}: {roles}", "{name}：{roles}"),
    "user_disabled": ("{name}, disabled: {roles}", "{name}（已停用）：{roles}"),
    "password_once": ("New password, at least 12 characters", "新密码（至少 12 个字符）"),
    "password_again": ("Once more", "再输入一次"),
    "passwords_differ": ("The two passwords differ; nothing was changed", "两次输入的密码不一致，未作更改"),
    "no_password": ("A password is needed; nothing was changed", "需要密码，未作更改"),
    "check_failed": ("FAILED: {failed}; not run: {rest}", "未通过：{failed}；未运行：{rest}"),
    "no_chromium": (
        "Chromium was not found, so these tests are not run: {tests}; on Debian: apt-get install chromium "
        "fonts-noto-cjk, elsewhere set OUTREACH_CHROMIUM to its path",
        "未找到 Chromium，以下测试不会运行：{tests}；Debian：apt-get install chromium fonts-noto-cjk，"
        "其他系统请用 OUTREACH_CHROMIUM 指明路径",
    ),
}

REASONS = {
    errno.EACCES: ("no permission", "没有权限"),
    errno.EPERM: ("no permission", "没有权限"),
    errno.EROFS: ("the disk is read-only", "磁盘只读"),
    errno.ENOSPC: ("the disk is full", "磁盘已满"),
    errno.ENOENT: ("part of the path does not exist", "路径中有一段不存在"),
    errno.ENOTDIR: ("part of the path is a file", "路径中有一段是文件"),
    errno.EISDIR: ("it is a folder", "它是文件夹"),
    errno.EEXIST: ("it is a file, not a folder", "它是文件，不是文件夹"),
}


class StartError(Exception):
    """The launcher cannot go on; its text is one line that says what is wrong and what to do."""

    def __init__(self, sentence: str, **values: object) -> None:
        """Take the name of one of `SENTENCES` and what belongs into its gaps; an `OSError` becomes its reason."""
        super().__init__(line(sentence, **values))
        self.sentence = sentence


def line(sentence: str, **values: object) -> str:
    """The sentence named `sentence` in both languages, the reader's own first, on one line.

    A value that is a message of `locales` is put into words for each half. Only the English half where the terminal
    cannot show Chinese.
    """
    english, chinese = (_fill(text, values, index) for index, text in enumerate(SENTENCES[sentence]))
    halves = (chinese, english) if _reads_chinese() else (english, chinese)
    both = " · ".join(halves)
    try:
        both.encode(getattr(sys.stderr, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return english
    return both


def _fill(text: str, values: "dict[str, object]", language: int) -> str:
    """The sentence with its gaps filled in the language (0 English, 1 Chinese)."""
    words = {name: _in_words(value, language) for name, value in values.items()}
    # No message can be among the values before `locales` is loaded, and it needs the environment.
    locales = sys.modules.get("locales")
    if locales is None:
        return text.format(**words)
    with locales.speaking(("en", "zh_CN")[language]):
        return text.format(**words)


def _in_words(value: object, language: int) -> object:
    """What fills a gap: an `OSError` as its reason in the language (0 English, 1 Chinese), all else unchanged."""
    if not isinstance(value, OSError):
        return value
    known = REASONS.get(value.errno or 0)
    return known[language] if known else value.strerror or type(value).__name__


def _reads_chinese() -> bool:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].lower().startswith("zh")
    return (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
