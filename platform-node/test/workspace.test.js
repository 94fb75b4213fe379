"use strict";
// Workspaces: what Node plans and applies with a store, lock files and executors of its own.

const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, existsSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { once } = require("node:events");
const { test } = require("node:test");

const { FakeExecutor, Observed, Platform, PlatformError, State, Workspace } = require("platform-core");

const EXAMPLES = process.env.PLATFORM_EXAMPLES ?? join(__dirname, "../../examples");
const FAILING = "cart/staging/kubernetes/workload";
const REPLICAS = "/spec/goldenPath/parameters/replicas";
const env = "staging";

/** A copy of an example that is the test's own. */
function copy(context, example = "shop") {
  const folder = mkdtempSync(join(tmpdir(), "platform-core-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(EXAMPLES, example), join(folder, example), { recursive: true });
  return join(folder, example);
}

test("plan, apply, plan again", async (context) => {
  const ws = await Workspace.open(copy(context), { actor: "ada" });
  const plan = await ws.plan("cart", { env });
  assert.ok(plan.basis === "state" && plan.isApplicable && plan.hasChanges);
  const events = [];
  const report = await ws.apply(plan, { onProgress: (event) => void events.push(event) });
  assert.deepEqual(report.applied.map((one) => [one.verdict, one.serial]), [["succeeded", 1]]);
  assert.equal(events[0].kind, "planStarted");
  assert.equal(events.at(-1).kind, "planEnded");
  assert.equal(events.filter((event) => event.kind === "stepEnded").length, events[0].steps);
  assert.equal((await ws.plan("cart", { env })).hasChanges, false);
  await assert.rejects(ws.apply(plan), { code: "plan.stale" });
  const [entry] = await ws.history({ subject: "cart" });
  assert.deepEqual([entry.actor, entry.serial, entry.planDigest], ["ada", 1, plan.digest]);
  assert.equal((await ws.release("cart", { env, serial: 1 })).planDigest, plan.digest);
  assert.ok(await ws.valueHistory(FAILING, "/spec/replicas"));
  const status = await ws.status({ env });
  assert.equal(status.find((one) => one.subject === "cart").serial, 1);
  await ws.close();
  await assert.rejects(ws.status(), /closed/);
});

test("promote and roll back", async (context) => {
  const ws = await Workspace.open(copy(context));
  const [env, promoteFrom] = ["production", "staging"];
  await assert.rejects(ws.plan("cart", { env, promoteFrom }), { code: "state.release_unknown" });
  await ws.deploy("cart", { env: promoteFrom });
  const [plan] = await ws.planDeploy("cart", { env, promoteFrom });
  assert.equal(plan.intent, "promote");
  await ws.apply(plan);
  await ws.edit({ subjects: "cart", set: { "/spec/goldenPath/environments/production/parameters/replicas": 7 } });
  await ws.deploy("cart", { env });
  assert.ok((await ws.plan("cart", { env, options: { intent: "rollback" } })).summary.update > 0);
  await ws.deploy("cart", { env, rollbackTo: 1 });
  await assert.rejects(ws.deploy("cart", { env }), { code: "plan.held" });
  const planned = await ws.planAll({ envs: env, subjects: "cart", rollbackTo: 2 });
  assert.deepEqual(planned.ok.map((plan) => plan.intent), ["rollback"]);
  await ws.close();
});

test("deploy with an image", async (context) => {
  const ws = await Workspace.open(copy(context, "hello"));
  const image = `registry.example/hello@sha256:${"a".repeat(64)}`;
  await assert.rejects(ws.deploy("hello", { env, images: `nothing=${image}` }), { code: "path.artifact_missing" });
  let heard = 0;
  const onProgress = async () => void (await null, heard++);
  await ws.deploy("hello", { env, images: [image], onProgress });
  assert.ok(heard > 0);
  assert.ok((await ws.planDeploy("hello", { env })).every((plan) => !plan.hasChanges));
  assert.equal((await ws.resolve("hello", { env })).pins.artifacts.app.digest, `sha256:${"a".repeat(64)}`);
  assert.ok((await ws.render("hello", { env })).addresses.length > 0);
  await ws.close();
});

test("plans of many", async (context) => {
  const ws = await Workspace.open(copy(context));
  const planned = await ws.planAll({ envs: ["staging", "-"] });
  assert.ok(planned.ok.length > 10 && planned.failed.length === 0 && planned.groups.length > 0);
  assert.equal((await ws.apply(planned)).applied.length, planned.ok.length);
  assert.ok((await ws.planAll({ envs: ["staging", "-"] })).ok.every((plan) => !plan.hasChanges));
  await assert.rejects(ws.planAll({ envs: "nowhere" }), { category: "graph" });
  await ws.close();
  const shop = Platform.load(join(EXAMPLES, "shop"));
  const state = State.empty("cart", { env, lineage: "l" });
  const observed = new Observed({}, { absent: [FAILING] });
  const asked = { subjects: ["cart"], envs: env, states: [state], observed: [{ subject: "cart", env, observed }] };
  const [one] = shop.planAll(asked).ok;
  assert.equal(one.digest, shop.plan("cart", { env, state, observed }).digest);
  assert.equal((await shop.planAllAsync(asked)).ok[0].digest, one.digest);
  assert.throws(() => shop.planAll({ labels: "=x" }), { code: "boundary.input" });
});

test("files are edited", async (context) => {
  const folder = copy(context);
  const ws = await Workspace.open(folder);
  const edits = { subjects: "cart", set: { [REPLICAS]: 4 } };
  const { files, platform } = ws.platform.edit(edits);
  const [[file, text]] = Object.entries(files);
  assert.equal(String(platform.files().get(file)), text);
  assert.equal((await ws.edit({ ...edits, write: false })).written, false);
  assert.notEqual(readFileSync(join(folder, file), "utf8"), text);
  assert.equal((await ws.edit(edits)).written, true);
  assert.equal(readFileSync(join(folder, file), "utf8"), text);
  assert.equal((await ws.plan("cart", { env })).explain(FAILING, "/spec/replicas").value, 4);
  await assert.rejects(ws.edit({ subjects: "cart", set: { [REPLICAS]: "many" } }), PlatformError);
  await assert.rejects(ws.edit({ set: { [REPLICAS]: 1 } }), /name the subjects/);
  assert.ok(Array.isArray(await ws.lock({ subjects: "cart", update: true })));
  writeFileSync(join(folder, file), readFileSync(join(folder, file), "utf8").replace("web-service@^1", "web-service@^9"));
  await ws.reload();
  await assert.rejects(ws.lock({ update: true }), { code: "path.not_found" });
  await ws.close();
});

test("golden paths are published", async (context) => {
  const folder = copy(context, "hello");
  const ws = await Workspace.open(folder);
  await assert.rejects(ws.publishPaths("web"), { code: "path.untested" });
  await assert.rejects(ws.publishPaths(["wep@1.0.0"]), { code: "path.not_found" });
  const path = join(folder, "golden-paths/web");
  mkdirSync(join(path, "1.0.0/tests"));
  const cases = "[{name: one, given: {parameters: {port: 8080}}, expect: {fields: {workload: {/spec/replicas: 1}}}}]";
  const head = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPathTest\nmetadata: {name: replicas}\n";
  writeFileSync(join(path, "1.0.0/tests/replicas.yaml"), `${head}spec: {cases: ${cases}}\n`);
  await ws.reload();
  await assert.rejects(ws.publishPaths([], { check: true }), { code: "path.version" });
  assert.equal(existsSync(join(path, "published.lock")), false);
  const [one] = await ws.publishPaths("web@1.0.0");
  assert.deepEqual([one.path, one.version, one.change, one.files.length], ["web", "1.0.0", null, 2]);
  assert.ok(one.files.every((file) => existsSync(join(folder, file))));
  assert.deepEqual(await ws.publishPaths(undefined, { check: true }), []);
  await ws.close();
});

test("an executor of one's own sees drift, and several steps run at once", async (context) => {
  const keeper = new FakeExecutor();
  let now = 0;
  let most = 0;
  let three;
  // Who comes first waits for the others, however slow the machine is.
  const together = new Promise((resolve) => (three = resolve));
  const late = setTimeout(three, 20_000);
  const kubernetes = {
    observe: (work) => keeper.observe(work),
    async perform(work, { signal }) {
      most = Math.max(most, ++now);
      if (most === 3) three();
      await together;
      now--;
      return keeper.perform(work, { signal });
    },
  };
  const ws = await Workspace.open(copy(context), { executors: { kubernetes } });
  await ws.apply(await ws.plan("cart", { env }), { parallelism: 3 });
  clearTimeout(late);
  assert.equal(most, 3);
  assert.equal((await ws.plan("cart", { env })).hasChanges, false);
  keeper.bodies.delete(FAILING);
  assert.equal((await ws.plan("cart", { env })).get(FAILING).reason, "deletedOutside");
  await ws.close();
});

test("what an executor throws arrives as itself", async (context) => {
  const error = new RangeError("no room");
  const kubernetes = new FakeExecutor({ fails: { [FAILING]: error } });
  const folder = copy(context);
  const ws = await Workspace.open(folder, { executors: { kubernetes } });
  await assert.rejects(ws.deploy("cart", { env }), (thrown) => thrown === error);
  kubernetes.fails.set(FAILING, error);
  const { failed } = (await ws.deploy("cart", { env, check: false })).applied.at(-1);
  assert.deepEqual([failed[0].diagnostic.message, failed[0].diagnostic.outcome], ["no room", "unknown"]);
  await ws.deploy("cart", { env });
  await ws.close();
  const blind = { observe: () => Promise.reject(error), perform() {} };
  const other = await Workspace.open(folder, { executors: { kubernetes: blind } });
  await assert.rejects(other.plan("cart", { env }), (thrown) => thrown === error);
  assert.equal((await other.planAll({ subjects: "cart", envs: env })).failed[0].diagnostics[0].message, "no room");
  await other.close();
});

test("an executor that answers for many", async (context) => {
  const [bodies, looks, asked] = [new Map(), [], []];
  const kubernetes = {
    observeMany: (work) => (looks.push(work.length), work.map((one) => bodies.get(one.step.address))),
    perform: (work) => void bodies.set(work.step.address, work.body),
    rehearse: async (work, earlier, { signal }) => void asked.push([work.length, earlier.length, signal.aborted]),
    unready: (resources) => (asked.push(resources.length), "no pod is ready"),
  };
  const ws = await Workspace.open(copy(context), { executors: { kubernetes } });
  await ws.deploy("cart", { env });
  assert.ok(looks[0] > 1);
  assert.deepEqual(asked, [[looks[0], 0, false]]);
  await assert.rejects(ws.deploy("cart", { env }), { code: "exec.failed", message: /no pod is ready/ });
  assert.equal(asked.at(-1), bodies.size);
  const error = new RangeError("no route");
  kubernetes.observeMany = (work) => work.map(() => error);
  await assert.rejects(ws.plan("cart", { env }), (thrown) => thrown === error);
  kubernetes.observeMany = () => [];
  await assert.rejects(ws.plan("cart", { env }), { code: "exec.unreadable" });
  await ws.close();
});

test("what a target would refuse is begun nowhere", async (context) => {
  const folder = copy(context);
  const kubernetes = new FakeExecutor({ refuses: { [FAILING]: "too large" } });
  const ws = await Workspace.open(folder, { executors: { kubernetes } });
  await assert.rejects(ws.deploy("cart", { env }), { message: new RegExp(`${FAILING}: too large`) });
  assert.ok(kubernetes.calls.length === 0 && !existsSync(join(folder, "deploy")));
  assert.ok((await ws.status({ subject: "cart" })).every((one) => one.applying === null));
  kubernetes.refuses.clear();
  await ws.deploy("cart", { env });
  kubernetes.notReady.set(FAILING, "no pod is ready");
  const report = await ws.deploy("cart", { env, check: false });
  assert.equal(report.applied.at(-1).refused.message, `${FAILING}: no pod is ready`);
  kubernetes.notReady.clear();
  await ws.deploy("cart", { env });
  const error = new RangeError("no room");
  kubernetes.rehearse = () => Promise.reject(error);
  await assert.rejects(ws.deploy("payment-api", { env }), (thrown) => thrown === error);
  await ws.close();
});

test("what is left is asked about first, unless it is told not to", async (context) => {
  const kubernetes = new FakeExecutor();
  const ws = await Workspace.open(copy(context), { executors: { kubernetes } });
  const error = new RangeError("enough");
  const onProgress = (event) => {
    if (event.kind === "stepEnded") throw error;
  };
  await assert.rejects(ws.deploy("cart", { env, parallelism: 1, onProgress }), (thrown) => thrown === error);
  kubernetes.refuses.set(FAILING, "too large");
  await assert.rejects(ws.resume({ subject: "cart" }), { message: new RegExp(`${FAILING}: too large`) });
  assert.equal((await ws.resume({ subject: "cart", noRehearsal: true })).applied.at(-1).verdict, "succeeded");
  await ws.close();
});

test("an aborted apply aborts its executors and is resumed", async (context) => {
  const folder = copy(context);
  const stop = new AbortController();
  const reason = new Error("enough");
  const keeper = new FakeExecutor();
  const kubernetes = {
    async perform(work, { signal }) {
      if (keeper.calls.length === 2) {
        setTimeout(() => stop.abort(reason), 5);
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
      }
      return keeper.perform(work, { signal });
    },
  };
  const ws = await Workspace.open(folder, { executors: { kubernetes } });
  await assert.rejects(ws.deploy("cart", { env, parallelism: 1, signal: stop.signal }), (thrown) => thrown === reason);
  assert.notEqual((await ws.status({ subject: "cart", env }))[0].applying, null);
  await ws.close();
  const repeated = [];
  const again = { perform: (work, more) => (repeated.push(work.repeated === true), keeper.perform(work, more)) };
  const other = await Workspace.open(folder, { executors: { kubernetes: again } });
  await other.resume();
  assert.equal(repeated.filter(Boolean).length, 1);
  assert.ok((await other.planDeploy("cart", { env })).every((plan) => !plan.hasChanges));
  await assert.rejects(other.resume(), { code: "state.unchanged" });
  await assert.rejects(other.plan("cart", { env, signal: AbortSignal.abort() }), { name: "AbortError" });
  await other.close();
});

test("an executor that never ends is given up", async (context) => {
  const stop = new AbortController();
  const kubernetes = { perform: () => (setTimeout(() => stop.abort(), 5), new Promise(() => {})) };
  const ws = await Workspace.open(copy(context), { executors: { kubernetes }, grace: 50 });
  await assert.rejects(ws.deploy("cart", { env, signal: stop.signal }), { name: "AbortError" });
  await ws.close();
});

test("where nobody can be told the apply stops", async (context) => {
  const error = new Error("the disk is full");
  const ws = await Workspace.open(copy(context));
  const onProgress = (event) => {
    if (event.kind === "stepEnded") throw error;
  };
  await assert.rejects(ws.deploy("cart", { env, parallelism: 1, onProgress }), (thrown) => thrown === error);
  await ws.resume();
  await ws.close();
});

test("what is wrong is said at once", async (context) => {
  const folder = copy(context);
  await assert.rejects(Workspace.open(join(folder, "nothing-is-here")), { category: "store" });
  await assert.rejects(Workspace.open(folder, { executors: { kubernets: new FakeExecutor() } }), /did you mean `kubernetes`/);
  const ws = await Workspace.open(folder);
  await assert.rejects(ws.plan("crat", { env }), { code: "graph.subject_unknown" });
  await ws.close();
});

const KILLED = `
const { FakeExecutor, Workspace } = require("platform-core");
class Slow extends FakeExecutor {
  async perform(work, more) {
    console.log(work.step.address);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return super.perform(work, more);
  }
}
Workspace.open(process.argv[1], { executors: { kubernetes: new Slow() } })
  .then((ws) => ws.deploy("payment-api", { env: "staging", parallelism: 1 }));
`;

test("a killed process is gone on with in another", async (context) => {
  const folder = copy(context);
  const child = spawn(process.execPath, ["-e", KILLED, folder], { cwd: __dirname, stdio: ["ignore", "pipe", "inherit"] });
  let lines = 0;
  for await (const chunk of child.stdout) {
    lines += String(chunk).split("\n").length - 1;
    if (lines >= 3) break;
  }
  const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
  child.kill("SIGKILL");
  await ended;
  const kubernetes = new FakeExecutor();
  const ws = await Workspace.open(folder, { executors: { kubernetes } });
  assert.equal((await ws.resume()).applied.at(-1).verdict, "succeeded");
  assert.ok(kubernetes.calls.length > 0);
  await ws.close();
});

test("the command", (context) => {
  const folder = copy(context);
  const command = join(__dirname, "../node_modules/.bin/platform-core");
  assert.ok(existsSync(command) && existsSync(join(command, "../platform")));
  const platform = (...words) => spawnSync(process.execPath, [command, ...words], { cwd: folder, encoding: "utf8" });
  assert.match(platform("--version").stdout, /^platform \d/);
  const plan = platform("plan", "cart", "--env", env, "--detailed-exitcode", "--output", "json");
  assert.equal(plan.status, 2, plan.stderr);
  assert.ok(JSON.parse(plan.stdout));
  assert.equal(platform("plan", "crat", "--env", env).status, 3);
  assert.equal(platform("--no-such-thing").status, 64);
  assert.equal(platform("apply", "--service", "cart", "--env", env, "--yes").status, 0);
  assert.equal(platform("plan", "cart", "--env", env, "--detailed-exitcode").status, 0);
});

test("the command stops at Ctrl-C", async (context) => {
  const folder = copy(context);
  const command = join(__dirname, "../node_modules/.bin/platform");
  const child = spawn(process.execPath, [command, "apply", "--all", "--yes"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const exit = once(child, "exit");
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (told += text));
  while (!existsSync(join(folder, "deploy")) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGINT");
  const [code] = await exit;
  assert.equal(code, 8, told);
  const resumed = spawnSync(process.execPath, [command, "apply", "--resume"], { cwd: folder, encoding: "utf8" });
  assert.equal(resumed.status, 0, resumed.stderr);
});

test("where no target is delegated no tool is asked", async (context) => {
  const ws = await Workspace.open(copy(context));
  const plans = await ws.planDeploy("cart", { env, askTools: true });
  assert.deepEqual(plans.map((plan) => plan.digest), (await ws.planDeploy("cart", { env })).map((plan) => plan.digest));
  assert.ok((await ws.planAll({ subjects: ["cart"], askTools: true })).ok.length > 0);
  assert.ok((await ws.deploy("cart", { env, askTools: true })).applied.length > 0);
});
