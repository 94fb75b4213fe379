"""Everything that the engine can do has a method: nobody needs the raw call."""

import doctest
import json
import pathlib

import platform_core
import pytest
from platform_core import (
    Apply,
    Observed,
    Plan,
    Planned,
    Platform,
    Rendered,
    State,
    call,
    documents,
    errors,
    reference,
    reports,
    types,
    values,
)

EXAMPLES = pathlib.Path(__file__).parent / "../../examples"
WORKLOAD = "payment-api/staging/kubernetes/workload"

METHODS = {
    "advance": Apply.record, "apply": Plan.apply, "backstageTemplate": Platform.backstage_template, "check": Plan.check,
    "checkDigest": Plan, "checkStep": Apply.check, "code": reference.code, "codes": reference.codes,
    "compare": Rendered.compare, "comparePath": Platform.compare_path, "compareRevisions": Platform.compare_revisions,
    "diagnosticsText": reports.diagnostics_text, "diff": values.diff, "digest": values.digest, "edit": Platform.edit,
    "explain": Plan.explain, "explanationText": reports.explanation_text, "finish": Apply.finish,
    "freshnessText": reports.freshness_text, "jsonText": values.to_json, "lintPath": Platform.lint_path,
    "lockText": documents.lock_text, "normalize": values.normalize, "parse": Platform.parse, "patch": values.patch,
    "pathUsage": Platform.path_usage, "pinsText": reports.pins_text, "plan": Platform.plan,
    "observeTerraformPlan": documents.observe_terraform_plan, "planAll": Platform.plan_all, "planDigest": Plan, "planHtml": Plan.html, "planMarkdown": Plan.markdown,
    "planSetDigest": Planned.digest.fget, "planSetText": Planned.text, "planText": Plan.text,
    "readTerraformPlan": documents.read_terraform_plan, "release": Apply.release, "render": Platform.render,
    "renderedDigest": Rendered, "resolve": Platform.resolve, "revisionDiffMarkdown": reports.revision_diff_markdown,
    "revisionDiffText": reports.revision_diff_text, "sarif": reports.sarif, "schema": reference.schema,
    "schemas": reference.schemas, "terraformPlan": Plan.terraform, "testPath": Platform.test_path,
    "tolerated": values.tolerated, "touched": Platform.touched, "touchedText": reports.touched_text,
    "validate": Platform.validate, "validateEntities": documents.validate_entities,
    "valueHistory": documents.value_history, "verify": Plan.verify, "yamlText": values.to_yaml,
}  # fmt: skip


@pytest.fixture(scope="module")
def shop():
    return Platform.load(EXAMPLES / "shop")


def test_every_verb_has_a_method():
    assert set(METHODS) == set(platform_core.verbs())
    assert all(callable(method) and method.__doc__ for method in METHODS.values())


@pytest.mark.parametrize("module", [documents, reference, reports, values])
def test_what_the_modules_show_runs(module):
    ran = doctest.testmod(module)
    assert ran.attempted and not ran.failed


def test_what_authors_ask(shop):
    files = {path: one.decode() for path, one in shop.files().items()}
    newest = shop.overview.golden_paths["web-service"][-1]
    version = {"path": "web-service", "version": newest}
    assert shop.test_path("web-service", newest).to_wire() == call("testPath", {"files": files, **version})
    assert isinstance(shop.lint_path("web-service", newest), tuple)
    change = shop.compare_path("web-service", "1.4.0", newest)
    assert change.to_wire() == call(
        "comparePath", {"files": files, "path": "web-service", "before": "1.4.0", "after": newest}
    )
    assert any(use.subject.endswith("payment-api") for use in shop.path_usage("web-service"))
    assert shop.backstage_template("web-service", newest)["kind"] == "Template"
    for path, version in (("web-service", "9.9.9"), ("nothing", newest)):
        with pytest.raises(errors.PathError):
            shop.test_path(path, version)


def test_two_revisions(shop):
    after = shop.edit("cart", set={"/spec/goldenPath/parameters/replicas": 7}).platform
    touched = after.touched(shop)
    assert touched and all(one.subject.endswith("cart") for one in touched)
    assert "cart" in reports.touched_text(touched)
    assert len(after.touched(after, changed=["environments/staging.yaml"])) > 1
    diff = after.compare_revisions(shop, before="main", after=types.Revision(name="seven"), envs="staging")
    assert (diff.before.name, diff.after.name) == ("main", "seven")
    assert [one.plan.subject.rpartition("/")[2] for one in diff.changes] in (["cart"], ["component:default/cart"])
    assert diff == after.compare_revisions(shop, before="main", after="seven", envs="staging", threads=1)
    assert "7" in reports.revision_diff_text(diff, before=shop, after=after)
    assert "cart" in reports.revision_diff_markdown(diff, longest=8192)


def test_plans(shop):
    state = State.empty("payment-api", env="staging")
    plan = shop.plan("payment-api", env="staging", state=state)
    assert plan.html().lower().startswith("<!doctype html>")
    assert all(isinstance(one, types.CheckResult) for one in plan.check())
    assert json.loads(plan.terraform(state, terraform_version="1.9.0"))["resource_changes"]
    planned = shop.plan_all(envs="staging")
    assert "payment-api" in planned.text(width=80) and "payment-api" in planned.markdown(commit="abc")
    assert planned.html().lower().startswith("<!doctype html>")
    plans = [json.loads(one.to_json()) for one in planned]
    assert planned.digest == call("planSetDigest", {"plans": {"formatVersion": "1.0", "failed": [], "ok": plans}})
    rendered = shop.render("payment-api", env="staging")
    assert rendered.compare(shop.render("payment-api", env="production")).after.environment == "production"
    assert reports.freshness_text(plan.verify(state, Observed()))
    assert "replicas" in reports.explanation_text(plan.explain(WORKLOAD, "/spec/replicas"), platform=shop)
    assert "web-service" in reports.pins_text(None, shop.resolve("payment-api", env="staging").pins)


def test_values_documents_and_what_the_engine_knows():
    a, b = {"spec": {"replicas": 2}}, {"spec": {"replicas": 3, "more": None}}
    assert values.patch(a, values.diff(a, b)) == b
    [gone] = values.diff(None)
    assert gone.before is None and isinstance(gone.after, types.Absent) and not values.diff()
    assert values.digest({"b": 1, "a": 2}) == values.digest({"a": 2, "b": 1}) != values.digest(None)
    assert values.normalize(a, target="kubernetes") == a and not values.tolerated(a, desired=a)
    assert json.loads(values.to_json(a)) == a and "replicas: 2" in values.to_yaml(a)
    assert reference.code("plan.stale").code == "plan.stale" and len(reference.codes()) > 50
    with pytest.raises(errors.BoundaryError):
        reference.code("plan.stail")
    assert "golden-path" in {one.name for one in reference.schemas()} and reference.schema("golden-path")["properties"]
    entities, said = documents.validate_entities("kind: [")
    assert not entities and said[0].severity == "error"
    assert "catalog-info.yaml" in reports.diagnostics_text(said)
    assert len(reports.sarif(said)["runs"][0]["results"]) == len(said)
    assert isinstance(documents.lock_text({"formatVersion": "1.0", "subjects": {}}), str)
    assert isinstance(documents.value_history([], WORKLOAD, "/spec"), types.ValueHistory)
    with pytest.raises(errors.PlatformError):
        documents.read_terraform_plan("{}", subject="cart", env="staging")


def test_a_plan_is_made_with_terraforms_own():
    address = "cart/staging/terraform/queue"
    body = {"resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}
    digest = values.digest(body)
    where = {"formatVersion": "1.0", "subject": "component:default/cart", "environment": "staging"}
    state = State({**where, "lineage": "x", "serial": 1, "resources": {address: {"body": body, "digest": digest}}})
    resources = {address: {"address": address, "body": body, "digest": digest, "origins": []}}
    rendered = Rendered({**where, "pins": {}, "origins": [], "targets": {"terraform": {}}, "resources": resources})
    change = {"actions": ["update"], "before": {"delay_seconds": 9}, "after": {"delay_seconds": 0}}
    theirs = {"address": "aws_sqs_queue.jobs", "mode": "managed", "type": "aws_sqs_queue", "name": "jobs", "change": change}
    text = json.dumps({"format_version": "1.2", "resource_changes": [theirs]})
    plan = documents.read_terraform_plan(text, subject="cart", env="staging", rendered=rendered, state=state)
    observed = documents.observe_terraform_plan(plan, rendered=rendered, state=state, observed=Observed())
    (made,) = rendered.plan(state, observed).changes
    assert (made.actions, made.reason) == (("update",), "drift")
    assert made.fields[0].path == "/resource/aws_sqs_queue/jobs/delay_seconds"
    # Where a secret stood before is a reference, whatever is said of it now.
    secret = {"resource": {"aws_sqs_queue": {"jobs": {"delay_seconds": {"$secret": {"store": "vault", "key": "delay"}}}}}}
    known = {address: {"body": secret, "digest": values.digest(secret)}}
    before = State({**where, "lineage": "x", "serial": 1, "resources": known})
    concealed = documents.read_terraform_plan(text, subject="cart", env="staging", state=before)
    assert concealed.changes[0].before["delay_seconds"]["$secret"]["store"] == "observed"
