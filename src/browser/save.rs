//! Writing into a file that a person chose, piece by piece, in browsers that let a
//! page do so. Called by name: the interface is not in every browser, nor in web-sys.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::download::array_of;

/// A file that a person chose to write to. It can be sent to the worker.
#[derive(Debug, Clone)]
pub(crate) struct Target(JsValue);

/// What became of asking where to save.
#[derive(Debug)]
pub(crate) enum Choice {
    /// Into this file.
    File(Target),
    /// Nowhere: the question was dismissed.
    Dismissed,
    /// The browser has the question and does not ask it here.
    NotAsked,
}

/// Asks where to save a file, suggesting a name. Browsers ask only in the turn of a
/// click. `None` where they never do.
pub(crate) fn ask(name: &str) -> Option<impl Future<Output = Choice> + use<>> {
    let global = js_sys::global();
    let picker = js_sys::Reflect::get(&global, &"showSaveFilePicker".into()).ok()?;
    let picker: js_sys::Function = picker.dyn_into().ok()?;
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"suggestedName".into(), &name.into()).ok()?;
    let asked = picker.call1(&global, &options).ok()?.dyn_into::<js_sys::Promise>().ok()?;
    Some(async move {
        match JsFuture::from(asked).await {
            Ok(handle) => Choice::File(Target(handle)),
            Err(error) if name_of(&error) == "AbortError" => Choice::Dismissed,
            Err(_) => Choice::NotAsked,
        }
    })
}

/// Why a file could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteError {
    /// The disk is full.
    NoRoom,
    /// The permission to write was withdrawn.
    Forbidden,
    /// Anything else: the file is gone, or the disk.
    Failed,
}

impl WriteError {
    fn of(error: &JsValue) -> Self {
        match &*name_of(error) {
            "QuotaExceededError" | "RangeError" => Self::NoRoom,
            "NotAllowedError" | "SecurityError" => Self::Forbidden,
            _ => Self::Failed,
        }
    }
}

impl Target {
    /// As it travels to the worker.
    pub(crate) fn to_value(&self) -> JsValue {
        self.0.clone()
    }

    /// What it is called.
    pub(crate) fn name(&self) -> Option<String> {
        js_sys::Reflect::get(&self.0, &"name".into()).ok()?.as_string()
    }

    /// As it arrives in the worker.
    pub(crate) fn from_value(value: &JsValue) -> Option<Self> {
        let writes = js_sys::Reflect::has(value, &"createWritable".into());
        (value.is_object() && writes == Ok(true)).then(|| Self(value.clone()))
    }
}

/// A file that is being written. What was written stands in the file when it is
/// closed, and not before.
pub(crate) struct Writer {
    target: Target,
    stream: JsValue,
}

impl Writer {
    /// Begins to write.
    pub(crate) async fn open(target: Target) -> Result<Self, WriteError> {
        let stream = call(&target.0, "createWritable", None).await?;
        Ok(Self { target, stream })
    }

    /// Writes the next piece.
    pub(crate) async fn write(&self, bytes: &[u8]) -> Result<(), WriteError> {
        let copy = array_of(bytes).map_err(|error| WriteError::of(&error))?;
        call(&self.stream, "write", Some(&copy)).await.map(drop)
    }

    /// Ends the file: now it is whole.
    pub(crate) async fn close(&self) -> Result<(), WriteError> {
        call(&self.stream, "close", None).await.map(drop)
    }

    /// Gives up. Nothing of what was written is kept; the empty file that was made
    /// when it was chosen goes, where the browser can remove it.
    pub(crate) async fn abort(&self) {
        // Whatever fails here, there is no more to be done.
        let _ = call(&self.stream, "abort", None).await;
        let file = call(&self.target.0, "getFile", None).await;
        if file.is_ok_and(|file| file.dyn_into::<web_sys::File>().is_ok_and(|file| file.size() == 0.0)) {
            let _ = call(&self.target.0, "remove", None).await;
        }
    }
}

/// Calls a method and waits for what it promises.
async fn call(object: &JsValue, method: &str, argument: Option<&JsValue>) -> Result<JsValue, WriteError> {
    let failed = |error: JsValue| WriteError::of(&error);
    let method = js_sys::Reflect::get(object, &method.into()).map_err(failed)?;
    let method: js_sys::Function = method.dyn_into().map_err(failed)?;
    let promise = match argument {
        Some(argument) => method.call1(object, argument),
        None => method.call0(object),
    };
    let promise: js_sys::Promise = promise.map_err(failed)?.dyn_into().map_err(failed)?;
    JsFuture::from(promise).await.map_err(failed)
}

fn name_of(error: &JsValue) -> String {
    let name = js_sys::Reflect::get(error, &"name".into()).ok();
    name.and_then(|name| name.as_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn errors_are_told_apart_by_name() {
        let error = |name: &str| {
            let error = js_sys::Error::new("in words");
            error.set_name(name);
            WriteError::of(&error)
        };
        assert_eq!(error("QuotaExceededError"), WriteError::NoRoom);
        assert_eq!(error("NotAllowedError"), WriteError::Forbidden);
        assert_eq!(error("NotFoundError"), WriteError::Failed);
        assert_eq!(WriteError::of(&JsValue::UNDEFINED), WriteError::Failed);
    }

    #[wasm_bindgen_test]
    fn only_a_file_that_can_be_written_is_one() {
        assert!(Target::from_value(&JsValue::UNDEFINED).is_none());
        assert!(Target::from_value(&js_sys::Object::new()).is_none());
    }
}
