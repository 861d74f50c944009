"""The setup script: what it skips, which uv it takes, which settings of the machine it honours."""

import sys
from pathlib import Path

import pytest

from deploy import setup, uv
from deploy.progress import SetupError, run_quietly

PAGE = """
<a href="../../packages/uv-0.13.9-py3-none-win_amd64.whl#sha256=11">w</a>
<a href="../../packages/uv-0.13.8-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl">old</a>
<a href="../../packages/uv-0.13.9-py3-none-manylinux_2_17_aarch64.whl#sha256=22">arm</a>
<a href="../../packages/uv-0.13.9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl#sha256=33">x</a>
<a href="../../packages/uv-0.13.9-py3-none-musllinux_1_1_x86_64.whl#sha256=44">musl</a>
<a href="../../packages/uv-0.13.9-py3-none-macosx_11_0_arm64.whl#sha256=55">mac</a>
"""  # noqa: E501 - lines as an index writes them


class TestStamp:
    def test_it_is_current_until_a_file_changes(self, tmp_path: Path) -> None:
        file = tmp_path / "uv.lock"
        file.write_text("one")
        stamp_file = tmp_path / "stamp"
        assert not setup.Stamp(stamp_file, [file]).is_current()

        setup.Stamp(stamp_file, [file]).write()

        assert setup.Stamp(stamp_file, [file]).is_current()
        file.write_text("two")
        assert not setup.Stamp(stamp_file, [file]).is_current()

    def test_another_python_makes_it_old(self, tmp_path: Path) -> None:
        setup.Stamp(tmp_path / "stamp", [], also="3.11.2").write()

        assert not setup.Stamp(tmp_path / "stamp", [], also="3.11.7").is_current()


class TestEnvironmentStep:
    def test_uv_is_called_once_and_again_when_the_lock_changes(
        self, project: Path, tools: Path
    ) -> None:
        setup.ensure_environment("x", project, tools)
        setup.ensure_environment("x", project, tools)
        assert (project / "calls").read_text().count("sync --frozen") == 1

        (project / "uv.lock").write_text("changed")
        setup.ensure_environment("x", project, tools)

        assert (project / "calls").read_text().count("sync --frozen") == 2

    def test_a_removed_environment_is_made_again(self, project: Path, tools: Path) -> None:
        setup.ensure_environment("x", project, tools)
        (project / ".venv" / "bin" / "python").unlink()

        setup.ensure_environment("x", project, tools)

        assert (project / "calls").read_text().count("sync --frozen") == 2

    def test_a_failure_shows_the_end_of_the_output_and_is_tried_again(
        self, project: Path, tools: Path
    ) -> None:
        (tools / f"uv-{uv.VERSION}" / "bin" / "uv").write_text("#!/bin/sh\necho why; exit 3\n")

        with pytest.raises(SetupError, match=r"code 3:\nwhy"):
            setup.ensure_environment("x", project, tools)

        assert not list(tools.glob("*.stamp"))


class TestMachineSettings:
    def test_uv_never_fetches_a_python_nor_touches_another_environment(
        self, tools: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("VIRTUAL_ENV", "/other")
        monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "/other")
        monkeypatch.setenv("UV_DEFAULT_INDEX", "https://index.example/simple")
        monkeypatch.setenv("HOME", "/nonexistent")

        env = setup.uv_environment(tools)

        assert env["UV_PYTHON_DOWNLOADS"] == "never"
        assert env["UV_DEFAULT_INDEX"] == "https://index.example/simple"
        assert env["UV_CACHE_DIR"] == str(tools / "cache")
        assert not {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"} & set(env)

    def test_a_set_index_wins_over_the_lock_file(self) -> None:
        lock = 'source = { registry = "https://locked.example/simple" }'

        assert uv.index_address({}, lock) == "https://locked.example/simple"
        assert uv.index_address({"PIP_INDEX_URL": "https://a/s"}, lock) == "https://a/s"
        with pytest.raises(SetupError):
            uv.index_address({}, "")


class TestUvWheel:
    @pytest.mark.parametrize(
        ("system", "machine", "libc", "checksum"),
        [
            ("linux", "x86_64", "glibc", "33"),
            ("linux", "aarch64", "glibc", "22"),
            ("linux", "x86_64", "", "44"),
            ("darwin", "arm64", "", "55"),
        ],
    )
    def test_the_wheel_of_this_machine_is_taken(
        self,
        system: str,
        machine: str,
        libc: str,
        checksum: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr("platform.machine", lambda: machine)
        monkeypatch.setattr("platform.libc_ver", lambda: (libc, ""))

        address = uv.wheel_address(PAGE, "https://index.example/simple/uv/")

        assert address.startswith("https://index.example/packages/uv-0.13.9-")
        assert address.endswith(f"#sha256={checksum}")

    def test_a_missing_wheel_is_said(self) -> None:
        with pytest.raises(SetupError, match="no uv"):
            uv.wheel_address("", "https://index.example/simple/uv/")


def test_a_command_that_is_missing_is_an_error_with_a_text() -> None:
    with pytest.raises(OSError, match="no-such-program"):
        run_quietly(["no-such-program"])


@pytest.fixture
def tools(tmp_path: Path, project: Path) -> Path:
    """A tools folder whose uv notes how it is called and makes an environment."""
    folder = tmp_path / "tools"
    program = folder / f"uv-{uv.VERSION}" / "bin" / "uv"
    program.parent.mkdir(parents=True)
    program.write_text(
        f"#!/bin/sh\necho \"$@\" >> '{project}/calls'\n"
        f"mkdir -p '{project}/.venv/bin' && touch '{project}/.venv/bin/python'\n"
    )
    program.chmod(0o755)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[project]")
    (folder / "uv.lock").write_text("lock")
    return folder
