//! What a provider gives, against what its type of dependency promises.

use crate::model::{DependencyOutput, Diagnostic, Name, codes};
use crate::render::compiled::Unit;

use super::Assembly;

impl Assembly<'_> {
    /// Reports every output that the contract of a type has and its provider lacks, or gives differently.
    pub(super) fn check_contract(&mut self, r#type: &str, number: usize) {
        let Some(contract) = self.resolved.dependency_types.get(r#type) else { return };
        let Some(unit) = self.units.get(number).map(|state| state.unit) else { return };
        let problems = contract.outputs.iter().filter_map(|(name, promised)| lack(r#type, unit, name, promised));
        self.diagnostics.extend(problems);
    }
}

fn lack(r#type: &str, unit: &Unit, name: &Name, promised: &DependencyOutput) -> Option<Diagnostic> {
    let given = unit.outputs.get(name);
    let (place, what, help) = match (given, promised.secret) {
        (None, secret) => {
            let more = if secret { ", secret: true" } else { "" };
            let known = unit.outputs.keys().map(Name::as_str);
            let near = crate::formats::suggest(name.as_str(), known).map(|near| format!("it gives `{near}`; "));
            let help =
                format!("{}declare it under its `outputs`: `{name}: {{attribute: …{more}}}`", near.unwrap_or_default());
            (&unit.place, "does not give", help)
        }
        (Some(output), true) if !output.secret => {
            (&output.place, "gives in clear", "declare it with `secret: true`".to_owned())
        }
        (Some(output), false) if output.secret => {
            let help = "leave `secret: true` out, or let the contract say it: then every provider has to";
            (&output.place, "gives as a secret", help.to_owned())
        }
        _ => return None,
    };
    let message = format!("`{}` provides `{type}` and {what} the output `{name}`", unit.id);
    let diagnostic = Diagnostic::error(codes::PATH_CONTRACT, message).with_help(help).with_place(place.clone());
    Some(diagnostic.with_related("what every provider gives", promised.place.clone()))
}
