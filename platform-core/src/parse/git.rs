//! Where a target's commits go.

use super::decode::{At, Decoder, Fields, filled};
use crate::model::{Delivery, GitDelivery, codes};

/// Reads `git` of a target: there with `delivery: gitops`, and only then.
pub(super) fn read(decoder: &mut Decoder<'_>, target: &Fields<'_>, delivery: Delivery) -> Option<GitDelivery> {
    if delivery == Delivery::Gitops {
        return target.required(decoder, "git", delivered);
    }
    target.optional(decoder, "git", |decoder, at| {
        let message = "`git` says where `delivery: gitops` commits to, and the target has another delivery";
        decoder.error(at, codes::VALUE_INVALID, message, "write `delivery: gitops`, or remove `git`");
        None
    })
}

fn delivered(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<GitDelivery> {
    let fields = decoder.closed(at, &["branch", "repository", "push", "author"])?;
    let branch = fields.required(decoder, "branch", filled);
    let repository = fields.optional(decoder, "repository", filled);
    let push = fields.optional(decoder, "push", filled);
    let author = fields.optional(decoder, "author", filled);
    let git = GitDelivery { branch: branch?, repository, push, author };
    let Some((field, problem)) = git.problem() else { return Some(git) };
    fields.optional(decoder, field, |decoder, at| -> Option<()> {
        decoder.error(at, codes::VALUE_INVALID, problem, "docs/gitops.md shows what can stand there");
        None
    });
    None
}
