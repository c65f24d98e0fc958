"""Nothing that is sent to a browser names another host; nothing in the repository holds a secret."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SENT = (".html", ".css", ".js", ".svg", ".json", ".webmanifest")
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/1999/xhtml")
HOST = re.compile(
    r"""(?:https?|wss?|ftp):\\?/\\?/[^\s"'<>)]*|(?:src|href|action)\s*=\s*["']//[^"']*|url\(\s*["']?//[^)]*"""
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}|\bxox[abprs]-\w+|\bsk-[A-Za-z0-9]{32,}"
    r"|://(?!user:password@)[^/\s:@'\"{}$]+:[^/\s:@'\"{}$]{8,}@"
)


def hosts(text: str, *, vendored: bool) -> list[str]:
    """The addresses of other hosts in a file for the browser; what others wrote may name some in its comments."""
    text = COMMENT.sub("", text) if vendored else text
    return [found for found in HOST.findall(text) if not found.startswith(NAMESPACES)]


def sent_files() -> list[Path]:
    folders = (ROOT / "app" / "static", ROOT / "app" / "templates", ROOT / "quizzes" / "curriculum")
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in SENT)


def tracked_files() -> list[Path]:
    """What is in the repository; where there is none (an unpacked archive), what stands beside us."""
    try:
        names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return [path for part in ("app", "quizzes", "migrations", "tests", "docs") for path in (ROOT / part).rglob("*")]
    return [ROOT / name for name in names.split("\0") if name]


def test_nothing_sent_to_a_browser_names_another_host():
    wrong = {}
    for path in sent_files():
        vendored = "vendor" in path.parts
        if path.name == "manifest.json" and vendored:
            continue  # says where things come from; no page asks for it
        if found := hosts(path.read_text(encoding="utf-8"), vendored=vendored):
            wrong[str(path.relative_to(ROOT))] = found
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<img src="//cdn.example/x.png">',
        "body { background: url(//cdn.example/x.png) }",
        '@import "http://fonts.example/x.css";',
        'fetch("https://example.com/track")',
        'new WebSocket("wss://example.com")',
    ],
)
def test_a_planted_host_is_found(text):
    assert hosts(text, vendored=False)
    assert hosts(text, vendored=True)


def test_namespaces_and_the_comments_of_others_are_no_hosts():
    assert hosts('<svg xmlns="http://www.w3.org/2000/svg">', vendored=False) == []
    assert hosts("/* https://picocss.com */ a { color: red }", vendored=True) == []
    assert hosts("/* https://picocss.com */ a { color: red }", vendored=False) != []


def test_the_repository_holds_no_secret_and_no_state():
    wrong = {}
    for path in tracked_files():
        if not path.is_file() or "vendor" in path.parts or path == Path(__file__):
            continue
        if found := SECRET.findall(path.read_text(encoding="utf-8", errors="ignore")):
            wrong[str(path.relative_to(ROOT))] = found
        if path.name in ("secret_key", ".env") or path.suffix in (".db", ".sqlite", ".mo", ".pem"):
            wrong[str(path.relative_to(ROOT))] = ["state or secrets do not belong here"]
    assert wrong == {}


@pytest.mark.parametrize(
    "text", ["-----BEGIN RSA PRIVATE KEY-----", "AKIA" + "A" * 16, "postgresql://paddock:correcthorse@10.0.0.1/paddock"]
)
def test_a_planted_secret_is_found(text):
    assert SECRET.search(text)
