//! Serves the demo account from a fake server: for looking at the viewer by hand.
//!
//! `fake-pryv [--port N] [--records N] [--generation events|legacy|alias]`

use demo_account::{DemoAccount, Options};
use fake_pryv::{FakePryv, Generation};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

const HELP: &str = "fake-pryv [--port N] [--records N] [--generation events|legacy|alias]";

struct Arguments {
    port: u16,
    records: usize,
    generation: Generation,
}

#[tokio::main]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "it tells the person who started it where to look")]
async fn main() -> ExitCode {
    let arguments = match read_arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("{problem}\n{HELP}");
            return ExitCode::FAILURE;
        }
    };
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let options =
        Options { records: arguments.records, ..Options::new(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)) };
    let server = FakePryv::builder().port(arguments.port).generation(arguments.generation).demo(options).start().await;
    let server = match server {
        Ok(server) => server,
        Err(error) => {
            eprintln!("cannot listen on port {}: {error}", arguments.port);
            return ExitCode::FAILURE;
        }
    };
    println!("Serving {} records at {}", arguments.records, server.url());
    println!("Service info: {}reg/service/info", server.url());
    let demo = DemoAccount::new(Options { records: 0, ..options });
    for (who, token) in [
        ("Alice herself", demo.personal_token()),
        ("Audit viewer", demo.app_token()),
        ("Mum (shared)", demo.shared_token()),
        ("expired", demo.expired_token()),
        ("withdrawn", demo.withdrawn_token()),
    ] {
        println!("{who:>14}: {}", server.api_endpoint(token));
    }
    println!("Alice's password is \"demo\". Stop with Ctrl-C.");
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot wait for Ctrl-C: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read_arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments { port: 3000, records: 60_000, generation: Generation::Events };
    while let Some(name) = words.next() {
        let value = words.next().ok_or_else(|| format!("{name} needs a value"))?;
        let wrong = || format!("{name} cannot be {value}");
        match name.as_str() {
            "--port" => arguments.port = value.parse().map_err(|_| wrong())?,
            "--records" => arguments.records = value.parse().map_err(|_| wrong())?,
            "--generation" => {
                arguments.generation = match value.as_str() {
                    "events" => Generation::Events,
                    "legacy" => Generation::LegacyLogs,
                    "alias" => Generation::AliasLogs,
                    _ => return Err(wrong()),
                }
            }
            _ => return Err(format!("{name} is not known")),
        }
    }
    Ok(arguments)
}
