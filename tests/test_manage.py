"""Starting the ledger on all kinds of machines: each obstacle is one sentence, each half-made state is repaired."""

import base64
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch import commands, environment
from launch.addresses import HOST
from launch.sentences import SENTENCES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "outreach_tiny"


def manage(folder: Path, *arguments: str, before: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
    """Run `folder`/manage.py as people do; the statements `before` stand for a machine that differs from this one."""
    source = f"import runpy, sys; sys.path[0] = {str(folder)!r}; sys.argv = ['manage.py', *sys.argv[1:]]; {before}"
    start = f"{source}\nrunpy.run_path({str(folder / 'manage.py')!r}, run_name='__main__')"
    command = ["-c", start] if before else [str(folder / "manage.py")]
    hidden = ("PIP_", "OUTREACH_", "LC_", "LANG")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    quiet = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder.parent / "wheels")}
    return subprocess.run(
        [sys.executable, "-X", "utf8", *command, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**clean, **quiet, "LANG": "zh_CN.UTF-8", **extra},
        timeout=120,
        check=False,
    )


def assert_refused(ended: subprocess.CompletedProcess[str], sentence: str) -> None:
    """Exit code 2, and exactly the sentence of that name, in Chinese and English, on one line of standard error."""
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.endswith("\n")
    assert ended.stderr.count("\n") == 1, ended.stderr
    english, chinese = (pattern(text) for text in SENTENCES[sentence])
    assert re.fullmatch(f"{chinese} · {english}\n", ended.stderr), ended.stderr


def pattern(text: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))


def wheel(folder: Path, version: str) -> str:
    """Put the wheel of a package of one line into `folder`; returns the line that pins it."""
    info = f"{PACKAGE}-{version}.dist-info"
    files = {
        f"{PACKAGE}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digest = {name: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for name, text in files.items()}
    record = [f"{name},sha256={value.decode().rstrip('=')},{len(files[name])}" for name, value in digest.items()]
    path = folder / f"{PACKAGE}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]) + "\n")
    return f"{PACKAGE}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


JOBS = f"""import sys
import {PACKAGE}

def run_job(options):
    print("job", options.command, {PACKAGE}.version, sys.prefix)
    return 7
"""


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """The launcher alone: its requirement is one tiny package, its jobs say where they run and end with code 7."""
    folder = tmp_path / "台账 ledger"
    shutil.copytree(ROOT / "launch", folder / "launch", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "launch" / "jobs.py").write_text(JOBS, "utf-8")
    (tmp_path / "wheels").mkdir()  # beside it: pip takes the space in the folder's name for a separator
    (folder / "requirements.txt").write_text(wheel(tmp_path / "wheels", "1.0"), "utf-8")
    return folder


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def test_the_first_start_prepares_and_the_second_only_works(product: Path) -> None:
    first = manage(product, "migrate")
    assert first.returncode == 7, first.stderr
    job = f"job migrate 1.0 {product / '.venv'}\n"
    assert first.stdout.endswith(job)
    assert first.stdout.count("\n") == 4, "preparing, installing, prepared, and the job's own line"
    second = manage(product, "migrate")
    assert (second.returncode, second.stdout, second.stderr) == (7, job, "")

    (product / "requirements.txt").write_text(wheel(product.parent / "wheels", "1.1"), "utf-8")
    updated = manage(product, "migrate")
    assert updated.stdout.endswith(f"job migrate 1.1 {product / '.venv'}\n"), updated.stdout + updated.stderr

    (product / ".venv" / environment.UNFINISHED).touch()
    repaired = manage(product, "migrate")
    assert repaired.returncode == 7, repaired.stderr
    assert repaired.stdout.startswith(line_start("repairing"))
    assert not (product / ".venv" / environment.UNFINISHED).exists()


def line_start(sentence: str) -> str:
    return SENTENCES[sentence][1].partition("{")[0]


def test_a_foreign_folder_in_the_way_is_left_alone(product: Path) -> None:
    (product / ".venv").mkdir()
    (product / ".venv" / "minutes.docx").touch()
    assert_refused(manage(product, "migrate"), "not_an_environment")
    assert (product / ".venv" / "minutes.docx").exists()


@pytest.mark.parametrize("version", ["(2, 7, 18)", "(3, 6, 15)", "(3, 10, 99)"])
def test_an_old_python_is_told_which_one_is_needed(product: Path, version: str) -> None:
    ended = manage(product, "migrate", before=f"sys.version_info = {version}")
    assert_refused(ended, "old_python")
    assert not (product / ".venv").exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(product: Path, module: str) -> None:
    ended = manage(product, "migrate", before=f"sys.modules[{module!r}] = None")
    assert_refused(ended, "no_venv")
    assert "apt install python3-venv" in ended.stderr
    assert not (product / ".venv").exists()


def test_a_busy_port_is_named_before_anything_is_prepared(product: Path, busy_port: int) -> None:
    ended = manage(product, "run", "--port", str(busy_port))
    assert_refused(ended, "port_busy")
    assert str(busy_port) in ended.stderr
    assert not (product / ".venv").exists()


def test_a_data_folder_that_cannot_be_written_is_named(product: Path) -> None:
    (product / "notes").touch()
    ended = manage(product, "migrate", "--data", str(product / "notes" / "data"))
    assert_refused(ended, "data_unwritable")
    assert "路径中有一段是文件" in ended.stderr
    assert not (product / ".venv").exists()


def test_an_index_that_does_not_answer_is_one_sentence_and_no_half_made_update(product: Path) -> None:
    with socket.socket() as unused:
        unused.bind((HOST, 0))  # nobody listens
        index = f"http://{HOST}:{unused.getsockname()[1]}/simple"
        offline = {"PIP_INDEX_URL": index, "PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_RETRIES": "0"}
        ended = manage(product, "migrate", **offline)
    assert_refused(ended, "no_network")
    assert manage(product, "migrate").returncode == 7, "with the index back, the same command succeeds"


def test_a_package_that_was_tampered_with_is_not_installed(product: Path) -> None:
    requirement = product / "requirements.txt"
    requirement.write_text(re.sub(r"sha256:.{8}", "sha256:00000000", requirement.read_text("utf-8")), "utf-8")
    assert_refused(manage(product, "migrate"), "wrong_hash")
    assert not list((product / ".venv").rglob(f"{PACKAGE}*"))


def test_a_terminal_without_chinese_gets_english_alone(product: Path) -> None:
    ended = manage(product, "import", "gone.xlsx", PYTHONIOENCODING="latin-1")
    assert ended.returncode == 2
    assert re.fullmatch(pattern(SENTENCES["no_such_file"][0]) + "\n", ended.stderr)


@pytest.mark.parametrize("command", ["run", "demo", "import", "export", "migrate", "test", "lock", "messages"])
def test_every_command_explains_itself_without_an_environment(product: Path, command: str) -> None:
    ended = manage(product, command, "--help")
    assert ended.returncode == 0
    assert "manage.py " + command in ended.stdout
    assert ("--data DIR" in ended.stdout) == (command in commands.DATA_COMMANDS)
    assert not (product / ".venv").exists()
