"use strict";
// JSON text to values, where JSON.parse gives others: integers beyond ±(2^53−1), and escaped keys, which V8 of Node 24 and 26 may
// take for keys that it read before (nodejs/node issue 63785).

const QUOTE = 34;
const BACKSLASH = 92;

/** Where a string ends that was begun, or has an escape, before or at a place. */
function stringEnd(json, at) {
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

const SPACE = /[ \n\r\t]*/y;

function spaceEnd(json, at) {
  if (json.charCodeAt(at) > 32) return at;
  SPACE.lastIndex = at;
  return SPACE.exec(json) === null ? at : SPACE.lastIndex;
}

/** Whether a key is written with an escape. */
function hasEscapedKey(json) {
  for (let at = json.indexOf("\\"); at !== -1; at = json.indexOf("\\", at)) {
    at = stringEnd(json, at);
    if (json[spaceEnd(json, at)] === ":") return true;
  }
  return false;
}

const DIGITS = 16;
// What stands behind a number; behind the last there is nothing.
const ENDS = new Set([NaN, ...Array.from(",}] \n\r\t", (end) => end.charCodeAt(0))]);

const digitAt = (json, at) => {
  const code = json.charCodeAt(at);
  return code >= 48 && code <= 57;
};

/** Whether so many digits in a row end as an integer does. Of so many, one stands at each place that is looked at. */
function maybeLarge(json) {
  for (let at = DIGITS - 1; at < json.length; at += DIGITS) {
    if (!digitAt(json, at)) continue;
    let first = at;
    while (digitAt(json, first - 1)) first--;
    while (digitAt(json, at + 1)) at++;
    if (at - first + 1 >= DIGITS && ENDS.has(json.charCodeAt(at + 1))) return true;
  }
  return false;
}

const WORDS = { t: true, f: false, n: null };
const NUMBER = /-?\d[\d.eE+-]*/y;
const LARGE = /^-?\d{16,}$/;

/** One text, which is JSON. */
class Reader {
  #json;
  #at = 0;

  constructor(json) {
    this.#json = json;
  }

  #ahead() {
    this.#at = spaceEnd(this.#json, this.#at);
    return this.#json[this.#at];
  }

  value() {
    const first = this.#ahead();
    if (first === '"') return this.#string();
    if (first === "{") return this.#map();
    if (first === "[") return this.#list();
    if (first in WORDS) {
      this.#at += first === "f" ? 5 : 4;
      return WORDS[first];
    }
    NUMBER.lastIndex = this.#at;
    const [digits] = NUMBER.exec(this.#json);
    this.#at = NUMBER.lastIndex;
    const number = Number(digits);
    return LARGE.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
  }

  #string() {
    const first = this.#at;
    this.#at = stringEnd(this.#json, first + 1);
    const token = this.#json.slice(first, this.#at);
    return token.includes("\\") ? JSON.parse(token) : token.slice(1, -1);
  }

  #list() {
    const list = [];
    while (this.#next("]", list.length > 0)) list.push(this.value());
    return list;
  }

  #map() {
    const map = {};
    for (let read = 0; this.#next("}", read > 0); read++) {
      const key = this.#string();
      this.#ahead();
      this.#at++;
      const value = this.value();
      // As JSON.parse does: `__proto__` is a key like any other.
      if (key === "__proto__") Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
      else map[key] = value;
    }
    return map;
  }

  /** Takes what stands before an item (the bracket or a comma), or the end. */
  #next(end, behindAnother) {
    const isEnd = behindAnother && this.#ahead() === end;
    this.#at++;
    if (isEnd) return false;
    if (this.#ahead() !== end) return true;
    this.#at++;
    return false;
  }
}

/** The values of a text that may hold what JSON.parse would give otherwise. */
function withCare(json) {
  // Says what is no JSON: the reader does not look for it.
  JSON.parse(json);
  return new Reader(json).value();
}

/** JSON text to values. Integers beyond ±(2^53−1) become BigInt: as numbers they would be others. */
const decode = (json) => (maybeLarge(json) || hasEscapedKey(json) ? withCare(json) : JSON.parse(json));

/** The same of a text that holds no such integers. */
const decodeSmall = (json) => (hasEscapedKey(json) ? withCare(json) : JSON.parse(json));

module.exports = { decode, decodeSmall };
