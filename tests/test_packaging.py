"""What is built, and what an installation brings along."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))


def run(command: Sequence[str | Path], cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"COLUMNS": "200", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(target: str, source: Path, out: Path) -> Path:
    run([sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out], cwd=source)
    (built,) = out.iterdir()
    return built


def wheel_files(source: Path, out: Path) -> list[str]:
    """The files of the package in the wheel that is built from `source`."""
    with zipfile.ZipFile(build("wheel", source, out)) as wheel:
        return sorted(name for name in wheel.namelist() if ".dist-info/" not in name)


def test_wheel_holds_the_package_and_the_shipped_scenarios(tmp_path: Path) -> None:
    names = wheel_files(ROOT, tmp_path)
    assert {"negsim/__init__.py", "negsim/py.typed", "negsim/_shipped/schema/scenario.schema.json"} <= set(
        names
    )
    assert "korea_2016" in SHIPPED
    assert {f"negsim/_shipped/{stem}.yaml" for stem in SHIPPED} <= set(names)
    assert [name for name in names if not name.startswith("negsim/")] == []


def test_sdist_is_complete(tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.name != "sdist")
    wanted = ["README.md", "LICENSE", "CITATION.cff", "Makefile", "tests/test_packaging.py", "tools/check.sh"]
    assert [name for name in wanted if not (unpacked / name).is_file()] == []
    assert wheel_files(unpacked, tmp_path / "again") == wheel_files(ROOT, tmp_path / "wheel")


def test_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert re.search(rf"^version: {re.escape(version)}$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_import_is_light(tmp_path: Path) -> None:
    heavy = ["scipy", "pandas", "xarray", "nashpy", "matplotlib"]
    code = f"import negsim, sys; print(*(name for name in {heavy} if name in sys.modules))"
    assert run([sys.executable, "-c", code], cwd=tmp_path).split() == []


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--editable"]], ids=["install", "editable"])
def test_install_brings_the_shipped_scenarios(tmp_path: Path, options: list[str]) -> None:
    venv.create(tmp_path / "new", with_pip=True)
    python, negsim = (tmp_path / "new" / "bin" / name for name in ("python", "negsim"))
    run([python, "-m", "pip", "install", "-q", *options, ROOT], cwd=tmp_path)

    place = run([python, "-c", "import negsim; print(negsim.__file__)"], cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(ROOT if options else tmp_path)
    title = run([python, "-c", "import negsim; print(negsim.load('korea_2016').title)"], cwd=tmp_path)
    assert "Korea" in title
    listed = run([negsim, "list"], cwd=tmp_path)
    assert [stem for stem in SHIPPED if stem not in listed] == []
