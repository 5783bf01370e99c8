"""Make sure that the tests have a Chromium: the machine's, else the browser tool's own, else the system's package.

Run: python scripts/browser.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def on_this_machine() -> str | None:
    """The path of a browser that is installed already."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def downloaded() -> bool:
    """Whether the browser tool has a browser of its own, or could download one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        if os.path.exists(playwright.chromium.executable_path):  # noqa: PTH110
            return True
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0


def packaged() -> bool:
    """Whether the system's package manager could install one."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for tool, commands in {
        "apt-get": [["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", "chromium"]],
        "dnf": [["dnf", "install", "-q", "-y", "chromium"]],
        "apk": [["apk", "add", "-q", "chromium"]],
        "brew": [["brew", "install", "--quiet", "--cask", "chromium"]],
    }.items():
        if shutil.which(tool):
            prefix = [] if tool == "brew" else sudo
            return all(subprocess.run([*prefix, *one], check=False).returncode == 0 for one in commands)
    return False


def main() -> int:
    """Find or install a browser; 1 when none is to be had."""
    if on_this_machine() or downloaded() or (packaged() and on_this_machine()):
        return 0
    print("No Chromium: install one and put it on PATH.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
