"use strict";

/** A promise that is given up when the signal says so; what runs already runs to its end, and is dropped. */
async function unlessAborted(signal, run) {
  signal?.throwIfAborted();
  const ran = run();
  if (signal === undefined) return ran;
  let stop;
  const aborted = new Promise((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([ran, aborted]);
  } finally {
    ran.catch(() => {});
    signal.removeEventListener("abort", stop);
  }
}

module.exports = { unlessAborted };
