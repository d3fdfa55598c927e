"""The intervals of a small curve cover the truth: long check of make proof, and a short one that can fail."""

import importlib.util
from types import ModuleType

import pytest

from support import ROOT


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("measure_pool", ROOT / "bench" / "pool" / "measure.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.proof
@pytest.mark.parametrize("n", [6, 12, 24])
def test_log_log_and_beta_product_cover_at_least_94_percent(bench: ModuleType, n: int) -> None:
    found = bench.measure_coverage(n, bench.SAMPLES)
    assert found["log_log"]["coverage"] >= 0.94
    assert found["bpcp"]["coverage"] >= 0.94
    assert found["log_log"]["error"] < 0.005
    wanted = {6: 0.075, 12: 0.006, 24: 0.0}[n]
    assert found["undefined_share"] == pytest.approx(wanted, abs=0.015)


def test_the_simulation_counts_what_it_says(bench: ModuleType) -> None:
    found = bench.measure_coverage(6, 30)
    assert found["bpcp"]["samples"] == 30
    assert found["log_log"]["samples"] == round(30 * (1 - found["undefined_share"]))
    assert found["log_log"] == found["log_log"] | {"samples": found["plain"]["samples"]}
    assert found == bench.measure_coverage(6, 30)
    assert bench.summarise([True, True, True, False]) == {"coverage": 0.75, "error": 0.2165, "samples": 4}


def test_samples_are_exponential_with_the_stated_survival(bench: ModuleType) -> None:
    random = bench.np.random.default_rng(4)
    times, events = bench.draw_sample(random, 20_000)
    early = [time for time, event in zip(times, events, strict=True) if event and time <= 3]
    assert len(early) / 20_000 == pytest.approx(1 - 0.6 ** (3 / 12), abs=0.01)
    assert max(times) <= 40
