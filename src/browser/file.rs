//! Files that a person chose or dropped, read in slices, and again later.

use audit_core::store::Source;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How much of a file is read at once: enough that asking costs nothing, and read
/// and decoded within one frame.
const SLICE: u64 = 2 << 20;
/// The first slice is small: something is to be seen at once.
const FIRST_SLICE: u64 = 128 << 10;

/// A file that a person gave us.
#[derive(Debug, Clone)]
pub(crate) struct LocalFile(web_sys::File);

impl LocalFile {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        self.0.name()
    }

    /// Its size in bytes.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size is a whole number that is not negative"
    )]
    pub(crate) fn size(&self) -> u64 {
        self.0.size() as u64
    }

    /// When it was last changed, in milliseconds since 1970.
    #[expect(clippy::cast_possible_truncation, reason = "a time is a whole number of milliseconds")]
    pub(crate) fn last_changed_ms(&self) -> i64 {
        self.0.last_modified() as i64
    }

    /// Begins to read from a place on, as much as is read at once; nothing at the end.
    pub(crate) fn slice(&self, from: u64) -> Option<Slice> {
        self.part(from, if from > 0 { SLICE } else { FIRST_SLICE })
    }

    /// The same, of so many bytes.
    pub(super) fn part(&self, from: u64, length: u64) -> Option<Slice> {
        let end = (from + length).min(self.size());
        let blob = self.0.slice_with_f64_and_f64(from as f64, end as f64).ok().filter(|_| from < end)?;
        Some(Slice { end, read: blob.array_buffer() })
    }

    /// All of a small file; `None` of one that has more than `most` bytes, is no text, or
    /// cannot be read.
    pub(crate) async fn text(&self, most: u64) -> Option<String> {
        if self.size() > most {
            return None;
        }
        let (mut bytes, mut buffer, mut from) = (Vec::new(), Vec::new(), 0);
        while let Some(slice) = self.slice(from) {
            from = slice.end;
            slice.bytes(&mut buffer).await?;
            bytes.extend_from_slice(&buffer);
        }
        String::from_utf8(bytes).ok()
    }

    /// As it travels to the worker.
    pub(crate) fn to_value(&self) -> JsValue {
        self.0.clone().into()
    }

    /// Several, as they arrive in the worker.
    pub(crate) fn all_of_value(value: &JsValue) -> Vec<Self> {
        let files = value.dyn_ref::<js_sys::Array>().map(js_sys::Array::to_vec).unwrap_or_default();
        files.into_iter().filter_map(|file| file.dyn_into::<web_sys::File>().ok()).map(Self).collect()
    }
}

/// A part of a file that is being read, whatever else goes on.
pub(crate) struct Slice {
    /// Where the next one begins.
    pub(crate) end: u64,
    read: js_sys::Promise,
}

impl Slice {
    /// Its bytes, in a buffer that is used again for each; `None` when the file
    /// cannot be read any more.
    pub(crate) async fn bytes(self, buffer: &mut Vec<u8>) -> Option<()> {
        let read = js_sys::Uint8Array::new(&JsFuture::from(self.read).await.ok()?);
        buffer.resize(read.length() as usize, 0);
        read.copy_to(buffer);
        Some(())
    }
}

/// What stands in the file is read again when it is asked for. Only a worker can do
/// that without waiting for it.
impl Source for LocalFile {
    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        let (start, length) = (start as f64, length as f64);
        let blob = self.0.slice_with_f64_and_f64(start, start + length).ok()?;
        let buffer = web_sys::FileReaderSync::new().ok()?.read_as_array_buffer(&blob).ok()?;
        Some(js_sys::Uint8Array::new(&buffer).to_vec())
    }
}

/// The files that a person chose with an input element.
pub(crate) fn chosen(event: &web_sys::Event) -> Vec<LocalFile> {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = all_of(input.files());
    // The same file can be chosen again, after it was changed.
    input.set_value("");
    files
}

/// The files that a person dropped.
pub(crate) fn dropped(event: &web_sys::DragEvent) -> Vec<LocalFile> {
    all_of(event.data_transfer().and_then(|transfer| transfer.files()))
}

fn all_of(files: Option<web_sys::FileList>) -> Vec<LocalFile> {
    let files = files.into_iter().flat_map(|files| (0..files.length()).filter_map(move |place| files.get(place)));
    files.map(LocalFile).collect()
}
