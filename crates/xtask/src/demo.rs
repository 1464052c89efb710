//! The demo: a lively account on an embedded server, and the app beside it.

use std::env;
use std::io::{BufRead, BufReader, Lines};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};

use xtask::static_files::{self, Policy, Server};

use crate::app;
use crate::args::Demo;
use crate::install::Need;
use crate::steps::{Result, Workshop, command, run, step};

/// Tried first, so that what the app remembers on the device, which a browser
/// keeps per address, is there again the next time.
const USUAL_PORT: u16 = 8080;

/// Ends the server with the demo, however the demo ends.
///
/// The shell waits for its input to close, which happens even if this program
/// is killed, and only then stops the server. Ctrl-C goes to the whole group
/// and the shell ignores it, since it must outlive the interrupt to clean up.
/// What is ignored is so for the server as well; therefore not TERM, which is
/// what stops it.
const UNTIL_INPUT_CLOSES: &str = r#"trap '' INT HUP; "$@" & server=$!; exec >&2; cat >/dev/null; kill "$server""#;

/// Starts everything, prints the address, and stays until interrupted.
pub(crate) fn run_demo(workshop: &Workshop, demo: &Demo) -> Result {
    for need in [Need::WasmTarget, Need::Trunk, Need::WasmBindgen] {
        need.provide(workshop)?;
    }
    step("Build the app (release)", || app::build(workshop))?;
    step("Build the demo server", || build_fake(workshop))?;
    let fake = step("Start the demo server", || Fake::start(workshop, demo))?;
    let server = step("Serve the app", || serve(workshop, demo))?;
    println!("\nOpen this address. Ctrl-C ends the demo.\n");
    println!("  {}", address(&server.url(), &fake.endpoint));
    // Nothing is left to do here but to hold both servers.
    fake.wait();
    Err("the demo server stopped".into())
}

/// The app's address with the account in it, as Pryv's apps take it.
fn address(app: &str, endpoint: &str) -> String {
    let encoded: String = endpoint.bytes().map(percent_encode).collect();
    format!("{app}?pryvApiEndpoint={encoded}")
}

fn percent_encode(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

fn build_fake(workshop: &Workshop) -> Result {
    let mut cargo = workshop.cargo("build --locked --release --package fake-pryv");
    // The release profile is tuned for a small app; a server that runs on
    // this machine alone should be there soon.
    cargo
        .env("CARGO_PROFILE_RELEASE_LTO", "false")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "2");
    run(&mut cargo)
}

fn serve(workshop: &Workshop, demo: &Demo) -> Result<Server> {
    let port = demo.port.unwrap_or_else(|| free_or_any(USUAL_PORT));
    let served = static_files::serve(&workshop.dist(), port, Policy::Header);
    Ok(served.map_err(|error| format!("port {port}: {error}"))?)
}

fn free_or_any(port: u16) -> u16 {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    if free { port } else { 0 }
}

/// The embedded Pryv server, a process of its own.
struct Fake {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    /// What opens the account: the server's address with a token in it.
    endpoint: String,
}

impl Fake {
    fn start(workshop: &Workshop, demo: &Demo) -> Result<Self> {
        let usual = demo.port.unwrap_or(USUAL_PORT).saturating_add(1);
        let mut shell = command("sh");
        shell
            .args(["-c", UNTIL_INPUT_CLOSES, "sh"])
            .arg(fake_program()?)
            .arg("--port")
            .arg(free_or_any(usual).to_string())
            .args(["--generation", demo.generation.word()])
            .current_dir(&workshop.root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if let Some(records) = demo.records {
            shell.arg("--records").arg(records.to_string());
        }
        let mut child = shell.spawn()?;
        let output = child.stdout.take().ok_or("the demo server is mute")?;
        let mut output = BufReader::new(output).lines();
        let endpoint = endpoint_in(&mut output)?.ok_or("the demo server named no endpoint")?;
        Ok(Self { child, output, endpoint })
    }

    /// Waits until the server ends. What else it says is not passed on: the
    /// demo prints one address, and the server knows several.
    fn wait(mut self) {
        self.output.by_ref().map_while(std::io::Result::ok).for_each(drop);
        drop(self.child.stdin.take());
        // The reason went to the terminal; the status adds nothing to it.
        let _ = self.child.wait();
    }
}

/// The first address with a token in it: the server names the account owner's
/// own, personal one before those of apps.
fn endpoint_in(lines: impl IntoIterator<Item = std::io::Result<String>>) -> std::io::Result<Option<String>> {
    for line in lines {
        let line = line?;
        let endpoint = line.split_whitespace().find(|word| word.contains("://") && word.contains('@'));
        if let Some(endpoint) = endpoint {
            return Ok(Some(endpoint.to_owned()));
        }
    }
    Ok(None)
}

/// Beside this program's own folder, wherever the target folder is.
fn fake_program() -> Result<PathBuf> {
    let this = env::current_exe()?;
    let target = this.ancestors().nth(2).ok_or("no target folder")?;
    Ok(target.join("release/fake-pryv"))
}

#[cfg(test)]
mod tests {
    use super::{address, endpoint_in};

    #[test]
    fn the_address_carries_the_whole_endpoint_in_one_parameter() {
        assert_eq!(
            address("http://127.0.0.1:8080/", "http://t0k@127.0.0.1:8081/alice/"),
            "http://127.0.0.1:8080/?pryvApiEndpoint=http%3A%2F%2Ft0k%40127.0.0.1%3A8081%2Falice%2F"
        );
    }

    #[test]
    fn the_first_address_with_a_token_is_the_endpoint() {
        let lines = "listening on http://127.0.0.1:1\nservice info: http://127.0.0.1:1/reg\n\
                     endpoint personal http://c@d/\nendpoint app http://a@b/";
        let read = |lines: &str| {
            let lines: Vec<_> = lines.lines().map(|line| Ok(line.to_owned())).collect();
            endpoint_in(lines).unwrap()
        };
        assert_eq!(read(lines).as_deref(), Some("http://c@d/"));
        assert_eq!(read("listening"), None);
    }
}
