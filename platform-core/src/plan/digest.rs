//! Digests of what is decided: of a rendering, of a plan, of many plans.
//!
//! A plan's digest is SHA-256 over RFC 8785 of all that decides what happens; changes and preconditions enter as a list
//! of `[address, itemDigest]`, so that one of ten thousand can be checked alone.

use super::canonical::{Items, close_list, value, write_precondition, write_text};
use crate::model::{Diagnostic, Digest, Digester, Plan, PlanSet, Rendered, Resource, Retry, Summary, Value, codes};

/// The digest of all that was rendered, made of the digests that stand beside the resources: no body is read.
pub fn rendered_digest(rendered: &Rendered) -> Digest {
    let mut digester = Digester::new();
    let head = [
        ("environment", value(&rendered.environment)),
        ("formatVersion", value(&rendered.format_version)),
        ("moved", value(&rendered.moved)),
        ("pins", value(&rendered.pins)),
        ("subject", value(&rendered.subject)),
        ("targets", value(&rendered.targets)),
    ];
    digester.text.push('[');
    // Only where there are any: what decides nothing is not in the digest.
    let definitions = (!rendered.definitions.is_empty()).then(|| ("definitions", value(&rendered.definitions)));
    let deadlines = (!rendered.deadlines.is_empty()).then(|| ("deadlines", deadlines(rendered)));
    Value::map(head.into_iter().chain(definitions).chain(deadlines)).write_canonical_json(&mut digester.text);
    for resource in rendered.resources.values() {
        digester.text.push(',');
        write_resource(resource, &mut digester.text);
        digester.settle();
    }
    digester.text.push(']');
    digester.finish()
}

/// What a check would say of them; not their lines.
fn deadlines(rendered: &Rendered) -> Value {
    let all = rendered.deadlines.iter().filter_map(|deadline| {
        let until = deadline.until?;
        Some(Value::list([Value::from(deadline.rule().as_str()), value(&until)]))
    });
    Value::list(all)
}

/// `[address, digest]`, and behind it what else decides: only where there is something to say.
fn write_resource(resource: &Resource, out: &mut String) {
    out.push('[');
    write_text(resource.address.as_str(), out);
    out.push_str(",\"");
    resource.digest.write(out);
    out.push('"');
    let plain = resource.depends_on.is_empty()
        && resource.outputs.is_empty()
        && !resource.protect
        && resource.ownership.is_none()
        && resource.passthrough.is_none()
        && resource.identity.is_none()
        && resource.class == crate::model::ResourceClass::Object;
    if !plain {
        let rest = [
            ("class", value(&resource.class)),
            ("dependsOn", value(&resource.depends_on)),
            ("identity", value(&resource.identity)),
            ("outputs", value(&resource.outputs)),
            ("ownership", value(&resource.ownership)),
            ("protect", Value::Bool(resource.protect)),
        ];
        out.push(',');
        // Only where there is one: what decides nothing is not in the digest.
        let passthrough = resource.passthrough.map(|whose| ("passthrough", value(&whose)));
        Value::map(rest.into_iter().chain(passthrough)).write_canonical_json(out);
    }
    out.push(']');
}

/// The digest of a plan, made from its parts; what stands in [`Plan::digest`] is not looked at.
///
/// It is SHA-256 over the canonical JSON of `{base, basis, blocked, changes, environment, formatVersion, intent, pins,
/// preconditions, renderedDigest, steps, subject, summary, targets}`, where `blocked` is a list of `[code, message]`, and
/// `changes` and `preconditions` are lists of `[address, digest]` of each one's canonical JSON, the fields' `origin` left
/// out. `breakGlass` is among them where there is one.
pub fn plan_digest(plan: &Plan) -> Digest {
    let mut items = Items::default();
    let mut digester = Digester::new();
    let blocked = plan.blocked.iter().map(|diagnostic| {
        Value::list([Value::from(diagnostic.code.as_str()), Value::from(diagnostic.message.as_str())])
    });
    let part = |out: &mut String, name: &str, value: Value| {
        out.push_str(name);
        value.write_canonical_json(out);
    };
    part(&mut digester.text, r#"{"base":"#, value(&plan.base));
    part(&mut digester.text, r#","basis":"#, value(&plan.basis));
    part(&mut digester.text, r#","blocked":"#, Value::list(blocked));
    if plan.break_glass.is_some() {
        part(&mut digester.text, r#","breakGlass":"#, value(&plan.break_glass));
    }
    digester.text.push_str(r#","changes":["#);
    for change in &plan.changes {
        items.write(change.address.as_str(), &mut digester.text, |items, text| items.change(change, text));
        digester.settle();
    }
    close_list(&mut digester.text);
    part(&mut digester.text, r#","environment":"#, value(&plan.environment));
    part(&mut digester.text, r#","formatVersion":"#, value(&plan.format_version));
    part(&mut digester.text, r#","intent":"#, value(&plan.intent));
    part(&mut digester.text, r#","pins":"#, value(&plan.pins));
    digester.text.push_str(r#","preconditions":["#);
    for held in &plan.preconditions {
        items.write(held.address.as_str(), &mut digester.text, |_, text| write_precondition(held, text));
        digester.settle();
    }
    close_list(&mut digester.text);
    part(&mut digester.text, r#","renderedDigest":"#, value(&plan.rendered_digest));
    digester.text.push_str(r#","steps":["#);
    for step in &plan.steps {
        items.step(step, &mut digester.text);
        digester.settle();
    }
    close_list(&mut digester.text);
    part(&mut digester.text, r#","subject":"#, value(&plan.subject));
    part(&mut digester.text, r#","summary":"#, value(&plan.summary));
    part(&mut digester.text, r#","targets":"#, value(&plan.targets));
    digester.text.push('}');
    digester.finish()
}

/// How many changes of each kind a set of plans has.
pub fn totals(set: &PlanSet) -> Summary {
    set.ok.iter().fold(Summary::default(), |total, plan| add(total, plan.summary))
}

fn add(a: Summary, b: Summary) -> Summary {
    Summary {
        create: a.create.saturating_add(b.create),
        update: a.update.saturating_add(b.update),
        replace: a.replace.saturating_add(b.replace),
        delete: a.delete.saturating_add(b.delete),
        forget: a.forget.saturating_add(b.forget),
        import: a.import.saturating_add(b.import),
        r#move: a.r#move.saturating_add(b.r#move),
        read: a.read.saturating_add(b.read),
        unchanged: a.unchanged.saturating_add(b.unchanged),
        server_defaults: a.server_defaults.saturating_add(b.server_defaults),
        reordered: a.reordered.saturating_add(b.reordered),
    }
}

/// Whether a plan is what it was when it was made, and `rendered` what it was made from: every digest is made anew, of
/// the bodies too, for both may come from a file.
///
/// # Errors
/// `plan.tampered`, with what does not match.
pub fn check_digest(plan: &Plan, rendered: &Rendered) -> Result<(), Diagnostic> {
    let tampered = |message: String| {
        Err(Diagnostic::error(codes::PLAN_TAMPERED, message)
            .with_help("plan again; a plan can't be edited")
            .with_retry(Retry::AfterReplan))
    };
    if plan_digest(plan) != plan.digest {
        return tampered("the plan does not match its digest".to_owned());
    }
    if rendered_digest(rendered) != plan.rendered_digest {
        return tampered("what the plan was rendered from does not match its digest".to_owned());
    }
    for (address, resource) in &rendered.resources {
        if *address != resource.address || resource.body.digest() != resource.digest {
            return tampered(format!("the body of {address} does not match its digest"));
        }
    }
    Ok(())
}
