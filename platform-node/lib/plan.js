"use strict";
// What will change, and why.

const native = require("./native.js");
const { Apply, timestamp } = require("./apply.js");
const { Observed, State } = require("./state.js");
const { document, documentOf, encode, kept, opened, textOf } = require("./values.js");
const { shown, withDocuments } = require("./verbs.js");

const read = (plan, rendered) => document(plan, (text) => document(rendered, (of) => native.Plan.fromJson(text, of)));

class Plan {
  #handle;
  #names;

  /** Reads a plan that was written, with what it was made from. Both must be what their digests say. */
  constructor(plan, rendered) {
    this.#handle = plan instanceof native.Plan ? plan : read(plan, rendered);
    this.diagnostics = opened(this.#handle.answer).diagnostics;
    this.#names = this.#handle.names();
  }

  /** @internal */
  static handle(plan) {
    return plan.#handle;
  }

  get digest() {
    return this.#names[0];
  }

  get subject() {
    return this.#names[1];
  }

  get env() {
    return this.#names[2];
  }

  get basis() {
    return this.#handle.hasState ? "state" : "noState";
  }

  get intent() {
    return this.#names[3];
  }

  get hasChanges() {
    return this.#handle.hasChanges;
  }

  get isApplicable() {
    return this.#handle.isApplicable;
  }

  get summary() {
    return opened(this.#handle.summary()).value;
  }

  /** How many changes there are. */
  get length() {
    return this.#handle.length;
  }

  get changes() {
    return documentOf(this.#handle.changes());
  }

  change(index) {
    return documentOf(this.#handle.change(index)) ?? undefined;
  }

  get(address) {
    const at = this.#handle.position(address);
    return at === null || at === undefined ? undefined : this.change(at);
  }

  has(address) {
    return (this.#handle.position(address) ?? null) !== null;
  }

  get document() {
    return documentOf(this.#handle.json());
  }

  toJSONText() {
    return textOf(this.#handle.json());
  }

  renderedText() {
    return textOf(this.#handle.renderedJson());
  }

  toJSON() {
    return this.document;
  }

  explain(address, path = "") {
    return opened(this.#handle.explain(encode({ address, path }))).value;
  }

  verify(state, observed = new Observed()) {
    return opened(this.#handle.verify(State.handle(state), Observed.handle(observed))).value;
  }

  text({ color = false, width = 120, unicode = true, full = false } = {}) {
    return opened(this.#handle.text(encode({ color, width, unicode, full }))).value;
  }

  markdown() {
    return this.#handle.markdown();
  }

  html() {
    return withDocuments("planHtml", { plans: shown([this]) });
  }

  check({ now = timestamp(), waivers = [] } = {}) {
    const documents = { plan: this.toJSONText(), rendered: this.renderedText() };
    return withDocuments("check", documents, { now, waivers: [...waivers] });
  }

  terraform({ state, checks = [], now, terraformVersion } = {}) {
    const known = state === undefined ? "" : `,"state":${state.toJSONText()}`;
    const plans = `[{"plan":${this.toJSONText()},"rendered":${this.renderedText()}${known}}]`;
    return withDocuments("terraformPlan", { plans }, { checks: [...checks], now, terraformVersion });
  }

  begin(state, { observed = new Observed(), lineage = "", parallelism = 8, journal } = {}) {
    const request = encode({ lineage, parallelism });
    const known = [State.handle(state), Observed.handle(observed)];
    return new Apply(this.#handle.apply(request, ...known, journal === undefined ? undefined : kept(journal)));
  }

  toString() {
    return this.text();
  }
}

module.exports = { Plan };
