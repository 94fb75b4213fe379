"use strict";

const assert = require("node:assert/strict");
const { createServer } = require("node:http");
const { join } = require("node:path");
const { test } = require("node:test");

const { FakeExecutor, Observed, Plan, Platform, State, apply } = require("platform-core");

const EXAMPLES = process.env.PLATFORM_EXAMPLES ?? join(__dirname, "../../examples");
const shop = Platform.load(join(EXAMPLES, "shop"));
const asked = { env: "staging" };

function begun(subject = "payment-api") {
  const state = State.empty(subject, { ...asked, lineage: "l" });
  return { state, plan: shop.plan(subject, { ...asked, state }) };
}

/** What is there, as the next plan takes it. */
const seen = (executor) => new Observed(Object.fromEntries(executor.bodies));

test("what was applied needs no second plan", async () => {
  const { state, plan } = begun();
  const executor = new FakeExecutor();
  const progress = [];
  const done = await apply(plan, executor, { state, onProgress: (event) => progress.push(event.kind.kind) });
  assert.equal(executor.calls.length, plan.document.steps.length);
  assert.equal(progress.length, 2 * executor.calls.length);
  assert.equal(done.state.document.serial, 1);
  assert.equal(done.state.document.applying, undefined);
  const second = shop.plan("payment-api", { ...asked, state: done.state, observed: seen(executor) });
  assert.equal(second.hasChanges, false, second.text());
});

test("several steps run at once, as many as may", async () => {
  const { state, plan } = begun();
  let now = 0;
  let most = 0;
  const executor = {
    async perform() {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now--;
    },
  };
  await apply(plan, executor, { state, parallelism: 3 });
  assert.equal(most, 3);
});

test("what an executor throws arrives as itself, and the rest goes on", async () => {
  const { state, plan } = begun();
  const failing = "payment-api/staging/kubernetes/workload";
  const error = new RangeError("no room");
  const executor = new FakeExecutor({ fails: { [failing]: error } });
  let last;
  await assert.rejects(apply(plan, executor, { state, onEvent: (_, running) => void (last = running) }), error);
  assert.ok(executor.calls.length > 1);
  // The journal says how to go on: in another process it would be read from where it was stored.
  const journal = last.journalText();
  const stored = new State(last.state.toJSONText());
  const again = new Plan(plan.toJSONText(), plan.renderedText());
  const before = executor.calls.length;
  const done = await apply(again, executor, { state: stored, journal });
  assert.ok(executor.calls.length > before);
  assert.equal(executor.calls.filter((call) => call.endsWith(failing)).length, 2);
  assert.equal(done.state.document.applying, undefined);
  const second = shop.plan("payment-api", { ...asked, state: done.state, observed: seen(executor) });
  assert.equal(second.hasChanges, false, second.text());
});

test("an apply that is aborted stops its executors and can be gone on with", async () => {
  const { state, plan } = begun("cart");
  const stop = new AbortController();
  const reason = new Error("enough");
  const keeper = new FakeExecutor();
  const slow = {
    async perform(work, { signal }) {
      if (keeper.calls.length === 2) {
        setTimeout(() => stop.abort(reason), 1);
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
      }
      return keeper.perform(work, { signal });
    },
  };
  let last;
  const settings = { state, parallelism: 1, signal: stop.signal, onEvent: (_, running) => void (last = running) };
  await assert.rejects(apply(plan, slow, settings), reason);
  assert.equal(keeper.calls.length, 2);
  assert.notEqual(last.state.document.applying, undefined);
  const done = await apply(plan, keeper, { state: last.state, journal: last.journalText() });
  assert.equal(done.state.document.applying, undefined);
  await assert.rejects(apply(plan, keeper, { state, signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("what changed since the plan is found before a step begins", async () => {
  const { state, plan } = begun("cart");
  const executor = new FakeExecutor();
  const [{ address }] = plan.document.steps;
  executor.bodies.set(address, { somebody: "else made it" });
  await assert.rejects(apply(plan, executor, { state }), { category: "plan" });
  assert.deepEqual(executor.bodies.get(address), { somebody: "else made it" });
});

test("a plan is applied once", async () => {
  const { state, plan } = begun("cart");
  const done = await apply(plan, new FakeExecutor(), { state });
  await assert.rejects(apply(plan, new FakeExecutor(), { state: done.state }), { code: "plan.stale" });
});

test("executors are found by target, and a missing one is told", async () => {
  const { state, plan } = begun("cart");
  await assert.rejects(apply(plan, { nothing: new FakeExecutor() }, { state }), /no executor for the target/);
});

test("an executor of one's own: tickets in another system", async (context) => {
  // A small ticket system that fails once in a while, and knows a ticket by the key that it was opened with.
  const tickets = new Map();
  let requests = 0;
  const server = createServer((request, response) => {
    if (++requests % 3 === 0) return void response.writeHead(503).end();
    const key = request.url.slice("/tickets/".length);
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      if (request.method === "PUT") tickets.set(key, JSON.parse(body));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ number: [...tickets.keys()].indexOf(key) + 1 }));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}`;
  /** Opens a ticket for each step; the same step asked twice is the same ticket. */
  class Tickets {
    async perform(work, { signal }) {
      const request = { method: "PUT", body: JSON.stringify({ action: work.step.action, body: work.body }), signal };
      for (let attempt = 1; ; attempt++) {
        const answer = await fetch(`${url}/tickets/${encodeURIComponent(work.step.address)}`, request);
        if (answer.ok) return { identity: `ticket ${(await answer.json()).number}` };
        await answer.arrayBuffer();
        if (attempt === 3) throw new Error(`the ticket system answers ${answer.status}`);
      }
    }
  }
  const { state, plan } = begun("cart");
  const done = await apply(plan, new Tickets(), { state, parallelism: 2 });
  assert.equal(tickets.size, plan.document.steps.length);
  const known = Object.values(done.state.document.resources);
  assert.ok(known.every((one) => /^ticket \d+$/.test(one.identity)), JSON.stringify(known.map((one) => one.identity)));
});

test("where events can't be stored nothing more is done", async () => {
  const { state, plan } = begun("cart");
  const error = new Error("the disk is full");
  const executor = new FakeExecutor();
  const onEvent = () => Promise.reject(error);
  await assert.rejects(apply(plan, executor, { state, parallelism: 2, onEvent }), error);
  assert.deepEqual(executor.calls, []);
});
