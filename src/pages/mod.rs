//! The pages.

mod check;
mod log;
mod open;
mod password;
mod sign_in;

pub(crate) use check::CheckPage;
pub(crate) use log::{LogPage, Opened};
pub(crate) use open::OpenPage;
