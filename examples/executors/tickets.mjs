// Every step becomes a ticket: `node tickets.mjs URL FOLDER [SUBJECT [ENVIRONMENT]]`.
//
// FOLDER holds a platform, such as a copy of `examples/hello`. Run it again after Ctrl-C, or after it was killed: it goes on.

import { setTimeout as sleep } from "node:timers/promises";

import { PlatformError, Workspace } from "platform-core";

const TRIES = 5;

/** Opens a ticket for each step, under the step's address, and waits until somebody has done it. */
class Tickets {
  constructor(url) {
    this.url = url;
  }

  /** What is there: the body of the ticket that made it. Its absence is drift. */
  async observe(work, { signal }) {
    const ticket = await this.ask("GET", work.movedFrom ?? work.step.address, undefined, signal);
    return ticket === undefined || ticket.action === "delete" ? undefined : ticket.body;
  }

  /** Does a step. The same step asked twice is one ticket, so `work.repeated` needs no care here. */
  async perform(work, { signal }) {
    const { address, action } = work.step;
    let ticket = await this.ask("PUT", address, { action, body: work.body ?? null }, signal);
    while (ticket !== undefined && ticket.state !== "done") {
      // When the apply is aborted, so is this: the ticket stays, and `resume` waits for it again.
      await sleep(50, undefined, { signal });
      ticket = await this.ask("GET", address, undefined, signal);
    }
    if (ticket === undefined) throw new Error(`somebody removed the ticket of ${address}`);
    return { identity: `ticket ${ticket.number}` };
  }

  /** One request, again where the server can't answer now; nothing for a ticket that is not there. */
  async ask(method, address, body, signal) {
    const request = { method, signal, body: body && JSON.stringify(body) };
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(`${this.url}/tickets/${encodeURIComponent(address)}`, request);
      const read = await answer.json();
      if (answer.ok) return read;
      if (answer.status === 404) return undefined;
      if (answer.status !== 503 || attempt === TRIES) throw new Error(`the ticket system answers ${answer.status}`);
      await sleep(5 * 2 ** attempt, undefined, { signal });
    }
  }
}

/** Progress, a line each. */
function onProgress(event) {
  if (event.kind !== "stepEnded") return;
  const how = event.failure === undefined ? "done" : `failed: ${event.failure.message}`;
  console.log(`${event.step.action} ${event.step.address}: ${how}`);
}

const [url, folder, subject = "hello", env = "staging"] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
const settings = { env, onProgress, signal: stop.signal };
const ws = await Workspace.open(folder, { executors: { kubernetes: new Tickets(url) } });
try {
  try {
    await ws.resume({ ...settings, subject });
    console.log("resumed");
  } catch (error) {
    if (!(error instanceof PlatformError && error.code === "state.unchanged")) throw error;
    // Nothing was interrupted.
    await ws.deploy(subject, settings);
  }
  const plan = await ws.plan(subject, { env });
  console.log(plan.hasChanges ? plan.text() : "nothing is left to do");
} catch (error) {
  console.error(error.name === "AbortError" ? "stopped; run it again to go on" : `error: ${error.message}`);
  process.exitCode = 1;
} finally {
  await ws.close();
}
