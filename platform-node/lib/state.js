"use strict";
// What a plan is made from besides files: what was done, and what is there.

const { randomUUID } = require("node:crypto");

const native = require("./native.js");
const { document, documentOf, encode, kept, opened, textOf } = require("./values.js");

class State {
  #handle;

  constructor(wire) {
    this.#handle = wire instanceof native.State ? wire : document(wire, (text) => native.State.fromJson(text));
    opened(this.#handle.answer);
  }

  static empty(subject, { env, lineage = randomUUID() }) {
    return new State({ formatVersion: "1.0", subject, environment: env, lineage, serial: 0 });
  }

  /** @internal */
  static handle(state) {
    return state.#handle;
  }

  get document() {
    return documentOf(this.#handle.json());
  }

  toJSONText() {
    return textOf(this.#handle.json());
  }

  toJSON() {
    return this.document;
  }
}

class Observed {
  #handle;

  constructor(bodies = {}, { absent = [], outputs = {}, before } = {}) {
    if (bodies instanceof native.Observed) {
      this.#handle = bodies;
    } else {
      const entries = Object.entries(bodies);
      this.#handle = native.Observed.of(
        entries.map(([address]) => address),
        entries.map(([, body]) => kept(body)),
        [...absent],
        encode(outputs),
        before === undefined ? undefined : before.#handle,
      );
    }
    opened(this.#handle.answer);
  }

  static fromJSON(facts) {
    return new Observed(document(facts, (text) => native.Observed.fromJson(text)));
  }

  /** @internal */
  static handle(observed) {
    return observed.#handle;
  }

  toJSONText() {
    return textOf(this.#handle.json());
  }

  toJSON() {
    return documentOf(this.#handle.json());
  }
}

module.exports = { Observed, State };
