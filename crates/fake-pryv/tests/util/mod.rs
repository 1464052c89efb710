//! A client so plain that it cannot hide anything: one request per connection, the reply
//! as it came.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use serde_json::Value;
use std::fmt::Write as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A reply as it came over the wire.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body ended as its framing promised.
    pub(crate) whole: bool,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The identifiers of the records in it.
    pub(crate) fn ids(&self) -> Vec<String> {
        let json = self.json();
        let rows = json["events"].as_array().or(json["auditLogs"].as_array());
        let ids = rows.into_iter().flatten().filter_map(|row| row["id"].as_str());
        ids.map(str::to_owned).collect()
    }
}

/// Sends a request to `host` and reads the reply to its end.
pub(crate) async fn send(host: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut stream = open(host, method, target, headers, body).await;
    let mut bytes = vec![];
    let ended = stream.read_to_end(&mut bytes).await;
    read(&bytes, ended.is_ok())
}

/// A `GET` with a token.
pub(crate) async fn get(host: &str, target: &str, token: &str) -> Reply {
    send(host, "GET", target, &[("Authorization", token)], "").await
}

/// Sends a request and leaves the reply to the caller.
pub(crate) async fn open(host: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(host).await.expect("a connection");
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    if !body.is_empty() {
        let _ = write!(text, "Content-Length: {}\r\n", body.len());
    }
    text.push_str("\r\n");
    text.push_str(body);
    stream.write_all(text.as_bytes()).await.expect("a request sent");
    stream
}

fn read(bytes: &[u8], ended: bool) -> Reply {
    let split = bytes.windows(4).position(|w| w == b"\r\n\r\n");
    let split = split.unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let rest = bytes.get(split + 4..).unwrap_or_default();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let (body, whole) = if chunked { unchunk(rest) } else { (rest.to_vec(), true) };
    Reply { status: status.unwrap_or(0), headers, body, whole: whole && ended }
}

fn unchunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = vec![];
    loop {
        let Some(end) = rest.windows(2).position(|w| w == b"\r\n") else {
            return (body, false);
        };
        let size = String::from_utf8_lossy(&rest[..end]).into_owned();
        let Ok(size) = usize::from_str_radix(size.trim(), 16) else {
            return (body, false);
        };
        if size == 0 {
            return (body, true);
        }
        let Some(chunk) = rest.get(end + 2..end + 2 + size) else {
            return (body, false);
        };
        body.extend_from_slice(chunk);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
}
