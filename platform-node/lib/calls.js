"use strict";
// One call of a workspace: its messages, the executors it asks, its answer.

const { problem } = require("./drive.js");
const { errorOf } = require("./errors.js");
const { Plan } = require("./plan.js");
const { decode, encode } = require("./values.js");

const FAILED = { code: "exec.failed", category: "exec", severity: "error", outcome: "none" };
const OUTCOMES = new Set(["none", "partial", "unknown", "done"]);

/** What a step's end is told to be. An error may say by `outcome` what it left in the world. */
function failure(error, otherwise) {
  const outcome = OUTCOMES.has(error?.outcome) ? error.outcome : otherwise;
  return { error: { ...problem(error), outcome } };
}

/** What a workspace may ask of an executor. */
function capabilities(executor) {
  const has = (name) => typeof executor[name] === "function";
  return {
    observes: has("observe"),
    observesMany: has("observeMany"),
    rehearses: has("rehearse"),
    tellsUnready: has("unready"),
    idempotent: executor.idempotent !== false,
  };
}

const found = (there) => (there === undefined || there === null ? "absent" : { present: { body: there } });

/** Problems that were given, as a reply. One alone is taken for a list of one. */
function told(problems) {
  const one = typeof problems === "string" || typeof problems?.message === "string";
  const wire = (each) => (typeof each === "string" ? { message: each.toWellFormed() } : each);
  return encode({ ok: (one ? [problems] : [...(problems ?? [])]).map((each) => ({ ...FAILED, ...wire(each) })) });
}

const CANCELLED = { code: "exec.cancelled", category: "exec", severity: "error", outcome: "unknown" };

/** What an executor does, as the text of a reply. `failed` is told what it says that it can't tell. */
async function ask(executor, message, signal, failed) {
  const { kind, work } = message;
  if (kind === "unready") return told(await executor.unready(message.resources, { signal }));
  if (kind === "rehearse") return told(await executor.rehearse(work, message.earlier, { signal }));
  if (kind === "observe") return encode({ ok: found(await executor.observe(work, { signal })) });
  if (kind === "observeMany") {
    const seen = Array.from(await executor.observeMany(work, { signal }));
    seen.filter((one) => one instanceof Error).forEach(failed);
    return encode({ ok: seen.map((one) => (one instanceof Error ? failure(one, "none") : found(one))) });
  }
  const { outputs, identity, body } = (await executor.perform(work, { signal })) ?? {};
  return encode({ ok: { outputs: outputs ?? {}, identity, body } });
}

/**
 * Runs a verb. What an executor threw is thrown as itself where the verb has failed, and is else given beside its value.
 * Aborted, it is asked to stop, and its answer is waited for; then the signal's reason is thrown.
 */
async function run(handle, executors, verb, input, { plans = [], signal, onProgress, began } = {}) {
  signal?.throwIfAborted();
  const asked = new Map();
  const heard = [];
  let thrown;
  let untold;
  let running;
  const cancel = () => running.cancel();
  const failed = (error) => {
    thrown ??= { error };
  };
  const notTold = (error) => {
    untold ??= { error };
    cancel();
  };
  const serve = async (message) => {
    const controller = new AbortController();
    // What something that broke off left: only steps change anything.
    const outcome = message.kind === "perform" ? "unknown" : "none";
    asked.set(message.id, controller);
    let reply;
    try {
      reply = await ask(executors[message.target], message, controller.signal, failed);
    } catch (error) {
      if (controller.signal.aborted) {
        reply = encode({ error: { ...CANCELLED, outcome, message: problem(error).message } });
      } else {
        failed(error);
        reply = encode(failure(error, outcome));
      }
    }
    asked.delete(message.id);
    running.reply(message.id, reply);
  };
  const tell = (event) => {
    if (onProgress === undefined || untold !== undefined) return;
    try {
      const hearing = onProgress(event);
      if (typeof hearing?.then === "function") heard.push(Promise.resolve(hearing).catch(notTold));
    } catch (error) {
      notTold(error);
    }
  };
  const answered = new Promise((resolve) => {
    running = handle.start(verb, encode(input), plans.map(Plan.handle), (text) => {
      const message = decode(text);
      if (message.kind === "answer") resolve(message.answer);
      else if (message.kind === "event") tell(message.event);
      else if (message.kind === "cancel") asked.get(message.id)?.abort(errorOf({ ...CANCELLED, message: "the call was cancelled" }));
      else void serve(message);
    });
  });
  const call = { cancel, answered };
  began?.add(call);
  signal?.addEventListener("abort", cancel, { once: true });
  const answer = await answered;
  signal?.removeEventListener("abort", cancel);
  began?.delete(call);
  await Promise.all(heard);
  if (signal?.aborted) throw signal.reason;
  if (untold !== undefined) throw untold.error;
  const diagnostics = answer.diagnostics ?? [];
  if (answer.error !== undefined) throw thrown === undefined ? errorOf(answer.error, diagnostics) : thrown.error;
  const made = running.plans().map((one) => Object.assign(new Plan(one), { diagnostics }));
  return { value: answer.ok, diagnostics, plans: made, thrown };
}

module.exports = { capabilities, run };
