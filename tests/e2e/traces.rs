//! Every place in which a page could leave a key, read after a visit.

use serde_json::Value;

use crate::support::App;

/// Keeps, as text, all that the worker says to the page. To run before its first script.
pub(crate) const LISTEN_TO_WORKER: &str = "window.__heard = ''; window.Worker = class extends Worker { \
    constructor(...given) { super(...given); this.addEventListener('message', ({data}) => { const bytes = data?.[0]; \
    if (bytes instanceof Uint8Array) for (const byte of bytes) window.__heard += String.fromCharCode(byte); }); } };";

const TRACES: &str = "const done = arguments[0];
    const inputs = () => [...document.querySelectorAll('input')].map(input => input.value).join(' ');
    const entries = () => performance.getEntries().map(entry => entry.name).join(' ');
    (async () => {
        const databases = (await indexedDB.databases()).map(({name}) => name);
        const stored = [];
        for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) stored.push(name, request.url);
        }
        const folder = [];
        for await (const name of (await navigator.storage.getDirectory()).keys()) folder.push(name);
        return {
            'local storage': JSON.stringify(localStorage), 'session storage': JSON.stringify(sessionStorage),
            'databases': JSON.stringify(databases), 'caches': JSON.stringify(stored), 'files': JSON.stringify(folder),
            'cookies': document.cookie, 'address': location.href, 'history': JSON.stringify(history.state),
            'title': document.title, 'document': document.documentElement.outerHTML, 'inputs': inputs(),
            'requests': entries(), 'worker': window.__heard,
        };
    })().then(done, error => done({error: String(error)}));";

/// What stands in each place, by its name. What the worker said is there where
/// [`LISTEN_TO_WORKER`] ran; what the console says is told once.
pub(crate) async fn traces(app: &App) -> Vec<(String, String)> {
    let found = app.driver.execute_async(TRACES, vec![]).await.unwrap();
    let found = found.json().as_object().unwrap().clone();
    assert!(!found.contains_key("error"), "{found:?}");
    assert_eq!(found["databases"], "[]");
    assert_eq!(found["caches"], "[]");
    assert_eq!(found["files"], "[]");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut traces: Vec<(String, String)> = found.iter().map(|(place, value)| (place.clone(), text(value))).collect();
    let console = app.driver.browser_log().await.unwrap();
    traces.push(("console".to_owned(), console.into_iter().map(|entry| entry.message + "\n").collect()));
    traces
}

/// What stands in one of the places.
pub(crate) fn place<'a>(traces: &'a [(String, String)], name: &str) -> &'a str {
    &traces.iter().find(|(place, _)| place == name).unwrap().1
}
