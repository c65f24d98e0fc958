"""A process that serves loads what pages need, and nothing that belongs to a command or to the making of a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from app.cli import COMMANDS

ROOT = Path(__file__).parents[2]
HEAVY = ("fpdf", "fontTools", "numpy", "openpyxl", "networkx", "redis", "alembic", "app.trials", "app.rehearsal")
START = """
import sys
from app.factory import create_app
from config import Settings
create_app(Settings.of_environment({"PADDOCK_HOME": sys.argv[1], "SECRET_KEY": "test " * 8}))
print(*sys.modules)
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_found_under_its_own_name(app, name):
    context = click.Context(app.cli)
    found = app.cli.get_command(context, name)
    assert found is not None
    assert found.name == name
    assert name in app.cli.list_commands(context)


def test_the_help_names_every_command_with_what_it_does(app):
    said = app.test_cli_runner().invoke(app.cli, ["--help"])
    assert said.exit_code == 0, said.output
    told = {line.split()[0]: line.split()[1:] for line in said.output.splitlines() if line.strip()}
    assert all(told[name] for name in (*COMMANDS, "migrate"))


def test_a_process_that_serves_loads_no_command_and_no_writer_of_files(tmp_path):
    made = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(made.stdout.split())
    assert "app.awards.views" in loaded
    assert loaded & set(HEAVY) == set()
