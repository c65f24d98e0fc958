"""What others made and we carry with us: named, licensed, unchanged."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "app" / "static" / "vendor", ROOT / "tests" / "browser" / "vendor")


def manifest(folder: Path) -> list[dict]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def hashes(folder: Path) -> dict[str, str]:
    """The hash of each file, by its path in the folder."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def declared(entries: list[dict]) -> dict[str, str]:
    return {
        f"{one['name']}-{one['version']}/{name}": digest for one in entries for name, digest in one["files"].items()
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=["app", "tests"])
def test_every_file_is_declared_and_is_what_it_was(folder):
    assert hashes(folder) == declared(manifest(folder))


@pytest.mark.parametrize("folder", FOLDERS, ids=["app", "tests"])
def test_every_piece_says_where_it_comes_from_and_brings_its_licence(folder):
    for one in manifest(folder):
        assert set(one) == {"name", "version", "licence", "source", "files"}
        assert "LICENSE" in one["files"], one["name"]


def test_a_changed_a_missing_and_an_undeclared_file_are_found(tmp_path):
    piece = tmp_path / "thing-1.0"
    piece.mkdir()
    (piece / "thing.js").write_text("1")
    was = declared([{"name": "thing", "version": "1.0", "files": {"thing.js": hashlib.sha256(b"1").hexdigest()}}])
    assert hashes(tmp_path) == was
    (piece / "more.js").write_text("2")
    assert hashes(tmp_path) != was
    (piece / "more.js").unlink()
    (piece / "thing.js").write_text("3")
    assert hashes(tmp_path) != was
