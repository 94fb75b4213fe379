import helpers from "./helpers.js";

export const { addressParts, changeOf, effectiveChanges, hasChanges, isApplicable, isReplacement } = helpers;
