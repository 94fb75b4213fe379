//! `boundary.*`: calls from other languages that can't be understood.

use super::{Code, CodeInfo};

codes! {
    BOUNDARY_VERB = "boundary.verb", "No such verb.", "`call(\"plann\", …)`", "Use a name the message suggests.";
    BOUNDARY_ENCODING = "boundary.encoding", "What was given is not UTF-8.", "Bytes of a Latin-1 text.", "Encode the text as UTF-8.";
    BOUNDARY_JSON = "boundary.json", "What was given is not JSON.", "`{\"plan\": }`", "Give one JSON document.";
    BOUNDARY_INPUT = "boundary.input", "What was given does not have the shape that the verb asks for.", "`{\"sbject\": \"cart\"}`", "Give what the verb's schema asks for.";
    BOUNDARY_VALUE = "boundary.value", "A value of the calling language that is no data.", "A list that holds itself, `NaN`, a number as a key.", "Give texts, finite numbers, booleans, null, lists, and maps with texts as keys.";
    BOUNDARY_DIGEST = "boundary.digest", "A document holds a digest that is not the digest of what stands beside it.", "A state whose body was edited by hand.", "Give the document as the engine wrote it.";
}
