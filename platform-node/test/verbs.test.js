"use strict";
// Everything that the engine can do has a method: nobody needs the raw call.

const assert = require("node:assert/strict");
const { join } = require("node:path");
const { test } = require("node:test");

const { Apply, Observed, Plan, Platform, Rendered, State, call, documents, reference, reports, values, verbs } = require("platform-core");

const EXAMPLES = process.env.PLATFORM_EXAMPLES ?? join(__dirname, "../../examples");
const env = "staging";
const WORKLOAD = "payment-api/staging/kubernetes/workload";
const shop = Platform.load(join(EXAMPLES, "shop"));

const METHODS = {
  advance: Apply.prototype.record, apply: Plan.prototype.begin, backstageTemplate: Platform.prototype.backstageTemplate,
  check: Plan.prototype.check, checkDigest: Plan, checkStep: Apply.prototype.check, code: reference.code,
  codes: reference.codes, compare: Rendered.prototype.compare, comparePath: Platform.prototype.comparePath,
  compareRevisions: Platform.prototype.compareRevisions, diagnosticsText: reports.diagnosticsText, diff: values.diff,
  digest: values.digest, edit: Platform.prototype.edit, explain: Plan.prototype.explain,
  explanationText: reports.explanationText, finish: Apply.prototype.finish, freshnessText: reports.freshnessText,
  jsonText: values.toJSONText, lintPath: Platform.prototype.lintPath, lockText: documents.lockText,
  normalize: values.normalize, parse: Platform.parse, patch: values.patch, pathUsage: Platform.prototype.pathUsage,
  pinsText: reports.pinsText, plan: Platform.prototype.plan, planAll: Platform.prototype.planAll,
  planDigest: Plan, planHtml: Plan.prototype.html, planMarkdown: Plan.prototype.markdown,
  observeTerraformPlan: documents.observeTerraformPlan, planSetDigest: reports.plansDigest, planSetText: reports.plansText, planText: Plan.prototype.text,
  readTerraformPlan: documents.readTerraformPlan, release: Apply.prototype.release, render: Platform.prototype.render,
  renderedDigest: Rendered, resolve: Platform.prototype.resolve, revisionDiffMarkdown: reports.revisionDiffMarkdown,
  revisionDiffText: reports.revisionDiffText, sarif: reports.sarif, schema: reference.schema, schemas: reference.schemas,
  terraformPlan: Plan.prototype.terraform, testPath: Platform.prototype.testPath, tolerated: values.tolerated,
  touched: Platform.prototype.touched, touchedText: reports.touchedText, validate: Platform.prototype.validate,
  validateEntities: documents.validateEntities, valueHistory: documents.valueHistory, verify: Plan.prototype.verify,
  yamlText: values.toYAML,
};

test("every verb has a method", () => {
  assert.deepEqual(Object.keys(METHODS).sort(), [...verbs().keys()].sort());
  for (const [verb, method] of Object.entries(METHODS)) assert.equal(typeof method, "function", verb);
});

const files = Object.fromEntries([...shop.files()].map(([path, bytes]) => [path, String(bytes)]));
const newest = shop.overview.goldenPaths["web-service"].at(-1);

test("what authors ask", () => {
  const version = { path: "web-service", version: newest };
  const report = shop.testPath("web-service", newest);
  assert.deepEqual(report, call("testPath", { files, ...version }).value);
  assert.deepEqual(shop.lintPath("web-service", newest), call("lintPath", { files, ...version }).diagnostics);
  assert.deepEqual(shop.comparePath("web-service", "1.4.0", newest), call("comparePath", { files, path: "web-service", before: "1.4.0", after: newest }).value);
  assert.ok(shop.pathUsage("web-service").some((use) => use.subject.endsWith("payment-api")));
  assert.equal(shop.backstageTemplate("web-service", newest).kind, "Template");
  assert.throws(() => shop.testPath("web-service", "9.9.9"), { category: "path" });
  assert.throws(() => shop.testPath("nothing", newest), { category: "path" });
});

test("two revisions", async () => {
  const { platform } = shop.edit({ subjects: "cart", set: { "/spec/goldenPath/parameters/replicas": 7 } });
  const touched = platform.touched(shop);
  assert.ok(touched.length > 0 && touched.every((one) => one.subject.endsWith("cart")));
  assert.match(reports.touchedText(touched), /cart/);
  assert.ok(platform.touched(platform, { changed: ["environments/staging.yaml"] }).length > 1);
  const diff = platform.compareRevisions(shop, { before: "main", after: { name: "seven" }, envs: env });
  assert.deepEqual([diff.before.name, diff.after.name], ["main", "seven"]);
  assert.ok(diff.changes.length === 1 && diff.changes[0].plan.subject.endsWith("cart"));
  assert.deepEqual(await platform.compareRevisionsAsync(shop, { before: "main", after: "seven", envs: env }), diff);
  await assert.rejects(platform.compareRevisionsAsync(shop, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.match(reports.revisionDiffText(diff, { before: shop, after: platform }), /7/);
  assert.match(reports.revisionDiffMarkdown(diff), /cart/);
});

test("plans", () => {
  const state = State.empty("payment-api", { env });
  const plan = shop.plan("payment-api", { env, state });
  assert.match(plan.html(), /^<!DOCTYPE html>/i);
  assert.ok(Array.isArray(plan.check()));
  const waiver = "apiVersion: platform-core.dev/v1alpha1\nkind: Waiver\nmetadata: {name: slow}\nspec: {rule: deadline/override/slow-drain, owner: team-payments, reason: late, until: 2028-06-01}\n";
  const waived = Platform.parse(shop.files().set("waivers/payment-api.yaml", waiver));
  const waivers = Object.values(waived.overview.waivers);
  const there = { env: "production", state: State.empty("payment-api", { env: "production" }) };
  const verdict = (now) => waived.plan("payment-api", there).check({ now, waivers });
  const kinds = ["2028-01-01T00:00:00Z", "2028-06-01T00:00:00Z"].map((now) => verdict(now).map((one) => one.verdict.kind));
  assert.deepEqual(kinds, [["waived"], ["fail"]]);
  assert.ok(JSON.parse(plan.terraform({ state, terraformVersion: "1.9.0" })).resource_changes.length > 0);
  const planned = shop.planAll({ envs: env });
  assert.ok(reports.plansText(planned, { width: 80 }).includes("payment-api"));
  assert.match(reports.plansMarkdown(planned, { commit: "abc" }), /payment-api/);
  assert.match(reports.plansHTML([plan]), /^<!DOCTYPE html>/i);
  assert.equal(reports.plansDigest(planned), call("planSetDigest", { plans: { formatVersion: "1.0", failed: [], ok: planned.ok.map((one) => one.document) } }).value);
  const rendered = shop.render("payment-api", { env });
  const comparison = rendered.compare(shop.render("payment-api", { env: "production" }));
  assert.equal(comparison.after.environment, "production");
  assert.match(reports.freshnessText(plan.verify(state, new Observed())), /\S/);
  assert.match(reports.explanationText(plan.explain(WORKLOAD, "/spec/replicas"), { platform: shop }), /replicas/);
  assert.match(reports.pinsText({ after: shop.resolve("payment-api", { env }).pins }), /web-service/);
});

test("values, documents and what the engine knows", () => {
  const [a, b] = [{ spec: { replicas: 2 } }, { spec: { replicas: 3, more: null } }];
  const changes = values.diff({ before: a, after: b });
  assert.deepEqual(values.patch(a, changes), b);
  const [gone] = values.diff({ before: null });
  assert.ok(gone.before === null && !("after" in gone) && values.diff({}).length === 0);
  assert.equal(values.digest({ b: 1, a: 2 }), values.digest({ a: 2, b: 1 }));
  assert.deepEqual(values.normalize(a, { target: "kubernetes" }), a);
  assert.deepEqual(values.tolerated({ observed: a, desired: a }), []);
  assert.equal(JSON.parse(values.toJSONText(a)).spec.replicas, 2);
  assert.match(values.toYAML(a), /replicas: 2/);
  assert.equal(reference.code("plan.stale").code, "plan.stale");
  assert.throws(() => reference.code("plan.stail"), { code: "boundary.input" });
  assert.ok(reference.codes().length > 50 && reference.schemas().some((one) => one.name === "golden-path"));
  assert.ok(reference.schema("golden-path").properties);
  const { entities, diagnostics } = documents.validateEntities("kind: [");
  assert.ok(entities.length === 0 && diagnostics[0].severity === "error");
  assert.match(reports.diagnosticsText(diagnostics), /catalog-info.yaml/);
  assert.equal(reports.sarif({ diagnostics }).runs[0].results.length, diagnostics.length);
  assert.match(documents.lockText({ formatVersion: "1.0", subjects: {} }), /formatVersion|\S*/);
  assert.deepEqual(documents.valueHistory([], WORKLOAD, "/spec").changes ?? [], []);
  assert.throws(() => documents.readTerraformPlan("{}", { subject: "cart", env }), { category: /./ });
});

test("a plan is made with Terraform's own", () => {
  const address = "cart/staging/terraform/queue";
  const body = { resource: { aws_sqs_queue: { jobs: { name: "jobs" } } } };
  const digest = values.digest(body);
  const where = { formatVersion: "1.0", subject: "component:default/cart", environment: "staging" };
  const state = new State({ ...where, lineage: "x", serial: 1, resources: { [address]: { body, digest } } });
  const resources = { [address]: { address, body, digest, origins: [] } };
  const rendered = new Rendered({ ...where, pins: {}, origins: [], targets: { terraform: {} }, resources });
  const change = { actions: ["update"], before: { delay_seconds: 9 }, after: { delay_seconds: 0 } };
  const theirs = { address: "aws_sqs_queue.jobs", mode: "managed", type: "aws_sqs_queue", name: "jobs", change };
  const text = JSON.stringify({ format_version: "1.2", resource_changes: [theirs] });
  const plan = documents.readTerraformPlan(text, { subject: "cart", env, rendered, state });
  const observed = documents.observeTerraformPlan(plan, { rendered, state, observed: new Observed() });
  const [made] = rendered.plan({ state, observed }).changes;
  assert.deepEqual([made.actions, made.reason], [["update"], "drift"]);
  assert.equal(made.fields[0].path, "/resource/aws_sqs_queue/jobs/delay_seconds");
  // Where a secret stood before is a reference, whatever is said of it now.
  const secret = { resource: { aws_sqs_queue: { jobs: { delay_seconds: { $secret: { store: "vault", key: "delay" } } } } } };
  const known = { [address]: { body: secret, digest: values.digest(secret) } };
  const before = new State({ ...where, lineage: "x", serial: 1, resources: known });
  const concealed = documents.readTerraformPlan(text, { subject: "cart", env, state: before });
  assert.equal(concealed.changes[0].before.delay_seconds.$secret.store, "observed");
});
