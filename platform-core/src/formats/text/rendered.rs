//! All that a subject should be.

use crate::formats::yaml;
use crate::model::{Rendered, ResourceClass};

/// Each resource as a YAML document below its address; the text of a file as it is.
pub fn rendered(rendered: &Rendered) -> String {
    let documents = rendered.resources.values().map(|resource| {
        let body = match (resource.class, resource.body.as_str()) {
            (ResourceClass::File, Some(text)) => text.to_owned(),
            _ => yaml::write(&resource.body),
        };
        let end = if body.ends_with('\n') { "" } else { "\n" };
        format!("# {}\n{body}{end}", resource.address)
    });
    documents.collect::<Vec<_>>().join("---\n")
}
