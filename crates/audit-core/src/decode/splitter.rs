//! Cuts a stream of bytes into records, wherever the bytes are cut.
//!
//! It knows the shapes that audit logs come in: `{"events":[…],"meta":{…}}` and
//! `{"auditLogs":[…]}` with their keys in any order, a bare array, and JSON
//! Lines; and the lists of accesses and streams that give names. It only follows strings and brackets; whether a piece is good JSON is
//! for the decoder to say. White space outside strings is removed on the way, so
//! a piece is the record's verbatim form. A record in the usual shape is not cut
//! out at all but read where it stands ([`super::scan`]).
//!
//! A record that is broken inside costs nothing but itself. Where its brackets or
//! quotes do not pair, it swallows what follows; a piece that could have done so is
//! checked, cut at the first place where a record may begin, and the rest is read
//! again from there.

mod piece;

use memchr::memmem;
use serde::de::IgnoredAny;

use super::scan::Scanner;
pub(crate) use piece::Piece;
pub(super) use piece::compact;
use piece::{BOUNDARY, Readable, holds_another};

/// A value longer than this is not collected: no audit record is that large,
/// and a file that is no audit log must not fill the memory.
pub(crate) const MAX_PIECE: usize = 1 << 20;

/// How often a body is read again behind a broken record. Each time costs up to
/// [`MAX_PIECE`]; a body with more of them is no log.
const MAX_SALVAGES: u32 = 1000;

/// Where in the text the splitter stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// Between root values.
    #[default]
    Root,
    /// In a root object of which it is not yet known what it is.
    Object(Part),
    /// Inside the array of records; `true` when the array is in an envelope.
    Array { enveloped: bool },
    /// Collecting one element of that array.
    Element { enveloped: bool },
}

/// The part of the root object that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    BeforeKey,
    Key,
    AfterKey,
    BeforeValue,
    Value,
    AfterValue,
}

/// See the module's description.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of the text read so far, in any combination")]
pub(crate) struct Splitter {
    place: Place,
    /// Open brackets of the value being collected, innermost last.
    open: Vec<u8>,
    in_string: bool,
    escaped: bool,
    /// The value being collected, as it came.
    value: Vec<u8>,
    /// Bytes to read again, behind a broken record.
    again: Vec<u8>,
    salvages: u32,
    /// The whole root object, in case it turns out to be a record itself.
    whole: Vec<u8>,
    key: Vec<u8>,
    /// The root object held a log: it is an envelope, and no record itself.
    enveloped: bool,
    /// `meta` and `error` of a root object of which it is not known yet whether it
    /// is an envelope: a record may have such keys among its own.
    aside: Vec<(Vec<u8>, Vec<u8>)>,
    other_keys: bool,
    too_long: bool,
    /// A piece beyond the limit was found to hold no other record.
    hopeless: bool,
    started: bool,
    /// A log array was seen.
    pub(crate) saw_log: bool,
    /// Bytes of a byte-order mark seen at the start.
    bom: usize,
    /// Bytes read so far.
    position: u64,
    scanner: Scanner,
}

impl Splitter {
    /// Reads the next bytes and hands every piece that is complete to `take`.
    pub(crate) fn feed(&mut self, bytes: &[u8], take: &mut impl FnMut(Piece<'_>)) {
        let first = self.position;
        self.position += bytes.len() as u64;
        let read = self.read(bytes, Some(first), take);
        self.read_again(&bytes[read..], take);
    }

    /// Reads what stands behind broken records, and then the rest.
    fn read_again(&mut self, bytes: &[u8], take: &mut impl FnMut(Piece<'_>)) {
        let mut read = 0;
        let mut rest = Vec::new();
        while !self.again.is_empty() {
            let mut again = std::mem::take(&mut self.again);
            again.extend_from_slice(if rest.is_empty() { &bytes[read..] } else { &rest[read..] });
            rest = again;
            // Bytes that are read again do not stand where they stood.
            read = self.read(&rest, None, take);
        }
    }

    /// Reads up to the end, or to a broken record behind which is to be read again;
    /// how far. `first` is where the bytes stand in the body, if they do.
    fn read(&mut self, bytes: &[u8], first: Option<u64>, take: &mut impl FnMut(Piece<'_>)) -> usize {
        let mut text = Readable::default();
        let mut at = 0;
        while at < bytes.len() && self.again.is_empty() {
            if bytes[at] == b'{' && self.may_begin_record() {
                let start = at;
                let scanned = self.scanner.record(text.from(bytes, start), |record, length| {
                    at += length;
                    take(Piece::Scanned(record, &bytes[start..at], first.map(|first| first + start as u64)));
                });
                if scanned {
                    self.started = true;
                    continue;
                }
            }
            if self.in_string && !self.escaped {
                let run = bytes[at..]
                    .iter()
                    .position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))
                    .unwrap_or(bytes.len() - at);
                at += self.keep_all(&bytes[at..at + run]);
                if let Place::Element { enveloped } = self.place
                    && self.is_swallowing()
                {
                    self.emit_element(take);
                    self.place = Place::Array { enveloped };
                    continue;
                }
                if at == bytes.len() {
                    break;
                }
            }
            self.byte(bytes[at], take);
            at += 1;
        }
        at
    }

    /// Whether a `{` here is where a record begins.
    fn may_begin_record(&self) -> bool {
        matches!(self.place, Place::Root | Place::Array { .. })
    }

    /// Ends the text. Whether everything that was opened is closed; what was
    /// not is handed over as it is.
    pub(crate) fn finish(&mut self, take: &mut impl FnMut(Piece<'_>)) -> bool {
        while let Place::Element { enveloped } = self.place {
            if self.value.is_empty() {
                break;
            }
            self.emit_element(take);
            if self.again.is_empty() {
                break;
            }
            self.place = Place::Array { enveloped };
            self.read_again(&[], take);
        }
        let closed = self.place == Place::Root && self.started;
        if matches!(self.place, Place::Object(_)) {
            self.end_root(take);
        }
        *self = Self { saw_log: self.saw_log, ..Self::default() };
        closed
    }

    fn byte(&mut self, byte: u8, take: &mut impl FnMut(Piece<'_>)) {
        match self.place {
            Place::Root => self.root(byte),
            Place::Object(part) => self.object(part, byte, take),
            Place::Array { enveloped } => self.array(enveloped, byte, take),
            Place::Element { enveloped } => {
                if self.collect(byte) || self.is_swallowing() {
                    self.emit_element(take);
                    self.place = Place::Array { enveloped };
                // The end of the array closes an element that forgot to close.
                } else if self.open.is_empty() && !self.in_string && matches!(byte, b',' | b']') {
                    self.value.pop();
                    self.emit_element(take);
                    self.place = Place::Array { enveloped };
                    self.array(enveloped, byte, take);
                }
            }
        }
    }

    fn root(&mut self, byte: u8) {
        if !self.started && self.bom < 3 && byte == [0xEF, 0xBB, 0xBF][self.bom] {
            self.bom += 1;
            return;
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {}
            b'[' => {
                self.started = true;
                self.saw_log = true;
                self.place = Place::Array { enveloped: false };
            }
            b'{' => {
                self.started = true;
                self.enveloped = false;
                self.aside.clear();
                self.other_keys = false;
                self.too_long = false;
                self.whole.clear();
                self.whole.push(b'{');
                self.place = Place::Object(Part::BeforeKey);
            }
            // Not JSON: one piece up to the end of the line.
            _ => {
                self.started = true;
                self.enveloped = false;
                self.aside.clear();
                // Whatever it holds, it is no envelope.
                self.other_keys = true;
                self.too_long = false;
                self.open.clear();
                self.value.clear();
                self.whole.clear();
                self.whole.push(byte);
                self.place = Place::Object(Part::AfterValue);
            }
        }
    }

    fn object(&mut self, part: Part, byte: u8, take: &mut impl FnMut(Piece<'_>)) {
        // A line end inside a string cannot be in JSON: in JSON Lines the next
        // record begins here.
        if byte == b'\n' && self.in_string {
            self.end_root(take);
            return;
        }
        let space = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        if !self.enveloped && (!space || self.in_string) {
            self.keep_whole(byte);
        }
        match part {
            Part::BeforeKey | Part::AfterValue if byte == b'}' => {
                self.end_root(take);
            }
            Part::BeforeKey if byte == b'"' => {
                self.key.clear();
                self.in_string = true;
                self.value.clear();
                self.place = Place::Object(Part::Key);
            }
            Part::Key => {
                if self.collect_string(byte) {
                    self.key = std::mem::take(&mut self.value);
                    self.place = Place::Object(Part::AfterKey);
                }
            }
            Part::AfterKey if byte == b':' => {
                self.value.clear();
                self.open.clear();
                self.place = Place::Object(Part::BeforeValue);
            }
            Part::BeforeValue if space => {}
            Part::BeforeValue if byte == b'[' && is_list(&self.key) => {
                self.saw_log |= is_log(&self.key);
                self.enveloped = true;
                self.whole = Vec::new();
                self.emit_aside(take);
                self.value.clear();
                self.place = Place::Array { enveloped: true };
            }
            Part::BeforeValue | Part::Value => {
                self.place = Place::Object(Part::Value);
                if self.collect(byte) {
                    self.take_value(take);
                    self.place = Place::Object(Part::AfterValue);
                } else if self.open.is_empty() && !self.in_string && matches!(byte, b',' | b'}') {
                    // The end of a number or a word.
                    self.value.pop();
                    self.take_value(take);
                    self.place = Place::Object(if byte == b',' { Part::BeforeKey } else { Part::AfterValue });
                    if byte == b'}' {
                        self.end_root(take);
                    }
                }
            }
            Part::AfterValue if byte == b',' => self.place = Place::Object(Part::BeforeKey),
            // A line of something else ends where the line ends.
            Part::BeforeKey | Part::AfterKey | Part::AfterValue => {
                if byte == b'\n' && !self.enveloped && self.whole.first() != Some(&b'{') {
                    self.emit_whole(take);
                    self.place = Place::Root;
                }
            }
        }
    }

    fn array(&mut self, enveloped: bool, byte: u8, take: &mut impl FnMut(Piece<'_>)) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {}
            b']' if enveloped => self.place = Place::Object(Part::AfterValue),
            b']' => self.place = Place::Root,
            _ => {
                self.value.clear();
                self.open.clear();
                self.too_long = false;
                self.place = Place::Element { enveloped };
                self.byte(byte, take);
            }
        }
    }

    /// Adds a byte to the value; whether the value (an object, an array or a
    /// string) is complete with it. Numbers and words end at what follows them.
    fn collect(&mut self, byte: u8) -> bool {
        if self.in_string {
            let ended = self.collect_string(byte);
            if ended {
                self.keep(b'"');
            }
            return ended && self.open.is_empty();
        }
        match byte {
            b'"' => {
                self.in_string = true;
                self.escaped = false;
            }
            b'{' | b'[' => self.open.push(byte),
            b'}' | b']' => {
                let opener = if byte == b'}' { b'{' } else { b'[' };
                // Brackets that do not fit: close up to the one that does.
                if let Some(at) = self.open.iter().rposition(|open| *open == opener) {
                    self.open.truncate(at);
                    self.keep(byte);
                    return self.open.is_empty();
                }
            }
            _ => {}
        }
        self.keep(byte);
        false
    }

    /// Adds a byte of a string; whether it was the closing quote, which is not
    /// added.
    fn collect_string(&mut self, byte: u8) -> bool {
        if self.escaped {
            self.escaped = false;
        } else if byte == b'\\' {
            self.escaped = true;
        } else if byte == b'"' {
            self.in_string = false;
            return true;
        }
        self.keep(byte);
        false
    }

    fn keep(&mut self, byte: u8) {
        if self.value.len() < MAX_PIECE {
            self.value.push(byte);
        } else {
            self.too_long = true;
        }
    }

    fn keep_whole(&mut self, byte: u8) {
        if self.whole.len() < MAX_PIECE {
            self.whole.push(byte);
        } else {
            self.too_long = true;
        }
    }

    /// Adds a run of bytes of a string, up to where the value is full; how many it read.
    /// What is longer is not added, wherever the bytes are cut.
    fn keep_all(&mut self, run: &[u8]) -> usize {
        let room = MAX_PIECE.saturating_sub(self.value.len());
        let run = if room > 0 { &run[..run.len().min(room)] } else { run };
        if room > 0 {
            self.value.extend_from_slice(run);
        }
        self.too_long |= room == 0 && !run.is_empty();
        if matches!(self.place, Place::Object(_)) && !self.enveloped {
            let room = MAX_PIECE.saturating_sub(self.whole.len());
            self.whole.extend_from_slice(&run[..run.len().min(room)]);
            self.too_long |= run.len() > room;
        }
        run.len()
    }

    /// Whether the piece is longer than a record can be, and holds a place where
    /// another may begin. Looked for once a piece.
    fn is_swallowing(&mut self) -> bool {
        if self.value.len() < MAX_PIECE || self.hopeless {
            return false;
        }
        self.hopeless = self.salvages >= MAX_SALVAGES || memmem::find(&self.value, BOUNDARY).is_none();
        !self.hopeless
    }

    fn emit_element(&mut self, take: &mut impl FnMut(Piece<'_>)) {
        let mut piece = std::mem::take(&mut self.value);
        self.open.clear();
        self.in_string = false;
        self.escaped = false;
        let may_salvage = self.salvages < MAX_SALVAGES && !std::mem::take(&mut self.hopeless);
        let boundary = may_salvage.then(|| memmem::find(&piece, BOUNDARY)).flatten();
        if let Some(at) = boundary
            && (serde_json::from_slice::<IgnoredAny>(&piece).is_err() || holds_another(&piece))
        {
            self.salvages += 1;
            self.again = piece.split_off(at);
            self.too_long = false;
        }
        let too_long = std::mem::take(&mut self.too_long);
        take(if too_long { Piece::TooLong } else { Piece::Record(compact(piece)) });
    }

    fn emit_whole(&mut self, take: &mut impl FnMut(Piece<'_>)) {
        let piece = std::mem::take(&mut self.whole);
        self.open.clear();
        self.in_string = false;
        self.escaped = false;
        take(if std::mem::take(&mut self.too_long) { Piece::TooLong } else { Piece::Record(piece) });
    }

    /// The root object ended, or the text in it: a record of its own, unless it
    /// held a log, or nothing but what stands beside one.
    fn end_root(&mut self, take: &mut impl FnMut(Piece<'_>)) {
        if !self.enveloped && (self.other_keys || self.aside.is_empty()) {
            self.aside.clear();
            self.emit_whole(take);
        } else {
            self.emit_aside(take);
        }
        // It may have ended inside a string.
        self.open.clear();
        self.in_string = false;
        self.escaped = false;
        self.place = Place::Root;
    }

    fn emit_aside(&mut self, take: &mut impl FnMut(Piece<'_>)) {
        for (key, value) in self.aside.drain(..) {
            take(Piece::Envelope(String::from_utf8_lossy(&key).into_owned(), value));
        }
    }

    /// Takes note of a value of the root object. Only `meta` and `error` are of use
    /// beside a log.
    fn take_value(&mut self, take: &mut impl FnMut(Piece<'_>)) {
        let value = compact(std::mem::take(&mut self.value));
        if matches!(self.key.as_slice(), b"meta" | b"error") && value.first() == Some(&b'{') {
            self.aside.push((std::mem::take(&mut self.key), value));
            if self.enveloped {
                self.emit_aside(take);
            }
        } else {
            self.other_keys = true;
        }
    }
}

/// Whether a key of an envelope holds records.
fn is_log(key: &[u8]) -> bool {
    matches!(key, b"events" | b"auditLogs")
}

/// Whether it holds records, or what gives names.
fn is_list(key: &[u8]) -> bool {
    is_log(key) || matches!(key, b"accesses" | b"accessDeletions" | b"streams")
}

#[cfg(test)]
mod tests;
