"""What every test stands on: no folder, language or terminal setting of whoever runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopdesk.text import use_language

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _own_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    use_language("en")
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
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented shop, built once; copy it before changing it."""
    from shopdesk import locations
    from shopdesk.desk import Desk

    folder = tmp_path_factory.mktemp("demo")
    desk = Desk(locations.at(folder), demo=True)
    desk.open()
    desk.store.engine.dispose()
    desk.close()
    return folder
