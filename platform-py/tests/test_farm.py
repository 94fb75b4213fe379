"""A farm of processes: what is planned there is what is planned here."""

import pathlib
import pickle

import pytest
from platform_core import Plan, Platform

HELLO = pathlib.Path(__file__).parent / "../../examples/hello"
SERVICES = 1_000
WORKERS = 2


def fleet():
    """The platform of `examples/hello` with many more services."""
    files = {
        str(path.relative_to(HELLO)): path.read_bytes()
        for path in HELLO.rglob("*")
        if path.is_file() and path.relative_to(HELLO).parts[0] not in ("deploy", ".platform")
    }
    service = files["services/hello/catalog-info.yaml"].decode()
    lock = files["services/hello/platform.lock"].decode()
    for number in range(SERVICES - 1):
        name = f"service-{number:04}"
        files[f"services/{name}/catalog-info.yaml"] = service.replace("hello", name).encode()
        files[f"services/{name}/platform.lock"] = lock.replace("hello", name).encode()
    platform = Platform.parse(files)
    assert platform.errors == ()
    return platform


def planned(platform, subjects):
    """In a process of the farm: the digests of some subjects, and one whole plan."""
    found = platform.plan_all(subjects=subjects, envs="staging", threads=1)
    return {plan.subject: plan.digest for plan in found}, found.ok[0], id(platform)


def test_a_farm_of_processes_gives_the_same_digests():
    distributed = pytest.importorskip("distributed", reason="the farm is Dask's: tests/run python installs it")
    platform = fleet()
    here = {plan.subject: plan.digest for plan in platform.plan_all(envs="staging")}
    assert len(here) == SERVICES
    subjects = sorted(here)
    chunks = [subjects[begin : begin + 50] for begin in range(0, SERVICES, 50)]
    cluster = distributed.LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        answers = client.gather([client.submit(planned, platform, chunk, pure=False) for chunk in chunks])
    there = {}
    for digests, plan, _ in answers:
        there.update(digests)
        assert isinstance(plan, Plan) and plan.digest == here[plan.subject]
    assert there == here
    # Each process read the platform once.
    assert len({identity for _, _, identity in answers}) <= WORKERS


def test_what_comes_again_is_not_read_again():
    platform = Platform.load(HELLO)
    text = pickle.dumps(platform)
    one, other = pickle.loads(text), pickle.loads(text)
    assert one is other and one.digest == platform.digest
    changed = Platform.parse({**platform.files(), "services/x.txt": b"x"})
    assert pickle.loads(pickle.dumps(changed)) is not one
    kind, (_, files) = changed.__reduce__()
    assert kind(platform.digest + "0", files).digest == changed.digest
    assert kind("sha256:none", files) is not kind("sha256:none", files), "a digest that is not its own is not believed"
    plan = platform.plan("hello", env="staging")
    again, twice = (pickle.loads(pickle.dumps(plan)) for _ in range(2))
    assert again == plan and again is twice
