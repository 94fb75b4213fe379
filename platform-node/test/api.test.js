"use strict";

const assert = require("node:assert/strict");
const { readFileSync, readdirSync } = require("node:fs");
const { join, relative, sep } = require("node:path");
const { test } = require("node:test");

const core = require("platform-core");
const { Observed, Plan, Platform, PlatformError, Rendered, State, call, callAsync } = core;
const helpers = require("platform-core/types");

const EXAMPLES = process.env.PLATFORM_EXAMPLES ?? join(__dirname, "../../examples");
const SHOP = join(EXAMPLES, "shop");
const shop = Platform.load(SHOP);

/** What is thrown. */
function thrown(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

function files(folder) {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    all
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .filter((path) => !relative(folder, path).startsWith("deploy") && !relative(folder, path).startsWith("."))
      .map((path) => [relative(folder, path).split(sep).join("/"), readFileSync(path)]),
  );
}

test("a platform from bytes plans as one from a folder", async () => {
  const parsed = Platform.parse(files(SHOP));
  assert.deepEqual(parsed.errors, []);
  const [one, other] = [shop, parsed].map((platform) => platform.plan("payment-api", { env: "staging" }));
  assert.equal(one.digest, other.digest);
  assert.equal(Platform.parse(shop.files()).digest, shop.digest);
  assert.notEqual(Platform.parse({ ...files(SHOP), "x.txt": "x" }).digest, shop.digest);
  const later = await Platform.parseAsync(new Map(Object.entries(files(SHOP))));
  const plan = await later.planAsync("payment-api", { env: "staging" });
  assert.equal(plan.digest, one.digest);
  assert.deepEqual(parsed.files().get("platform.yaml"), readFileSync(join(SHOP, "platform.yaml")));
});

test("what was rendered is planned more than once", async () => {
  const rendered = shop.render("payment-api", { env: "staging" });
  const workload = "payment-api/staging/kubernetes/workload";
  assert.deepEqual([rendered.subject, rendered.env], ["payment-api", "staging"]);
  assert.deepEqual(rendered.addresses, Object.keys(rendered.document.resources).sort());
  assert.equal(rendered.get(workload).address, workload);
  assert.equal(rendered.get("payment-api/staging/kubernetes/none"), undefined);
  assert.equal(rendered.get("no address"), undefined);
  const state = State.empty("payment-api", { env: "staging", lineage: "l" });
  const plan = rendered.plan({ state, observed: new Observed() });
  assert.equal(plan.digest, shop.plan("payment-api", { env: "staging", state }).digest);
  assert.equal((await rendered.planAsync({ state })).digest, plan.digest);
  await assert.rejects(rendered.planAsync({ signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.notEqual(rendered.plan({ options: { intent: "destroy" } }).digest, rendered.plan().digest);
  const again = new Rendered(JSON.parse(JSON.stringify(rendered)));
  assert.equal(again.digest, rendered.digest);
  assert.equal(again.plan({ state }).digest, plan.digest);
  const tampered = rendered.toJSONText().replace('"replicas":', '"replicas":1');
  assert.equal(thrown(() => new Rendered(tampered)).category, "boundary");
  assert.equal(thrown(() => rendered.plan({ options: { intents: "destroy" } })).category, "boundary");
});

test("a plan tells what will change", () => {
  const plan = shop.plan("payment-api", { env: "staging" });
  assert.equal(plan.basis, "noState");
  assert.equal(plan.isApplicable, false);
  assert.equal(plan.hasChanges, true);
  assert.equal(plan.summary.create, plan.length);
  assert.equal(plan.changes.length, plan.length);
  const workload = plan.get("payment-api/staging/kubernetes/workload");
  assert.deepEqual(workload?.actions, ["create"]);
  assert.deepEqual(plan.change(0), plan.changes[0]);
  assert.equal(plan.change(plan.length), undefined);
  assert.equal(plan.get("payment-api/staging/kubernetes/none"), undefined);
  assert.equal(plan.has("payment-api/staging/kubernetes/workload"), true);
  assert.match(plan.text({ width: 80 }), /to create/);
  assert.match(plan.markdown(), /payment-api/);
  const told = plan.explain("payment-api/staging/kubernetes/workload", "/spec/replicas");
  assert.ok(told.origins.length > 0);
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan.document);
});

test("a plan is read again, and one that was changed is refused", () => {
  const plan = shop.plan("cart", { env: "staging" });
  const again = new Plan(plan.toJSONText(), Buffer.from(plan.renderedText()));
  assert.equal(again.digest, plan.digest);
  const other = { ...plan.document, subject: "component:default/frontend" };
  const error = thrown(() => new Plan(other, plan.renderedText()));
  assert.ok(error instanceof core.PlanError, String(error));
  assert.equal(error.code, "plan.tampered");
});

test("a plan of many changes is as data what it is as text", () => {
  const empty = { ...shop.render("payment-api", { env: "staging" }).document, resources: {} };
  for (const many of [0, 1, 128, 300]) {
    const resources = Object.fromEntries(
      Array.from({ length: many }, (_, at) => {
        const address = `payment-api/staging/kubernetes/a${String(at).padStart(4, "0")}`;
        const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: `a${at}` } };
        return [address, { address, class: "object", body, digest: core.values.digest(body), origins: [] }];
      }),
    );
    const plan = new Rendered({ ...empty, resources }).plan({ state: State.empty("payment-api", { env: "staging" }) });
    assert.equal(plan.length, many);
    assert.equal(JSON.stringify(plan.document), plan.toJSONText());
  }
});

test("the helpers say the same without the engine", () => {
  const plan = shop.plan("payment-api", { env: "staging", state: State.empty("payment-api", { env: "staging" }) });
  const document = plan.document;
  assert.equal(helpers.hasChanges(document), plan.hasChanges);
  assert.equal(helpers.isApplicable(document), plan.isApplicable);
  assert.equal(helpers.effectiveChanges(document).length, plan.changes.filter((one) => one.actions[0] !== "no-op").length);
  const address = document.changes[0].address;
  assert.deepEqual(helpers.changeOf(document, address), plan.get(address));
  assert.equal(helpers.isReplacement(document.changes[0]), false);
  assert.deepEqual(helpers.addressParts("a/b/file/docs/x.md"), { subject: "a", environment: "b", target: "file", id: "docs/x.md" });
  const source = readFileSync(require.resolve("platform-core/types"), "utf8");
  assert.doesNotMatch(source, /require\(/);
});

test("errors have classes, codes and places", async () => {
  const error = thrown(() => shop.plan("payment-apo", { env: "staging" }));
  assert.ok(error instanceof core.GraphError && error instanceof PlatformError && error instanceof Error);
  assert.equal(error.code, "graph.subject_unknown");
  assert.equal(error.category, "graph");
  assert.equal(error.name, "GraphError");
  assert.match(error.message, /payment-api/);
  await assert.rejects(shop.planAsync("payment-apo", { env: "staging" }), { code: "graph.subject_unknown" });
  const broken = Platform.parse({ "services/a/catalog-info.yaml": "kind: [" });
  assert.equal(broken.errors[0].at.file, "services/a/catalog-info.yaml");
  assert.throws(() => call("nothing", {}), { code: "boundary.verb" });
  assert.throws(() => new State("{"), (one) => one instanceof core.BoundaryError && one.at.line === 1);
  assert.throws(() => new Platform(), TypeError);
});

test("values that are no data are refused with their place", () => {
  const refused = (value) => thrown(() => call("normalize", { value }));
  const cycle = { a: [] };
  cycle.a.push(cycle);
  class Thing {}
  let deep = [];
  for (let level = 0; level < 1_000_000; level++) deep = [deep];
  const cases = [
    [cycle, "/value/a/0"],
    [{ a: [Number.NaN] }, "/value/a/0"],
    [[Infinity], "/value/0"],
    [{ "a/b": 2 ** 60 }, "/value/a~1b"],
    [[undefined], "/value/0"],
    [[() => 1], "/value/0"],
    [[Symbol("x")], "/value/0"],
    [{ [Symbol("x")]: 1 }, "/value"],
    [["\ud800"], "/value/0"],
    [{ x: new Thing() }, "/value/x"],
    [{ x: new Date() }, "/value/x"],
    [{ x: new Map() }, "/value/x"],
  ];
  for (const [value, pointer] of cases) {
    const error = refused(value);
    assert.equal(error.code, "boundary.value");
    assert.equal(error.at.pointer, pointer);
  }
  assert.equal(refused(deep).code, "boundary.value");
  assert.match(refused({ "\udc00": 1 }).message, /surrogate/);
  const cause = new Error("no");
  const getter = refused({
    get x() {
      throw cause;
    },
  });
  assert.equal(getter.cause, cause);
  assert.equal(getter.at.pointer, "/value/x");
  assert.equal(thrown(() => call("normalize", "\ud800")).code, "boundary.value");
});

test("texts cross whole, short and long", () => {
  const address = "cart/staging/kubernetes/workload";
  for (const text of ["\\ud800", "\\\\udfff", "é", "日本語 😀", "\u0000\u001f"]) {
    for (const long of [text, text + "x".repeat(5_000), "é".repeat(5_000) + text]) {
      assert.deepEqual(call("normalize", { value: [long, { [long]: 1 }] }).value, [long, { [long]: 1 }]);
      const observed = new Observed({ [address]: { kind: "ConfigMap", data: { text: long } } });
      assert.equal(observed.toJSON().resources[address].present.body.data.text, long);
    }
  }
  assert.equal(thrown(() => call("normalize", { value: ["x".repeat(5_000), "\ud800"] })).at.pointer, "/value/1");
});

test("a long text outlives what it came from", async () => {
  require("node:v8").setFlagsFromString("--expose-gc");
  const collect = require("node:vm").runInNewContext("gc");
  const address = "cart/staging/kubernetes/workload";
  const body = (letter) => ({ kind: "ConfigMap", data: { text: letter.repeat(100_000) } });
  const texts = Array.from("abcé", (letter) => new Observed({ [address]: body(letter) }).toJSONText());
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise(setImmediate);
    // What was freed would be written over.
    new Observed({ [address]: body("x") }).toJSONText();
  }
  const read = texts.map((text) => JSON.parse(text).resources[address].present.body);
  assert.deepEqual(read, Array.from("abcé", body));
});

test("plain data is written as what is written with its place is", () => {
  const twice = { a: 1 };
  const plain = { list: [twice, twice], zero: -0, text: '\u2028"\n😀', fraction: 0.1, toJSON: "a text" };
  const expected = { ...plain, zero: 0 };
  assert.deepEqual(call("normalize", { value: plain }).value, expected);
  // What is no plain data for JSON.stringify: a list of a class of its own, and every object where a prototype is changed.
  class Items extends Array {}
  assert.deepEqual(call("normalize", { value: Items.of(plain) }).value, [expected]);
  Object.defineProperty(Object.prototype, "toJSON", { value: () => "other", configurable: true });
  try {
    assert.deepEqual(call("normalize", { value: [{ a: 1 }] }).value, [{ a: 1 }]);
  } finally {
    delete Object.prototype.toJSON;
  }
  assert.equal(thrown(() => call("normalize", { value: [{ toJSON: () => 1 }] })).at.pointer, "/value/0/toJSON");
  let deep = 1;
  for (let level = 0; level < 119; level++) deep = [deep];
  assert.doesNotThrow(() => call("normalize", { value: deep }));
  assert.equal(thrown(() => call("normalize", { value: [deep] })).code, "boundary.value");
});

test("data that is alike is written as it is, whatever differs", () => {
  let seed = 2026;
  const below = (limit) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return (seed >> 8) % limit;
  };
  const texts = ["", "a", "b", "é", '"', "\\", "\n", "😀", "x".repeat(40), "long ".repeat(100), "0", "1"];
  const scalars = [...texts, 0, 1, -1, 0.5, 1e21 + 0.5, 2 ** 53 - 1, true, false, null].filter((one) => !(one > 2 ** 60));
  const made = (depth) => {
    const kind = below(depth > 3 ? 1 : 4);
    if (kind < 2) return scalars[below(scalars.length)];
    const items = Array.from({ length: below(5) }, () => made(depth + 1));
    return kind === 2 ? items : Object.fromEntries(items.map((item) => [texts[below(texts.length)], item]));
  };
  const changed = (value) => {
    if (below(8) === 0) return made(2);
    if (Array.isArray(value)) return value.map(changed).slice(0, below(9) === 0 ? 1 : undefined);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [below(9) === 0 ? `${key}-` : key, changed(item)]));
  };
  for (let round = 0; round < 500; round++) {
    const one = made(0);
    const value = [one, changed(one), changed(one), { [`key-${round}`]: one, other: changed(one) }, one];
    assert.equal(core.callText("normalize", { value }), core.callText("normalize", JSON.stringify({ value })));
    assert.deepStrictEqual(call("normalize", { value }).value, value);
  }
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`key-${at}`, { at, same: "x", of: [at % 3, {}, []] }]));
  const value = [many, Array.from({ length: 300 }, (_, at) => at % 2), many, Object.values(many)];
  assert.deepStrictEqual(call("normalize", { value }).value, value);
});

test("what is written is nobody else's", () => {
  // A getter that crosses itself, in the middle of another crossing.
  const value = {
    a: "x".repeat(9_000),
    get b() {
      return call("normalize", { value: [{ a: "y".repeat(20_000) }] }).value[0].a.length;
    },
    c: "z".repeat(9_000),
  };
  const expected = { a: value.a, b: 20_000, c: value.c };
  assert.deepEqual(call("normalize", { value }).value, expected);
  thrown(() => call("normalize", { value: [value, undefined] }));
  assert.deepEqual(call("normalize", { value: [1] }).value, [1]);
  // Two documents of one call.
  const plan = shop.plan("payment-api", { env: "staging" });
  const again = new Plan(plan.document, JSON.parse(plan.renderedText()));
  assert.equal(again.digest, plan.digest);
});

test("a value that holds the same over and over is refused before it fills the memory", () => {
  let value = "x".repeat(1 << 20);
  for (let level = 0; level < 40; level++) value = [value, value];
  const error = thrown(() => call("normalize", { value }));
  assert.equal(error.code, "boundary.value");
  assert.match(error.message, /512 MiB/);
  // The same where it is not plain data.
  assert.equal(thrown(() => call("normalize", { value: [1n, value] })).message, error.message);
  assert.deepEqual(call("normalize", { value: [1] }).value, [1]);
});

test("an escaped key is none that was read before", () => {
  // What JSON.parse of Node 24 and 26 needs to take one key for another (nodejs/node issue 63785).
  const [former, other] = [(key) => ({ "": [], [key]: 0 }), (key) => ({ "": 1, [key]: 2 })];
  const address = "cart/staging/kubernetes/workload";
  for (const [poison, key] of [["\\", '"'], ["\\", "\n"], ["a\\", 'a"'], ["\\\\", "\u0001\u0002"]]) {
    for (const body of [former(poison), other(key)]) {
      JSON.parse(JSON.stringify(body));
      assert.deepEqual(call("normalize", { value: body }).value, body);
      const observed = new Observed({ [address]: body });
      assert.deepEqual(observed.toJSON().resources[address].present.body, body);
    }
  }
});

test("what is read with care is what is read otherwise", () => {
  const value = JSON.parse(
    '{"a": [1, -2.5, 1e3, "x", "\\"\\u00e9\\n", "\\\\", true, false, null, [], {}, [[]]], "__proto__": {"x": 1}, "1": 0, "b\\\\": {"c:\\"": 1}, "": ""}',
  );
  for (const large of [9007199254740993n, -1234567890123456789n]) {
    for (const given of [[value, large], [large, value], { ...value, large }]) {
      assert.deepStrictEqual(call("normalize", { value: given }).value, given);
      const text = JSON.stringify(given, (_, one) => (typeof one === "bigint" ? `large ${one}` : one), 2);
      assert.deepStrictEqual(call("normalize", `{"value": ${text.replace(/"large (-?\d+)"/g, "$1")}}`).value, given);
    }
  }
});

test("integers are found wherever they stand", () => {
  for (let before = 0; before < 40; before++) {
    const text = `{"value": ["${"x".repeat(before)}", 9007199254740993]}`;
    assert.equal(call("normalize", text).value[1], 9007199254740993n, String(before));
  }
});

test("integers are found in documents that the engine writes, wherever they stand", () => {
  for (let before = 0; before < 40; before++) {
    const body = `{"a": "${"x".repeat(before)}", "n": -9007199254740993}`;
    const observed = Observed.fromJSON(`{"resources": {"cart/staging/grafana/a": {"present": {"body": ${body}}}}}`);
    assert.equal(observed.toJSON().resources["cart/staging/grafana/a"].present.body.n, -9007199254740993n, String(before));
    assert.equal(JSON.parse(observed.toJSONText()).outputs !== undefined, true);
  }
});

test("bytes that are no UTF-8 are refused, in a document too", () => {
  const bytes = Buffer.concat([Buffer.from('{"resources": {"a/b/c/d": {"present": {"body": "'), Buffer.from([0xff]), Buffer.from('"}}}}')]);
  assert.equal(thrown(() => Observed.fromJSON(bytes)).code, "boundary.encoding");
  assert.equal(thrown(() => new State(bytes)).code, "boundary.encoding");
});

test("what is undefined is not there, and __proto__ is a key like any other", () => {
  const value = JSON.parse('{"__proto__": {"a": 1}, "constructor": null}');
  const given = call("normalize", { value, target: undefined }).value;
  assert.deepEqual(Object.keys(given).sort(), ["__proto__", "constructor"]);
  assert.equal(Object.getPrototypeOf(given), Object.prototype);
  assert.equal(given.a, undefined);
  assert.equal({}.a, undefined);
});

test("large integers are kept as BigInt, and are not taken for others", () => {
  const text = '{"value": {"a": 12345678901234567890, "b": "12345678901234567890", "c": 9007199254740991, "d": -9007199254740993}}';
  const { value } = call("normalize", text);
  assert.deepEqual(value, { a: 12345678901234567890n, b: "12345678901234567890", c: 9007199254740991, d: -9007199254740993n });
  assert.deepEqual(call("normalize", { value }).value, value);
});

test("fractions of many digits are numbers, beside large integers too", () => {
  const text = '{"value": [0.30000000000000004, -1.2345678901234567, "0.12345678901234567", "1234567890123456,"]}';
  assert.deepEqual(call("normalize", text).value, JSON.parse(text).value);
  const both = call("normalize", '{"value": [0.30000000000000004, 12345678901234567890]}').value;
  assert.deepEqual(both, [0.30000000000000004, 12345678901234567890n]);
});

test("a state and facts make a plan that can be applied", () => {
  const state = State.empty("cart", { env: "staging", lineage: "l" });
  assert.equal(state.document.serial, 0);
  const plan = shop.plan("cart", { env: "staging", state });
  assert.equal(plan.basis, "state");
  assert.deepEqual(plan.verify(state), { kind: "fresh" });
  const address = plan.changes[0].address;
  const observed = new Observed({ [address]: { apiVersion: "v1" } }, { absent: [plan.changes[1].address] });
  assert.notDeepEqual(plan.verify(state, observed), { kind: "fresh" });
  const again = Observed.fromJSON(observed);
  assert.deepEqual(again.toJSON(), observed.toJSON());
  assert.throws(() => new Observed({ "no address": {} }), { code: "boundary.input" });
});

test("a signal gives a call up", async () => {
  const early = AbortSignal.abort();
  await assert.rejects(callAsync("normalize", { value: 1 }, { signal: early }), { name: "AbortError" });
  const stop = new AbortController();
  const reading = Platform.loadAsync(SHOP, { signal: stop.signal });
  const reason = new Error("enough");
  stop.abort(reason);
  await assert.rejects(reading, reason);
  assert.deepEqual((await callAsync("normalize", { value: [1] })).value, [1]);
});

test("ES modules have the same names", async () => {
  const modules = await import("platform-core");
  assert.deepEqual(Object.keys(modules).filter((name) => name !== "default").sort(), Object.keys(core).sort());
  const types = await import("platform-core/types");
  assert.deepEqual(Object.keys(types).filter((name) => name !== "default").sort(), Object.keys(helpers).sort());
});
