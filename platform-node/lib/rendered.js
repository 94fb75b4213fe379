"use strict";
// What one subject should be in one environment.

const native = require("./native.js");
const { Plan } = require("./plan.js");
const { Observed, State } = require("./state.js");
const { document, documentOf, encode, opened, textOf } = require("./values.js");
const { unlessAborted } = require("./aborting.js");
const { withDocuments } = require("./verbs.js");

class Rendered {
  #handle;
  #names;

  constructor(wire) {
    this.#handle = wire instanceof native.Rendered ? wire : document(wire, (text) => native.Rendered.fromJson(text));
    this.diagnostics = opened(this.#handle.answer).diagnostics;
    this.#names = this.#handle.names();
  }

  get subject() {
    return this.#names[0];
  }

  get env() {
    return this.#names[1];
  }

  get digest() {
    return this.#handle.digest;
  }

  get addresses() {
    return this.#handle.addresses();
  }

  get(address) {
    return documentOf(this.#handle.resource(String(address))) ?? undefined;
  }

  plan(options = {}) {
    return new Plan(this.#handle.plan(...asked(options)));
  }

  async planAsync(options = {}) {
    const request = asked(options);
    return new Plan(await unlessAborted(options.signal, () => this.#handle.planAsync(...request)));
  }

  compare(other) {
    return withDocuments("compare", { before: this.toJSONText(), after: other.toJSONText() });
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

function asked({ state, observed, options }) {
  return [encode({ options }), state && State.handle(state), observed && Observed.handle(observed)];
}

module.exports = { Rendered };
