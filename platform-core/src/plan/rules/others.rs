//! Rules of Terraform and of the Backstage catalog.
//!
//! Sets are as the providers' schemas have them (`aws` 5, by the names that all its resources share); what an entity's
//! fields mean is as Backstage describes its kinds.

use std::borrow::Cow::Borrowed;

use super::pattern::{Rule, first_mark, last_mark};
use super::{Fixed, Key, ListRule, ScalarRule};

const fn set(path: &'static str) -> Rule<ListRule> {
    Rule { kinds: &[], path: Borrowed(path), mark: last_mark(path), says: ListRule::Set }
}

const fn scalar(path: &'static str, says: ScalarRule) -> Rule<ScalarRule> {
    Rule { kinds: &[], path: Borrowed(path), mark: last_mark(path), says }
}

const fn fixed(path: &'static str, says: Fixed) -> Rule<Fixed> {
    Rule { kinds: &[], path: Borrowed(path), mark: first_mark(path), says }
}

pub(super) const TERRAFORM_LISTS: &[Rule<ListRule>] = &[
    set("depends_on"),
    set("ignore_changes"),
    set("replace_triggered_by"),
    set("/resource/*/*/*security_group_ids"),
    set("/resource/*/*/security_groups"),
    set("/resource/*/*/*subnet_ids"),
    set("/resource/*/*/subnets"),
    set("/resource/*/*/vpc_zone_identifier"),
    set("/resource/*/*/availability_zones"),
    set("/resource/*/*/target_group_arns"),
    set("/resource/*/*/managed_policy_arns"),
    set("/resource/*/*/enabled_cloudwatch_logs_exports"),
    set("/resource/*/*/requires_compatibilities"),
    set("network_configuration/*/security_groups"),
    set("network_configuration/*/subnets"),
    set("network_configuration/security_groups"),
    set("network_configuration/subnets"),
    set("vpc_config/*/security_group_ids"),
    set("vpc_config/*/subnet_ids"),
    set("vpc_config/security_group_ids"),
    set("vpc_config/subnet_ids"),
    // Blocks that the provider keeps as a set, and what is in them.
    set("/resource/aws_security_group/*/ingress"),
    set("/resource/aws_security_group/*/egress"),
    set("/resource/aws_default_security_group/*/ingress"),
    set("/resource/aws_default_security_group/*/egress"),
    set("/resource/aws_route_table/*/route"),
    set("*gress/*/cidr_blocks"),
    set("*gress/*/ipv6_cidr_blocks"),
    set("*gress/*/prefix_list_ids"),
    set("*gress/*/security_groups"),
    set("/resource/aws_security_group_rule/*/cidr_blocks"),
    set("/resource/aws_cloudfront_distribution/*/aliases"),
];

pub(super) const TERRAFORM_SCALARS: &[Rule<ScalarRule>] = &[
    scalar("/resource/*/*/policy", ScalarRule::Json),
    scalar("/resource/*/*/*_policy", ScalarRule::Json),
    scalar("/resource/*/*/policy_document", ScalarRule::Json),
    scalar("/resource/*/*/container_definitions", ScalarRule::Json),
    scalar("/resource/*/*/event_pattern", ScalarRule::Json),
    scalar("/resource/*/*/definition", ScalarRule::Json),
    scalar("/resource/*/*/config_json", ScalarRule::Json),
    scalar("/resource/*/*/dashboard_body", ScalarRule::Json),
    scalar("inline_policy/*/policy", ScalarRule::Json),
];

/// The tool itself decides what it can change in place. What it was told of and no longer is, it destroys.
pub(super) const TERRAFORM_FIXED: &[Rule<Fixed>] = &[fixed("/resource/*/*", Fixed::Removal)];

const URL: &[Key] = &[Key { field: Borrowed("url"), default: None }];

pub(super) const CATALOG_LISTS: &[Rule<ListRule>] = &[
    set("/metadata/tags"),
    Rule {
        kinds: &[],
        path: Borrowed("/metadata/links"),
        mark: last_mark("links"),
        says: ListRule::Map(Borrowed(URL)),
    },
    set("/spec/dependsOn"),
    set("/spec/dependencyOf"),
    set("/spec/providesApis"),
    set("/spec/consumesApis"),
    set("/spec/memberOf"),
    set("/spec/members"),
    set("/spec/children"),
];

/// A reference without kind or namespace means one of the usual kind, in `default`.
pub(super) const CATALOG_SCALARS: &[Rule<ScalarRule>] = &[
    scalar("/spec/owner", ScalarRule::EntityRef("group")),
    scalar("/spec/system", ScalarRule::EntityRef("system")),
    scalar("/spec/domain", ScalarRule::EntityRef("domain")),
    scalar("/spec/subcomponentOf", ScalarRule::EntityRef("component")),
    scalar("/spec/subdomainOf", ScalarRule::EntityRef("domain")),
    scalar("/spec/parent", ScalarRule::EntityRef("group")),
    scalar("/spec/dependsOn/*", ScalarRule::EntityRef("component")),
    scalar("/spec/dependencyOf/*", ScalarRule::EntityRef("component")),
    scalar("/spec/providesApis/*", ScalarRule::EntityRef("api")),
    scalar("/spec/consumesApis/*", ScalarRule::EntityRef("api")),
    scalar("/spec/memberOf/*", ScalarRule::EntityRef("group")),
    scalar("/spec/members/*", ScalarRule::EntityRef("user")),
    scalar("/spec/children/*", ScalarRule::EntityRef("group")),
];

/// An entity is known by its kind, namespace and name.
pub(super) const CATALOG_FIXED: &[Rule<Fixed>] = &[
    fixed("/apiVersion", Fixed::Group),
    fixed("/kind", Fixed::Always),
    fixed("/metadata/name", Fixed::Always),
    fixed("/metadata/namespace", Fixed::Always),
];
