"use strict";
// What needs no platform: values, documents, texts, and what the engine knows of itself.

const native = require("./native.js");
const { Observed } = require("./state.js");
const { ask, shown, styled, texts, withDocuments } = require("./verbs.js");
const { decode, encode, opened } = require("./values.js");

const values = Object.freeze({
  diff: ({ before, after, target }) => ask("diff", { before, after, target }),
  patch: (value, changes) => ask("patch", { value, changes: [...changes] }),
  normalize: (value, { target } = {}) => ask("normalize", { value, target }),
  tolerated: ({ observed, base, desired, target }) => ask("tolerated", { observed, base, desired, target }),
  digest: (value) => ask("digest", { value }),
  toJSONText: (value) => ask("jsonText", { value }),
  toYAML: (value) => ask("yamlText", { value }),
});

const reference = Object.freeze({
  code: (code) => ask("code", { code }),
  codes: () => ask("codes"),
  schema: (name) => ask("schema", { name }),
  schemas: () => ask("schemas"),
});

/** Checks a catalog file: what is wrong with it is what was asked, and is not thrown. */
function validateEntities(text, { file } = {}) {
  const answer = native.call("validateEntities", encode({ text, file }));
  const { error, diagnostics = [] } = decode(answer);
  if (error !== undefined && error.category !== "boundary") return { entities: [], diagnostics };
  return { entities: opened(answer).value, diagnostics };
}

const documents = Object.freeze({
  validateEntities,
  lockText: (lock) => ask("lockText", { lock }),
  valueHistory: (releases, address, path = "") => ask("valueHistory", { releases: [...releases], address, path }),
  readTerraformPlan: (text, { subject, env, target = "terraform", rendered, state }) => {
    const known = rendered === undefined ? {} : { rendered: rendered.toJSONText() };
    if (state !== undefined) known.state = state.toJSONText();
    return withDocuments("readTerraformPlan", known, { text, subject, environment: env, target });
  },
  observeTerraformPlan: (plan, { rendered, state, target = "terraform", observed }) => {
    const known = { rendered: rendered.toJSONText(), state: state.toJSONText() };
    if (observed !== undefined) known.observed = observed.toJSONText();
    return Observed.fromJSON(withDocuments("observeTerraformPlan", known, { plan, target }));
  },
});

/** All of what `planAll` gave, or plans. */
const plansOf = (plans) => plans.ok ?? [...plans];

const reports = Object.freeze({
  plansText: (plans, style = {}) =>
    withDocuments("planSetText", { plans: shown(plansOf(plans)) }, { failed: plans.failed, style: styled(style) }),
  plansMarkdown: (plans, { commit, longest } = {}) =>
    withDocuments("planMarkdown", { plans: shown(plansOf(plans)) }, { checks: plans.checks, comment: { commit, longest } }),
  plansHTML: (plans) => withDocuments("planHtml", { plans: shown(plansOf(plans)) }),
  plansDigest: (plans) => {
    const ok = plansOf(plans).map((plan) => plan.toJSONText());
    return withDocuments("planSetDigest", { plans: `{"formatVersion":"1.0","failed":[],"ok":[${ok.join(",")}]}` });
  },
  diagnosticsText: (diagnostics, { platform, ...style } = {}) =>
    ask("diagnosticsText", { diagnostics: [...diagnostics], files: texts(platform), style: styled(style) }),
  explanationText: (explanation, { platform, ...style } = {}) =>
    ask("explanationText", { explanation, files: texts(platform), style: styled(style) }),
  freshnessText: (freshness, style = {}) => ask("freshnessText", { freshness, style: styled(style) }),
  pinsText: ({ before, after }, style = {}) => ask("pinsText", { before, after, style: styled(style) }),
  touchedText: (touched, style = {}) => ask("touchedText", { touched: [...touched], style: styled(style) }),
  revisionDiffText: (diff, { before, after, ...style } = {}) =>
    ask("revisionDiffText", { diff, beforeFiles: texts(before), afterFiles: texts(after), style: styled(style) }),
  revisionDiffMarkdown: (diff, { longest } = {}) => ask("revisionDiffMarkdown", { diff, comment: { longest } }),
  sarif: ({ diagnostics = [], checks = [], root = "" } = {}) =>
    ask("sarif", { diagnostics: [...diagnostics], checks: [...checks], root }),
});

module.exports = { documents, reference, reports, values };
