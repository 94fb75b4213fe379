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
  /** Plans all that is selected, or everything, each as if it were planned alone. What has no state was never applied. */
  planAll(asked?: PlanAllAsked): Planned;
  /** `planAll`, beside the event loop. */
  planAllAsync(asked?: PlanAllAsked & Abortable): Promise<Planned>;
  /** Edits files; comments, order and layout stay, what would break is refused. Nothing is written. */
  edit(edits: Edits): Edited;
  /** Plays the tests of a golden path; what they cover stands in the report. */
  testPath(path: string, version: string): types.PathReport;
  /** Looks at how well a golden path is made: everything that was found, errors among it. */
  lintPath(path: string, version: string): types.Diagnostic[];
  /** What a version of a golden path changes for whom against another, and which number that takes. */
  comparePath(path: string, before: string, after: string): types.PathChange;
  /** Who uses a golden path, and in which version. */
  pathUsage(path: string): types.PathUse[];
  /** A golden path as Backstage's Template: a form of its parameters, and our actions as steps. */
  backstageTemplate(path: string, version: string): Record<string, unknown>;
  /** What may have changed since a former revision, and why. `changed` are files besides those of both. */
  touched(former: Platform, options?: { changed?: Texts | undefined }): types.Touched[];
  /** What this revision wants differently from a former one. No state and nothing of the world is looked at. */
  compareRevisions(former: Platform, options?: Revisions): types.RevisionDiff;
  /** `compareRevisions`, beside the event loop. */
  compareRevisionsAsync(former: Platform, options?: Revisions & Abortable): Promise<types.RevisionDiff>;
  /** Why a value is what it is. */
  explain(subject: string, asked: { env: string; address: string; path?: string | undefined }): types.Explanation;
  /** SHA-256 over its files: the same in every language. */
  readonly digest: string;
  /** The bytes of its files, by path. */
  files(): Map<string, Buffer>;
}

export type Files = Readonly<Record<string, string | Uint8Array>> | ReadonlyMap<string, string | Uint8Array>;

/** Which subjects in which environments: all conditions must hold. Without any it is everything everywhere. */
export interface Selecting {
  subjects?: Texts | undefined;
  /** Environments, `-` among them; all that a subject lives in, if absent. */
  envs?: Texts | undefined;
  /** Subjects by name; `*` stands for any text, `?` for any character. */
  names?: Texts | undefined;
  kinds?: Texts | undefined;
  systems?: Texts | undefined;
  owners?: Texts | undefined;
  /** What follows or includes one of these versions of golden paths: `web-service@^1`. */
  paths?: Texts | undefined;
  /** `tier=gold`, `tier!=gold`, or `tier` where any value will do; all must hold. */
  labels?: Texts | undefined;
  /** Only what one of these files may change. */
  changed?: Texts | undefined;
}

/** Two revisions, what they are called, and what of them is compared. */
export interface Revisions extends Selecting {
  before?: string | types.Revision | undefined;
  after?: string | types.Revision | undefined;
  /** Whether what the later one wants comes along, which says where values come from. */
  rendered?: boolean | undefined;
  /** As many as the machine has processors, if absent. */
  threads?: number | undefined;
}

/** One text, or several. */
export type Texts = string | Iterable<string>;

export interface PlanAllAsked extends Selecting {
  states?: Iterable<State> | undefined;
  observed?: Iterable<{ subject: string; env: string; observed: Observed }> | undefined;
  options?: types.PlanOptions | undefined;
  /** The time at which the plans are judged; without it they are not (`checks`). */
  now?: string | undefined;
  /** As many as the machine has processors, if absent. */
  threads?: number | undefined;
}

/** The plans of many, in the order they are to be applied, and what is to be said of them. */
export interface Planned extends types.PlannedView {
  ok: Plan[];
  diagnostics: types.Diagnostic[];
}

/** What is edited in the documents of subjects: `{ subjects: "cart", set: { "/spec/goldenPath/parameters/replicas": 3 } }`. */
export interface Edits {
  subjects?: Texts | undefined;
  systems?: Texts | undefined;
  owners?: Texts | undefined;
  set?: Readonly<Record<string, unknown>> | undefined;
  add?: Readonly<Record<string, unknown>> | undefined;
  remove?: Texts | undefined;
  /** Others, such as of files that are no subject's. */
  more?: Iterable<types.EditInput> | undefined;
}

export interface Edited {
  /** The new texts of the files that change, by path. */
  files: { [path: string]: string };
  /** The platform that they make. */
  platform: Platform;
}

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
  /** What another rendering has differently, and whether it should: `staging.compare(production)`. */
  compare(other: Rendered): types.Comparison;
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
  /** What it is for: `converge`, `promote`, `rollback`, … */
  readonly intent: types.Intent;
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
  /** As one page of HTML that needs nothing else. */
  html(): string;
  /** Judges it at a time, now if none is given: what has a deadline that has passed, fails. */
  check(options?: { now?: string | undefined; waivers?: Iterable<types.Waiver> | undefined }): types.CheckResult[];
  /**
   * As Terraform's own JSON of a plan, for policies and tools that read that. `state` is the one that it was made from: what a
   * deleted resource was is known from it alone.
   */
  terraform(options?: {
    state?: State | undefined;
    checks?: Iterable<types.CheckResult> | undefined;
    now?: string | undefined;
    terraformVersion?: string | undefined;
  }): string;
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

/** Why something does not work, in words (`exec.failed`) or as a diagnostic. */
export type Problem = string | types.DiagnosticInput;

/** What does the steps of a target. All of it may be async or not; what is optional is asked of those that have it. */
export interface Executor {
  /** `false`: a workspace does not ask it again to do a step that it may have done. */
  readonly idempotent?: boolean | undefined;
  /** Does a step. With `work.repeated` an earlier attempt may have done it already: look first. */
  perform(work: types.WorkView, context: { signal: AbortSignal }): Given | void | Promise<Given | void>;
  /** What is there; `undefined` for nothing. With it, a step whose resource changed since the plan is not begun. */
  observe?(work: types.WorkView, context: { signal: AbortSignal }): unknown;
  /**
   * What is there of each, in their order: `undefined` for nothing, an `Error` for what can't be told. A workspace asks this
   * once where it would ask `observe` of one with each of many.
   */
  observeMany?(
    work: types.WorkView[],
    context: { signal: AbortSignal },
  ): readonly unknown[] | Promise<readonly unknown[]>;
  /**
   * What the target would refuse of a plan's steps, asked by a workspace before anything is begun anywhere. Changes nothing.
   * `earlier` is what the plans before it do at the target in the same call. A step with `refused` waits for a value that is
   * not known yet: nothing can be told of its body.
   */
  rehearse?(
    work: types.WorkView[],
    earlier: types.WorkView[],
    context: { signal: AbortSignal },
  ): Iterable<Problem> | void | Promise<Iterable<Problem> | void>;
  /** What is not ready. A workspace asks where an apply has nothing to do: the one before it may have failed. */
  unready?(
    resources: types.Resource[],
    context: { signal: AbortSignal },
  ): Iterable<Problem> | void | Promise<Iterable<Problem> | void>;
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

export interface OpenSettings extends Abortable {
  /** Your own executors, by target; the other targets are delivered to folders. */
  executors?: Readonly<Record<string, Executor>> | undefined;
  /** Who applies; it stands in the history. */
  actor?: string | undefined;
  /** How many milliseconds an executor that was cancelled may take to end; 30,000, if absent, `Infinity` for ever. */
  grace?: number | undefined;
}

export interface Planning extends Abortable {
  /** The environment, or `-`. */
  env: string;
  options?: types.PlanOptions | undefined;
  /** What becomes of lock files: absent entries are filled in, if absent. */
  lock?: types.Locking | undefined;
  /** Artifacts that replace the locked ones: `registry/name@sha256:…`, or `NAME=…` where the golden path needs several. */
  images?: Texts | undefined;
  /**
   * The environment whose versions and artifacts are taken over, one of `promotesFrom`. As `rollbackTo`, it says the intent by
   * itself; with the intents `promote` and `rollback` of `options` alone, it is the only one, and the release before.
   */
  promoteFrom?: string | undefined;
  /** The serial of the release that is gone back to. */
  rollbackTo?: number | undefined;
  /** Asks the tools that targets are delegated to (Terraform) what they would do, and plans with that. It takes as long as they do. */
  askTools?: boolean | undefined;
}

export interface Applying extends Abortable {
  actor?: string | undefined;
  /** How many steps may run at once; 8, if absent. */
  parallelism?: number | undefined;
  /** Is told each event. Where it throws, the apply is cancelled. */
  onProgress?: ((event: types.ApplyEvent) => void | Promise<void>) | undefined;
  /** `false`: what failed stands in the report alone, and is not thrown. */
  check?: boolean | undefined;
}

export interface Where extends Abortable {
  subject?: string | undefined;
  env?: string | undefined;
}

/**
 * A platform in a folder with its store, lock files and executors. Everything runs beside the event loop.
 *
 * A call whose signal is aborted stops what it runs: the executors' signals are aborted, what they did is recorded, the
 * reason is thrown, and `resume` goes on.
 */
export class Workspace {
  private constructor();
  /** Opens the platform in a folder. An executor with `idempotent: false` is not asked again to do what it may have done. */
  static open(folder: string | URL, settings?: OpenSettings): Promise<Workspace>;
  /** Everything that was said of its files when they were read. */
  readonly diagnostics: types.Diagnostic[];
  /** The platform as it was read when this was opened, or by `reload`. */
  readonly platform: Platform;
  /** Stops what runs, and lets go of the store. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  /** Reads the folder anew. */
  reload(options?: Abortable): Promise<void>;
  /** Plans one subject in one environment: the plan can be applied. */
  plan(subject: string, planning: Planning): Promise<Plan>;
  /** Plans what a subject has once, and one environment: what `deploy` applies. */
  planDeploy(subject: string, planning: Planning): Promise<Plan[]>;
  /** Plans all that is selected, or everything. What can't be planned stands in `failed`, and holds no other back. */
  planAll(asked?: Selecting & Omit<Planning, "env">): Promise<Planned>;
  /** Finds exact versions and merged parameters. Writes nothing. */
  resolve(subject: string, asked: Pick<Planning, "env" | "images" | "signal">): Promise<types.ResolvedView>;
  /** Renders all that a subject should be in an environment. Writes nothing. */
  render(subject: string, asked: Pick<Planning, "env" | "images" | "signal">): Promise<Rendered>;
  /**
   * Applies one plan, several in their order, or all of `planAll`. Nothing is touched when one of them is stale.
   *
   * What fails holds back only what depends on it. In the end what an executor threw is thrown as itself, the first of
   * several, and what else failed as an error with all problems.
   */
  apply(plans: Plan | Iterable<Plan> | Planned, applying?: Applying): Promise<types.ApplyReport>;
  /** Plans what a subject has once, and one environment, and applies both. */
  deploy(subject: string, settings: Planning & Applying): Promise<types.ApplyReport>;
  /**
   * Goes on with what was killed or cancelled; throws `state.unchanged` where there is nothing. What a target would refuse of what
   * is left is asked first, and nothing is gone on with then; with `noRehearsal` that fails, and the apply ends.
   */
  resume(settings?: Where & Applying & { noRehearsal?: boolean | undefined }): Promise<types.ApplyReport>;
  /** How subjects stand in their environments, and what is left of those that vanished. */
  status(where?: Where): Promise<types.StatusEntry[]>;
  /** What was applied, newest first. */
  history(where?: Where & { limit?: number | undefined }): Promise<types.ReleaseEntry[]>;
  /** One release with all that it holds. */
  release(subject: string, asked: { env: string; serial: number } & Abortable): Promise<types.Release>;
  /** Which releases changed a value, newest first. */
  valueHistory(address: string, path?: string, options?: Abortable): Promise<types.ValueHistory>;
  /**
   * Publishes golden paths: `publishPaths("web-service")`, `publishPaths("web-service@1.5.0")`; all, if none is named. A version
   * is published once its tests hold, lint has nothing to say and its number goes as far as what it changes; then it is never
   * changed again. To `check` writes nothing, and what is not published yet is an error.
   */
  publishPaths(paths?: Texts | undefined, asked?: Abortable & { check?: boolean | undefined }): Promise<types.Publication[]>;
  /** Writes lock files; gives what changed. Only what is absent is filled in, unless it is to `update`. */
  lock(asked?: Selecting & Abortable & { update?: boolean | undefined; images?: Texts | undefined }): Promise<types.LockChange[]>;
  /** Edits files, and reads what it wrote; `write: false` only says what would change. */
  edit(edits: Edits & Abortable & { write?: boolean | undefined }): Promise<types.EditReport>;
}

/** An executor for tests: keeps what it is given in memory. */
export class FakeExecutor implements Executor {
  /**
   * `outputs` are given by address; `fails` are thrown once, by address. `refuses` says by address why a step that writes
   * would be refused, and `notReady` why what is there does not work.
   */
  constructor(options?: {
    outputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
    fails?: Readonly<Record<string, Error | string>> | undefined;
    refuses?: Readonly<Record<string, string>> | undefined;
    notReady?: Readonly<Record<string, string>> | undefined;
  });
  /** What is there, by address. */
  readonly bodies: Map<string, unknown>;
  /** What was done, such as `create payment-api/staging/kubernetes/workload`. */
  readonly calls: string[];
  readonly refuses: Map<string, string>;
  readonly notReady: Map<string, string>;
  observe(work: types.WorkView): unknown;
  rehearse(work: types.WorkView[]): string[];
  unready(resources: types.Resource[]): string[];
  perform(work: types.WorkView, context?: { signal?: AbortSignal }): Promise<Given>;
}

export { documents, reference, reports, values, type Plans } from "./lib/standalone.js";

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
