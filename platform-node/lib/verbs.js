"use strict";
// Verbs of the engine that need no handle: what is asked, as JSON, and what is answered.

const native = require("./native.js");
const { encode, opened } = require("./values.js");

/** The value that a verb gives. */
const ask = (verb, asked = {}) => opened(native.call(verb, encode(asked))).value;

/** The same, with documents that are JSON text already. */
function withDocuments(verb, documents, asked = {}) {
  const fields = Object.entries(documents).map(([key, text]) => `${encode(key)}:${text}`);
  const more = encode(asked).slice(1, -1);
  return opened(native.call(verb, `{${[...fields, ...(more === "" ? [] : [more])].join(",")}}`)).value;
}

/** Plans with what they were made from, as a JSON list. */
const shown = (plans) =>
  `[${[...plans].map((plan) => `{"plan":${plan.toJSONText()},"rendered":${plan.renderedText()}}`).join(",")}]`;

/** The texts of a platform's files, for the lines that are shown. What is no UTF-8 is marked. */
function texts(platform) {
  if (platform === undefined) return undefined;
  return Object.fromEntries([...platform.files()].map(([path, bytes]) => [path, bytes.toString("utf8")]));
}

/** How text is laid out. */
const styled = ({ color = false, width = 120, unicode = true, full = false }) => ({ color, width, unicode, full });

module.exports = { ask, shown, styled, texts, withDocuments };
