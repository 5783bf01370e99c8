"""The picture of the shipped graph, in a real browser: what a reader sees first, and that nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from graph import Catalog, picture, shortest
from graph.views import overview


@pytest.fixture(scope="module")
def view(browser: Any, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The whole graph, opened from a file at 1400 × 900; requests and console messages are kept."""
    file = tmp_path_factory.mktemp("picture") / "all.html"
    file.write_text(picture(catalog), encoding="utf-8")
    page = opened(browser, file)
    yield page
    page.context.close()


def opened(browser: Any, file: Path) -> Any:
    """A page with ``requests`` and ``messages`` beside it."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.requests, page.messages = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("console", lambda message: page.messages.append(message.text))
    page.on("pageerror", lambda error: page.messages.append(str(error)))
    page.goto(file.as_uri())
    page.evaluate("() => servicekg.ready")
    return page


def test_nothing_leaves_and_nothing_complains(view: Any) -> None:
    """One request, for the file itself; not a word on the console."""
    assert len(view.requests) == 1
    assert view.requests[0].startswith("file://")
    assert view.messages == []


def test_every_service_is_named_at_first_sight_and_no_two_labels_overlap(view: Any, catalog: Catalog) -> None:
    """Measured where the reader sees them: every service and environment, legible, apart, on the screen."""
    boxes = view.evaluate("() => servicekg.labels()")
    named = {box["id"] for box in boxes}
    assert overview(catalog) <= named
    assert len(overview(catalog)) > 60
    for box in boxes:
        assert box["x"] >= 0, box
        assert box["x"] + box["width"] <= 1400, box
        assert box["y"] >= 0, box
        assert box["y"] + box["height"] <= 900, box
        assert box["height"] >= 11, box
    for a, b in combinations(boxes, 2):
        apart = (
            a["x"] + a["width"] <= b["x"]
            or b["x"] + b["width"] <= a["x"]
            or a["y"] + a["height"] <= b["y"]
            or b["y"] + b["height"] <= a["y"]
        )
        assert apart, (a, b)


def test_search_leads_to_details_and_evidence(view: Any) -> None:
    """From a word to a service, from there to an integration, from there to the page that proves it."""
    view.fill("input[type=search]", "serverless inference")
    view.keyboard.press("Enter")
    view.evaluate("() => servicekg.choose({ node: 'lambda' })")
    view.get_by_role("button", name="invokes Amazon SageMaker AI").first.click()
    links = view.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    assert "https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html" in links
    assert "sagemaker:InvokeEndpoint" in view.inner_text("body")
    assert len(view.requests) == 1


def test_a_retired_service_looks_retired(browser: Any, catalog: Catalog, tmp_path: Path) -> None:
    """On its picture and in its details, with date and successor."""
    file = tmp_path / "qldb.html"
    file.write_text(picture(catalog, ["qldb"]), encoding="utf-8")
    page = opened(browser, file)
    page.evaluate("() => servicekg.choose({ node: 'qldb' })")
    text = page.inner_text("body")
    assert "2025-07-31" in text
    assert "Amazon Aurora" in text
    page.context.close()


def test_a_route_opens_with_its_hops(browser: Any, catalog: Catalog, tmp_path: Path) -> None:
    """The steps stand in the panel in their order."""
    [route] = shortest(catalog, "s3", "edge")
    file = tmp_path / "route.html"
    file.write_text(picture(catalog, route=route), encoding="utf-8")
    page = opened(browser, file)
    text = page.inner_text("body")
    assert text.index("AWS IoT Greengrass reads from Amazon S3") < text.index(
        "AWS IoT Greengrass deploys to Edge device"
    )
    assert (len(page.requests), page.messages) == (1, [])
    page.context.close()
