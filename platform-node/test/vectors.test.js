"use strict";
// The vectors that all languages share, through this binding.

const assert = require("node:assert/strict");
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");

const { callText, verbs } = require("platform-core");

const FOLDER = process.env.PLATFORM_VECTORS ?? join(__dirname, "../../tests/vectors");
const VECTORS = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(join(FOLDER, file), "utf8")).map((one) => [`${file.slice(0, -5)}/${one.name}`, one])),
);
const ANSWERS = new Map();

const unescaped = (token) => token.replaceAll("~1", "/").replaceAll("~0", "~");

function part(value, pointer) {
  for (const token of pointer.split("/").slice(1)) value = value[Array.isArray(value) ? Number(token) : unescaped(token)];
  return value;
}

function filled(value) {
  if (Array.isArray(value)) return value.map(filled);
  if (value === null || typeof value !== "object") return value;
  let taken;
  if (typeof value.$ok === "string") {
    const [name, pointer = ""] = value.$ok.split("#");
    taken = part(answer(name).ok, pointer);
  } else if (typeof value.$input === "string") {
    const [name, pointer = ""] = value.$input.split("#");
    taken = part(filled(VECTORS.get(name).input), pointer);
  } else {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item)]));
  }
  taken = structuredClone(taken);
  for (const [pointer, other] of Object.entries(value.with ?? {})) {
    const end = pointer.lastIndexOf("/");
    const holder = part(taken, pointer.slice(0, end));
    const key = unescaped(pointer.slice(end + 1));
    holder[Array.isArray(holder) ? Number(key) : key] = filled(other);
  }
  return taken;
}

/** As the vectors say: compact, keys sorted by code point, so that lines and columns are the same everywhere. */
function written(value) {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const order = ([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const fields = Object.entries(value).sort(order).map(([key, item]) => `${JSON.stringify(key)}:${written(item)}`);
  return `{${fields.join(",")}}`;
}

function answer(name) {
  if (!ANSWERS.has(name)) {
    const vector = VECTORS.get(name);
    const text = vector.text ?? written(filled(vector.input));
    const answers = [callText(vector.call, text), callText(vector.call, Buffer.from(text))];
    assert.equal(answers[0], answers[1], "text and bytes are two roads to the same");
    ANSWERS.set(name, JSON.parse(answers[0]));
  }
  return ANSWERS.get(name);
}

for (const [name, vector] of VECTORS) {
  test(name, () => assert.deepEqual(part(answer(name), vector.part ?? ""), vector.expect));
}

test("there are vectors for every verb", () => {
  assert.ok(VECTORS.size > 200);
  const called = new Set([...VECTORS.values()].map((vector) => vector.call));
  assert.deepEqual([...verbs().keys()].filter((verb) => !called.has(verb)), []);
});
