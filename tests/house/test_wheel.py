import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CARRIED = ["feedback_app", "templates", "reports"]


def tracked(directory: str) -> set[str]:
    command = ["git", "ls-files", "-z", directory]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.mark.slow
def test_the_wheel_carries_code_templates_and_print_templates(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    for directory in CARRIED:
        files = tracked(directory)
        inside = {name if directory == "feedback_app" else f"feedback_app/{name}" for name in files}
        assert files
        assert inside - carried == set()
