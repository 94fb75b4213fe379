//! How much work reading and rendering may do.

/// Problems of one file that are kept; what comes after them is seen when these are mended.
#[cfg(feature = "files")]
pub(crate) const MOST_PROBLEMS: usize = 1_000;

/// Bytes of what is said of one document, the names of its places among them.
#[cfg(feature = "files")]
pub(crate) const MOST_SAID: usize = 4 * 1024 * 1024;

/// How much work reading and rendering may do: counted, never timed, so that every machine decides alike.
///
/// ```
/// use platform_core::formats::Limits;
/// let strict = Limits { depth: 32, ..Limits::default() };
/// assert_eq!(strict.document_bytes, 16 * 1024 * 1024);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file: 16 MiB.
    pub document_bytes: usize,
    /// Lists and maps inside each other: 128. What walks a value may recurse because of this.
    pub depth: usize,
    /// Nodes that the aliases of one file may add: 250,000.
    pub nodes: usize,
    /// Nodes of one file as it is written: 1,000,000.
    pub written_nodes: usize,
    /// Bytes of one key of a map: 4 KiB. Every place in a document is named by the keys on the way to it.
    pub key_bytes: usize,
    /// YAML documents in one file: 10,000.
    pub documents: usize,
    /// Steps of one expression: 1,000,000.
    pub fuel: u64,
    /// Bytes of text that one expression or template may give: 4 MiB.
    pub output_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 16 * 1024 * 1024,
            depth: 128,
            nodes: 250_000,
            written_nodes: 1_000_000,
            key_bytes: 4 * 1024,
            documents: 10_000,
            fuel: 1_000_000,
            output_bytes: 4 * 1024 * 1024,
        }
    }
}
