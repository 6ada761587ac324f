"""Encrypting a file with a passphrase, by age, however large it is and without holding it in memory.

age encrypts directly with a passphrase only what is in memory. So the content is encrypted for a key made for this one
file, and that key with the passphrase; both lie in one zip, and whoever knows the passphrase can open it with the
common `age` program alone: it takes `key.age` as the identity for `backup.zip.age`.
"""

import os
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import pyrage

from locales import mark
from models.problem import InvalidError

KEY: Final = "key.age"
CONTENT: Final = "backup.zip.age"
_LONGEST_KEY: Final = 10_000  # bytes; a passphrase-encrypted key has some 300


class UnsealError(InvalidError):
    """The passphrase is wrong or the file is damaged; carries the sentence."""


class _Kept:
    """A stream for pyrage, which turns what a stream raises into an error of its own: here the first one is kept."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        return self._tried(self._stream.read, size)  # type: ignore[no-any-return]

    def write(self, content: bytes) -> int:
        return self._tried(self._stream.write, content)  # type: ignore[no-any-return]

    def flush(self) -> None:
        self._tried(self._stream.flush)

    def _tried(self, act: Any, *arguments: Any) -> Any:
        try:
            return act(*arguments)
        except Exception as error:
            self.error = self.error or error
            raise


def is_sealed(file: Path) -> bool:
    """Whether this is a file that `sealing` made, told from its content; False for a damaged one."""
    try:
        with zipfile.ZipFile(file) as outer:
            return {KEY, CONTENT} <= set(outer.namelist())
    except zipfile.BadZipFile:
        return False


@contextmanager
def sealing(file: IO[bytes], passphrase: str) -> Iterator[IO[bytes]]:
    """A stream whose content goes into `file` encrypted. It can only be written, from beginning to end.

    Raises OSError where `file` cannot be written; what has been written then is of no use.
    """
    identity = pyrage.x25519.Identity.generate()
    taking, giving = os.pipe()
    failure: list[BaseException] = []

    def encrypt() -> None:
        with os.fdopen(taking, "rb") as plain:
            try:
                with zipfile.ZipFile(file, "w") as outer:
                    outer.writestr(KEY, pyrage.passphrase.encrypt(str(identity).encode(), passphrase))
                    with outer.open(CONTENT, "w", force_zip64=True) as content:
                        kept = _Kept(content)
                        try:
                            pyrage.encrypt_io(plain, kept, [identity.to_public()])
                        except Exception as error:
                            raise kept.error or error from error
            except BaseException as error:  # told to the thread that writes
                failure.append(error)

    thread = threading.Thread(target=encrypt, name="encrypt")
    thread.start()
    try:
        with os.fdopen(giving, "wb") as stream:
            yield stream
    except BrokenPipeError:
        thread.join()
        if not failure:
            raise
    finally:
        thread.join()
    if failure:
        raise failure[0]


def unseal(file: Path, passphrase: str, plain: Path) -> None:
    """Decrypt a file that `sealing` made into the new file `plain`. Raises UnsealError and OSError."""
    try:
        with zipfile.ZipFile(file) as outer, plain.open("xb") as into:
            with outer.open(KEY) as key:
                identity = _identity(key.read(_LONGEST_KEY), passphrase)
            with outer.open(CONTENT) as content:
                source, target = _Kept(content), _Kept(into)
                try:
                    pyrage.decrypt_io(source, target, [identity])
                except Exception as error:
                    if isinstance(target.error, OSError):
                        raise target.error from error
                    raise UnsealError(_DAMAGED) from error
    except (zipfile.BadZipFile, EOFError, KeyError) as error:
        raise UnsealError(_DAMAGED) from error


_DAMAGED: Final = mark("the encrypted backup is damaged or was cut off.")


def _identity(key: bytes, passphrase: str) -> "pyrage.x25519.Identity":
    try:
        return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(key, passphrase).decode().strip())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as error:
        raise UnsealError(mark("the passphrase is not the one this backup was encrypted with.")) from error
