//! demo-account
