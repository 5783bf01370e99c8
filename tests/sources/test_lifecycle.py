"""Clients that left the SDK, told from the wheels that hold them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts import harvest
from scripts.sources import FormatChanged, Package, Record
from scripts.sources.lifecycle import PACKAGES, VERSIONS, extract

MODELS = {
    "s3/2006-03-01/service-2.json": VERSIONS,
    "qldb/2018-12-31/service-2.json": ("1.29.0",),
    "qldb/2019-01-02/service-2.json": ("1.29.0", "1.34.0", "1.40.0"),
    "panorama/2019-07-24/service-2.json.gz": ("1.40.0", "1.43.0"),
    "uxc/2024-09-13/service-2.json.gz": ("1.44.5",),
    "endpoints.json": VERSIONS,
}


@pytest.fixture
def files(tmp_path: Path) -> Mapping[str, Path]:
    """Unpacked wheels that hold nothing but the names of models."""
    for model, versions in MODELS.items():
        for version in versions:
            file = tmp_path / f"botocore {version}" / "botocore" / "data" / model
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
    return {str(package): tmp_path / str(package) for package in PACKAGES}


def test_a_client_that_is_gone_is_stated_by_the_wheels_that_have_it(files: Mapping[str, Path]) -> None:
    """First seen, last seen, absent since; the clients of the newest wheel are not spoken of."""
    expected = [
        ("panorama", "first-seen", "1.40.0", "panorama/2019-07-24/service-2.json"),
        ("panorama", "last-seen", "1.43.0", "panorama/2019-07-24/service-2.json"),
        ("panorama", "absent-since", "1.44.5", "panorama"),
        ("qldb", "first-seen", "1.29.0", "qldb/2019-01-02/service-2.json"),
        ("qldb", "last-seen", "1.40.0", "qldb/2019-01-02/service-2.json"),
        ("qldb", "absent-since", "1.43.0", "qldb"),
    ]
    assert list(extract(files, lambda stage: None)) == [
        Record(f"client:{client}", f"client:{client}", "sdk-lifetime", member, version, f"botocore {version}", pointer)
        for client, member, version, pointer in expected
    ]


def test_a_wheel_without_models_stops_with_its_folder(files: Mapping[str, Path], tmp_path: Path) -> None:
    """A client is not called gone because its models moved."""
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(FormatChanged, match=r"elsewhere/botocore/data: expected a folder for each client"):
        list(extract({**files, "botocore 1.43.0": tmp_path / "elsewhere"}, lambda stage: None))


def test_the_harvest_hands_over_several_versions_of_a_package(
    files: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by its name with its version."""

    def fetched(package: Package, cache: Path) -> Path:
        return files[str(package)]

    monkeypatch.setattr(harvest, "fetched", fetched)
    table = harvest.harvest("lifecycle", tmp_path)["sdk-lifetime"].decode()
    assert "client:qldb\tclient:qldb\tlast-seen\t1.40.0\t1\tbotocore 1.40.0\tqldb/2019-01-02/service-2.json\n" in table
