//! The layers that parameters are merged from, weakest first.

use crate::model::{
    Diagnostic, Environment, Layer, Map, Name, Origin, OriginTable, PathPin, Pointer, Source, Subject, Text, Value,
    codes,
};
use crate::render::expression::help;
use crate::render::schema::Schema;

use super::slot::{Slot, Written};

/// Merges what documents say.
pub(super) struct Layers<'l> {
    pub(super) schema: &'l Schema,
    pub(super) pin: &'l PathPin,
    pub(super) table: &'l mut OriginTable,
    pub(super) diagnostics: &'l mut Vec<Diagnostic>,
}

impl Layers<'_> {
    /// What the environment says: only the names that the path declares, because it speaks to all paths.
    pub(super) fn environment(&mut self, slot: &mut Slot, environment: &Environment) {
        let declared = environment.spec.parameters.iter().filter(|(name, _)| self.schema.declares(name));
        let declared = Map::from_entries(declared.cloned());
        let pointer = Pointer::from_tokens(["spec", "parameters"]);
        self.merge(slot, &declared, Layer::Environment, &environment.source, pointer);
    }

    /// What the subject says, and what it says for this environment.
    pub(super) fn subject(&mut self, slot: &mut Slot, subject: &Subject, environment: Option<&Name>) {
        let (follows, source) = (&subject.follows, &subject.entity.source);
        let pointer = follows.pointer.join("parameters");
        self.check_names(&follows.parameters, source, &pointer);
        self.merge(slot, &follows.parameters, Layer::Subject, source, pointer);
        for (name, said) in &follows.environments {
            let pointer = follows.pointer.join("environments").join(name.as_str()).join("parameters");
            // Names are checked for all environments at once: a mistake must not wait until production.
            self.check_names(&said.parameters, source, &pointer);
            if Some(name) == environment {
                self.merge(slot, &said.parameters, Layer::SubjectEnvironment, source, pointer);
            }
        }
    }

    fn merge(&mut self, slot: &mut Slot, parameters: &Map, layer: Layer, source: &Source, pointer: Pointer) {
        if parameters.is_empty() {
            return;
        }
        let make = |pointer: &Pointer, name: String| Origin::new(layer, Some(source.place(pointer))).with_name(name);
        let mut said = Written::new(self.table, pointer, &make);
        slot.merge(&Value::Map(parameters.clone()), &mut said);
    }

    /// Reports names that the path does not declare.
    pub(super) fn check_names(&mut self, parameters: &Map, source: &Source, pointer: &Pointer) {
        for name in parameters.keys().filter(|name| !self.schema.declares(name)) {
            let place = source.key_place(&pointer.join(name));
            self.diagnostics.push(unknown_name(name, self.schema, self.pin).with_place(place));
        }
    }
}

/// The error for a name that a path does not declare.
pub(super) fn unknown_name(name: &Text, schema: &Schema, pin: &PathPin) -> Diagnostic {
    let message = format!("the golden path {pin} has no parameter `{name}`");
    let names = schema.names.iter().map(|name| &**name);
    Diagnostic::error(codes::PATH_PARAMETER_UNKNOWN, message).with_help(help(name, names, "remove it"))
}
