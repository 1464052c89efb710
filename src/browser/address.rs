//! Addresses, taken apart by the parser that also sends the requests.

use audit_core::pryv::Address;

/// The parts of an address; `None` when it is none.
pub(crate) fn parse(text: &str) -> Option<Address> {
    let url = web_sys::Url::new(text).ok()?;
    Some(Address {
        scheme: url.protocol().trim_end_matches(':').to_owned(),
        username: url.username(),
        password: url.password(),
        hostname: url.hostname(),
        host: url.host(),
        path: url.pathname(),
    })
}
