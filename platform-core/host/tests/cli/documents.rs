//! Every document that is printed as JSON fits its schema.

use super::support::Place;

fn fits(name: &str, document: &serde_json::Value) {
    let schemas = platform_host::cli::schemas();
    let schema = schemas.iter().find(|schema| schema.name == name).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema.text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(document).map(|fault| format!("{fault} at {}", fault.instance_path())).collect();
    assert_eq!(faults, Vec::<String>::new(), "{name}");
    assert_eq!(document["formatVersion"], "1.0", "{name}");
}

#[test]
fn what_is_printed_fits_its_schema() {
    let place = Place::example("hello");
    fits("validation", &place.good("validate --output json").json());
    fits("plan-set", &place.good("plan hello --env staging --output json").json());
    fits("rendered", &place.good("render hello --env staging --output json").json());
    place.good("plan hello --env staging --out hello.plan");
    fits("plan-file", &serde_json::from_str(&place.read("hello.plan")).unwrap());
    fits("apply-report", &place.good("deploy hello --env staging --output json").json());
    fits("history", &place.good("history --output json").json());
    fits("release", &place.good("history hello --env staging --serial 1 --output json").json());
    fits("status", &place.good("status --output json").json());
    fits("comparison", &place.good("compare hello staging production --output json").json());
    fits("codes", &place.good("error --output json").json());
    fits("lock-report", &place.good("lock hello --env staging --output json").json());
    let mut explained = place.good("explain hello/staging/kubernetes/workload /spec/replicas --output json").json();
    explained["formatVersion"] = "1.0".into();
    fits("explanation", &explained);
    let failed = place.run("plan nobody --output json");
    fits("diagnostics", &serde_json::from_str(&failed.err).unwrap());
    assert_eq!(failed.out, "");
}
