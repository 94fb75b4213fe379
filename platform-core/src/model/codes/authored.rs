//! `graph.*`, `path.*`, `template.*`, `expression.*`, `secret.*`, `lock.*`: what people write, as a whole.

use super::{Code, CodeInfo};

codes! {
    GRAPH_DUPLICATE = "graph.duplicate", "Two documents have the same name.", "Two Components named `cart`.", "Rename or remove one of them.";
    GRAPH_DANGLING = "graph.dangling", "A reference to something that is not there.", "`promotesFrom: [stagging]`", "Mend the name, or add what it names.";
    GRAPH_SECOND_VISIT = "graph.second_visit", "What a tool does at once would have to be done in two parts.", "A database of Terraform's, a Job that reads it, and a record of Terraform's that reads the Job.", "Give one of the two parts a target of its own.";
    GRAPH_CYCLE = "graph.cycle", "Things depend on each other in a circle.", "Two resources that read each other's outputs.", "Break the circle at one place.";
    GRAPH_SUBJECT_UNKNOWN = "graph.subject_unknown", "No such subject.", "`platform plan cartt`", "Use a name the message suggests.";
    GRAPH_ENVIRONMENT_UNKNOWN = "graph.environment_unknown", "No such environment.", "`--env prod`", "Use a name the message suggests.";
    GRAPH_ADDRESS_UNKNOWN = "graph.address_unknown", "No such resource.", "`explain cart/staging/kubernetes/workloud`", "Use an address the message suggests.";
    GRAPH_NO_GOLDEN_PATH = "graph.no_golden_path", "The entity follows no golden path, so there is nothing to plan.", "A plain catalog Component.", "Add `spec.goldenPath`.";
    GRAPH_NOTHING_SELECTED = "graph.nothing_selected", "Nothing is what was asked for.", "`platform plan --all --system chekout`", "Use a value the message suggests.";
    PATH_NOT_FOUND = "path.not_found", "No version of the golden path meets the requirement.", "`ref: web-service@^3`", "Use a version that is there.";
    PATH_FOLDER_MISMATCH = "path.folder_mismatch", "A golden path's folder and its metadata disagree.", "`golden-paths/web/1.0.0` with `version: 1.0.1`", "Rename the folder or change the metadata.";
    PATH_APPLIES_TO = "path.applies_to", "The golden path is not for this kind of subject.", "A Group that follows a path for components.", "Choose another path, or extend `appliesTo`.";
    PATH_PARAMETER = "path.parameter", "A parameter does not fit the path's schema.", "`port: eighty`", "Give what the schema asks for.";
    PATH_PARAMETER_UNKNOWN = "path.parameter_unknown", "The path declares no such parameter.", "`parameters: {prot: 8080}`", "Use the name the message suggests.";
    PATH_SCHEMA = "path.schema", "A path's parameter schema is no valid JSON Schema.", "`type: int`", "Mend the schema.";
    PATH_ENFORCED = "path.enforced", "A parameter that the environment or path enforces is set differently.", "`runAsNonRoot: false`", "Remove the setting; who enforces it stands in the message.";
    PATH_ENFORCE_UNKNOWN = "path.enforce_unknown", "A name is enforced that neither the path nor its includes declare.", "`enforce: {runAsRoot: false}`", "Mend the name.";
    PATH_INCLUDE_CYCLE = "path.include_cycle", "A golden path includes itself.", "a includes b includes a", "Break the circle.";
    PATH_INCLUDE_CONFLICT = "path.include_conflict", "A golden path is included twice.", "A path and one that it includes both include `observability`.", "Include it once.";
    PATH_PINNED = "path.pinned", "A pinned version is not one that `ref` asks for.", "`ref: web-service@^2` with 1.4.0 in the lock file.", "Move the pin with `platform lock`.";
    PATH_ID_DUPLICATE = "path.id_duplicate", "Two templates have the same id or address.", "Two resources `workload`.", "Rename one, or say `replaces:`.";
    PATH_IDENTITY_DUPLICATE = "path.identity_duplicate", "Two resources are the same object in the target.", "Two Deployments named `cart` in one namespace.", "Rename one of them.";
    PATH_ARTIFACT_MISSING = "path.artifact_missing", "The path needs an artifact and none is pinned.", "A first deploy without `--image`.", "Give one: `--image registry/name@sha256:…`.";
    PATH_PROVIDER = "path.provider", "Not exactly one template provides a dependency.", "Two `provides: {type: postgres}` whose `when` both hold.", "Make exactly one `when` hold in each environment.";
    PATH_CONTRACT = "path.contract", "A provider does not give what its type of dependency promises.", "`dependencyTypes: {postgres: {outputs: {host: {}}}}`, and a `provides: {type: postgres}` without the output `host`.", "Declare the output in the template, or take it out of the contract.";
    PATH_TEST = "path.test", "A golden path does not do what its tests expect.", "`fields: {workload: {/spec/replicas: 3}}` where 2 comes out.", "Mend the template, or what is expected.";
    PATH_VERSION = "path.version", "A golden path's version is too small for what it changes.", "1.4.1 where a parameter is gone since 1.4.0.", "Give it the version that the message names.";
    PATH_PARAMETER_UNREAD = "path.parameter_unread", "A golden path declares a parameter that nothing in it reads.", "`zone: {type: string}` without `parameters.zone` anywhere.", "Read it, or remove it.";
    PATH_PARAMETER_FIXED = "path.parameter_fixed", "A golden path declares a parameter that nobody can set.", "`runAsNonRoot` under the path's own `enforce`.", "Write the value where it is read, and remove the parameter.";
    PATH_PARAMETER_UNTITLED = "path.parameter_untitled", "A parameter has no title or no description, so no good form can be made of it.", "`port: {type: integer}`", "Add `title` and `description`.";
    PATH_SECRET_IN_CLEAR = "path.secret_in_clear", "A golden path seems to hold a secret itself.", "`password: hunter2` in a template.", "Give a reference: `secretRef`.";
    PATH_FOREIGN_EXPRESSION = "path.foreign_expression", "A template holds an expression of another tool, which is not evaluated.", "`{{ .Values.replicas }}`", "Write it as `${{ … }}`.";
    PATH_WHEN_OVERLAPS = "path.when_overlaps", "Two templates provide one type of dependency under the same condition.", "Two `provides: {type: postgres}` without `when`.", "Make exactly one `when` hold in each environment.";
    PATH_UNTESTED = "path.untested", "A golden path has no tests.", "A version without the folder `tests`.", "Add `tests/*.yaml`; `platform path new` shows one.";
    PATH_OVERRIDE = "path.override", "An override patches what the path does not allow, or what is not there.", "An override of `/metadata/name`.", "Use a path listed under `overridable`.";
    PATH_DIGEST_CHANGED = "path.digest_changed", "A published version was changed after it was pinned.", "An edited `golden-paths/web/1.0.0`.", "Undo the edit and publish a new version.";
    PATH_DEPRECATED = "path.deprecated", "The golden path's version is deprecated.", "`deprecated: {until: 2027-03-01}`", "Move to the version it names.";
    PATH_DEADLINE = "path.deadline", "A deadline is near: once it has passed, a check of the plan fails.", "An override with `expires: 2027-03-01`, in February.", "Remove what expired, or agree on a new date.";
    TEMPLATE_MISSING = "template.missing", "A template file is not there.", "`template: templates/ci.yml` without that file.", "Add the file or mend the name.";
    TEMPLATE_TARGET = "template.target", "A template names a target that the environment does not have.", "`target: kubernets`", "Mend the name, or add the target to the environment.";
    TEMPLATE_INVALID = "template.invalid", "A template is not what it must be.", "An `each` that is neither a map nor a list of texts.", "Give it the shape the message names.";
    TEMPLATE_UNESCAPABLE = "template.unescapable", "A value can't be written as plain data in the target's language.", "A secret in a Kubernetes manifest.", "Use a reference the target understands, such as an ExternalSecret.";
    EXPRESSION_SYNTAX = "expression.syntax", "An expression can't be read.", "`${{ parameters. }}`", "Mend the expression.";
    EXPRESSION_UNDEFINED = "expression.undefined", "An expression reads what is not there.", "`${{ parameters.prot }}`", "Use a name the message suggests, or `default(…)`.";
    EXPRESSION_TYPE = "expression.type", "An expression does something its values don't allow.", "`${{ 'a' - 1 }}`", "Use values of the right type.";
    EXPRESSION_FORBIDDEN = "expression.forbidden", "Syntax, a filter or a test that expressions may not use.", "`${{ range(9) }}`", "Use what the list in the docs allows.";
    EXPRESSION_UNKNOWN = "expression.unknown", "Something is to be decided by a value that is known only after apply.", "`when: ${{ resources.db.outputs.ready }}`", "Decide by a parameter instead.";
    EXPRESSION_SCOPE = "expression.scope", "What is rendered once for a subject may not read an environment.", "A workflow file that reads `environment.name`.", "Use `scope: environment`, or leave the environment out.";
    SECRET_POSITION = "secret.position", "A secret may only be a whole value.", "`\"pass=${{ parameters.password }}\"`", "Give the secret a field of its own.";
    LOCK_MISSING = "lock.missing", "The lock file has no entry and may not be written.", "`plan --locked` for a new service.", "Run it once without `--locked` and commit the lock file.";
    LOCK_INVALID = "lock.invalid", "The lock file is not what was written.", "A conflict marker in `platform.lock`.", "Restore it from version control, or run `platform lock`.";
}
