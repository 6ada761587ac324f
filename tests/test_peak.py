"""What a process and its child held at most is told, and not what they held before."""

import subprocess
import sys
import time

import pytest

from soak.peak import watched

HOLD = "import time; held = bytearray({size} << 20); time.sleep(0.3)"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


def hold(size: int) -> None:
    subprocess.run([sys.executable, "-c", HOLD.format(size=size)], check=True)


def test_a_childs_memory_is_its_own() -> None:
    held = bytearray(300 << 20)  # what the child is forked from is not counted
    with watched() as peak:
        hold(200)
    del held
    assert 200 <= peak.children <= 260
    assert peak.own >= 300


def test_a_child_that_was_there_before_is_not_counted() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD.format(size=300).replace("0.3", "60")]) as other:
        time.sleep(1)
        with watched() as peak:
            hold(20)
        other.kill()
    assert peak.children < 100


def test_what_was_held_before_is_forgotten() -> None:
    held = bytearray(300 << 20)
    del held
    hold(200)
    with watched() as peak:
        hold(20)
    assert peak.children < 100
    assert peak.mebibytes == peak.own + peak.children
