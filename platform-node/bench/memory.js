"use strict";
// Whether memory stays flat over 100,000 calls from Node: the same calls again and again, in one process each.
//
// `tests/bench calls` runs it. Resident memory of the process in MB, after a tenth of the calls, half of them, and all.

const { execFileSync } = require("node:child_process");
const { cpSync, mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const { FakeExecutor, Observed, Platform, Rendered, State, Workspace, apply, values } = require("platform-core");

const [folder, calls = "100000", only] = process.argv.slice(2);
const CALLS = Number(calls);
const env = "staging";
const WORKLOAD = "cart/staging/kubernetes/workload";
const state = () => State.empty("cart", { env, lineage: "l" });

const ROADS = {
  "a plan of a service": () => {
    const [shop, known] = [Platform.load(folder), state()];
    return () => shop.plan("cart", { env, state: known }).summary;
  },
  "a plan of a service, beside the event loop": () => {
    const [shop, known] = [Platform.load(folder), state()];
    return async () => (await shop.planAsync("cart", { env, state: known })).summary;
  },
  "documents read, planned, a change read": () => {
    const [rendered, known] = [Platform.load(folder).render("cart", { env }).toJSONText(), state().toJSONText()];
    return (number) => {
      // Another text each time: nothing of it was seen before.
      const observed = new Observed({ [WORKLOAD]: `{"kind": "Deployment", "spec": {"replicas": ${number}}}` });
      return new Rendered(rendered).plan({ state: new State(known), observed }).change(0);
    };
  },
  "two objects compared": () => (number) =>
    values.diff({ before: { spec: { replicas: number } }, after: { spec: { replicas: number + 1 } } }),
  "errors thrown": () => {
    const shop = Platform.load(folder);
    return (number) => {
      try {
        shop.plan(`nobody-${number}`, { env });
      } catch {
        return;
      }
      throw new Error("nothing was thrown");
    };
  },
  "applies begun, each hundredth driven to its end": () => {
    const known = state();
    const plan = Platform.load(folder).plan("cart", { env, state: known });
    return (number) => (number % 100 === 0 ? apply(plan, new FakeExecutor(), { state: known }) : plan.begin(known).next());
  },
  "a workspace's status": (ws) => () => ws.status({ subject: "cart", env }),
  "a workspace's plan, an executor of Node's asked": (ws) => () => ws.plan("cart", { env, lock: "leave" }),
};

async function main(name) {
  const copy = mkdtempSync(join(tmpdir(), "platform-core-"));
  cpSync(folder, copy, { recursive: true });
  const ws = await Workspace.open(copy, { executors: { kubernetes: new FakeExecutor() } });
  const work = ROADS[name](ws);
  const seen = [];
  const begin = performance.now();
  for (let number = 0; number < CALLS; number++) {
    await work(number);
    // Handles that are no longer used are freed between turns of the event loop, so it turns once in a while.
    if (number % 50 === 0) await new Promise(setImmediate);
    if ([CALLS / 10, CALLS / 2, CALLS].includes(number + 1)) {
      for (let turn = 0; turn < 3; turn++) {
        globalThis.gc?.();
        await new Promise(setImmediate);
      }
      seen.push(process.memoryUsage.rss() / 2 ** 20);
    }
  }
  const spent = (performance.now() - begin) / CALLS;
  await ws.close();
  rmSync(copy, { recursive: true, force: true });
  const grown = seen.at(-1) - seen[0];
  const cells = [name, spent.toFixed(2), ...seen.map((one) => one.toFixed(1)), (grown < 0 ? "" : "+") + grown.toFixed(1)];
  console.log(`| ${cells.join(" | ")} |`);
}

if (only !== undefined) {
  main(only);
} else {
  console.log(`Node ${process.version}, ${CALLS.toLocaleString("en")} calls\n`);
  console.log("| | ms each | after a tenth, MB | after half | after all | grown |\n|---|--:|--:|--:|--:|--:|");
  for (const name of Object.keys(ROADS)) {
    execFileSync(process.execPath, [...process.execArgv, __filename, folder, calls, name], { stdio: "inherit" });
  }
}
