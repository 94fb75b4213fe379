//! The block that a resource of ours stands for.

use platform_core::model::Resource;
use platform_core::plan::TerraformBlock;

/// The one block of a resource; none, where it has several or many instances.
pub(super) fn sole(resource: &Resource) -> Option<TerraformBlock> {
    match TerraformBlock::all(&resource.body).as_slice() {
        [block] if block.is_single => Some(block.clone()),
        _ => None,
    }
}
