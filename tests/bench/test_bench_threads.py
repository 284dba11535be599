"""The bench of threads runs: every figure gives its rows, a missed aim is told by the exit status."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.threads.figures import FIGURES
from bench.threads.report import Row, as_json, timed
from bench.threads.timing import Samples, difference_ms, paired, ratio

GROUPS = 6


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_quick_look_measures_every_figure() -> None:
    command = [sys.executable, "-m", "bench.threads", "--effort", "0.02", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=280)
    rows = json.loads(ran.stdout)["rows"]
    assert len({row["group"] for row in rows}) == GROUPS == len(FIGURES)
    for row in rows:
        assert row["value"] is not None or row["note"].startswith("skipped: "), row
    assert sum(row["aim"] is not None for row in rows) >= 13


@pytest.mark.check
def test_a_figure_is_missed_when_it_is_over_its_aim_or_was_not_measured() -> None:
    rows = [Row("g", "n", value, "ms", aim) for value, aim in ((1.0, 2.0), (3.0, 2.0), (None, 2.0), (3.0, None))]
    assert [row["missed"] for row in as_json(rows)] == [False, True, True, False]


@pytest.mark.check
async def test_pairs_are_compared_round_by_round_and_the_first_rounds_do_not_count() -> None:
    taken = iter([9.0, 9.0, 1.0, 2.0, 3.0])

    async def one() -> float:
        found.append(next(taken))
        return found[-1]

    async def other() -> float:
        return 1.0

    found: list[float] = []
    samples = await paired({"one": one, "other": other}, 3, warm_up=2)
    assert samples["one"].wall == [1.0, 2.0, 3.0]
    assert (ratio(samples["one"], samples["other"]), difference_ms(samples["one"], samples["other"])) == (2.0, 1000.0)
    assert timed("g", "n", samples["one"], aim=2500).is_missed is False


def test_samples_know_their_percentiles() -> None:
    samples = Samples(wall=[0.001] * 19 + [0.1], cpu=[0.002])
    assert (samples.p50_ms, samples.cpu_ms) == (1.0, 2.0)
    assert samples.p95_ms > 50
