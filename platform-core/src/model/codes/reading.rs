//! `parse.*`, `schema.*`, `value.*`, `limit.*`: what reading bytes finds.

use super::{Code, CodeInfo};

codes! {
    PARSE_REORDERED = "parse.reordered", "A file holds marks that change the order in which text is shown.", "A comment with U+202E in it.", "Remove them, or write them as escapes in double quotes.";
    PARSE_SYNTAX = "parse.syntax", "The text is not valid YAML.", "`port: [8080`", "Mend the text at the place shown.";
    PARSE_JSON = "parse.json", "The text is not valid JSON.", "`{\"port\": }`", "Mend the text at the place shown.";
    PARSE_ENCODING = "parse.encoding", "The file is not UTF-8.", "A file saved as Latin-1.", "Save the file as UTF-8.";
    PARSE_DUPLICATE_KEY = "parse.duplicate_key", "A key stands twice in one map.", "`{port: 1, port: 2}`", "Remove one of the two.";
    PARSE_KEY = "parse.key", "A map's key is not a string.", "`{[a]: 1}`", "Write the key as a string.";
    PARSE_TAG = "parse.tag", "A YAML tag that is not used here.", "`port: !env PORT`", "Remove the tag.";
    PARSE_MERGE_KEY = "parse.merge_key", "YAML merge keys (`<<`) are not used here.", "`<<: *defaults`", "Write the keys out, or use a golden path's parameters.";
    PARSE_NUMBER = "parse.number", "A number is ambiguous or can't be held exactly.", "`mode: 0644`", "Quote it to make it text, or write it without the leading zero.";
    PARSE_ALIAS = "parse.alias", "A YAML alias without its anchor, or inside its own anchor.", "`a: *missing`", "Define the anchor before it is used.";
    SCHEMA_INVALID = "schema.invalid", "A document does not have the shape of its type.", "`replicas: many`", "Give it the type named in the message.";
    SCHEMA_UNKNOWN_FIELD = "schema.unknown_field", "A field that this kind does not have.", "`golddenPath:`", "Use the name the message suggests, or remove it.";
    SCHEMA_MISSING_FIELD = "schema.missing_field", "A field that must be there is not.", "A Component without `spec.owner`.", "Add the field.";
    SCHEMA_TYPE = "schema.type", "A value has another type than the field.", "`labels: [a]`", "Write the type named in the message.";
    SCHEMA_KIND = "schema.kind", "A document's kind or apiVersion is missing or not known here.", "`kind: Enviroment`", "Use a kind and apiVersion the message names.";
    SCHEMA_SKELETON = "schema.skeleton", "A catalog file whose template expressions are not filled in.", "`name: ${{ values.name }}`", "Validate what the scaffolder makes of it.";
    VALUE_NAME = "value.name", "A name breaks the rules for names.", "`name: My Service`", "Use letters, digits and `-`, `_`, `.` between them; at most 63 characters.";
    VALUE_REFERENCE = "value.reference", "An entity reference is not of the form `[kind:][namespace/]name`.", "`owner: group:/a`", "Write it in that form.";
    VALUE_VERSION = "value.version", "Not a semantic version or requirement.", "`version: 1.4`", "Write a version as `1.4.0` and a requirement as `name@^1`.";
    VALUE_TIME = "value.time", "Not a time.", "`expires: soon`", "Write RFC 3339 or a date: `2027-03-01`.";
    VALUE_POINTER = "value.pointer", "Not a JSON Pointer.", "`path: spec/replicas`", "Begin it with `/`.";
    VALUE_DIGEST = "value.digest", "Not a digest.", "`digest: latest`", "Write `sha256:` and 64 hexadecimal digits.";
    VALUE_IMAGE = "value.image", "An image without a digest, or not an image.", "`--image app:latest`", "Give it as `registry/name@sha256:…`.";
    VALUE_LABEL = "value.label", "A label or annotation breaks Backstage's rules.", "`labels: {a/b/c: x}`", "Use `[prefix/]name` for keys, and at most 63 characters for label values.";
    VALUE_INVALID = "value.invalid", "A value is outside what the field allows.", "`ownership: shared`", "Use one of the values named in the message.";
    VALUE_SECRET = "value.secret", "A secret's reference lacks a part or has one too many.", "`{secretRef: {key: a}}`", "Write `{secretRef: {store: …, key: …}}`, optionally with `property` and `version`.";
    VALUE_EDIT = "value.edit", "A file can't be edited at this place alone.", "A value that an alias repeats elsewhere.", "Edit the file by hand.";
    VALUE_UNREPRESENTABLE = "value.unrepresentable", "Data that JSON can't hold.", "A map with numbers as keys.", "Use strings as keys and finite numbers.";
    LIMIT_SIZE = "limit.size", "A document is larger than the limit.", "A file of 20 MiB.", "Split it, or raise the limit.";
    LIMIT_DEPTH = "limit.depth", "A document is nested deeper than the limit.", "200 lists in each other.", "Flatten it, or raise the limit.";
    LIMIT_KEY = "limit.key", "A key of a map is longer than the limit.", "A key of 100,000 letters.", "Give it a short name.";
    LIMIT_NODES = "limit.nodes", "Aliases expand to more than the limit.", "Ten anchors, each used ten times by the next.", "Write less of it by alias.";
    LIMIT_DOCUMENTS = "limit.documents", "More documents in a file than the limit.", "A file of 20,000 documents.", "Split the file.";
    LIMIT_FUEL = "limit.fuel", "An expression or template does more work than the limit.", "Joining a list of a million items.", "Simplify it.";
    LIMIT_OUTPUT = "limit.output", "An expression or template gives more text than the limit.", "A string repeated ten million times.", "Make it smaller.";
}
