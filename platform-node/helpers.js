"use strict";
// What can be told of a plan's document without the engine: safe in a browser.

const effective = (change) => change.actions.some((action) => action !== "no-op");

/** The changes that do something. */
const effectiveChanges = (plan) => (plan.changes ?? []).filter(effective);

/** Whether anything would be done. */
const hasChanges = (plan) => (plan.changes ?? []).some(effective);

/** Whether it may be applied: it was compared with a state, and nothing holds it. */
const isApplicable = (plan) => plan.basis !== "noState" && (plan.blocked ?? []).length === 0;

/** The change of an address. */
const changeOf = (plan, address) => (plan.changes ?? []).find((change) => change.address === address);

/** Whether a change makes something anew in another's place. */
const isReplacement = (change) => change.actions.includes("create") && change.actions.includes("delete");

/** The parts of an address: subject, environment, target, and the name there. */
function addressParts(address) {
  const [subject, environment, target, ...rest] = address.split("/");
  return { subject, environment, target, id: rest.join("/") };
}

module.exports = { addressParts, changeOf, effectiveChanges, hasChanges, isApplicable, isReplacement };
