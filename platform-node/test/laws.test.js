"use strict";
// What the laws' generators made, through this binding: the same bytes as Rust gave.

const assert = require("node:assert/strict");
const { createReadStream } = require("node:fs");
const { createInterface } = require("node:readline");
const { test } = require("node:test");

const { callText } = require("platform-core");

const CALLS = process.env.PLATFORM_LAW_CALLS;
const skip = CALLS === undefined ? "PLATFORM_LAW_CALLS names no file: tests/run node writes it" : false;

test("generated calls have the answers of Rust", { skip }, async () => {
  const counts = {};
  for await (const line of createInterface({ input: createReadStream(CALLS), crlfDelay: Infinity })) {
    const made = JSON.parse(line);
    assert.equal(callText(made.call, made.input), made.answer, line.slice(0, 2000));
    counts[made.call] = (counts[made.call] ?? 0) + 1;
  }
  for (const verb of ["digest", "diff", "normalize", "plan", "validate"]) assert.ok(counts[verb] >= 2000, JSON.stringify(counts));
});
