// Uses of the generated declarations that must type-check, and some that must not.
import type {
  Answers, Calls, Change, Environment, Expectation, FieldChange, Observed, ObservedInput, Plan, PlanCall, Service, Value,
} from "../platform-node/types";

export function told(plan: Plan): string[] {
  return plan.changes.map((change: Change) => `${change.actions.join(" then ")} ${change.address}: ${change.reason}`);
}

export function expected(expect: Expectation): string {
  switch (expect.kind) {
    case "absent":
      return "nothing";
    case "fields":
      return expect.digest;
    case "state":
      return expect.digest;
    case "notObserved":
      return "not looked at";
    case "planned":
      return expect.digest;
    default: {
      const none: never = expect;
      return none;
    }
  }
}

export const input: PlanCall["observed"] = { resources: { "cart/staging/kubernetes/workload": { present: { body: { a: 1 } } } } };
export const seen: ObservedInput = { resources: { "cart/staging/kubernetes/workload": "absent" } };
// @ts-expect-error: what the engine gives always has a digest
export const given: Observed = { resources: { a: { present: { body: 1 } } }, outputs: {} };

export const environment: Environment = {
  apiVersion: "platform-core.dev/v1alpha1",
  kind: "Environment",
  metadata: { name: "staging" },
  // @ts-expect-error: authored documents are closed
  spec: { tragets: {} },
};

export const service: Service = {
  apiVersion: "backstage.io/v1alpha1",
  kind: "Component",
  metadata: { name: "cart" },
  spec: { type: "service", ofSomeTool: 1, goldenPath: { ref: "web@^1", parameters: { port: 8080 } } },
};

// @ts-expect-error: what is not there is left out, never undefined
export const change: FieldChange = { path: "/a", kind: "intent", origin: undefined };

export function call<Verb extends keyof Calls & keyof Answers>(verb: Verb, input: Calls[Verb]): Answers[Verb] {
  throw new Error(`${verb} of ${JSON.stringify(input)}`);
}
export const digest: string = call("digest", { value: { "__proto__": 1, n: null } as Value });
export const fields: FieldChange[] = call("diff", { before: 1, after: 2 });
