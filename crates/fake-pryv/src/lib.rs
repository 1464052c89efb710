//! A stateful stand-in for a Pryv.io server, as far as an audit viewer meets one.
//!
//! It serves service information, access-info, accesses, streams, the audit log as events
//! and in its two older forms, the batch call, and the sign-in of apps with a page for it,
//! with the CORS headers and errors that were captured from a real server;
//! `tests/conformance.rs` replays those captures against it. It records its own calls in the audit log, as the platform does, and can be told to
//! fail in the ways networks and servers fail. It shares no types with the viewer, so that
//! a misunderstanding cannot hide in both.
//!
//! Where to start: [`FakePryv::builder`], then `routes.rs` for what is answered.
//!
//! ```no_run
//! # async fn run() -> std::io::Result<()> {
//! use fake_pryv::FakePryv;
//! let server = FakePryv::builder()
//!     .demo(demo_account::Options::new(1_795_500_000_000))
//!     .start()
//!     .await?;
//! println!("{}", server.url());
//! # Ok(()) }
//! ```

mod account;
mod apps;
mod audit;
mod auth;
mod error;
mod events;
mod fault;
mod legacy;
mod log_in;
mod methods;
mod page;
mod params;
mod record;
mod reply;
mod routes;
mod server;
mod sign_in;
mod streams;
mod trees;

pub use account::Account;
pub use fault::{Fault, Gate};
pub use server::{Builder, FakePryv, Generation, Request};
