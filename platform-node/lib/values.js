"use strict";
// JavaScript's values to JSON text, and answers back.

const { errorOf } = require("./errors.js");

const DEEPEST = 120;
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

/** A value as JSON text. What is no data is refused with `boundary.value` and the place. */
function encode(value) {
  return write(value, [], new Set());
}

/** A document as JSON: text and bytes are taken as they are. */
function document(value) {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw refuse("a text holds half of a surrogate pair", []);
    return value;
  }
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value !== null && typeof value === "object" && typeof value.toJSONText === "function") return value.toJSONText();
  return encode(value);
}

// An integer of so many digits ends with them.
const MAYBE_LARGE = /\d{16}(?:[,}\]\s]|$)/;
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const LARGE = /^-?\d{16,}$/;
const MARK = "\u0000integer:";

/** JSON text to values. Integers beyond ±(2^53−1) become BigInt: as numbers they would be others. */
function decode(json) {
  if (!MAYBE_LARGE.test(json)) return JSON.parse(json);
  let marked = false;
  const text = json.replace(TOKENS, (token) => {
    if (token[0] === '"' || !LARGE.test(token) || Number.isSafeInteger(Number(token))) return token;
    marked = true;
    return `"\\u0000integer:${token}"`;
  });
  if (!marked) return JSON.parse(json);
  return JSON.parse(text, (_, value) =>
    typeof value === "string" && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  );
}

/** The value of an answer and what was said beside it; throws what it is an error of. */
function opened(answer) {
  const read = decode(answer);
  const said = read.diagnostics ?? [];
  if (read.error !== undefined) throw errorOf(read.error, said);
  return { value: read.ok, diagnostics: said };
}

module.exports = { decode, document, encode, opened };
