//! Set-up commands.
fn main() {}
