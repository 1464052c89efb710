//! What the splitter cuts out.

use memchr::memmem;

use crate::record_ref::RecordRef;

/// What was cut out.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// A record in the usual shape, read where it stands: itself, its bytes, and
    /// where they start in the body.
    Scanned(&'a RecordRef<'a>, &'a [u8], Option<u64>),
    /// One element of the log (whatever it holds), white space removed.
    Record(Vec<u8>),
    /// A value beside the log in its envelope: `meta`, `error`.
    Envelope(String, Vec<u8>),
    /// Something longer than [`MAX_PIECE`].
    TooLong,
}

/// Bytes as text, as far as they are UTF-8. Checked once for as many as possible: a
/// record at a time costs twice as much.
#[derive(Debug, Default)]
pub(super) struct Readable<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Readable<'a> {
    /// The text from `at` on, up to the end or to the next byte that is none.
    pub(super) fn from(&mut self, bytes: &'a [u8], at: usize) -> &'a str {
        if at >= self.start + self.text.len() {
            let rest = &bytes[at..];
            self.start = at;
            self.text = std::str::from_utf8(rest)
                .or_else(|error| std::str::from_utf8(&rest[..error.valid_up_to()]))
                .unwrap_or_default();
        }
        self.text.get(at - self.start..).unwrap_or_default()
    }
}

/// Where, inside a piece, another record may begin.
pub(super) const BOUNDARY: &[u8] = b",{";

/// Whether good JSON is more than one record: one that ends inside an array takes
/// the others for its items, and the end of the log for its own. The key stands
/// once in an event; inside a string its quotes are escaped.
pub(super) fn holds_another(piece: &[u8]) -> bool {
    let mut keys = memmem::find_iter(piece, br#""streamIds":"#);
    match (keys.next(), keys.next()) {
        (Some(first), Some(second)) => memmem::find(&piece[first..second], BOUNDARY).is_some(),
        _ => false,
    }
}

/// White space outside strings removed.
pub(in crate::decode) fn compact(mut json: Vec<u8>) -> Vec<u8> {
    let (mut in_string, mut escaped) = (false, false);
    json.retain(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ => {}
        }
        in_string || !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
    });
    json
}
