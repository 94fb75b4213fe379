"use strict";
// One call of a workspace: its messages, the executors it asks, its answer.

const { problem } = require("./drive.js");
const { errorOf } = require("./errors.js");
const { Plan } = require("./plan.js");
const { decode, encode } = require("./values.js");

const OUTCOMES = new Set(["none", "partial", "unknown", "done"]);

/** What a step's end is told to be. An error may say by `outcome` what it left in the world. */
function failure(error, otherwise) {
  const outcome = OUTCOMES.has(error?.outcome) ? error.outcome : otherwise;
  return encode({ error: { ...problem(error), outcome } });
}

const CANCELLED = { code: "exec.cancelled", category: "exec", severity: "error", outcome: "unknown" };

/** What an executor does, as the text of a reply. */
async function ask(executor, { kind, work }, signal) {
  if (kind === "observe") {
    const found = await executor.observe(work, { signal });
    return encode({ ok: found === undefined || found === null ? "absent" : { present: { body: found } } });
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
  const notTold = (error) => {
    untold ??= { error };
    cancel();
  };
  const serve = async (message) => {
    const controller = new AbortController();
    asked.set(message.id, controller);
    let reply;
    try {
      reply = await ask(executors[message.target], message, controller.signal);
    } catch (error) {
      if (controller.signal.aborted) {
        reply = encode({ error: { ...CANCELLED, message: problem(error).message } });
      } else {
        thrown ??= { error };
        reply = failure(error, message.kind === "perform" ? "unknown" : "none");
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

module.exports = { run };
