//! What stands at an attribute that an output declares.

#[cfg(feature = "kubernetes")]
use platform_core::model::{Observation, Observed, Resource, Text};
use platform_core::model::{OutputDeclaration, Value};

/// The value at `nodes.0.host`.
pub(super) fn at<'v>(values: &'v Value, declared: &OutputDeclaration) -> Option<&'v Value> {
    let step = |value: &'v Value, step: &str| match value {
        Value::List(items) => items.get(step.parse::<usize>().ok()?),
        // All of it is sensitive: so is what stands in it.
        Value::Secret(_) => Some(value),
        other => other.get(step),
    };
    declared.attribute.as_ref()?.split('.').try_fold(values, step)
}

/// What was seen of a resource, without what its outputs say to be secret.
#[cfg(feature = "kubernetes")]
pub(super) fn concealed(resource: &Resource, seen: Value) -> Value {
    let secret = resource.outputs.values().filter(|declared| declared.secret);
    secret.filter_map(|declared| declared.attribute.as_ref()).fold(seen, |seen, attribute| {
        let observed = Observed::nothing().with_sensitive(resource.address.clone(), &seen, &mark(attribute));
        match observed.get(&resource.address) {
            Some(Observation::Present(present)) => present.body().clone(),
            _ => seen,
        }
    })
}

/// The mark of what stands at an attribute.
#[cfg(feature = "kubernetes")]
fn mark(attribute: &Text) -> Value {
    let steps: Vec<&str> = attribute.split('.').collect();
    steps.into_iter().rev().fold(Value::Bool(true), |inner, step| match step.parse::<u16>() {
        Ok(index) => Value::list((0..index).map(|_| Value::Null).chain([inner])),
        Err(_) => Value::map([(step, inner)]),
    })
}

#[cfg(all(test, feature = "kubernetes"))]
mod tests {
    use super::*;

    #[test]
    fn what_an_output_says_to_be_secret_is_not_seen() {
        let secret = |attribute: &str| OutputDeclaration {
            attribute: Some(attribute.into()),
            secret: true,
            ..OutputDeclaration::default()
        };
        let open = OutputDeclaration { secret: false, ..secret("status.host") };
        let resource = Resource::new("cart/staging/kubernetes/db".parse().unwrap(), Value::Null)
            .with_output("password".parse().unwrap(), secret("status.users.1.password"))
            .with_output("absent".parse().unwrap(), secret("status.nothing"))
            .with_output("host".parse().unwrap(), open);
        let seen =
            r#"{"status": {"host": "db", "users": [{"password": "MARKER-0"}, {"name": "u", "password": "MARKER-1"}]}}"#;
        let told = concealed(&resource, Value::from_json(seen).unwrap()).to_json();
        assert!(told.contains("MARKER-0") && !told.contains("MARKER-1"), "{told}");
        assert!(told.contains(r#""host":"db""#) && told.contains(r#""name":"u""#), "{told}");
        // What has another form than is said is hidden as a whole.
        let odd = Value::from_json(r#"{"status": {"host": "db", "users": {"1": {"password": "MARKER-1"}}}}"#).unwrap();
        let told = concealed(&resource, odd).to_json();
        assert!(told.contains(r#""host":"db""#) && !told.contains("MARKER"), "{told}");
    }
}
