"""What the laws' generators made, through this binding: the same bytes as Rust gave."""

import collections
import json
import os

import pytest
from platform_core import _native

CALLS = os.environ.get("PLATFORM_LAW_CALLS")


@pytest.mark.skipif(CALLS is None, reason="PLATFORM_LAW_CALLS names no file: tests/run python writes it")
def test_generated_calls_have_the_answers_of_rust():
    counts = collections.Counter()
    with open(CALLS, encoding="utf-8") as lines:
        for line in lines:
            made = json.loads(line)
            given = _native.call(made["call"], made["input"])
            assert given == made["answer"], line[:2000]
            counts[made["call"]] += 1
    assert min(counts[verb] for verb in ("digest", "diff", "normalize", "plan", "validate")) >= 2000, counts
