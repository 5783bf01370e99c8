"""The pictures that the README shows, taken of the page as a reader sees it: kept in ``output/pictures``.

Run: make pictures
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from graph import load, picture
from scripts.browser import on_this_machine

FOLDER = Path(__file__).parent.parent / "output" / "pictures"
VIEWS = {
    "overview": ("", "light"),
    "route": ("from=s3&to=opensearch&nth=2", "dark"),
}


def main() -> None:
    """Open each view in a browser and keep what it shows."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "servicekg.html"
        file.write_text(picture(load()), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=on_this_machine(), args=["--no-sandbox"])
        for name, (view, scheme) in VIEWS.items():
            tab = browser.new_page(
                viewport={"width": 1400, "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            tab.goto(f"{file.as_uri()}#{view}")
            tab.evaluate("servicekg.ready")
            tab.screenshot(path=FOLDER / f"{name}.png")
            print(FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
