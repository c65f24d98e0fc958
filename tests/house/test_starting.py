"""A process that serves loads what pages need, and nothing that belongs to a command or to the making of a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from app.cli import COMMANDS
from tests.serving import FOREIGN

ROOT = Path(__file__).parents[2]
HEAVY = {
    "fpdf", "fontTools", "numpy", "openpyxl", "networkx", "redis", "alembic", "app.trials", "app.rehearsal",
    "quizzes.formats.figure", "sqlalchemy.dialects.postgresql",
}  # fmt: skip
# What checks what programs send and authors write: 12 MB.
FORMS = {"pydantic", "pydantic_core", "quizzes.formats.questions", "quizzes.formats.curriculum"}
START = """
import sys
import wsgi
from app.serve import hold, work  # as gunicorn.conf.py does in each worker
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


def loaded(*arguments: str, **settings: str) -> list[set[str]]:
    """The modules that a process of its own says it has, line by line."""
    made = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=FOREIGN | settings, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return [set(line.split()) for line in made.stdout.splitlines()]


def test_a_process_that_serves_loads_no_command_and_no_writer_of_files(tmp_path):
    (found,) = loaded("-c", START, PADDOCK_HOME=str(tmp_path))
    assert "app.awards.views" in found
    assert found & (HEAVY | FORMS) == set()


def test_forms_are_loaded_for_programs_and_authors_and_not_for_learners(tmp_path):
    learner, program, author = loaded("-m", "tests.house.usual", str(tmp_path))
    assert learner & (FORMS | {"sqlalchemy.dialects.postgresql"}) == set()
    assert program & FORMS == {"pydantic", "pydantic_core"}
    assert author & FORMS == FORMS
