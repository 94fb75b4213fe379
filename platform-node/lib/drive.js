"use strict";
// Drives an apply with executors that are plain objects.

const { timestamp } = require("./apply.js");
const { Observed } = require("./state.js");
const { PlatformError, errorOf } = require("./errors.js");

/** What an error says of a step: that of the engine as it is, that of the executor with its words. */
function problem(error) {
  if (error instanceof PlatformError) return error.diagnostic;
  const message = error instanceof Error ? error.message || error.name : String(error);
  return { code: "exec.failed", category: "exec", severity: "error", message: message.toWellFormed() };
}

/** The executor of a step: one for all, or by the name of its target. */
function executorOf(executors, work) {
  if (typeof executors.perform === "function") return executors;
  const target = work.step.address.split("/")[2] ?? "";
  const executor = Object.hasOwn(executors, target) ? executors[target] : undefined;
  if (executor === undefined) throw new Error(`there is no executor for the target ${target}`);
  return executor;
}

/** Looks whether a step may still be done, says that it begins, and does it. */
async function run(running, executors, work, signal, tell) {
  if (work.refused !== undefined) return { work, error: errorOf(work.refused), outcome: "none" };
  let begun = false;
  try {
    const executor = executorOf(executors, work);
    if (work.expect !== undefined && executor.observe !== undefined) {
      running.check(work, await executor.observe(work, { signal }));
    } else if (work.expect !== undefined && executor.observeMany !== undefined) {
      const [found] = await executor.observeMany([work], { signal });
      if (found instanceof Error) throw found;
      running.check(work, found);
    }
    begun = true;
    await tell(running.started(work));
    return { work, given: (await executor.perform(work, { signal })) ?? {} };
  } catch (error) {
    // Nobody knows what was done by one that began.
    return { work, error: error ?? new Error("an executor threw nothing"), outcome: begun ? "unknown" : "none" };
  }
}

function sleep(until) {
  const pause = until === undefined ? 100 : Date.parse(until) - Date.now();
  return new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(pause, 1), 1000)));
}

/**
 * Applies a plan: several steps at once, each by the executor of its target.
 *
 * What an executor throws is thrown in the end as it is, the first of several; until then what does not depend on that
 * step goes on. `onEvent` is given each event before the next thing happens, and the apply: store its state and journal
 * there, and an apply that was killed can go on with the journal.
 */
async function apply(plan, executors, settings) {
  const { state, observed = new Observed(), signal, onEvent, onProgress, journal, lineage, parallelism } = settings;
  signal?.throwIfAborted();
  const running = plan.begin(state, { observed, journal, lineage, parallelism });
  const startedAt = timestamp();
  const works = new Map();
  const cancel = new AbortController();
  const stop = () => cancel.abort(signal.reason);
  signal?.addEventListener("abort", stop, { once: true });
  const told = { error: undefined };
  const tell = async (event) => {
    try {
      await onEvent?.(event, running);
      onProgress?.(event, running);
    } catch (error) {
      told.error ??= { error };
      throw error;
    }
  };
  let thrown;
  try {
    for (;;) {
      const next = running.next();
      if (next.kind === "start" && !cancel.signal.aborted && told.error === undefined) {
        // What is still being looked at is given again.
        for (const work of next.steps.filter((one) => !works.has(one.step.id))) {
          works.set(work.step.id, run(running, executors, work, cancel.signal, tell));
        }
      }
      if (works.size === 0) {
        if (cancel.signal.aborted || told.error !== undefined || next.kind !== "wait") break;
        await sleep(next.until);
        continue;
      }
      const { work, given, error, outcome } = await Promise.race(works.values());
      works.delete(work.step.id);
      if (error !== undefined) thrown ??= { error };
      const event = error === undefined
        ? running.succeeded(work, given)
        : running.failed(work, problem(error), { outcome: error.outcome ?? outcome });
      await tell(event);
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    await Promise.allSettled(works.values());
  }
  if (told.error !== undefined) throw told.error.error;
  if (cancel.signal.aborted) throw cancel.signal.reason;
  if (thrown !== undefined) throw thrown.error;
  return { state: running.finish(), journal: running.journalText(), startedAt };
}

module.exports = { apply, problem };
