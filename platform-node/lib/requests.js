"use strict";
// What several calls are asked in the same words.

/** One text, or several. */
const listed = (value) => (value === undefined ? [] : typeof value === "string" ? [value] : [...value]);

/** Which subjects, in which environments. */
function selection({ subjects, envs, names, kinds, systems, owners, paths, labels, changed }) {
  return {
    subjects: listed(subjects),
    environments: listed(envs),
    names: listed(names),
    kinds: listed(kinds),
    systems: listed(systems),
    owners: listed(owners),
    paths: listed(paths),
    labels: listed(labels),
    changed: changed === undefined ? undefined : listed(changed),
  };
}

/** Each edit that is asked for, in the order set, add, remove, others. */
function edits({ subjects, systems, owners, set = {}, add = {}, remove, more = [] }) {
  const where = { subjects: listed(subjects), systems: listed(systems), owners: listed(owners) };
  const operations = [
    ...Object.entries(set).map(([path, value]) => ({ path, operation: { kind: "set", value } })),
    ...Object.entries(add).map(([path, value]) => ({ path, operation: { kind: "add", value } })),
    ...listed(remove).map((path) => ({ path, operation: { kind: "remove" } })),
  ];
  if (operations.length > 0 && Object.values(where).every((one) => one.length === 0)) {
    throw new TypeError("name the subjects, systems or owners to edit; the keys of `platform.overview.subjects` are all");
  }
  return [...operations.map((one) => ({ ...where, ...one })), ...more];
}

module.exports = { edits, listed, selection };
