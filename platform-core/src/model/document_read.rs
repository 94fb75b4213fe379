//! Whole documents, whose bodies are read by a [`JsonReader`]. What these are not sure of they give up, and a digest that is not
//! that of its body is such a thing: whoever reads them as typed data then tells what is wrong, and where.

use std::collections::BTreeMap;

use super::address::Address;
use super::json::{Body, JsonReader};
use super::rendered::Rendered;
use super::state::State;

impl Rendered {
    /// Reads one whose digests are its own.
    pub(crate) fn read(text: &str, reader: &mut JsonReader) -> Option<Self> {
        let found = reader.bodies(text, None)?;
        let mut rendered: Self = serde_json::from_str(&found.rest).ok()?;
        for (address, resource, body) in paired(&mut rendered.resources, found.bodies)? {
            if resource.address != *address || resource.digest != body.digest() {
                return None;
            }
            resource.body = body.value;
        }
        Some(rendered)
    }
}

impl State {
    /// Reads one whose digests are its own.
    pub(crate) fn read(text: &str, reader: &mut JsonReader) -> Option<Self> {
        let found = reader.bodies(text, None)?;
        let mut state: Self = serde_json::from_str(&found.rest).ok()?;
        for (_, resource, body) in paired(&mut state.resources, found.bodies)? {
            if resource.digest != body.digest() {
                return None;
            }
            resource.body = body.value;
        }
        Some(state)
    }
}

type Pair<'d, 't, R> = (&'d Address, &'d mut R, Body<'t>);

/// Each resource with its body. Both are in order of address, as documents are written, or it is given up.
fn paired<'d, 't, R>(resources: &'d mut BTreeMap<Address, R>, bodies: Vec<Body<'t>>) -> Option<Vec<Pair<'d, 't, R>>> {
    if resources.len() != bodies.len() {
        return None;
    }
    let pairs = resources.iter_mut().zip(bodies);
    pairs
        .map(|((address, resource), body)| (address.as_str() == body.address).then_some((address, resource, body)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, Observed, Resource, StateResource, Value};

    const BODIES: [&str; 12] = [
        r#"{"a":[1,-20,true,null,"é"],"b":{"c":{}},"d":""}"#,
        r#" { "b" : 1, "a" : [ ] } "#,
        r#"{"b":1,"a":2}"#,
        r#"{"text":"\u0041\n"}"#,
        r#"{"numbers":[1.5,1e3,-0,0.0,9007199254740993,12345678901234567890]}"#,
        r#"{"$secret":{"store":"vault","key":"a"}}"#,
        r#"{"$$unknown":{"body":{"body":1}}}"#,
        r#""a text with \"body\": null""#,
        r#"{"a":1}"#,
        r#"{"a":2}"#,
        r#"{"a":{}}"#,
        r#"{"a":{"b":[{}]}}"#,
    ];

    fn state(bodies: &[(&str, &str)]) -> String {
        let resources: Vec<String> = bodies
            .iter()
            .enumerate()
            .map(|(at, (body, digest))| {
                format!(r#""cart/staging/kubernetes/a{at:x}": {{"outputs":{{"body":{{"body":1}}}},"body": {body} ,"digest":"{digest}"}}"#)
            })
            .collect();
        let empty =
            serde_json::to_string(&State::new("cart".parse().unwrap(), "staging".parse().unwrap(), "l")).unwrap();
        empty.replace(r#""resources":{}"#, &format!(r#""resources":{{{}}}"#, resources.join(",")))
    }

    fn digest(body: &str) -> String {
        Value::from_json(body).unwrap().digest().to_string()
    }

    #[test]
    fn it_reads_what_serde_reads() {
        let digests = BODIES.map(digest);
        let bodies: Vec<_> = BODIES.into_iter().zip(digests.iter().map(String::as_str)).collect();
        let text = state(&bodies);
        let expected: State = serde_json::from_str(&text).unwrap();
        assert_eq!(expected.resources.len(), BODIES.len());
        assert_eq!(State::read(&text, &mut JsonReader::default()), Some(expected));

        let mut observed = Observed::nothing().with_absent("cart/staging/kubernetes/z".parse().unwrap());
        let mut rendered = Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap());
        for (at, body) in BODIES.into_iter().enumerate() {
            let address: Address = format!("cart/staging/kubernetes/a{at:x}").parse().unwrap();
            observed = observed.with_present(address.clone(), Value::from_json(body).unwrap());
            rendered = rendered.with_resource(Resource::new(address, Value::from_json(body).unwrap()));
        }
        let text = serde_json::to_string(&observed).unwrap();
        assert_eq!(Observed::read_document(&text, &mut JsonReader::default()), Some((observed, false)));
        let text = serde_json::to_string(&rendered).unwrap();
        assert_eq!(Rendered::read(&text, &mut JsonReader::default()), Some(rendered));
    }

    #[test]
    fn a_digest_is_that_of_the_canonical_json_whatever_the_text_is() {
        for body in BODIES {
            let reader = &mut JsonReader::default();
            let right = state(&[(body, &digest(body)), (body, &digest(body))]);
            // The second of the text, and the second text, are known.
            for _ in 0..2 {
                for found in reader.bodies(&right, None).unwrap().bodies {
                    assert_eq!(found.digest().to_string(), digest(body), "{body}");
                    assert_eq!(found.value, Value::from_json(body).unwrap());
                }
            }
            // Tampered with: of another body, or of the text where that is another than the canonical JSON.
            assert!(State::read(&state(&[(body, &digest("{}"))]), reader).is_none());
            let as_it_stands = Digest::of(body.trim().as_bytes()).to_string();
            let accepted = State::read(&state(&[(body, &as_it_stands)]), reader).is_some();
            assert_eq!(accepted, as_it_stands == digest(body), "{body}");
        }
    }

    #[test]
    fn a_body_may_become_any_other() {
        for former in BODIES {
            for body in BODIES {
                let reader = &mut JsonReader::default();
                for body in [former, body, former] {
                    let text = state(&[(body, &digest(body))]);
                    assert_eq!(State::read(&text, reader), serde_json::from_str(&text).ok(), "{body} after {former}");
                }
                assert!(State::read(&state(&[(body, &digest("{}"))]), reader).is_none());
            }
        }
    }

    #[test]
    fn what_is_in_no_document_any_more_is_forgotten_and_what_is_in_one_is_known() {
        let body = r#"{"kind":"Deployment","metadata":{"name":"still-there"}}"#;
        let reader = &mut JsonReader::default();
        // The same body at several addresses, and as what is there.
        let address: Address = "cart/staging/kubernetes/a0".parse().unwrap();
        let observed = Observed::nothing().with_present(address.clone(), Value::from_json(body).unwrap());
        let observed = serde_json::to_string(&observed).unwrap();
        let read = |reader: &mut JsonReader| State::read(&state(&[(body, &*digest(body)); 4]), reader).unwrap();
        let same = |one: &State, other: &State| {
            let body = |state: &State| state.resources.get(&address).unwrap().body.as_map().unwrap().clone();
            body(one).is_same(&body(other))
        };
        let first = read(reader);
        let seen = Observed::read_document(&observed, reader).unwrap();
        reader.forget_unused();
        assert!(format!("{reader:?}").contains("still-there"));
        assert!(same(&first, &read(reader)));
        drop((first, seen));
        reader.forget_unused();
        assert!(!format!("{reader:?}").contains("still-there"), "{reader:?}");
    }

    #[test]
    fn what_serde_refuses_is_given_up() {
        let good = state(&[("{}", &digest("{}"))]);
        assert!(State::read(&good, &mut JsonReader::default()).is_some());
        let deep = format!("{}{}", "[".repeat(126), "]".repeat(126));
        let cases = [
            good.replace(r#""body": {} "#, r#""body": {}, "body": {} "#),
            good.replace(r#""body": {} "#, ""),
            good.replace(r#""body": {} "#, r#""body": {]} "#),
            good.replace(r#""body": {} "#, r#""body": {"a": 1, "a": 1} "#),
            good.replace("\"digest\"", "\"digest\": 1, \"digest\""),
            good.replace("\"serial\":0", "\"serial\":-1"),
            good.replace("/kubernetes/a0", ""),
            format!("{good}]"),
            good.strip_suffix("}").unwrap().to_owned(),
            good.split_once("digest").unwrap().0.to_owned(),
            state(&[(&deep, &digest(&deep))]),
            String::new(),
            "[]".to_owned(),
        ];
        for text in cases {
            assert!(serde_json::from_str::<State>(&text).is_err(), "{text}");
            let mut reader = JsonReader::default();
            assert_eq!(State::read(&text, &mut reader), None, "{text}");
            assert!(State::read(&good, &mut reader).is_some(), "nothing is left of it");
        }
        // Another spelling of a key is right, and read by serde.
        let spelled = good.replace("\"body\"", "\"\\u0062ody\"");
        assert!(serde_json::from_str::<State>(&spelled).is_ok());
        assert_eq!(State::read(&spelled, &mut JsonReader::default()), None);
        let known = StateResource::new(Value::empty_map());
        assert_eq!(
            State::read(&good, &mut JsonReader::default()).unwrap().resources.into_values().next().unwrap().body,
            known.body
        );
    }
}
