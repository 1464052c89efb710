//! What a browser asked for, and what is refused before any file is touched.

/// A request for a file below the served folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// Decoded, relative, with no step upwards in it; empty for the first page.
    pub(super) path: String,
    /// Whether only the headers are wanted.
    pub(super) head_only: bool,
}

/// Why a request gets no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    BadRequest,
    NotFound,
    MethodNotAllowed,
}

impl Request {
    pub(super) fn parse(head: &str) -> Result<Self, Refusal> {
        let mut words = head.lines().next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Refusal::BadRequest);
        };
        if !version.starts_with("HTTP/1.") {
            return Err(Refusal::BadRequest);
        }
        let head_only = match method {
            "GET" => false,
            "HEAD" => true,
            _ => return Err(Refusal::MethodNotAllowed),
        };
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let path = path.strip_prefix('/').ok_or(Refusal::BadRequest)?;
        let path = percent_decode(path).ok_or(Refusal::BadRequest)?;
        if !is_below(&path) {
            return Err(Refusal::NotFound);
        }
        Ok(Self { path, head_only })
    }
}

/// Whether a decoded path can only lead downwards: no `..`, no empty step
/// (which would make it absolute), nothing a file system reads differently.
fn is_below(path: &str) -> bool {
    let mut steps = path.split('/').peekable();
    while let Some(step) = steps.next() {
        let last = steps.peek().is_none();
        let odd = step == ".." || step == "." || (step.is_empty() && !last);
        if odd || step.contains(['\\', '\0', ':']) {
            return false;
        }
    }
    true
}

/// `None` for a broken escape or bytes that are not UTF-8.
fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            plain => plain,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Request};

    #[test]
    fn a_target_becomes_a_path_below_the_folder_or_nothing() {
        let check = |line: &str, expected: Result<&str, Refusal>| {
            let parsed = Request::parse(&format!("{line}\r\nHost: x\r\n\r\n"));
            assert_eq!(
                parsed.as_ref().map(|request| request.path.as_str()),
                expected.as_ref().map(|path| *path),
                "{line}"
            );
        };
        check("GET / HTTP/1.1", Ok(""));
        check("GET /a/b.css?v=1 HTTP/1.1", Ok("a/b.css"));
        check("GET /a%20b HTTP/1.1", Ok("a b"));
        check("GET /a..b HTTP/1.1", Ok("a..b"));
        check("GET /../a HTTP/1.1", Err(Refusal::NotFound));
        check("GET /a/%2e%2E/b HTTP/1.1", Err(Refusal::NotFound));
        check("GET /..%2fa HTTP/1.1", Err(Refusal::NotFound));
        check("GET //etc/passwd HTTP/1.1", Err(Refusal::NotFound));
        check("GET /%2fetc/passwd HTTP/1.1", Err(Refusal::NotFound));
        check("GET /..\\a HTTP/1.1", Err(Refusal::NotFound));
        check("GET /a%00 HTTP/1.1", Err(Refusal::NotFound));
        check("GET /a%ff HTTP/1.1", Err(Refusal::BadRequest));
        check("GET /a%2 HTTP/1.1", Err(Refusal::BadRequest));
        check("GET http://x/ HTTP/1.1", Err(Refusal::BadRequest));
        check("GET /", Err(Refusal::BadRequest));
        check("POST / HTTP/1.1", Err(Refusal::MethodNotAllowed));
    }
}
