//! What nobody may set differently.

use crate::model::{
    Diagnostic, Environment, Layer, Map, Origin, OriginTable, PathPin, Place, Pointer, Source, Value, codes,
};
use crate::render::expression::help;
use crate::render::schema::Schema;

use super::slot::{Content, Slot};
use super::versions::Chosen;

/// Who enforces.
pub(super) struct Enforcer<'e> {
    /// As errors name it: `the environment production`.
    pub(super) name: String,
    pub(super) values: &'e Map,
    pub(super) source: &'e Source,
    /// Whether it is a golden path that enforces.
    is_path: bool,
}

impl<'e> Enforcer<'e> {
    pub(super) fn environment(environment: &'e Environment) -> Self {
        let name = format!("the environment {}", environment.name);
        Self { name, values: &environment.spec.enforce, source: &environment.source, is_path: false }
    }

    pub(super) fn path(chosen: &'e Chosen) -> Self {
        let name = format!("the golden path {}", chosen.compiled.pin);
        Self { name, values: &chosen.path.spec.enforce, source: &chosen.path.source, is_path: true }
    }

    fn place(&self, pointer: &Pointer) -> Place {
        self.source.place(pointer)
    }

    /// Applies what is enforced of the names that a schema declares.
    pub(super) fn apply(
        &self,
        slot: &mut Slot,
        schema: &Schema,
        pin: &PathPin,
        table: &mut OriginTable,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let base = Pointer::from_tokens(["spec", "enforce"]);
        for (name, value) in self.values.iter().filter(|(name, _)| schema.declares(name)) {
            let Content::Map { entries, .. } = &mut slot.content else { return };
            let inner = entries.entry(name.clone()).or_insert_with(Slot::absent);
            let mut enforcing = Enforcing { enforcer: self, pin, table, diagnostics };
            enforcing.set(inner, value, &base.join(name), format!("parameters.{name}"));
        }
    }

    /// Reports names that neither the path nor its includes declare.
    pub(super) fn check_names(&self, chosen: &[Chosen], diagnostics: &mut Vec<Diagnostic>) {
        let base = Pointer::from_tokens(["spec", "enforce"]);
        for name in self.values.keys() {
            if chosen.iter().any(|chosen| chosen.compiled.schema.declares(name)) {
                continue;
            }
            let Some(main) = chosen.first() else { return };
            let message = format!("{} enforces `{name}`, which {} does not declare", self.name, main.compiled.pin);
            let names = chosen.iter().flat_map(|chosen| &chosen.compiled.schema.names).map(|name| &**name);
            let diagnostic = Diagnostic::error(codes::PATH_ENFORCE_UNKNOWN, message);
            let diagnostic = diagnostic.with_help(help(name, names, "declare it, so that what is enforced is done"));
            diagnostics.push(diagnostic.with_place(self.source.key_place(&base.join(name))));
        }
    }
}

struct Enforcing<'e> {
    enforcer: &'e Enforcer<'e>,
    pin: &'e PathPin,
    table: &'e mut OriginTable,
    diagnostics: &'e mut Vec<Diagnostic>,
}

impl Enforcing<'_> {
    fn set(&mut self, slot: &mut Slot, value: &Value, pointer: &Pointer, name: String) {
        if let Value::Map(values) = value
            && !values.is_empty()
        {
            if !matches!(slot.content, Content::Map { .. }) {
                self.conflict(slot, &name, pointer);
                slot.content = Content::Map { entries: Default::default(), dormant: false };
            }
            let Content::Map { entries, dormant } = &mut slot.content else { return };
            *dormant = false;
            for (key, value) in values {
                let inner = entries.entry(key.clone()).or_insert_with(Slot::absent);
                self.set(inner, value, &pointer.join(key), format!("{name}.{key}"));
            }
            return;
        }
        let there = slot.value();
        let wanted = (!value.is_null()).then(|| value.clone());
        if there != wanted {
            self.conflict(slot, &name, pointer);
        }
        let origin = Origin::new(Layer::Enforced, Some(self.enforcer.place(pointer))).with_name(name);
        let origin = self.table.add(origin.with_path(self.enforcer.is_path.then(|| self.pin.clone())));
        if let Some(there) = there.filter(|there| Some(there) != wanted.as_ref()) {
            slot.beat.insert(0, crate::model::Beaten { origin: slot.origin, value: there });
        }
        slot.origin = origin;
        slot.content = wanted.map_or(Content::Absent, Content::Value);
    }

    /// Reports what was set differently. A default of the schema is not set by anybody.
    fn conflict(&mut self, slot: &Slot, name: &str, pointer: &Pointer) {
        let said = self.table.get(slot.origin).filter(|_| slot.is_there());
        let Some(said) = said.filter(|said| said.layer != Layer::SchemaDefault) else { return };
        let message = format!("`{name}` is set differently from what {} enforces", self.enforcer.name);
        let diagnostic = Diagnostic::error(codes::PATH_ENFORCED, message)
            .with_help("remove the setting")
            .with_place(said.place.clone())
            .with_related("enforced here", self.enforcer.place(pointer));
        self.diagnostics.push(diagnostic);
    }
}
