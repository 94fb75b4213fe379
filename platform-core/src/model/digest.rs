//! SHA-256, written `sha256:` and 64 hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
///
/// ```
/// use platform_core::model::Digest;
/// let digest = Digest::of(b"abc");
/// assert!(digest.to_string().starts_with("sha256:ba7816bf"));
/// assert_eq!(digest.to_string().parse(), Ok(digest));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// The text is not `sha256:` and 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is written `sha256:` and 64 lower-case hexadecimal digits")]
pub struct InvalidDigest;

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn digits(&self) -> [u8; 64] {
        let mut text = [0_u8; 64];
        let (pairs, _) = text.as_chunks_mut::<2>();
        for (pair, byte) in pairs.iter_mut().zip(&self.0) {
            // Eight bits spread over two bytes, then both made digits at once, letters being 39 behind the digits.
            let halves = u16::from_be_bytes([byte >> 4, byte & 0xF]);
            let letters = (halves.wrapping_add(0x0606) >> 4) & 0x0101;
            *pair = halves.wrapping_add(0x3030).wrapping_add(letters.wrapping_mul(39)).to_be_bytes();
        }
        text
    }

    /// Appends it as it is displayed.
    pub(crate) fn write(&self, out: &mut String) {
        out.push_str("sha256:");
        out.push_str(std::str::from_utf8(&self.digits()).unwrap_or_default());
    }

    /// The first 12 hexadecimal digits: enough for people to tell two apart.
    pub fn short(&self) -> String {
        self.0.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Makes the digest of a text that is written piece by piece, and is never held as a whole.
pub(crate) struct Digester {
    /// What is written and not yet digested; write here.
    pub(crate) text: String,
    hash: Sha256,
}

impl Digester {
    /// Bytes that are held at most between two pieces.
    const HELD: usize = 16 * 1024;

    pub(crate) fn new() -> Self {
        Self { text: String::with_capacity(Self::HELD.saturating_add(Self::HELD)), hash: Sha256::new() }
    }

    /// Between two pieces. The last character stays, and may still be taken back.
    pub(crate) fn settle(&mut self) {
        if self.text.len() < Self::HELD {
            return;
        }
        let last = self.text.pop();
        self.hash.update(self.text.as_bytes());
        self.text.clear();
        self.text.extend(last);
    }

    /// The digest of all that was written.
    pub(crate) fn finish(mut self) -> Digest {
        self.hash.update(self.text.as_bytes());
        Digest(self.hash.finalize().into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.digits();
        formatter.write_str("sha256:")?;
        formatter.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("sha256:").ok_or(InvalidDigest)?;
        if digits.len() != 64 {
            return Err(InvalidDigest);
        }
        // Without a branch for each: documents have tens of thousands of digests.
        let nibble = |byte: u8| {
            let (digit, letter) = (byte.wrapping_sub(b'0'), byte.wrapping_sub(b'a'));
            match (digit < 10, letter < 6) {
                (true, _) => digit,
                (_, true) => letter.wrapping_add(10),
                _ => 0xFF,
            }
        };
        let (mut bytes, mut wrong) = ([0_u8; 32], 0);
        for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_bytes().as_chunks::<2>().0) {
            let (high, low) = (nibble(*high), nibble(*low));
            wrong |= high | low;
            *byte = (high << 4) | low;
        }
        if wrong > 0xF { Err(InvalidDigest) } else { Ok(Self(bytes)) }
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // In one piece: documents have tens of thousands of digests.
        let mut text = *b"sha256:0000000000000000000000000000000000000000000000000000000000000000";
        if let Some(digits) = text.last_chunk_mut::<64>() {
            *digits = self.digits();
        }
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize::by_text(deserializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Digest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^sha256:[0-9a-f]{64}$", "description": "A SHA-256 digest."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_pieces_has_the_digest_of_the_whole() {
        let mut digester = Digester::new();
        let mut whole = String::new();
        for number in 0..20_000 {
            let piece = format!("{number} é,");
            whole.push_str(&piece);
            digester.text.push_str(&piece);
            digester.settle();
        }
        assert!(digester.text.len() < Digester::HELD && digester.text.ends_with(','));
        assert_eq!((digester.text.pop(), whole.pop()), (Some(','), Some(',')));
        let digest = digester.finish();
        assert_eq!(digest, Digest::of(whole.as_bytes()));
        let mut written = String::new();
        digest.write(&mut written);
        assert_eq!(written, digest.to_string());
        assert_eq!(written.parse(), Ok(digest));
    }
}
