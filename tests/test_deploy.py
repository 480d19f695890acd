"""What deploy/ ships keeps to what the code reads, and its parts keep to one another."""

from __future__ import annotations

import re
from configparser import RawConfigParser
from pathlib import Path

import pytest

DEPLOY = Path("deploy")
READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))


def variables() -> set[str]:
    """Name what the settings read from the environment."""
    return set(READ.findall(Path("config/settings.py").read_text()))


def test_the_environment_names_every_variable_and_no_other() -> None:
    text = (DEPLOY / "communs.env").read_text()
    named = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)

    assert len(named) == len(set(named))
    assert set(named) == variables()


def test_operators_are_told_what_every_variable_is() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` \|", Path("docs/operators.md").read_text(), re.MULTILINE)

    assert set(told) == variables()


def test_what_stands_at_its_default_is_its_default() -> None:
    shipped = re.findall(r"^#([A-Z_]+)=(.+)$", (DEPLOY / "communs.env").read_text(), re.MULTILINE)
    docs = Path("docs/operators.md").read_text()

    for name, value in shipped:
        default = "off" if value == "0" else value
        assert re.search(rf"^\| `{name}` \| `?{default}\b", docs, re.MULTILINE), name


def test_the_limits_of_nginx_let_through_what_the_application_takes() -> None:
    sizes = re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx/communs.conf").read_text())
    settings = Path("config/settings.py").read_text()
    limits = re.findall(r'"(?:BODY|UPLOAD)_LIMIT", default=([\d_]+)', settings)

    allowed = [int(size) * 1024 * 1024 for size in sizes]
    assert all(room >= int(limit) for room, limit in zip(allowed, limits, strict=True))


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_every_service_runs_what_there_is_behind_the_same_walls(path: Path) -> None:
    service, reference = (_section(each, "Service") for each in (path, SERVICES[0]))
    command = service["ExecStart"].split()

    assert command[0].endswith(".venv/bin/python")
    assert command[1] == "manage.py"
    assert list(Path("backend").glob(f"*/management/commands/{command[2]}.py"))
    walls = {name for name in reference if name.startswith(("Protect", "Private", "Restrict"))}
    walls |= {"User", "UMask", "NoNewPrivileges", "CapabilityBoundingSet", "SystemCallFilter"}
    assert {name: service[name] for name in walls} == {name: reference[name] for name in walls}


def _section(path: Path, name: str) -> dict[str, str]:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # names as they are written
    parser.read(path)
    return dict(parser[name])
