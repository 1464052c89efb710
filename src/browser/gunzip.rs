//! Files that gzip packed, unpacked by the browser while they are read.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::file::LocalFile;
use super::stream;

/// How much of the file is read at once: when it is unpacked, somebody else has a turn.
const SLICE: u64 = 128 << 10;
/// How much is unpacked at once. What a browser has unpacked and not yet handed over is
/// lost when it meets something broken: that is so much at most.
const PIECE: usize = 8 << 10;

/// Whether a file begins as gzip writes it.
pub(crate) fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(&[0x1F, 0x8B, 8])
}

/// Why there is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The file ends early, or is damaged from here on.
    Cut,
    /// It cannot be read any more.
    Unreadable,
}

#[wasm_bindgen]
extern "C" {
    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn readable(this: &DecompressionStream) -> web_sys::ReadableStream;
    #[wasm_bindgen(method, getter)]
    fn writable(this: &DecompressionStream) -> web_sys::WritableStream;
}

/// A file that is being unpacked.
pub(crate) struct Gunzip {
    reader: web_sys::ReadableStreamDefaultReader,
    read: Rc<Cell<u64>>,
    unreadable: Rc<Cell<bool>>,
}

impl Gunzip {
    /// Begins to unpack a file.
    pub(crate) fn begin(file: &LocalFile) -> Result<Self, Broken> {
        let unpacking = DecompressionStream::new("gzip").map_err(|_| Broken::Unreadable)?;
        let writer = unpacking.writable().get_writer().map_err(|_| Broken::Unreadable)?;
        let reader = unpacking.readable().get_reader().unchecked_into();
        let (read, unreadable) = (Rc::<Cell<u64>>::default(), Rc::<Cell<bool>>::default());
        let (file, counted, failed) = (file.clone(), read.clone(), unreadable.clone());
        spawn_local(async move {
            if write(&file, &writer, &counted).await == Some(Broken::Unreadable) {
                failed.set(true);
                let aborted: js_sys::Promise = writer.abort();
                drop(JsFuture::from(aborted).await);
            }
        });
        Ok(Self { reader, read, unreadable })
    }

    /// The next bytes; `None` at the end of a file that is whole.
    pub(crate) async fn next(&self) -> Result<Option<Vec<u8>>, Broken> {
        let broken = |_| if self.unreadable.get() { Broken::Unreadable } else { Broken::Cut };
        stream::next(&self.reader).await.map_err(broken)
    }

    /// How many bytes of the file were read so far.
    pub(crate) fn read(&self) -> u64 {
        self.read.get()
    }
}

impl Drop for Gunzip {
    fn drop(&mut self) {
        let cancelled: js_sys::Promise = self.reader.cancel();
        // A stream that broke cannot be cancelled, which nobody has to be told.
        spawn_local(async move { drop(JsFuture::from(cancelled).await) });
    }
}

/// Writes a file to where it is unpacked. A browser that finds the file broken throws away
/// what it has unpacked and nobody took yet, and a file is only found to be cut when it is
/// closed. So its last byte goes by itself: a byte is taken only when what was unpacked
/// before has been.
async fn write(file: &LocalFile, writer: &web_sys::WritableStreamDefaultWriter, read: &Cell<u64>) -> Option<Broken> {
    let (mut bytes, mut from) = (Vec::new(), 0);
    let last = file.size().saturating_sub(1);
    while let Some(slice) = file.part(from, if from < last { SLICE.min(last - from) } else { 1 }) {
        from = slice.end;
        if slice.bytes(&mut bytes).await.is_none() {
            return Some(Broken::Unreadable);
        }
        for piece in bytes.chunks(PIECE) {
            let written: js_sys::Promise = writer.write_with_chunk(&js_sys::Uint8Array::from(piece).into());
            if JsFuture::from(written).await.is_err() {
                return Some(Broken::Cut);
            }
            read.set(read.get() + piece.len() as u64);
        }
    }
    // What is wrong with the end is told to who reads.
    let closed: js_sys::Promise = writer.close();
    drop(JsFuture::from(closed).await);
    None
}
