"""The types that checkers are told are those of the module."""

import pathlib
import subprocess
import sys

import pytest

TYPED = pathlib.Path(__file__).with_name("typed.py")


def run(*arguments, cwd):
    ran = subprocess.run([sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture
def settings(tmp_path):
    """pyarrow has no types of its own yet."""
    file = tmp_path / "mypy.ini"
    file.write_text(f"[mypy]\nstrict = True\nwarn_unused_ignores = True\ncache_dir = {tmp_path}\n[mypy-pyarrow.*]\nignore_missing_imports = True\n")
    return file


def test_the_stubs_are_those_of_the_module(settings):
    run("mypy.stubtest", "materiel", "--ignore-missing-stub", "--mypy-config-file", settings, cwd=settings.parent)


def test_a_checker_takes_what_is_right_and_nothing_else(settings):
    run("mypy", "--config-file", settings, TYPED, cwd=settings.parent)
