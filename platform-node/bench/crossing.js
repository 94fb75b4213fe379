"use strict";
// What crossing from Node costs, beside microdiff, in one run. `tests/bench crossing` writes the documents (10,000 resources of
// 52 leaves and 2 kB), installs the peer and runs this. CPU milliseconds of this process, the best of several rounds.

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const microdiff = require("microdiff").default;
const { Observed, Platform, Rendered, State } = require("platform-core");

const [folder, rounds = "5", times] = process.argv.slice(2);
const read = (name) => readFileSync(join(folder, `${name}.json`));

/** Handles that are no longer used are freed between turns of the event loop, so it turns before each round. */
async function best(work, times = Number(rounds)) {
  let least = Infinity;
  for (let round = 0; round < times; round++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
    const begin = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begin);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const row = (name, ms, ratio = "", goal = "") => console.log(`| ${name} | ${ms.toFixed(2)} | ${ratio} | ${goal} |`);

/** Every changed resource, read. */
function walked(plan) {
  let found = 0;
  for (const change of plan.changes) found += change.fields.length;
  return found;
}

function over(rendered, state, observed) {
  const plan = rendered.plan({ state, observed });
  assert.equal(walked(plan), 100);
}

const texts = ["rendered", "state", "observed"].map((name) => read(`some.${name}`));
const fromBytes = () => over(new Rendered(texts[0]), new State(texts[1]), Observed.fromJSON(texts[2]));

const shop = Platform.load(join(folder, "shop"));
const state = State.empty("cart", { env: "staging", lineage: "l" });
const one = () => shop.plan("cart", { env: "staging", state }).summary;

/** Handles that are no longer used are freed between turns of the event loop, so it turns once in a while. */
async function many(calls) {
  for (let call = 0; call < calls; call++) {
    one();
    if (call % 50 === 0) await new Promise(setImmediate);
  }
  globalThis.gc?.();
  await new Promise(setImmediate);
}

async function main() {
  console.log(`Node ${process.version}; 10,000 resources, 1 % changed; CPU ms\n`);
  console.log("| | ms | ratio | goal |\n|---|--:|--:|--:|");
  const [beforeText, afterText] = [read("some.before"), read("some.after")];
  const [before, after] = [JSON.parse(beforeText), JSON.parse(afterText)];

  const theirs = await best(() => {
    let found = 0;
    for (const address in after) found += microdiff(before[address], after[address]).length;
    assert.ok(found >= 100);
  });
  row("microdiff", theirs);
  const handles = [new Rendered(texts[0]), new State(texts[1]), Observed.fromJSON(texts[2])];
  const ours = await best(() => over(...handles));
  row("plan over handles, every changed resource read", ours, `${(theirs / ours).toFixed(1)}× microdiff`, "≥ 5×");
  const loading = await best(() => [JSON.parse(beforeText), JSON.parse(afterText)]);
  row("JSON.parse of both", loading);
  const never = Math.min(...Array.from({ length: 3 }, () => Number(itself("once"))));
  const peers = (ms) => `${((theirs + loading) / ms).toFixed(2)}× JSON.parse and microdiff`;
  row("from bytes never seen, the first call of a process", never, peers(never), "≥ 1×");
  const bytes = await best(fromBytes);
  row("from bytes seen before", bytes, peers(bytes));
  const objects = texts.map((text) => JSON.parse(text));
  const plain = await best(() => over(new Rendered(objects[0]), new State(objects[1]), Observed.fromJSON(objects[2])));
  row("from plain objects", plain, `${(plain / theirs).toFixed(2)}× microdiff's time`, "≤ 4×");

  const [length, megabytes, parsed, decoded, summary] = JSON.parse(itself("decoded"));
  row(`JSON.parse of a plan of ${length} changes, ${megabytes.toFixed(1)} MB`, parsed);
  row("the same plan as data", decoded, `${(decoded / parsed).toFixed(2)}× JSON.parse`, "≤ 1.5×");
  row("its summary", summary, "", "≤ 5 ms");
  const count = 100_000;
  const [each, grown] = JSON.parse(itself("many", String(count)));
  row(`${count} plans of a service, each`, each, `${grown.toFixed(1)} MB more`, "flat");
}

/** What this file says in a process of its own, whose heap holds nothing else. */
const itself = (...what) => execFileSync(process.execPath, ["--expose-gc", __filename, folder, ...what]);

/** What a large plan costs as data, and `JSON.parse` of its text. */
async function decoded() {
  const everything = ["rendered", "state", "observed"].map((name) => read(`all.${name}`));
  const plan = new Rendered(everything[0]).plan({ state: new State(everything[1]), observed: Observed.fromJSON(everything[2]) });
  const text = plan.toJSONText();
  const [parsed, data] = [await best(() => JSON.parse(text), 20), await best(() => plan.document, 20)];
  console.log(JSON.stringify([plan.length, text.length / 1e6, parsed, data, await best(() => plan.summary, 20)]));
}

/** What many calls cost, each, and by how many MB the process grew after the first of them. */
async function calls(count) {
  await many(5_000);
  const first = process.memoryUsage.rss();
  const begin = process.cpuUsage();
  await many(count);
  const { user, system } = process.cpuUsage(begin);
  console.log(JSON.stringify([(user + system) / 1000 / count, (process.memoryUsage.rss() - first) / 2 ** 20]));
}

/** What the first call of a process costs: nothing is seen or compiled. */
function once() {
  const begin = process.cpuUsage();
  fromBytes();
  const { user, system } = process.cpuUsage(begin);
  console.log((user + system) / 1000);
}

if (rounds === "once") once();
else if (rounds === "decoded") decoded();
else if (rounds === "many") calls(Number(times));
else main();
