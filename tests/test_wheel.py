"""The built wheel has all it needs: the demo opens from it, far from the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import ROOT


def test_the_demo_works_from_the_wheel(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        packed.extractall(tmp_path / "site")
    inside = {f"shopdesk/{path.relative_to(ROOT / 'shopdesk').as_posix()}" for path in (ROOT / "shopdesk").rglob("*.tcss")}
    assert inside and inside <= names
    assert {"shopdesk/playbook.toml", "shopdesk/locale/zh/LC_MESSAGES/shopdesk.mo", "shopdesk/demo_shop/desk.json"} <= names
    assert not [name for name in names if name.startswith(("tests", "fixtures", "benchmarks"))]

    def run(*words: str) -> str:
        code = "import shopdesk.cli, sys; assert 'site' in shopdesk.__file__; sys.exit(shopdesk.cli.main(sys.argv[1:]))"
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "LANG": "zh_CN.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-P", "-c", code, *words],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "demo" in run("demo", "--keep", "demo")
    brief = json.loads(run("--at", "demo", "brief", "numbers", "--json"))
    assert brief["facts"]["visitors"] == 4291
