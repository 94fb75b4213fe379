"use strict";
// A platform with its store, lock files and executors: what reads and changes the world.

const { fileURLToPath } = require("node:url");

const native = require("./native.js");
const { unlessAborted } = require("./aborting.js");
const { capabilities, run } = require("./calls.js");
const { errorOf } = require("./errors.js");
const { Plan } = require("./plan.js");
const { Platform } = require("./platform.js");
const { Rendered } = require("./rendered.js");
const { edits, listed, selection } = require("./requests.js");
const { encode, opened } = require("./values.js");

const asked = (subject, { env, options, lock, images, promoteFrom, rollbackTo, askTools }) =>
  ({ subject, environment: env, options, lock, images: listed(images), promoteFrom, rollbackTo, askTools });
const where = (subject, { env } = {}) => ({ subject, environment: env });
/** One plan, several, or all that `planAll` gave. */
const listOf = (plans) => (plans instanceof Plan ? [plans] : [...(plans.ok ?? plans)]);
const applying = ({ actor, parallelism }) => ({ actor, parallelism });

class Workspace {
  #handle;
  #executors;
  #running = new Set();

  /** @internal */
  constructor(handle, executors) {
    if (!(handle instanceof native.Workspace)) throw new TypeError("use Workspace.open");
    this.diagnostics = opened(handle.answer).diagnostics;
    this.#handle = handle;
    this.#executors = executors;
  }

  static async open(folder, { executors = {}, actor, grace = 30_000, signal } = {}) {
    const own = { __proto__: null, ...executors };
    const known = Object.entries(own).map(([target, one]) => [target, capabilities(one)]);
    const settings = encode({
      executors: Object.fromEntries(known),
      actor,
      grace: grace === Infinity ? undefined : grace / 1000,
    });
    const path = folder instanceof URL ? fileURLToPath(folder) : String(folder);
    return new Workspace(await unlessAborted(signal, () => native.Workspace.open(path, settings)), own);
  }

  async close() {
    this.#handle = undefined;
    const running = [...this.#running];
    for (const call of running) call.cancel();
    await Promise.all(running.map((call) => call.answered));
  }

  #call(verb, input, more) {
    if (this.#handle === undefined) return Promise.reject(new Error("the workspace is closed"));
    return run(this.#handle, this.#executors, verb, input, { ...more, began: this.#running });
  }

  get platform() {
    if (this.#handle === undefined) throw new Error("the workspace is closed");
    return Object.assign(new Platform(this.#handle.platform()), { diagnostics: this.diagnostics });
  }

  async reload({ signal } = {}) {
    this.diagnostics = (await this.#call("reload", {}, { signal })).diagnostics;
  }

  async plan(subject, options) {
    return (await this.#call("plan", asked(subject, options), { signal: options.signal })).plans[0];
  }

  async planDeploy(subject, options) {
    return (await this.#call("planDeploy", asked(subject, options), { signal: options.signal })).plans;
  }

  async planAll(options = {}) {
    const { options: settings, lock, images, promoteFrom, rollbackTo, askTools, signal } = options;
    const moved = { promoteFrom, rollbackTo };
    const input = { selection: selection(options), options: settings, lock, images: listed(images), ...moved, askTools };
    const { value, plans, diagnostics } = await this.#call("planAll", input, { signal });
    return { ok: plans, ...value, diagnostics };
  }

  async resolve(subject, options) {
    const input = asked(subject, { env: options.env, images: options.images, lock: "leave" });
    return (await this.#call("resolve", input, { signal: options.signal })).value;
  }

  async render(subject, options) {
    const input = asked(subject, { env: options.env, images: options.images, lock: "leave" });
    return new Rendered((await this.#call("render", input, { signal: options.signal })).value);
  }

  async apply(plans, options = {}) {
    return this.#apply("apply", { applying: applying(options) }, options, listOf(plans));
  }

  async deploy(subject, options) {
    return this.#apply("deploy", { ...asked(subject, options), applying: applying(options) }, options);
  }

  async resume(options = {}) {
    const { noRehearsal = false } = options;
    return this.#apply("resume", { ...where(options.subject, options), noRehearsal, applying: applying(options) }, options);
  }

  async #apply(verb, input, { signal, onProgress, check = true }, plans = []) {
    const { value, thrown } = await this.#call(verb, input, { signal, onProgress, plans });
    if (check) {
      if (thrown !== undefined) throw thrown.error;
      const problems = value.applied.flatMap((one) => one.failed.map((failed) => failed.diagnostic));
      problems.push(...value.applied.flatMap((one) => one.refused ?? []));
      if (problems.length > 0) throw errorOf(problems[0], problems);
    }
    return value;
  }

  async status({ subject, env, signal } = {}) {
    return (await this.#call("status", where(subject, { env }), { signal })).value.subjects;
  }

  async history({ subject, env, limit, signal } = {}) {
    return (await this.#call("history", { ...where(subject, { env }), limit }, { signal })).value.releases;
  }

  async release(subject, { env, serial, signal }) {
    return (await this.#call("release", { ...where(subject, { env }), serial }, { signal })).value;
  }

  async valueHistory(address, path = "", { signal } = {}) {
    return (await this.#call("valueHistory", { address, path }, { signal })).value;
  }

  async lock(options = {}) {
    const input = { selection: selection(options), update: options.update, images: listed(options.images) };
    return (await this.#call("lock", input, { signal: options.signal })).value.changes;
  }

  async publishPaths(paths = [], options = {}) {
    const asked = listed(paths).map((text) => {
      const at = text.indexOf("@");
      return at < 0 ? { path: text } : { path: text.slice(0, at), version: text.slice(at + 1) };
    });
    return (await this.#call("publishPaths", { paths: asked, check: options.check }, { signal: options.signal })).value.published;
  }

  async edit(options) {
    const input = { edits: edits(options), write: options.write ?? true };
    const report = (await this.#call("edit", input, { signal: options.signal })).value;
    if (report.written) await this.reload();
    return report;
  }
}

if (Symbol.asyncDispose !== undefined) {
  Workspace.prototype[Symbol.asyncDispose] = function () {
    return this.close();
  };
}

module.exports = { Workspace };
