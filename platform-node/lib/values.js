"use strict";
// JavaScript's values to JSON text, and answers back.

const { errorOf } = require("./errors.js");
const { decode, decodeSmall } = require("./reader.js");
const { DEEPEST, TooLong, written } = require("./writer.js");

const HELP = "give texts, finite numbers, booleans, null, arrays, and plain objects";

function refuse(message, path) {
  const pointer = path.map((token) => "/" + String(token).replaceAll("~", "~0").replaceAll("/", "~1")).join("");
  return errorOf({
    code: "boundary.value",
    category: "boundary",
    severity: "error",
    message,
    help: HELP,
    at: { pointer: pointer.toWellFormed() },
  });
}

function text(value, path) {
  if (!value.isWellFormed()) throw refuse("a text holds half of a surrogate pair", path);
  return JSON.stringify(value);
}

function number(value, path) {
  if (!Number.isFinite(value)) throw refuse("a number is not finite", path);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw refuse("an integer is beyond ±(2^53−1); give it as a BigInt, or as a text", path);
  }
  return JSON.stringify(value);
}

/** What stands under a key: read once, for getters may throw or say something else the second time. */
function read(holder, key, path) {
  try {
    return holder[key];
  } catch (cause) {
    const error = refuse(`reading it threw: ${cause instanceof Error ? cause.message : String(cause)}`, path);
    error.cause = cause;
    throw error;
  }
}

function write(value, path, above) {
  switch (typeof value) {
    case "string":
      return text(value, path);
    case "number":
      return number(value, path);
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return String(value);
    case "object":
      break;
    default:
      throw refuse(`a value of type ${typeof value} is no data`, path);
  }
  if (value === null) return "null";
  if (above.has(value)) throw refuse("a value holds itself", path);
  if (path.length >= DEEPEST) throw refuse(`values are more than ${DEEPEST} deep in each other`, path.slice(0, 8));
  above.add(value);
  const out = Array.isArray(value) ? list(value, path, above) : map(value, path, above);
  above.delete(value);
  return out;
}

function list(value, path, above) {
  const items = [];
  for (let index = 0; index < value.length; index++) {
    path.push(index);
    items.push(write(read(value, index, path), path, above));
    path.pop();
  }
  return "[" + items.join(",") + "]";
}

function map(value, path, above) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw refuse(`a value of class ${prototype.constructor?.name ?? "unknown"} is no data`, path);
  }
  const symbols = Object.getOwnPropertySymbols(value);
  if (symbols.length > 0) throw refuse("a key is no text but a symbol", path);
  const fields = [];
  for (const key of Object.keys(value)) {
    path.push(key);
    const item = read(value, key, path);
    // As everywhere in JavaScript: what is undefined is not there.
    if (item !== undefined) fields.push(text(key, path) + ":" + write(item, path, above));
    path.pop();
  }
  return "{" + fields.join(",") + "}";
}

/** A value as JSON text, or why it is none, with its place. */
function careful(value) {
  try {
    return write(value, [], new Set());
  } catch (error) {
    // Getters' own errors were told: no text of JavaScript is longer.
    throw error instanceof RangeError ? new TooLong() : error;
  }
}

/** What `use` makes of a value as JSON bytes, or as text. What is no data is refused with `boundary.value` and the place. */
function json(value, use) {
  try {
    return written(value, use, () => use(careful(value)));
  } catch (error) {
    if (error instanceof TooLong) throw refuse("a value is longer than 512 MiB as JSON; give its text in parts", []);
    throw error;
  }
}

/** A value as JSON text. */
const encode = (value) => json(value, String);

// A text that is longer crosses faster as bytes.
const LONG = 1 << 12;

const crossing = (text) => (text.length < LONG ? text : Buffer.from(text));

/**
 * Gives a document as JSON to `use`, which hands it to the engine at once, and returns what that returns. Text and bytes are taken
 * as they are.
 */
function document(value, use) {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw refuse("a text holds half of a surrogate pair", []);
    return use(crossing(value));
  }
  if (value instanceof Uint8Array) return use(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  if (value !== null && typeof value === "object" && typeof value.toJSONText === "function") return use(crossing(value.toJSONText()));
  return json(value, use);
}

/** A document as text or bytes that may be kept. */
const kept = (value) => document(value, (text) => (typeof value === "string" || value instanceof Uint8Array ? text : String(text)));

/** The value of an answer and what was said beside it; throws what it is an error of. */
function opened(answer) {
  const read = decode(answer);
  const said = read.diagnostics ?? [];
  if (read.error !== undefined) throw errorOf(read.error, said);
  return { value: read.ok, diagnostics: said };
}

/** The text of a document that the engine gives: it ends in a space. What does not is an answer that says why there is none. */
function textOf(given) {
  if (!given.endsWith(" ")) opened(given);
  return given.trimEnd();
}

/** The document itself. The engine looked for large integers, and puts two spaces where there may be some. */
function documentOf(given) {
  if (!given.endsWith(" ")) opened(given);
  return given.endsWith("  ") ? decode(given) : decodeSmall(given);
}

module.exports = { decode, document, documentOf, encode, kept, opened, textOf };
