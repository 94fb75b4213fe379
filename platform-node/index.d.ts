/// <reference types="node" />
import type * as types from "./types.js";

export type * as types from "./types.js";

/** A document: JSON text, its bytes (the fast road), or plain data. Integers beyond ±(2^53−1) are BigInt. */
export type Document<T = unknown> = string | Uint8Array | T | HasJSONText;

/** Something that writes itself as JSON text, as `Plan`, `State` and `Observed` do. */
export interface HasJSONText {
  toJSONText(): string;
}

/** What can be given up. What runs already runs to its end beside the event loop, and is dropped. */
export interface Abortable {
  signal?: AbortSignal | undefined;
}

export interface Asked {
  /** The environment, or `-`. */
  env: string;
  /** Exact versions and artifacts; without them those of the lock file count. */
  pins?: types.Pins | undefined;
}

export interface Known {
  /** Without a state everything looks new, and the plan can't be applied. */
  state?: State | undefined;
  observed?: Observed | undefined;
  options?: types.PlanOptions | undefined;
}

export interface PlanAsked extends Asked, Known {}

/** Services, environments and golden paths. Files with errors are told by `diagnostics`; the rest is there all the same. */
export class Platform {
  private constructor();
  /** Reads the files below a folder. */
  static load(folder: string | URL): Platform;
  /** Reads files by their path relative to the platform's root, with `/`. */
  static parse(files: Files): Platform;
  /** `load`, beside the event loop. */
  static loadAsync(folder: string | URL, options?: Abortable): Promise<Platform>;
  /** `parse`, beside the event loop. */
  static parseAsync(files: Files, options?: Abortable): Promise<Platform>;
  /** Everything that was said of its files. */
  readonly diagnostics: types.Diagnostic[];
  /** What is wrong with its files. */
  readonly errors: types.Diagnostic[];
  /** What it holds. */
  readonly overview: types.PlatformView;
  /** Renders everything everywhere, and says what is wrong. */
  validate(): types.Diagnostic[];
  /** Finds exact versions and merged parameters. */
  resolve(subject: string, asked: Asked): types.ResolvedView;
  /** Renders all that a subject should be in an environment. */
  render(subject: string, asked: Asked): Rendered;
  /** Works out what will change and why. */
  plan(subject: string, asked: PlanAsked): Plan;
  /** `plan`, beside the event loop. */
  planAsync(subject: string, asked: PlanAsked & Abortable): Promise<Plan>;
  /** Why a value is what it is. */
  explain(subject: string, asked: { env: string; address: string; path?: string | undefined }): types.Explanation;
  /** The bytes of its files, by path. */
  files(): Map<string, Buffer>;
}

export type Files = Readonly<Record<string, string | Uint8Array>> | ReadonlyMap<string, string | Uint8Array>;

/** All that a subject should be in an environment. What is asked for is read when it is asked for. */
export class Rendered implements HasJSONText {
  /** Reads what was written. It must be what its digests say. */
  constructor(wire: Document<types.RenderedInput>);
  /** What was said while it was made. */
  readonly diagnostics: types.Diagnostic[];
  readonly subject: string;
  /** The environment, or `-`. */
  readonly env: string;
  /** SHA-256 over all that it holds: the same in every language. */
  readonly digest: string;
  /** What it holds, sorted. */
  readonly addresses: string[];
  /** The resource of an address. */
  get(address: string): types.Resource | undefined;
  /** Works out what will change and why. */
  plan(known?: Known): Plan;
  /** `plan`, beside the event loop. */
  planAsync(known?: Known & Abortable): Promise<Plan>;
  /** All of it, as data. */
  readonly document: types.Rendered;
  toJSONText(): string;
  toJSON(): types.Rendered;
}

/** What will change for one subject in one environment, and why. What is asked for is read when it is asked for. */
export class Plan implements HasJSONText {
  /** Reads a plan that was written, with what it was made from. Both must be what their digests say. */
  constructor(plan: Document<types.PlanInput>, rendered: Document<types.RenderedInput>);
  /** What was said while it was made. */
  readonly diagnostics: types.Diagnostic[];
  /** SHA-256 over all that decides what happens: the same in every language. */
  readonly digest: string;
  readonly subject: string;
  /** The environment, or `-`. */
  readonly env: string;
  /** What it was compared with. */
  readonly basis: types.Basis;
  /** Whether anything would be done. */
  readonly hasChanges: boolean;
  /** Whether it may be applied. */
  readonly isApplicable: boolean;
  /** How many changes of each kind. */
  readonly summary: types.Summary;
  /** How many changes there are. */
  readonly length: number;
  /** Everything that changes, by address. */
  readonly changes: types.Change[];
  /** The change at a place in `changes`. */
  change(index: number): types.Change | undefined;
  /** The change of an address. */
  get(address: string): types.Change | undefined;
  has(address: string): boolean;
  /** All of it, as data. */
  readonly document: types.Plan;
  toJSONText(): string;
  /** What it was made from, as JSON text. */
  renderedText(): string;
  toJSON(): types.Plan;
  /** Why a value is what it is: which layer, file and line set it, and what that beat. */
  explain(address: string, path?: string): types.Explanation;
  /** Whether it still fits the world. */
  verify(state: State, observed?: Observed): types.Freshness;
  /** As text for people. */
  text(style?: TextStyle): string;
  /** As Markdown for a pull request. */
  markdown(): string;
  /** Begins to apply it; with the journal of an apply that was killed, goes on with that one. See also `apply`. */
  begin(state: State, options?: Begin): Apply;
  toString(): string;
}

export interface TextStyle {
  color?: boolean | undefined;
  /** Columns. */
  width?: number | undefined;
  unicode?: boolean | undefined;
  /** Every value, and long ones whole. */
  full?: boolean | undefined;
}

export interface Begin {
  observed?: Observed | undefined;
  /** The lineage of a first state. */
  lineage?: string | undefined;
  /** How many steps may run at once; 8, if absent. */
  parallelism?: number | undefined;
  /** The journal of the apply to go on with. */
  journal?: Document<types.JournalInput> | undefined;
}

/** What we know we did for one subject in one environment. It changes only by an apply. */
export class State implements HasJSONText {
  constructor(wire: Document<types.StateInput>);
  /** The state of what was never applied. Its lineage is random, unless it is given. */
  static empty(subject: string, of: { env: string; lineage?: string | undefined }): State;
  readonly document: types.State;
  toJSONText(): string;
  toJSON(): types.State;
}

/** Facts from the world. What is not in it was not looked at, which is not the same as absent. */
export class Observed implements HasJSONText {
  /** `bodies` are what is there, by address. */
  constructor(bodies?: Readonly<Record<string, Document>>, more?: MoreObserved);
  /** Reads facts in wire form. */
  static fromJSON(text: Document<types.ObservedInput>): Observed;
  toJSONText(): string;
  toJSON(): types.Observed;
}

export interface MoreObserved {
  /** What was looked for and is not there. */
  absent?: Iterable<string> | undefined;
  /** What resources of other subjects gave, by address and name. */
  outputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  /** What was seen the last time: a text that has not changed is not read again. */
  before?: Observed | undefined;
}

/** An apply that the caller drives: ask what to do, do it, tell what happened. */
export class Apply {
  private constructor();
  /** What may start now. Asking changes nothing. */
  next(now?: string): types.Next;
  /** Throws when what is found is not what the step expects; `undefined` for what is not there. */
  check(work: types.WorkView, found: unknown, options?: At): void;
  /** Takes in what happened to a step, and gives the event as it is to be stored. */
  record(event: types.StepEventInput): types.StepEvent;
  /** A step is about to be done: before the world is touched. */
  started(work: types.WorkView, options?: At): types.StepEvent;
  /** A step was done. */
  succeeded(work: types.WorkView, given?: Given & At): types.StepEvent;
  /** A step was not done, or not wholly. */
  failed(
    work: types.WorkView,
    message: string | types.DiagnosticInput,
    options?: { outcome?: types.Effect | undefined } & At,
  ): types.StepEvent;
  /** What is known by now: to be stored after each event. */
  readonly state: State;
  /** The state at the end: no longer `applying`. */
  finish(): State;
  /** What happened so far: enough to go on after being killed. */
  journalText(): string;
  /** What history keeps of it. */
  release(actor: string, times: { startedAt: string; endedAt?: string | undefined }): types.Release;
}

export interface At {
  /** When, in UTC; now, if absent. */
  at?: string | undefined;
}

/** What a step gave. */
export interface Given {
  outputs?: Readonly<Record<string, unknown>> | undefined;
  /** What the target knows it by. */
  identity?: string | undefined;
  /** What was written, where that is not what was asked for. */
  body?: unknown;
}

/** What does the steps of a target. Both may be async or not. */
export interface Executor {
  /** Does a step. With `work.repeated` an earlier attempt may have done it already: look first. */
  perform(work: types.WorkView, context: { signal: AbortSignal }): Given | void | Promise<Given | void>;
  /** What is there; `undefined` for nothing. With it, a step whose resource changed since the plan is not begun. */
  observe?(work: types.WorkView, context: { signal: AbortSignal }): unknown;
}

export interface ApplySettings extends Begin, Abortable {
  state: State;
  /** Is given each event before the next thing happens: store the apply's state and journal here. */
  onEvent?: ((event: types.StepEvent, apply: Apply) => void | Promise<void>) | undefined;
  onProgress?: ((event: types.StepEvent, apply: Apply) => void) | undefined;
}

export interface Applied {
  state: State;
  journal: string;
  /** When it began. */
  startedAt: string;
}

/**
 * Applies a plan: several steps at once, each by the executor of its target, or all by one.
 *
 * What an executor throws is thrown in the end as it is, the first of several; until then what does not depend on that step
 * goes on. When it is aborted, the executors' signals are, what runs is waited for and recorded, and the reason is thrown.
 */
export function apply(
  plan: Plan,
  executors: Executor | Readonly<Record<string, Executor>>,
  settings: ApplySettings,
): Promise<Applied>;

/** An executor for tests: keeps what it is given in memory. */
export class FakeExecutor implements Executor {
  /** `outputs` are given by address; `fails` are thrown once, by address. */
  constructor(options?: {
    outputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
    fails?: Readonly<Record<string, Error | string>> | undefined;
  });
  /** What is there, by address. */
  readonly bodies: Map<string, unknown>;
  /** What was done, such as `create payment-api/staging/kubernetes/workload`. */
  readonly calls: string[];
  observe(work: types.WorkView): unknown;
  perform(work: types.WorkView, context?: { signal?: AbortSignal }): Promise<Given>;
}

/** A value and what was said beside it. */
export interface Answer<T> {
  value: T;
  diagnostics: types.Diagnostic[];
}

/** Calls a verb of the engine. */
export function call<T = unknown>(name: string, input: Document): Answer<T>;
/** The same, beside the event loop. */
export function callAsync<T = unknown>(name: string, input: Document, options?: Abortable): Promise<Answer<T>>;
/** Calls a verb, and gives the answer as JSON text: `{"ok": …}` or `{"error": …}`. */
export function callText(name: string, input: Document): string;
/** The names of all verbs with what they do. */
export function verbs(): Map<string, string>;

/** Why a call gave nothing. */
export class PlatformError extends Error {
  constructor(diagnostic: types.Diagnostic, diagnostics?: types.Diagnostic[]);
  /** The first error. */
  readonly diagnostic: types.Diagnostic;
  /** Everything that was said. */
  readonly diagnostics: types.Diagnostic[];
  /** Stable: `plan.stale`. */
  readonly code: string;
  /** The code's first word. */
  readonly category: string;
  /** Where. */
  readonly at: types.Place | undefined;
  /** The first error, as data. */
  readonly details: types.Diagnostic;
}
/** `boundary.*`: what was given can't be understood. */
export class BoundaryError extends PlatformError {}
/** `parse.*`: text that is not what it should be. */
export class ParseError extends PlatformError {}
/** `schema.*`: a document without the shape of its type. */
export class SchemaError extends PlatformError {}
/** `value.*`: a value outside what its field allows. */
export class InvalidValueError extends PlatformError {}
/** `limit.*`: more than a limit allows. */
export class LimitError extends PlatformError {}
/** `graph.*`: something named that is not there, or a circle. */
export class GraphError extends PlatformError {}
/** `path.*`: a golden path, its parameters or its overrides. */
export class PathError extends PlatformError {}
/** `template.*`: a template of a golden path. */
export class TemplateError extends PlatformError {}
/** `expression.*`: an expression of a golden path. */
export class ExpressionError extends PlatformError {}
/** `plan.*`: a plan that can't be made or applied. */
export class PlanError extends PlatformError {}
/** `state.*`: a state that is not the one it should be. */
export class StateError extends PlatformError {}
/** `store.*`: files or a store that can't be read or written. */
export class StoreError extends PlatformError {}
/** `lock.*`: a lock file. */
export class LockError extends PlatformError {}
/** `exec.*`: a change that could not be made. */
export class ExecutionError extends PlatformError {}
/** `secret.*`: a secret where none may be. */
export class SecretError extends PlatformError {}
/** `internal`: a fault of the engine itself. */
export class InternalError extends PlatformError {}
