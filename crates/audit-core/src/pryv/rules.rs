//! What an operator decides about the servers that are asked, and how.

use serde::{Deserialize, Serialize};

use super::{PAGE, RetryTimes};

/// Sent with every load, so that no load begins without them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Hosts that a key may follow to without a word, each with its port where it has one.
    pub allowed: Vec<String>,
    /// The address of the only platform whose accounts may be opened.
    pub only: Option<String>,
    /// How many records are asked for at a time.
    pub page: u32,
    /// When a server is asked again.
    pub retries: RetryTimes,
}

impl Default for Rules {
    fn default() -> Self {
        Self { allowed: Vec::new(), only: None, page: PAGE, retries: RetryTimes::default() }
    }
}
