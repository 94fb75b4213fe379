// Checked by `tsc --strict --exactOptionalPropertyTypes`, and never run: what users write has types.
import { Apply, FakeExecutor, Observed, Plan, Platform, PlatformError, State, Workspace, apply, call, documents, reference, reports, types, values, type Executor } from "platform-core";
import { changeOf, hasChanges, type Change } from "platform-core/types";

const shop: Platform = Platform.parse({ "platform.yaml": "", "a/b.yaml": new Uint8Array() });
const state = State.empty("payment-api", { env: "staging" });
const plan: Plan = shop.plan("payment-api", { env: "staging", state, observed: new Observed({}, { absent: ["a"] }) });
const created: number = plan.summary.create;
const first: types.Change | undefined = plan.get("a/b/c/d");
const reasons: types.Reason[] = plan.changes.map((change) => change.reason);
const same: Change | undefined = changeOf(plan.document, "a/b/c/d");
const changes: boolean = hasChanges(plan.document);
const verdict: types.Freshness = plan.verify(state);
if (verdict.kind === "stale") verdict.causes.map((cause) => cause.kind);

class Tickets implements Executor {
  async perform(work: types.WorkView, { signal }: { signal: AbortSignal }) {
    await fetch("http://tickets.example", { signal, body: JSON.stringify(work.body ?? null), method: "POST" });
    return { outputs: { number: 1 } };
  }

  async observeMany(work: types.WorkView[]) {
    return work.map((one) => (one.step.id > 0 ? { found: true } : undefined));
  }

  rehearse(work: types.WorkView[], earlier: types.WorkView[]) {
    return [...work, ...earlier].map((one) => `${one.step.address} is refused`);
  }

  async unready(resources: types.Resource[]) {
    return resources.map((one): types.DiagnosticInput => ({ code: "exec.failed", category: "exec", severity: "error", message: one.address }));
  }
}

async function all(): Promise<void> {
  const stop = new AbortController();
  const later = await Platform.loadAsync(new URL("file:///shop"), { signal: stop.signal });
  const other = await later.planAsync("cart", { env: "staging", signal: stop.signal });
  const done = await apply(other, { kubernetes: new Tickets(), file: new FakeExecutor() }, {
    state,
    parallelism: 2,
    signal: stop.signal,
    onEvent: async (event: types.StepEvent, running: Apply) => void [event.step, running.journalText()],
  });
  const kept: string = done.state.toJSONText();
  const value = call<{ a: number }>("normalize", { value: { a: 1n } }).value.a;
  const asked: types.PlanOptions = { intent: "destroy" };
  shop.plan("cart", { env: "-", options: asked });
  try {
    new Plan(kept, { nothing: value } as never);
  } catch (error) {
    if (error instanceof PlatformError) console.log(error.code, error.at?.line, error.diagnostics.length);
  }
  // @ts-expect-error: an environment must be said.
  shop.plan("cart", {});
  // @ts-expect-error: there is no such intent.
  shop.plan("cart", { env: "-", options: { intent: "wish" } });
  // @ts-expect-error: nothing is made by hand.
  new Platform();
}

async function workspace(): Promise<string[]> {
  const ws = await Workspace.open("examples/shop", { executors: { kubernetes: new Tickets() }, actor: "ada", grace: 1000 });
  const planned = await ws.planAll({ systems: ["checkout"], envs: "staging", lock: "leave" });
  const report: types.ApplyReport = await ws.apply(planned, {
    signal: AbortSignal.timeout(1000),
    onProgress: (event) => void (event.kind === "stepEnded" && event.failure?.message),
  });
  await ws.apply([await ws.plan("cart", { env: "staging" })], { check: false });
  await ws.deploy("cart", { env: "staging", images: [], parallelism: 2 });
  await ws.edit({ subjects: "cart", set: { "/spec/x": 1 }, write: false });
  // @ts-expect-error: there is no such thing to do with lock files.
  await ws.plan("cart", { env: "staging", lock: "burn" });
  // @ts-expect-error: nothing is made by hand.
  new Workspace();
  await ws[Symbol.asyncDispose]();
  return [...report.applied.map((one) => one.verdict), ...planned.ok.map((plan) => plan.digest)];
}

async function authors(former: Platform): Promise<void> {
  const report: types.PathReport = shop.testPath("web-service", "1.5.0");
  const change: types.PathChange = shop.comparePath("web-service", "1.4.0", "1.5.0");
  const diff: types.RevisionDiff = await shop.compareRevisionsAsync(former, { before: "main", envs: "staging" });
  console.log(report, change, shop.pathUsage("web-service").length, reports.revisionDiffText(diff, { after: shop, width: 80 }));
  console.log(values.diff({ before: { a: 1 }, after: { a: 2 }, target: "kubernetes" })[0]?.path, reference.code("plan.stale").fix);
  const theirs = documents.readTerraformPlan("{}", { subject: "cart", env: "staging", state });
  console.log(documents.observeTerraformPlan(theirs, { rendered: shop.render("cart", { env: "staging" }), state }).toJSON());
  console.log(theirs.changes, plan.check()[0]?.rule);
  console.log(reports.plansMarkdown(shop.planAll(), { longest: 8192 }), reports.plansDigest([plan]), plan.terraform({ state }));
  // @ts-expect-error: a version must be said.
  shop.testPath("web-service");
}

export { authors, workspace };
export { all, changes, created, first, reasons, same };
