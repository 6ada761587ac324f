"""The one command for everything: `python3 manage.py --help`.

This file and `launch/sentences.py` keep to the syntax of Python 3.6, so that an old interpreter gets far enough to say
which one is needed. Everything newer is imported after that check.
"""

import sys

from launch.sentences import StartError, line

OLDEST_PYTHON = (3, 11)


def require_python(version: "tuple[int, int]") -> None:
    """Raise `StartError` if Python `version` (major, minor) is too old to run the ledger."""
    if version < OLDEST_PYTHON:
        raise StartError("old_python", found=f"{version[0]}.{version[1]}")


def main(arguments: "list[str]") -> int:
    """Run the command named in `arguments` and return the exit code: 2 if it cannot even start, 130 after Ctrl-C."""
    try:
        require_python(sys.version_info[:2])
        from launch.commands import run_command

        return run_command(arguments)
    except StartError as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{line('interrupted')}\n")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
