//! The server over a real connection.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use super::{Policy, Server, serve};
use crate::policy;

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("static-files-{name}-{}", std::process::id()));
        fs::create_dir_all(path.join("served")).unwrap();
        fs::write(path.join("secret.txt"), "outside").unwrap();
        fs::write(path.join("served/index.html"), "<p>hello").unwrap();
        fs::write(path.join("served/a.wasm"), b"\0asm").unwrap();
        Self(path)
    }

    fn serve(&self, policy: Policy) -> Server {
        serve(&self.0.join("served"), 0, policy).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ask(server: &Server, line: &str) -> String {
    let mut connection = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    write!(connection, "{line} HTTP/1.1\r\nHost: here\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_file_comes_with_its_type_and_every_header() {
    let folder = Folder::new("headers");
    let server = folder.serve(Policy::Header);
    let answer = ask(&server, "GET /a.wasm");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    for header in [
        "Content-Type: application/wasm",
        "Content-Length: 4",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Cache-Control: no-cache",
        &format!("Content-Security-Policy: {}", policy::as_header()),
    ] {
        assert!(answer.contains(&format!("\r\n{header}\r\n")), "{header}");
    }
    assert!(answer.ends_with("\r\n\r\n\0asm"));
}

#[test]
fn a_host_without_headers_sends_no_policy() {
    let folder = Folder::new("plain");
    let server = folder.serve(Policy::None);
    let answer = ask(&server, "GET /?a=b");
    assert!(answer.ends_with("<p>hello"));
    assert!(!answer.contains("Content-Security-Policy"));
}

#[test]
fn a_head_request_gets_the_length_and_no_body() {
    let folder = Folder::new("head");
    let answer = ask(&folder.serve(Policy::Header), "HEAD /");
    assert!(answer.contains("Content-Length: 8\r\n"));
    assert!(answer.ends_with("\r\n\r\n"));
}

#[test]
fn what_is_not_in_the_folder_is_not_served() {
    let folder = Folder::new("outside");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.0.join("secret.txt"), folder.0.join("served/link.txt")).unwrap();
    let server = folder.serve(Policy::Header);
    for line in ["GET /../secret.txt", "GET /%2e%2e/secret.txt", "GET /link.txt", "GET /none"] {
        let answer = ask(&server, line);
        assert!(answer.starts_with("HTTP/1.1 404"), "{line}: {answer}");
        assert!(answer.contains("Content-Security-Policy"), "{line}");
    }
    let answer = ask(&server, "DELETE /");
    assert!(answer.starts_with("HTTP/1.1 405"));
    assert!(answer.contains("Allow: GET, HEAD\r\n"));
}

#[test]
fn dropping_the_server_frees_the_port() {
    let folder = Folder::new("drop");
    let server = folder.serve(Policy::Header);
    let port = server.port();
    assert_eq!(server.url(), format!("http://127.0.0.1:{port}/"));
    drop(server);
    serve(&folder.0.join("served"), port, Policy::None).unwrap();
}
