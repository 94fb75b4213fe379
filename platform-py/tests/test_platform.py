"""Platforms, plans and applies as a Python person writes them."""

import copy
import json
import multiprocessing
import pathlib
import pickle
import threading

import pytest
from platform_core import Observed, Plan, Platform, PlatformError, Rendered, State, call, errors, types, verbs

SHOP = pathlib.Path(__file__).parent / "../../examples/shop"
HELLO = pathlib.Path(__file__).parent / "../../examples/hello"
IMAGE = {"artifacts": {"app": {"image": "registry.example/hello", "digest": "sha256:" + "a" * 64}}}
WORKLOAD = "hello/staging/kubernetes/workload"


@pytest.fixture(scope="module")
def hello():
    platform = Platform.load(HELLO)
    assert platform.errors == ()
    return platform


@pytest.fixture(scope="module")
def pins(hello):
    given = json.loads(json.dumps(IMAGE))
    return hello.resolve("hello", env="staging", pins=given).pins


def plan_of(platform, pins, **more):
    return platform.plan("hello", env="staging", pins=pins, **more)


def test_a_plan_without_state_is_for_reading(hello, pins):
    plan = plan_of(hello, pins)
    assert plan.basis == "noState"
    assert plan.has_changes and not plan.is_applicable
    assert plan.summary.create == len(plan.changes) == len(plan)
    assert plan[WORKLOAD].actions == ("create",)
    assert plan.changes[-1] == list(plan.changes)[-1]
    assert [one.address for one in plan.changes[:2]] == [one.address for one in list(plan.changes)[:2]]
    assert WORKLOAD in plan and "no address" not in plan
    with pytest.raises(KeyError):
        plan["hello/staging/kubernetes/workloud"]
    with pytest.raises(IndexError):
        plan.changes[99]
    assert isinstance(plan.document, types.Plan)
    assert plan.document.digest == plan.digest
    assert "workload" in plan.text() and "<pre>" in plan._repr_html_() and "hello" in plan.markdown()


def test_what_was_observed_is_read_in_any_form():
    observed = Observed({WORKLOAD: {"a": 1}}, absent=["hello/staging/kubernetes/service"])
    for form in (observed.to_json(), observed.to_json().encode(), json.loads(observed.to_json())):
        assert Observed.from_json(form).to_json() == observed.to_json()


def test_what_was_rendered_is_planned_more_than_once(hello, pins):
    rendered = hello.render("hello", env="staging", pins=pins)
    assert (rendered.subject, rendered.env) == ("hello", "staging")
    assert rendered[WORKLOAD].body["kind"] == "Deployment"
    assert list(rendered) == sorted(rendered.document.resources) and len(rendered) == len(rendered.document.resources)
    assert WORKLOAD in rendered and "hello/staging/kubernetes/none" not in rendered
    with pytest.raises(KeyError):
        rendered["no address"]
    state = State.empty("hello", env="staging", lineage="l")
    plan = rendered.plan(state, Observed())
    assert plan == plan_of(hello, pins, state=state) and plan.is_applicable
    assert rendered.plan(options={"intent": "destroy"}).digest != rendered.plan().digest
    again = pickle.loads(pickle.dumps(rendered))
    assert again == rendered and again.digest == rendered.digest and Rendered(rendered.to_json()).plan(state) == plan
    with pytest.raises(errors.BoundaryError):
        Rendered(rendered.to_json().replace('"replicas":1', '"replicas":2'))
    with pytest.raises(errors.BoundaryError):
        rendered.plan(options={"intents": "destroy"})


def test_an_explanation_names_the_file(hello, pins):
    explanation = plan_of(hello, pins).explain(WORKLOAD, "/spec/replicas")
    assert explanation.value == 1
    assert explanation.origins[0].origin.place.file == "golden-paths/web/1.0.0/golden-path.yaml"
    with pytest.raises(errors.GraphError) as raised:
        plan_of(hello, pins).explain("hello/staging/kubernetes/workloud")
    assert raised.value.code == "graph.address_unknown"


def drive(apply):
    done = []
    while isinstance(steps := apply.next(), types.NextStart):
        for work in steps.steps:
            apply.started(work)
            done.append(work.step.address)
            apply.succeeded(work)
    return done


def test_an_apply_is_driven_from_here(hello, pins):
    state = State.empty("hello", env="staging")
    plan = plan_of(hello, pins, state=state)
    assert plan.basis == "state" and plan.is_applicable
    apply = plan.apply(state)
    assert WORKLOAD in drive(apply)
    after = apply.finish()
    assert after.document.serial == 1 and not plan_of(hello, pins, state=after).has_changes
    release = apply.release("ana", started_at="2027-01-01T00:00:00Z")
    assert release.verdict == "succeeded" and release.plan_digest == plan.digest
    with pytest.raises(errors.PlanError) as raised:
        plan.apply(after)
    assert raised.value.code == "plan.stale" and raised.value.diagnostic.retry == "afterReplan"


def test_a_killed_apply_goes_on_from_its_journal(hello, pins):
    state = State.empty("hello", env="staging")
    plan = plan_of(hello, pins, state=state)
    apply = plan.apply(state, parallelism=1)
    first = apply.next().steps[0]
    apply.started(first)
    again = plan.apply(apply.state, journal=apply.journal_json())
    work = next(work for work in again.next().steps if work.step.id == first.step.id)
    assert (work.attempt, work.repeated) == (2, True)
    again.failed(work, "the folder may not be written", outcome="none")
    with pytest.raises(errors.StateError):
        plan.apply(apply.state)


def test_drift_is_seen_from_host_objects_and_from_text(hello, pins):
    state = State.empty("hello", env="staging")
    plan = plan_of(hello, pins, state=state)
    apply = plan.apply(state)
    drive(apply)
    after = apply.finish()
    body = copy.deepcopy(after.document.resources[WORKLOAD].body)
    body["spec"]["replicas"] = 7
    seen = [Observed({WORKLOAD: form}) for form in (body, json.dumps(body), json.dumps(body).encode())]
    plans = [plan_of(hello, pins, state=after, observed=one) for one in seen]
    assert len({one.digest for one in plans}) == 1
    assert [(field.path, field.before, field.after) for field in plans[0][WORKLOAD].fields] == [("/spec/replicas", 7, 1)]
    gone = plan_of(hello, pins, state=after, observed=Observed(absent=[WORKLOAD]))
    assert gone[WORKLOAD].reason == "deletedOutside"
    assert isinstance(plans[0].verify(after, seen[0]), types.FreshnessFresh)
    assert isinstance(plans[0].verify(after), types.FreshnessFresh | types.FreshnessStale)


def test_platforms_and_plans_cross_process_borders(hello, pins):
    again = pickle.loads(pickle.dumps(hello))
    plan = plan_of(hello, pins)
    assert plan_of(again, pins).digest == plan.digest
    read = pickle.loads(pickle.dumps(plan))
    assert isinstance(read, Plan) and read == plan and read.explain(WORKLOAD, "/spec/replicas").value == 1
    state = State.empty("hello", env="staging", lineage="given")
    assert pickle.loads(pickle.dumps(state)) == state
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(plan_of, (hello, pins)).digest == plan.digest


def test_bytes_that_are_no_utf8_are_refused_in_a_document_too():
    text = b'{"resources": {"a/b/c/d": {"present": {"body": "\xff"}}}}'
    for read in (Observed.from_json, State):
        with pytest.raises(PlatformError) as raised:
            read(text)
        assert raised.value.code == "boundary.encoding"


def test_who_answers_for_a_deadline_is_in_the_overview():
    files = Platform.load(SHOP).files()
    files["waivers/payment-api.yaml"] = b"""apiVersion: platform-core.dev/v1alpha1
kind: Waiver
metadata: {name: slow}
spec: {rule: deadline/override/slow-drain, owner: team-payments, reason: late, until: 2028-06-01}
"""
    shop = Platform.parse(files)
    plan = shop.plan("payment-api", env="production")
    waivers = shop.overview.waivers.values()
    verdicts = {
        now: [(one.rule, one.verdict.kind) for one in plan.check(now, waivers=waivers)]
        for now in ("2028-01-01T00:00:00Z", "2028-06-01T00:00:00Z")
    }
    assert verdicts == {
        "2028-01-01T00:00:00Z": [("deadline/override/slow-drain", "waived")],
        "2028-06-01T00:00:00Z": [("deadline/override/slow-drain", "fail")],
    }


def test_the_shop_is_the_same_from_bytes():
    loaded = Platform.load(SHOP)
    parsed = Platform.parse(loaded.files())
    assert loaded.overview == parsed.overview
    assert "payment-api" in loaded.overview.subjects
    assert not [one for one in parsed.validate() if one.severity == "error"]


def test_all_threads_may_use_one(hello, pins):
    digests = []
    threads = [threading.Thread(target=lambda: digests.append(plan_of(hello, pins).digest)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests) == 4 and len(set(digests)) == 1


def test_errors_have_a_class_a_code_and_a_place_and_pickle(hello):
    with pytest.raises(errors.GraphError) as raised:
        hello.plan("helo", env="staging")
    error = raised.value
    assert isinstance(error, PlatformError)
    assert (error.code, error.category) == ("graph.subject_unknown", "graph")
    assert error.details["help"] and "helo" in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and again.diagnostics == error.diagnostics
    broken = Platform.parse({"environments/a.yaml": "kind: [", "services/x/catalog-info.yaml": b"\xff"})
    assert {one.category for one in broken.errors} == {"parse"}
    assert broken.errors[0].at.file == "environments/a.yaml"
    with pytest.raises(errors.StoreError):
        Platform.load(HELLO / "nothing-is-here")
    with pytest.raises(errors.BoundaryError) as raised:
        State({"formatVersion": "1.0", "subject": "a b"})
    assert raised.value.at.pointer == "/subject"


def test_what_the_readme_shows_runs(monkeypatch, capsys):
    root = pathlib.Path(__file__).parent / "../.."
    blocks = (root / "platform-py/README.md").read_text(encoding="utf-8").split("```python\n")[1:]
    assert blocks
    monkeypatch.chdir(root)
    for block in blocks:
        exec(compile(block.split("```")[0], "README.md", "exec"), {})
    assert "payment-api/staging/kubernetes/workload ('create',) new" in capsys.readouterr().out


def test_plans_of_many_over_states_in_memory(hello, pins):
    shop = Platform.load(SHOP)
    planned = shop.plan_all(systems="checkout", envs=["staging"], now="2027-01-01T00:00:00Z")
    assert planned.ok and not planned.failed and planned.groups and planned.has_changes
    for plan in planned:
        state = State.empty(plan.subject, env="staging", lineage="")
        assert plan.digest == shop.plan(plan.subject, env="staging", state=state).digest
    one = planned.ok[0].subject
    state = State.empty(one, env="staging", lineage="l")
    observed = {(one, "staging"): Observed(absent=[planned.ok[0].changes[0].address])}
    [plan] = shop.plan_all(subjects=one, envs="staging", states=[state], observed=observed)
    assert plan.digest == shop.plan(one, env="staging", state=state, observed=observed[one, "staging"]).digest
    with pytest.raises(errors.GraphError):
        shop.plan_all(subjects=["nothing"])


def test_edits_of_forty_services_and_of_files(hello):
    edited = hello.edit("hello", set={"/metadata/title": "Hello"}, more=[])
    [(file, text)] = edited.files.items()
    assert "title: Hello" in text and file in hello.files() and text.encode() != hello.files()[file]
    assert edited.platform.files()[file] == text.encode()
    more = [{"file": file, "path": "/metadata/title", "operation": {"kind": "set", "value": "File"}}]
    assert "title: File" in hello.edit(more=more).files[file]
    shop = Platform.load(SHOP)
    everybody = shop.edit(shop.overview.subjects, add={"/metadata/annotations/x.example~1y": "z"})
    assert len(everybody.files) > 5
    with pytest.raises(errors.GraphError):
        hello.edit("helo", set={"/metadata/title": "Hello"})


def test_verbs_by_name():
    assert "planMarkdown" in verbs()
    assert call("digest", {"value": {"a": 1}}) == call("digest", b'{"value": {"a": 1}}')
    with pytest.raises(errors.BoundaryError, match="did you mean `digest`"):
        call("digst", {})


CYCLE: dict = {}
CYCLE["a"] = [CYCLE]
DEEP: list = []
for _ in range(1_000_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (CYCLE, "/value/a/0"),
        ({"a": [1.0, float("nan")]}, "/value/a/1"),
        (float("-inf"), "/value"),
        ({"a": {1: 2}}, "/value/a"),
        ({"a~b/c": {None: 2}}, "/value/a~0b~1c"),
        (["\ud800"], "/value/0"),
        ({"\udfff": 1}, "/value/\\udfff"),
        (2**53, "/value"),
        ([-(10**1000)], "/value/0"),
        ({"a": object()}, "/value/a"),
        ({"a": {1, 2}}, "/value/a"),
        ({"a": b"bytes"}, "/value/a"),
        (DEEP, "/value/0/0/0/0/0/0/0"),
    ],
)
def test_what_is_no_data_is_refused_with_its_place(value, pointer):
    with pytest.raises(errors.BoundaryError) as raised:
        call("digest", {"value": value})
    assert (raised.value.code, raised.value.at.pointer) == ("boundary.value", pointer)


def test_a_value_that_holds_the_same_over_and_over_is_refused_before_it_fills_the_memory():
    value = "x" * (1 << 20)
    for _ in range(40):
        value = [value, value]
    with pytest.raises(errors.BoundaryError, match="512 MiB") as raised:
        call("digest", {"value": value})
    assert raised.value.code == "boundary.value"


def test_texts_are_escaped_wherever_they_must_be():
    for stop in [*map(chr, range(0x20)), '"', "\\", "\x7f", "é", "日", "😀"]:
        texts = ["x" * before + stop + "y" * behind for before in range(20) for behind in (0, 5)]
        assert call("normalize", {"value": texts}) == texts
        assert call("normalize", {"value": {text: 1 for text in texts}}) == {text: 1 for text in texts}


def test_shared_values_are_no_circle_and_keys_are_only_keys():
    shared = {"x": 1}
    assert call("digest", {"value": [shared, shared]}) == call("digest", '{"value": [{"x": 1}, {"x": 1}]}')
    assert call("jsonText", {"value": {"__proto__": 1, "__class__": True}}).count("__") == 4


def test_twenty_thousand_calls_leave_memory_flat():
    resource = pytest.importorskip("resource")
    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    text = json.dumps({"before": {"a": [1] * 50}, "after": {"a": [2] * 50}})
    for _ in range(2_000):
        call("diff", text)
    before = peak()
    for _ in range(20_000):
        call("diff", text)
    assert peak() - before < 4_096, "kilobytes grew"
