"use strict";

const native = require("./lib/native.js");
const { apply } = require("./lib/drive.js");
const { Apply } = require("./lib/apply.js");
const errors = require("./lib/errors.js");
const { FakeExecutor } = require("./lib/fakes.js");
const { Plan } = require("./lib/plan.js");
const { unlessAborted } = require("./lib/aborting.js");
const { Platform } = require("./lib/platform.js");
const { Rendered } = require("./lib/rendered.js");
const { Observed, State } = require("./lib/state.js");
const { Workspace } = require("./lib/workspace.js");
const { documents, reference, reports, values } = require("./lib/standalone.js");
const { document, opened } = require("./lib/values.js");

/** Calls a verb with its input, and gives its value and what was said beside it. */
function call(name, input) {
  return opened(document(input, (text) => native.call(String(name), text)));
}

/** The same, beside the event loop. */
async function callAsync(name, input, { signal } = {}) {
  return opened(await unlessAborted(signal, () => document(input, (text) => native.callAsync(String(name), text))));
}

/** Calls a verb with JSON text or bytes, and gives the answer as JSON text. */
function callText(name, input) {
  return document(input, (text) => native.call(String(name), text));
}

/** The names of all verbs with what they do. */
function verbs() {
  return new Map(native.verbs());
}

const { errorOf: _, ...classes } = errors;
module.exports = {
  Apply,
  FakeExecutor,
  Observed,
  Plan,
  Platform,
  Rendered,
  State,
  Workspace,
  apply,
  call,
  callAsync,
  callText,
  documents,
  reference,
  reports,
  values,
  verbs,
  ...classes,
};
