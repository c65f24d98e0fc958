"""The files of deploy/ fit the application that they serve."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from app.factory import LARGER_UPLOADS, MAX_UPLOAD
from config import PARTS, Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
LOCATIONS = (DEPLOY / "nginx/locations.conf").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = {path.name: path.read_text() for path in (DEPLOY / "systemd").iterdir()}
MIB = 1024 * 1024


def settings_of(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


def block_of(location: str) -> str:
    found = re.search(rf"^location {re.escape(location)} \{{(.*?)^\}}", LOCATIONS, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_all_streams_and_nothing_else_go_to_the_processes_for_streams_unbuffered(app):
    block = block_of("~ /stream$")
    assert "proxy_pass http://paddock_streams;" in block
    assert "proxy_buffering off;" in block
    views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    streaming = {rule for rule, view in views.items() if "stream" in view.__name__}
    assert len(streaming) >= 5
    assert streaming == {rule for rule in views if rule.endswith("/stream")}
    assert LOCATIONS.count("paddock_streams;") == 1


def test_nginx_takes_what_the_application_takes(app):
    def megabytes(text: str) -> int:
        found = re.search(r"client_max_body_size (\d+)m;", text)
        assert found is not None
        return int(found[1])

    assert megabytes(LOCATIONS) * MIB >= MAX_UPLOAD
    for endpoint, size in LARGER_UPLOADS.items():
        rules = {rule.rule for rule in app.url_map.iter_rules(endpoint)}
        assert all(megabytes(block_of(f"= {rule}")) * MIB >= size for rule in rules)


def test_static_files_are_served_from_where_they_lie_with_what_the_application_says_of_them(client):
    block = block_of("/static/")
    with client.get("/static/mark.svg") as answer:
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] in block
    assert "default-src 'none'" in block


@pytest.mark.parametrize("name", ["paddock.conf", "containers.conf"])
def test_the_servers_name_what_the_locations_need(name):
    text = (DEPLOY / "nginx" / name).read_text()
    zones = ("zone=paddock_people:", "zone=paddock_sign_in:", "zone=paddock_open:")
    folders = ("set $paddock_static", "set $paddock_busy", "locations.conf;")
    for word in ("upstream paddock_requests", "upstream paddock_streams", "http2", *zones, *folders):
        assert word in text, word
    assert text.count("{") == text.count("}")


def test_every_unit_has_a_part_and_the_ports_are_those_that_nginx_asks():
    parts = {name: found[1] for name, text in UNITS.items() if (found := re.search(r"PADDOCK_SERVES=(\w+)", text))}
    assert set(parts.values()) == {"requests", "streams", "jobs"} <= set(PARTS)
    asked = re.findall(r"server 127\.0\.0\.1:(\d+)", (DEPLOY / "nginx/paddock.conf").read_text())
    wanted = re.findall(r"paddock-(?:requests|streams)@(\d+)\.service", UNITS["paddock.target"])
    assert asked == wanted
    for name in parts:
        assert int(re.search(r"LimitNOFILE=(\d+)", UNITS[name])[1]) > 2 * PARTS[parts[name]].connections


def test_nginx_has_connections_for_the_streams_of_a_process_and_files_for_its_connections():
    text = (DEPLOY / "nginx/nginx.conf").read_text()
    connections = int(re.search(r"worker_connections (\d+);", text)[1])
    files = int(re.search(r"worker_rlimit_nofile (\d+);", text)[1])
    cores = 2
    assert cores * connections > 2 * PARTS["streams"].streams
    assert files > connections
    assert COMPOSE["services"]["nginx"]["ulimits"]["nofile"] >= files
    assert f"worker_connections {connections} " in (DEPLOY / "nginx/paddock.conf").read_text()


def test_the_settings_of_the_files_are_settings_of_paddock_and_safe_to_start_with(tmp_path):
    given = settings_of(UNITS["paddock.env"])
    anchor = COMPOSE["x-paddock"]["environment"]
    for settings in (given, {name: str(value) for name, value in anchor.items()}):
        filled = settings | {"SECRET_KEY": "s" * 64, "PADDOCK_HOME": str(tmp_path), "PUBLIC_URL": "https://a.example"}
        made = Settings.of_environment(filled)
        assert made.production
        assert made.address_hops == 1
        assert made.redis_url is not None
        assert made.database_url.startswith("postgresql+psycopg://")
    readme = (DEPLOY.parent / "README.md").read_text()
    assert [name for name in given | anchor if f"`{name}`" not in readme] == []


def test_the_containers_are_each_part_once_and_only_one_brings_the_schema_up():
    parts = [one.get("environment", {}).get("PADDOCK_SERVES") for one in COMPOSE["services"].values()]
    assert sorted(filter(None, parts)) == ["jobs", "requests", "streams"]
    assert COMPOSE["services"]["migrate"]["command"][-1] == "migrate"
    waits = [name for name, one in COMPOSE["services"].items() if "migrate" in (one.get("depends_on") or {})]
    assert sorted(waits) == ["jobs", "requests", "streams"]
