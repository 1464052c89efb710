//! The pages.

mod log;
mod open;
mod password;
mod sign_in;

pub(crate) use log::{LogPage, Opened};
pub(crate) use open::OpenPage;
