//! The address of the page: read, written, and listened to.

use audit_core::pryv::Parameter;
use audit_core::view_state::ViewState;
use wasm_bindgen::prelude::*;

/// What the address says now.
pub(crate) fn current() -> ViewState {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    ViewState::parse(&hash.unwrap_or_default())
}

/// Goes to a state, so that Back returns to the one before.
pub(crate) fn push(state: &ViewState) {
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&state.fragment()));
    }
}

/// Goes to a state that takes the place of the one before.
pub(crate) fn replace(state: &ViewState) {
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&state.fragment()));
    }
}

/// The address of a state, for others: of this page and nothing else, whatever was
/// handed over in it.
pub(crate) fn link(state: &ViewState) -> Option<String> {
    let location = web_sys::window()?.location();
    Some(format!("{}{}{}", location.origin().ok()?, location.pathname().ok()?, state.fragment()))
}

/// Runs an action when Back, Forward or the person's typing changed the address.
pub(crate) fn on_change(action: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let action = Closure::<dyn Fn()>::new(action);
    for name in ["popstate", "hashchange"] {
        let _ = window.add_event_listener_with_callback(name, action.as_ref().unchecked_ref());
    }
    // It listens for as long as the page lives.
    action.forget();
}

/// The address with a key that a link handed over. It is taken out of the address bar and
/// the history first, and so is what a sign-in elsewhere left there. A link that names a
/// platform as well is about that.
pub(crate) fn take_endpoint() -> Option<String> {
    let location = web_sys::window()?.location();
    let (search, hash) = (location.search().ok()?, location.hash().ok()?);
    let (search_left, from_search) = without_keys(search.trim_start_matches('?'));
    // A fragment that is no view of ours may be nothing but pairs.
    let bare = hash.strip_prefix('#').filter(|rest| !rest.starts_with('/'));
    let (path, pairs) = bare.map_or_else(|| hash.split_once('?').unwrap_or((&hash, "")), |pairs| ("", pairs));
    let (pairs_left, from_hash) = without_keys(pairs);
    if !(search_left.1 || pairs_left.1) {
        return None;
    }
    let ((search_left, _), (pairs_left, _)) = (search_left, pairs_left);
    let mut url = format!("{}{}", location.origin().ok()?, location.pathname().ok()?);
    if !search_left.is_empty() {
        url = format!("{url}?{search_left}");
    }
    url.push_str(path);
    if !pairs_left.is_empty() {
        url = format!("{url}?{pairs_left}");
    }
    // What could not be taken out of the address is not used.
    history()?.replace_state_with_url(&JsValue::NULL, "", Some(&url)).ok()?;
    from_search.or(from_hash).filter(|_| service().is_none())
}

/// The platform that a link names. It is nothing secret: it stays in the address, so that
/// a reload asks again.
pub(crate) fn service() -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get("pryvServiceInfoUrl")
}

/// The pairs that are left, whether there were others, and the endpoint among them.
fn without_keys(pairs: &str) -> ((String, bool), Option<String>) {
    let Ok(pairs) = web_sys::UrlSearchParams::new_with_str(pairs) else {
        return ((String::new(), true), None);
    };
    let names: Vec<String> = pairs.keys().into_iter().flatten().filter_map(|name| name.as_string()).collect();
    let (mut endpoint, mut any) = (None, false);
    for name in names {
        match Parameter::of(&name) {
            Parameter::Endpoint => endpoint = endpoint.or_else(|| pairs.get(&name)),
            Parameter::OneShot => {}
            Parameter::Service | Parameter::Other => continue,
        }
        any = true;
        pairs.delete(&name);
    }
    ((pairs.to_string().into(), any), endpoint)
}

fn history() -> Option<web_sys::History> {
    web_sys::window()?.history().ok()
}
