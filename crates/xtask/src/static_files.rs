//! A small static file server: the built app, as a careful host would send it.
//!
//! It exists so that the demo and the browser tests meet the same headers, and
//! so that neither needs a server from elsewhere. One thread per connection
//! and one request per connection are plenty for a page of a dozen files.

mod request;
mod response;

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use request::Request;
use response::Response;

/// Who states the Content-Security-Policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Only the page itself, in its `<meta>`: a host that sends no headers.
    None,
    /// The host as well, on every file: what a worker's own policy comes from.
    Header,
}

/// A running server; dropping it stops it.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

/// Serves the files of `folder` on the machine's own address only. Port 0
/// takes any free port.
///
/// Files are read at each request, so a rebuild needs no restart.
///
/// # Errors
///
/// When the folder does not exist or the port is taken.
pub fn serve(folder: &Path, port: u16, policy: Policy) -> io::Result<Server> {
    let folder = folder.canonicalize()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let address = listener.local_addr()?;
    let stopping = Arc::new(AtomicBool::new(false));
    let accepting = thread::spawn({
        let stopping = Arc::clone(&stopping);
        move || accept(&listener, &stopping, &Arc::new(folder), policy)
    });
    Ok(Server { address, stopping, accepting: Some(accepting) })
}

impl Server {
    /// The address of the first page, with its final slash.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The port, useful when any free one was asked for.
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        // The accepting thread sleeps until somebody connects.
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            // A panic over there was printed already; a second one during
            // unwinding would end the process.
            let _ = accepting.join();
        }
    }
}

fn accept(listener: &TcpListener, stopping: &AtomicBool, folder: &Arc<PathBuf>, policy: Policy) {
    for connection in listener.incoming() {
        if stopping.load(Ordering::Acquire) {
            return;
        }
        let Ok(connection) = connection else { continue };
        let folder = Arc::clone(folder);
        // A browser that goes away in the middle is its own business.
        thread::spawn(move || answer(connection, &folder, policy));
    }
}

fn answer(mut connection: TcpStream, folder: &Path, policy: Policy) -> io::Result<()> {
    // Browsers open spare connections and leave them silent.
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    connection.set_write_timeout(Some(Duration::from_secs(10)))?;
    let Some(head) = read_head(&mut connection)? else {
        return Ok(());
    };
    let response = match Request::parse(&head) {
        Ok(request) => Response::to(&request, folder),
        Err(refusal) => Response::refuse(refusal),
    };
    connection.write_all(response.head(policy).as_bytes())?;
    connection.write_all(response.body())?;
    connection.flush()
}

/// Reads up to the empty line. `None` when nothing whole came.
fn read_head(connection: &mut TcpStream) -> io::Result<Option<String>> {
    const LONGEST_HEAD: usize = 16 * 1024;
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = connection.read(&mut piece)?;
        if read == 0 || head.len() > LONGEST_HEAD {
            return Ok(None);
        }
        head.extend_from_slice(&piece[..read]);
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}

#[cfg(test)]
mod tests;
