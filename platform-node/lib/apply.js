"use strict";
// An apply that the caller drives: ask what to do, do it, tell what happened.

const { State } = require("./state.js");
const { encode, opened, textOf } = require("./values.js");

const timestamp = () => new Date().toISOString();

class Apply {
  #handle;

  /** @internal */
  constructor(handle) {
    this.#handle = handle;
    opened(handle.answer);
  }

  next(now = timestamp()) {
    return opened(this.#handle.next(now)).value;
  }

  check(work, found, { at = timestamp() } = {}) {
    const observation = found === undefined || found === null ? "absent" : { present: { body: found } };
    opened(this.#handle.check(encode({ step: work.step.id, now: at, observation })));
  }

  record(event) {
    return opened(this.#handle.record(encode(event))).value;
  }

  started(work, { at } = {}) {
    return this.#event(work, { kind: "started" }, at);
  }

  succeeded(work, { outputs = {}, identity, body, at } = {}) {
    return this.#event(work, { kind: "succeeded", outputs, identity, body }, at);
  }

  failed(work, message, { outcome = "none", at } = {}) {
    const diagnostic =
      typeof message === "string" ? { code: "exec.failed", category: "exec", severity: "error", message } : message;
    return this.#event(work, { kind: "failed", diagnostic, outcome }, at);
  }

  #event(work, kind, at = timestamp()) {
    return this.record({ step: work.step.id, attempt: work.attempt, at, kind });
  }

  get state() {
    return new State(this.#handle.state());
  }

  finish() {
    return new State(this.#handle.finish());
  }

  journalText() {
    return textOf(this.#handle.journal());
  }

  release(actor, { startedAt, endedAt = timestamp() }) {
    return opened(this.#handle.release(encode({ actor, startedAt, endedAt }))).value;
  }
}

module.exports = { Apply, timestamp };
