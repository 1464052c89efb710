//! The app: one program for the page and for its worker. It draws and does
//! input and output; everything that can be decided without a browser is in
//! `audit-core`.
//!
//! Where to start: [`app`] for the page, [`worker`] for the other side,
//! [`worker_protocol`] for what passes between them.

#![expect(unreachable_pub, reason = "the component macro writes `pub` on the items that it makes")]

mod app;
mod asked;
mod attempt;
mod browser;
mod components;
mod engine_client;
mod explored;
mod failure;
mod i18n;
mod lasting;
mod messages;
mod pages;
mod phrases;
mod row_cache;
mod state;
mod ui;
mod worker;
mod worker_protocol;

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        // In the worker there is no page; the page notices by itself.
        browser::document::show_broken();
    }));
    // One wasm serves both sides: a worker has no window.
    if web_sys::window().is_some() {
        app::start();
    } else {
        worker::start();
    }
}
