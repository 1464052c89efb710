//! What is sent back: the file, and the headers that hold it in.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::Policy;
use super::request::{Refusal, Request};
use crate::policy;

pub(super) struct Response {
    status: &'static str,
    content_type: &'static str,
    cache_control: &'static str,
    allow: Option<&'static str>,
    head_only: bool,
    body: Vec<u8>,
}

impl Response {
    pub(super) fn to(request: &Request, folder: &Path) -> Self {
        let mut path = folder.join(&request.path);
        if path.is_dir() {
            path.push("index.html");
        }
        // A symbolic link may still lead out of the folder.
        let found = path.canonicalize().ok().filter(|real| real.starts_with(folder));
        let Some(body) = found.and_then(|real| fs::read(real).ok()) else {
            return Self::refuse(Refusal::NotFound);
        };
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default();
        Self {
            status: "200 OK",
            content_type: content_type(name),
            cache_control: cache_control(name),
            allow: None,
            head_only: request.head_only,
            body,
        }
    }

    pub(super) fn refuse(refusal: Refusal) -> Self {
        let (status, allow) = match refusal {
            Refusal::BadRequest => ("400 Bad Request", None),
            Refusal::NotFound => ("404 Not Found", None),
            Refusal::MethodNotAllowed => ("405 Method Not Allowed", Some("GET, HEAD")),
        };
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            cache_control: "no-store",
            allow,
            head_only: false,
            body: format!("{status}\n").into_bytes(),
        }
    }

    pub(super) fn head(&self, policy: Policy) -> String {
        let mut head = format!("HTTP/1.1 {}\r\n", self.status);
        let length = self.body.len().to_string();
        let stated = policy::as_header();
        let mut headers = vec![
            ("Content-Type", self.content_type),
            ("Content-Length", &length),
            ("Cache-Control", self.cache_control),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Connection", "close"),
        ];
        if policy == Policy::Header {
            headers.push(("Content-Security-Policy", &stated));
        }
        headers.extend(self.allow.map(|allow| ("Allow", allow)));
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head + "\r\n"
    }

    pub(super) fn body(&self) -> &[u8] {
        if self.head_only { &[] } else { &self.body }
    }
}

/// With `nosniff`, a wrong type here is a page that does not start.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A name with a content hash never means other bytes; any other name may.
fn cache_control(name: &str) -> &'static str {
    let hashed =
        name.split(['-', '.', '_']).any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if hashed { "public, max-age=31536000, immutable" } else { "no-cache" }
}

#[cfg(test)]
mod tests {
    use super::{cache_control, content_type};

    #[test]
    fn only_names_with_a_content_hash_are_kept_for_good() {
        let check = |name: &str, kept: bool| {
            assert_eq!(cache_control(name) != "no-cache", kept, "{name}");
        };
        check("audit-viewer-0123456789abcdef.js", true);
        check("audit-viewer-0123456789abcdef_bg.wasm", true);
        check("index.html", false);
        check("worker.js", false);
    }

    #[test]
    fn types_a_browser_insists_on() {
        assert_eq!(content_type("a_bg.wasm"), "application/wasm");
        assert_eq!(content_type("a.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("LICENSE"), "application/octet-stream");
    }
}
