import type { Observed, Plan, Planned, Platform, Rendered, State, TextStyle } from "../index.js";
import type * as types from "../types.js";

/** Single values: what differs between two, and what means the same to a type of target (`kubernetes`, `terraform`). */
export declare const values: {
  /** Compares two values by what they mean to a target; without one, to the letter. What is `undefined` is not there. */
  diff(values: { before?: unknown; after?: unknown; target?: string | undefined }): types.FieldChange[];
  /** Carries out changes on a value. */
  patch<T = unknown>(value: unknown, changes: Iterable<types.FieldChange>): T;
  /** The one form of all values that mean the same to a target. */
  normalize<T = unknown>(value: T, options?: { target?: string | undefined }): T;
  /** What of what is there differs and is no change: defaults of the server, another order. */
  tolerated(values: {
    observed: unknown;
    base?: unknown;
    desired?: unknown;
    target?: string | undefined;
  }): types.FieldChange[];
  /** SHA-256 of a value's one form: the same in every language. */
  digest(value: unknown): string;
  /** As indented JSON, keys sorted. */
  toJSONText(value: unknown): string;
  toYAML(value: unknown): string;
};

/** What the engine knows of itself. */
export declare const reference: {
  /** Explains an error code: what causes it, an example, what helps. */
  code(code: string): types.CodeInfo;
  codes(): types.CodeInfo[];
  /** The JSON Schema of a document: `golden-path`. */
  schema(name: string): Record<string, unknown>;
  /** The documents that have a JSON Schema. */
  schemas(): types.SchemaInfo[];
};

/** Documents that stand alone. */
export declare const documents: {
  /** Checks a catalog file on its own, as Backstage's catalog does: its entities that can be read, and what is wrong. */
  validateEntities(
    text: string,
    options?: { file?: string | undefined },
  ): { entities: Record<string, unknown>[]; diagnostics: types.Diagnostic[] };
  /** Writes a lock file. */
  lockText(lock: types.LockFile): string;
  /** Which releases of one subject in one environment changed a value. They are given newest first, and so told. */
  valueHistory(releases: Iterable<types.Release>, address: string, path?: string): types.ValueHistory;
  /**
   * Reads what `terraform show -json PLAN` prints, in our words. What is sensitive stays outside; with `rendered` also what that
   * calls secret, and with `state` what stands where a secret did.
   */
  readTerraformPlan(
    text: string,
    where: {
      subject: string;
      env: string;
      target?: string | undefined;
      rendered?: Rendered | undefined;
      state?: State | undefined;
    },
  ): types.TerraformPlan;
  /**
   * What Terraform would do by its own plan, as what was observed, beside what was: a plan is made with it. What Terraform
   * alone knows (what can't be changed in place, what somebody else changed, what is so already) becomes part of the plan.
   */
  observeTerraformPlan(
    plan: types.TerraformPlan,
    made: { rendered: Rendered; state: State; target?: string | undefined; observed?: Observed | undefined },
  ): Observed;
};

/** Plans, or all that `planAll` gave. */
export type Plans = Iterable<Plan> | Planned;

/** What people and other tools read. */
export declare const reports: {
  plansText(plans: Plans, style?: TextStyle): string;
  /** As Markdown for a pull request, with their verdicts. */
  plansMarkdown(plans: Plans, options?: { commit?: string | undefined; longest?: number | undefined }): string;
  /** As one page of HTML that needs nothing else. */
  plansHTML(plans: Plans): string;
  /** SHA-256 over plans as a set: the same in every language. */
  plansDigest(plans: Plans): string;
  /** Problems, with the lines of the platform's files that they are about. */
  diagnosticsText(diagnostics: Iterable<types.Diagnostic>, options?: TextStyle & { platform?: Platform | undefined }): string;
  explanationText(explanation: types.Explanation, options?: TextStyle & { platform?: Platform | undefined }): string;
  freshnessText(freshness: types.Freshness, style?: TextStyle): string;
  pinsText(pins: { before?: types.Pins | undefined; after?: types.Pins | undefined }, style?: TextStyle): string;
  touchedText(touched: Iterable<types.Touched>, style?: TextStyle): string;
  /** What two revisions want differently; both platforms are for the lines that are shown. */
  revisionDiffText(
    diff: types.RevisionDiff,
    options?: TextStyle & { before?: Platform | undefined; after?: Platform | undefined },
  ): string;
  revisionDiffMarkdown(diff: types.RevisionDiff, options?: { longest?: number | undefined }): string;
  /** Problems and verdicts in SARIF 2.1.0. `root` is the platform's folder below the repository's. */
  sarif(given?: {
    diagnostics?: Iterable<types.Diagnostic> | undefined;
    checks?: Iterable<types.CheckResult> | undefined;
    root?: string | undefined;
  }): Record<string, unknown>;
};
