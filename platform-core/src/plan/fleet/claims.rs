//! Two that render one real thing: each would overwrite what the other wrote.

use std::collections::{BTreeMap, HashMap};

use crate::model::{
    Address, Delivery, Diagnostic, EntityRef, FailedPlan, Origin, Pointer, Rendered, Resource, ResourceClass, Scope,
    Target, codes,
};
use crate::plan::origins;

/// What renderings claim of the world, and who claims what another claims as well.
///
/// Within a target of an environment a thing is known by its identity; there is one catalog for all environments, and
/// one folder that files are written to. Each subject has a root of Terraform's of its own. Two targets are taken for
/// two things, whatever they reach.
///
/// ```
/// use platform_core::model::Rendered;
/// use platform_core::plan::Claims;
/// let mut claims = Claims::default();
/// claims.see(&Rendered::empty("cart".parse()?, "staging".parse()?));
/// assert_eq!(claims.clashes(), []);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Claims {
    first: HashMap<String, Claim>,
    clashes: BTreeMap<(EntityRef, Scope), Vec<Diagnostic>>,
}

/// Who renders a thing, and what names it.
#[derive(Clone, Debug)]
struct Claim {
    address: Address,
    name: Option<Origin>,
    /// Whether it was said already that it is not alone.
    told: bool,
}

impl Claims {
    /// Notes what is rendered for a subject in an environment.
    pub fn see(&mut self, rendered: &Rendered) {
        let unknown = Target::default();
        for resource in rendered.resources.values() {
            let target = rendered.targets.get(resource.address.target()).unwrap_or(&unknown);
            let things = [object(target, resource), file(target, resource)];
            for thing in things.into_iter().flatten() {
                self.claim(thing, rendered, resource);
            }
        }
    }

    /// What is wrong, by subject and environment: who renders what another renders, with both places.
    pub fn clashes(self) -> Vec<FailedPlan> {
        let failed = self.clashes.into_iter().map(|((subject, environment), diagnostics)| FailedPlan {
            subject,
            environment,
            diagnostics,
        });
        failed.collect()
    }

    fn claim(&mut self, thing: Thing, rendered: &Rendered, resource: &Resource) {
        let own = || Claim { address: resource.address.clone(), name: naming(rendered, resource), told: false };
        let Some(first) = self.first.get_mut(&thing.key) else {
            self.first.insert(thing.key, own());
            return;
        };
        let told = std::mem::replace(&mut first.told, true);
        let (first, own) = (first.clone(), own());
        self.clash(&own, &first, &thing);
        if !told {
            self.clash(&first, &own, &thing);
        }
    }

    fn clash(&mut self, own: &Claim, other: &Claim, thing: &Thing) {
        // An address holds nothing else than what can be read.
        let names = (own.address.subject().parse(), own.address.environment().parse());
        let (Ok(subject), Ok(environment)) = names else { return };
        let place = |claim: &Claim| claim.name.as_ref().and_then(|name| name.place.clone());
        let diagnostic = Diagnostic::error(
            codes::PATH_IDENTITY_DUPLICATE,
            format!("{} and {} are both {}", own.address, other.address, thing.said),
        )
        .with_help(thing.help)
        .with_place(place(own))
        .with_related("the other is here", place(other));
        self.clashes.entry((subject, environment)).or_default().push(diagnostic);
    }
}

/// How a thing is known.
struct Thing {
    /// Among all that there are.
    key: String,
    /// As people read it.
    said: String,
    help: &'static str,
}

/// An object of a target, or an entity of the catalog.
fn object(target: &Target, resource: &Resource) -> Option<Thing> {
    let (address, identity) = (&resource.address, resource.identity.as_deref()?);
    let key = match resource.class {
        ResourceClass::Entity => format!("{}\n{identity}", address.target()),
        _ if target.kind(address.target()) == "terraform" => return None,
        _ => format!("{}\n{}\n{identity}", address.target(), address.environment()),
    };
    let said = format!("`{identity}` in {}", address.target());
    Some(Thing { key, said, help: "give one of them another name, or let one render it and the other refer to it" })
}

/// The file that a directory or a branch gets.
fn file(target: &Target, resource: &Resource) -> Option<Thing> {
    let file = target.file(&resource.address);
    let (key, said) = match (target.delivery, &target.git) {
        (Delivery::Directory, _) => (file.clone(), format!("the file `{file}`")),
        (Delivery::Gitops, Some(git)) => {
            let repository = git.repository.as_deref().unwrap_or_default();
            let key = format!("{repository}\n{}\n{file}", git.branch);
            (key, format!("the file `{file}` on `{}`", git.branch))
        }
        _ => return None,
    };
    Some(Thing { key, said, help: "give one of their targets another `directory`, or one of them another name" })
}

/// What set the name of a resource.
fn naming(rendered: &Rendered, resource: &Resource) -> Option<Origin> {
    let path = match resource.class {
        ResourceClass::File => Pointer::root(),
        _ if resource.body.get("metadata").is_some() => Pointer::from_tokens(["metadata", "name"]),
        _ => Pointer::from_tokens(["uid"]),
    };
    let first = origins::at(resource, &path).first().or(resource.origins.first()).copied()?;
    rendered.origins.get(first).cloned()
}

#[cfg(test)]
mod tests {
    use super::super::{Facts, plan_all};
    use crate::model::{Place, PlanOptions, Platform, Selection, Sources};

    const HEAD: &str = "apiVersion: platform-core.dev/v1alpha1\n";

    fn entity(kind: &str, name: &str) -> (String, String) {
        let own = if kind == "Component" { "type: service, lifecycle: production" } else { "type: database" };
        let text = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\n\
             spec: {{{own}, owner: shop, goldenPath: {{ref: web}}}}\n"
        );
        (format!("services/{kind}-{name}/catalog-info.yaml"), text)
    }

    fn environment(name: &str, targets: &str) -> (String, String) {
        let text = format!("{HEAD}kind: Environment\nmetadata: {{name: {name}}}\nspec: {{targets: {targets}}}\n");
        (format!("environments/{name}.yaml"), text)
    }

    fn path(spec: &str) -> (String, String) {
        let metadata = "{name: web, version: 1.0.0}";
        let text = format!(
            "{HEAD}kind: GoldenPath\nmetadata: {metadata}\nspec:\n  appliesTo: [component, resource]\n{spec}\n"
        );
        ("golden-paths/web/1.0.0/golden-path.yaml".into(), text)
    }

    /// `SUBJECT/ENVIRONMENT AT: MESSAGE` of all that have no plan because of others. There are two environments with
    /// these targets.
    fn clashes(subjects: &[(&str, &str)], targets: [&str; 2], spec: &str) -> Vec<String> {
        let [production, staging] = targets;
        let files = [environment("production", production), environment("staging", staging), path(spec)];
        let entities = subjects.iter().map(|(kind, name)| entity(kind, name));
        let sources: Sources =
            entities.chain(files).map(|(path, text)| (path.into(), text.as_bytes().into())).collect();
        let (platform, warnings) = Platform::parse(&sources).into_result().unwrap();
        assert_eq!(warnings, []);
        let planned = plan_all(&platform, &Selection::default(), &Facts::default(), &PlanOptions::default(), 2);
        let set = planned.value.unwrap();
        assert_eq!(set.ok.len() + set.failed.len(), 3 * subjects.len());
        let mut told = Vec::new();
        for failed in &set.failed {
            for problem in &failed.diagnostics {
                assert_eq!(problem.code.as_str(), "path.identity_duplicate", "{problem}");
                let place = |at: &Option<Place>| at.as_ref().unwrap().to_string();
                assert_eq!(place(&problem.related[0].at), place(&problem.at), "one template names both");
                told.push(format!("{}/{} {}", failed.subject, failed.environment, problem));
            }
        }
        told
    }

    const THREE: [(&str, &str); 3] = [("Component", "cart"), ("Component", "search"), ("Resource", "cart")];
    const APART: [&str; 2] = ["{kubernetes: {}, terraform: {}}"; 2];

    #[test]
    fn an_object_that_two_subjects_render_is_neithers() {
        let config = |name: &str| {
            let metadata = format!("{{name: \"{name}\", namespace: shop}}");
            let body = format!("{{apiVersion: v1, kind: ConfigMap, metadata: {metadata}}}");
            format!("  resources: [{{id: config, target: kubernetes, body: {body}}}]")
        };
        let components = &THREE[..2];
        assert_eq!(clashes(components, APART, &config("${{ service.slug }}")), Vec::<String>::new());
        let told = clashes(components, APART, &config("shared"));
        assert_eq!(told.len(), 4, "{told:#?}");
        let both = "cart/staging/kubernetes/config and search/staging/kubernetes/config are both \
                    `core/ConfigMap/shop/shared` in kubernetes";
        assert!(told[1].starts_with("cart/staging golden-paths/web/1.0.0/golden-path.yaml:6:"), "{told:#?}");
        assert!(told[1].contains(both), "{told:#?}");
        // The first is told of the second only, everyone else of the first.
        let told = clashes(&THREE, APART, &config("${{ service.slug }}"));
        assert_eq!(told.len(), 4, "{told:#?}");
        let told = clashes(&THREE, APART, &config("shared"));
        assert_eq!(told.len(), 6, "{told:#?}");
    }

    #[test]
    fn a_root_of_terraforms_is_each_subjects_own() {
        let spec = "  resources: [{id: db, target: terraform, body: {resource: {random_pet: {db: {length: 2}}}}}]";
        assert_eq!(clashes(&THREE, APART, spec), Vec::<String>::new());
    }

    #[test]
    fn there_is_one_catalog() {
        let entity = |name: &str| {
            let spec = "{type: openapi, lifecycle: production, owner: shop, definition: x}";
            let head = format!("apiVersion: backstage.io/v1alpha1, kind: API, metadata: {{name: \"{name}\"}}");
            format!("  entities: [{{id: api, body: {{{head}, spec: {spec}}}}}]")
        };
        assert_eq!(clashes(&THREE[..2], APART, &entity("${{ service.slug }}")), Vec::<String>::new());
        let told = clashes(&THREE[..2], APART, &entity("shop"));
        assert_eq!(told.len(), 2, "{told:#?}");
        let both = "cart/-/catalog/api and search/-/catalog/api are both `api:default/shop` in catalog";
        assert!(told[0].contains(both), "{told:#?}");
    }

    #[test]
    fn a_folder_holds_each_file_once() {
        let spec = "  resources: [{id: note, target: note, body: {text: a}}]";
        let mine = "{note: {directory: deploy/notes}}";
        assert_eq!(clashes(&THREE, [mine, "{note: {}}"], spec), Vec::<String>::new());
        let told = clashes(&THREE, [mine, mine], spec);
        assert_eq!(told.len(), 6, "{told:#?}");
        assert!(told[0].contains("are both the file `deploy/notes/cart/note.json`"), "{told:#?}");
        let git = |branch: &str| format!("{{note: {{delivery: gitops, directory: notes, git: {{branch: {branch}}}}}}}");
        assert_eq!(clashes(&THREE, [&git("a"), &git("b")], spec), Vec::<String>::new());
        let told = clashes(&THREE, [&git("a"), &git("a")], spec);
        assert_eq!(told.len(), 6, "{told:#?}");
        assert!(told[0].contains("are both the file `notes/cart/note.json` on `a`"), "{told:#?}");
        // Names that differ may be written alike.
        let told = clashes(&[("Component", "resource.cart"), ("Resource", "cart")], ["{note: {}}"; 2], spec);
        assert_eq!(told.len(), 4, "{told:#?}");
        assert!(told[0].contains("are both the file `deploy/production/note/resource.cart/note.json`"), "{told:#?}");
    }
}
