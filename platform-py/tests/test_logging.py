"""What is told to `logging`, and that nothing is printed."""

import logging
import pathlib
import shutil
import subprocess
import sys

import pytest
from platform_core import FakeExecutor, Platform, State, SyncWorkspace, apply_sync

EXAMPLES = pathlib.Path(__file__).parent / "../../examples"
FAILING = "cart/staging/kubernetes/workload"
BROKEN = {"environments/a.yaml": "kind: Environmnt\n"}


@pytest.fixture
def shop(tmp_path):
    shutil.copytree(EXAMPLES / "shop", tmp_path / "shop")
    return tmp_path / "shop"


def test_what_is_said_of_files_is_logged(caplog):
    platform = Platform.parse(BROKEN)
    assert [(one.name, one.levelname) for one in caplog.records] == [("platform_core", "ERROR")] * len(platform.errors)
    assert caplog.records[0].code == platform.errors[0].code
    assert caplog.messages[0].startswith("environments/a.yaml:") and platform.errors[0].message in caplog.messages[0]
    caplog.clear()
    # What was asked for is no news.
    platform.validate()
    assert not caplog.records


def test_an_apply_is_logged_and_what_is_written_is_not(caplog, shop):
    caplog.set_level(logging.DEBUG, "platform_core")
    executor = FakeExecutor(outputs={FAILING: {"password": "hunter2"}}, fails={FAILING: OSError("no room")})
    with SyncWorkspace.open(shop, executors={"kubernetes": executor}) as ws:
        ws.deploy("cart", env="staging", check=False)
        levels = {one.levelno: one.getMessage() for one in caplog.records}
        assert levels[logging.WARNING] == f"{FAILING}: create failed: no room (exec.failed)"
        assert levels[logging.INFO].endswith("staging: apply failed")
        assert "done" in levels[logging.DEBUG] or "begins" in levels[logging.DEBUG]
        ws.deploy("cart", env="staging")
    assert any("apply begins" in one for one in caplog.messages) and "hunter2" not in caplog.text
    caplog.clear()
    state = State.empty("cart", env="staging")
    apply_sync(Platform.load(shop).plan("cart", env="staging", state=state), FakeExecutor(), state)
    assert any("succeeded" in one for one in caplog.messages) and caplog.messages[-1].endswith("apply ended")
    caplog.set_level(logging.INFO, "platform_core")
    caplog.clear()
    apply_sync(Platform.load(shop).plan("cart", env="staging", state=state), FakeExecutor(), state)
    assert {one.levelno for one in caplog.records} == {logging.INFO}


def test_nothing_is_printed():
    program = f"from platform_core import Platform; Platform.parse({BROKEN!r})"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
