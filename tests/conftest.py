"""What every test stands on: no folder, language or terminal setting of whoever runs them."""

from __future__ import annotations

import fcntl
import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopdesk.text import use_keys, use_language

ROOT = Path(__file__).parents[1]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: searching it for garbage again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(autouse=True)
def _own_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    use_language("en")
    use_keys(False)
    yield
    use_language("en")


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real export files, where they lie beside the repository (they may not be copied into it)."""
    folder = ROOT.parent / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the real sample files are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The invented shop, built once for all of the test run's processes; copy it before changing it."""
    from shopdesk import locations
    from shopdesk.desk import Desk

    own = tmp_path_factory.getbasetemp()
    built = (own.parent if hasattr(request.config, "workerinput") else own) / "built"
    with (built.with_suffix(".lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            desk = Desk(locations.at(own / "building"), demo=True)
            desk.open()
            desk.store.engine.dispose()
            desk.close()
            (own / "building").rename(built)
    return shutil.copytree(built, own / "demo")
