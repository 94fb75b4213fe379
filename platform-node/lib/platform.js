"use strict";
// A platform: everything known, as a snapshot.

const { availableParallelism } = require("node:os");
const { fileURLToPath } = require("node:url");

const native = require("./native.js");
const { unlessAborted } = require("./aborting.js");
const { Plan } = require("./plan.js");
const { Rendered } = require("./rendered.js");
const { edits, listed, selection } = require("./requests.js");
const { Observed, State } = require("./state.js");
const { encode, opened } = require("./values.js");

function bytes(files) {
  const given = files instanceof Map ? [...files] : Object.entries(files);
  const entry = ([path, one]) => [path, typeof one === "string" ? Buffer.from(one.toWellFormed()) : Buffer.from(one)];
  return Object.fromEntries(given.map(entry));
}

const folderOf = (folder) => (folder instanceof URL ? fileURLToPath(folder) : String(folder));

class Platform {
  #handle;

  /** @internal */
  constructor(handle) {
    if (!(handle instanceof native.Platform)) throw new TypeError("use Platform.load or Platform.parse");
    this.#handle = handle;
    this.diagnostics = opened(handle.answer).diagnostics;
  }

  static load(folder) {
    return new Platform(native.Platform.load(folderOf(folder)));
  }

  static parse(files) {
    return new Platform(native.Platform.parse(bytes(files)));
  }

  static async loadAsync(folder, { signal } = {}) {
    return new Platform(await unlessAborted(signal, () => native.Platform.loadAsync(folderOf(folder))));
  }

  static async parseAsync(files, { signal } = {}) {
    return new Platform(await unlessAborted(signal, () => native.Platform.parseAsync(bytes(files))));
  }

  get errors() {
    return this.diagnostics.filter((one) => one.severity === "error");
  }

  get overview() {
    return opened(this.#handle.overview()).value;
  }

  validate() {
    const known = new Set(this.diagnostics.map((one) => JSON.stringify(one)));
    const found = opened(this.#handle.validate()).diagnostics;
    return [...this.diagnostics, ...found.filter((one) => !known.has(JSON.stringify(one)))];
  }

  resolve(subject, { env, pins }) {
    return opened(this.#handle.resolve(encode({ subject, environment: env, pins }))).value;
  }

  render(subject, { env, pins }) {
    return new Rendered(this.#handle.render(encode({ subject, environment: env, pins })));
  }

  plan(subject, options) {
    return new Plan(this.#handle.plan(...asked(subject, options)));
  }

  async planAsync(subject, options) {
    const request = asked(subject, options);
    return new Plan(await unlessAborted(options.signal, () => this.#handle.planAsync(...request)));
  }

  planAll(options = {}) {
    return planned(this.#handle.planAll(...askedAll(options)));
  }

  async planAllAsync(options = {}) {
    const request = askedAll(options);
    return planned(await unlessAborted(options.signal, () => this.#handle.planAllAsync(...request)));
  }

  edit(options) {
    const edited = this.#handle.edit(encode({ edits: edits(options) }));
    const { value, diagnostics } = opened(edited.answer);
    return { files: value.files, platform: Object.assign(new Platform(edited.platform()), { diagnostics }) };
  }

  testPath(path, version) {
    return this.#author("testPath", { path, version }).value;
  }

  lintPath(path, version) {
    return this.#author("lintPath", { path, version }).diagnostics;
  }

  comparePath(path, before, after) {
    return this.#author("comparePath", { path, before, after }).value;
  }

  pathUsage(path) {
    return this.#author("pathUsage", { path }).value;
  }

  backstageTemplate(path, version) {
    return this.#author("backstageTemplate", { path, version }).value;
  }

  #author(verb, asked) {
    return opened(this.#handle.ask(verb, encode(asked)));
  }

  touched(former, { changed } = {}) {
    return opened(this.#handle.ask("touched", encode({ changed: listed(changed) }), former.#handle)).value;
  }

  compareRevisions(former, options = {}) {
    return opened(this.#handle.ask("compareRevisions", revisions(options), former.#handle)).value;
  }

  async compareRevisionsAsync(former, options = {}) {
    const request = revisions(options);
    const ask = () => this.#handle.askAsync("compareRevisions", request, former.#handle);
    return opened(await unlessAborted(options.signal, ask)).value;
  }

  explain(subject, { env, address, path = "" }) {
    return this.plan(subject, { env }).explain(address, path);
  }

  get digest() {
    return this.#handle.digest;
  }

  files() {
    return new Map(this.#handle.fileNames().map((path) => [path, this.#handle.file(path)]));
  }
}

function revisions(options) {
  const { before = "before", after = "after", rendered, threads = availableParallelism() } = options;
  const called = (revision) => (typeof revision === "string" ? { name: revision } : revision);
  const names = { before: called(before), after: called(after) };
  return encode({ ...names, selection: selection(options), rendered, threads });
}

function asked(subject, { env, state, observed, pins, options }) {
  const request = encode({ subject, environment: env, pins, options });
  return [request, state && State.handle(state), observed && Observed.handle(observed)];
}

function askedAll(options) {
  const { states = [], observed = [], options: settings, now, threads = availableParallelism() } = options;
  const request = encode({ selection: selection(options), options: settings, now, threads });
  const seen = [...observed];
  const keys = seen.map(({ subject, env }) => [String(subject), String(env)]);
  return [request, [...states].map(State.handle), keys, seen.map((one) => Observed.handle(one.observed))];
}

/** The plans of many, and what is to be said of them. */
function planned(many) {
  const { value, diagnostics } = opened(many.answer);
  return { ok: many.plans().map((one) => Object.assign(new Plan(one), { diagnostics })), ...value, diagnostics };
}

module.exports = { Platform };
