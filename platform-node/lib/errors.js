"use strict";
// What is thrown: a class for each category of error codes.

function line(diagnostic) {
  const at = diagnostic.at;
  let place = "";
  if (at?.file) place = at.line ? `${at.file}:${at.line}:${at.column}: ` : `${at.file}: `;
  else if (at?.pointer) place = `${at.pointer}: `;
  return `${place}${diagnostic.message} [${diagnostic.code}]${diagnostic.help ? `; ${diagnostic.help}` : ""}`;
}

class PlatformError extends Error {
  constructor(diagnostic, diagnostics = []) {
    const all = diagnostics.length > 0 ? diagnostics : [diagnostic];
    const errors = all.filter((one) => one.severity === "error");
    super((errors.length > 0 ? errors : [diagnostic]).map(line).join("\n"));
    this.diagnostic = diagnostic;
    this.diagnostics = all;
  }

  get name() {
    return this.constructor.name;
  }

  get code() {
    return this.diagnostic.code;
  }

  get category() {
    return this.diagnostic.category;
  }

  get at() {
    return this.diagnostic.at;
  }

  get details() {
    return this.diagnostic;
  }
}

class BoundaryError extends PlatformError {}
class ParseError extends PlatformError {}
class SchemaError extends PlatformError {}
class InvalidValueError extends PlatformError {}
class LimitError extends PlatformError {}
class GraphError extends PlatformError {}
class PathError extends PlatformError {}
class TemplateError extends PlatformError {}
class ExpressionError extends PlatformError {}
class PlanError extends PlatformError {}
class StateError extends PlatformError {}
class StoreError extends PlatformError {}
class LockError extends PlatformError {}
class ExecutionError extends PlatformError {}
class SecretError extends PlatformError {}
class InternalError extends PlatformError {}

const CLASSES = new Map(
  Object.entries({
    boundary: BoundaryError,
    parse: ParseError,
    schema: SchemaError,
    value: InvalidValueError,
    limit: LimitError,
    graph: GraphError,
    path: PathError,
    template: TemplateError,
    expression: ExpressionError,
    plan: PlanError,
    state: StateError,
    store: StoreError,
    lock: LockError,
    exec: ExecutionError,
    secret: SecretError,
    internal: InternalError,
  }),
);

/** The error for a problem, by its category. */
function errorOf(diagnostic, diagnostics = []) {
  const Class = CLASSES.get(diagnostic.category) ?? PlatformError;
  return new Class(diagnostic, diagnostics);
}

module.exports = {
  errorOf,
  PlatformError,
  BoundaryError,
  ParseError,
  SchemaError,
  InvalidValueError,
  LimitError,
  GraphError,
  PathError,
  TemplateError,
  ExpressionError,
  PlanError,
  StateError,
  StoreError,
  LockError,
  ExecutionError,
  SecretError,
  InternalError,
};
