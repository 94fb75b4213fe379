import type * as types from "./types.js";

export * from "./types.js";

/** The changes that do something. */
export function effectiveChanges(plan: types.Plan): types.Change[];
/** Whether anything would be done. */
export function hasChanges(plan: types.Plan): boolean;
/** Whether it may be applied: it was compared with a state, and nothing holds it. */
export function isApplicable(plan: types.Plan): boolean;
/** The change of an address. */
export function changeOf(plan: types.Plan, address: string): types.Change | undefined;
/** Whether a change makes something anew in another's place. */
export function isReplacement(change: types.Change): boolean;
/** The parts of an address: subject, environment, target, and the name there. */
export function addressParts(address: string): { subject: string; environment: string; target: string; id: string };
