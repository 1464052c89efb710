//! The body of a page of records: written in pieces, `meta` last, and failing when told to.

use crate::fault::Fault;
use crate::record::Call;
use crate::server::State;
use axum::body::{Body, Bytes};
use serde_json::Value;
use std::io;
use std::sync::Arc;

/// About what one piece of the body holds.
const PIECE: usize = 32 * 1024;

/// A page on its way out. Its call is recorded when it has been written, or when the client
/// went away before.
pub(crate) struct Page {
    rows: std::vec::IntoIter<Arc<str>>,
    sent: usize,
    /// What stands before the first record.
    head: Option<String>,
    /// What stands after the last one; `None` when the body has ended.
    tail: Option<String>,
    fault: Option<Fault>,
    state: Arc<State>,
    call: Option<Call>,
}

impl Page {
    /// `key` names the list; `deletions` follow it where they were asked for.
    pub(crate) fn new(
        state: Arc<State>,
        key: &str,
        rows: Vec<Arc<str>>,
        deletions: Option<&Vec<Value>>,
        fault: Option<Fault>,
        call: Call,
    ) -> Self {
        let deletions =
            deletions.map_or(String::new(), |list| format!("\"eventDeletions\":{},", Value::Array(list.clone())));
        let tail = format!("],{deletions}\"meta\":{}}}", state.meta());
        Self {
            rows: rows.into_iter(),
            sent: 0,
            head: Some(format!("{{\"{key}\":[")),
            tail: Some(tail),
            fault,
            state,
            call: Some(call),
        }
    }

    pub(crate) fn into_body(self) -> Body {
        Body::from_stream(futures_util::stream::unfold(self, Self::next))
    }

    async fn next(mut self) -> Option<(io::Result<Bytes>, Self)> {
        self.tail.as_ref()?;
        let mut text = self.head.take().unwrap_or_default();
        while text.len() < PIECE {
            // Whoever is held or cut off gets what comes before that first.
            match self.due() {
                Some(_) if !text.is_empty() && self.fault_stops() => break,
                Some(Fault::Hold(_, gate)) => {
                    self.fault = None;
                    gate.pass().await;
                }
                Some(Fault::DropAfter(_)) => {
                    // What was written before must have left before the connection goes.
                    tokio::task::yield_now().await;
                    self.tail = None;
                    self.finish(false);
                    let error = io::Error::new(io::ErrorKind::ConnectionAborted, "cut on purpose");
                    return Some((Err(error), self));
                }
                Some(Fault::TruncateAfter(_)) => {
                    self.tail = None;
                    self.finish(false);
                    return None;
                }
                Some(Fault::BrokenJson(_)) => self.put(&mut text, "{\"id\":\":_audit:"),
                Some(Fault::MalformedRecord(_)) => {
                    self.put(&mut text, "{\"id\":17,\"time\":\"soon\",\"content\":[]}");
                }
                _ => {}
            }
            if let Some(row) = self.rows.next() {
                if self.sent > 0 {
                    text.push(',');
                }
                text.push_str(&row);
                self.sent += 1;
            } else {
                text.push_str(&self.tail.take().unwrap_or_default());
                self.finish(true);
                break;
            }
        }
        Some((Ok(text.into()), self))
    }

    /// The fault that is due at this place of the page, or at its end.
    fn due(&self) -> Option<Fault> {
        let (Fault::Hold(at, _)
        | Fault::DropAfter(at)
        | Fault::TruncateAfter(at)
        | Fault::BrokenJson(at)
        | Fault::MalformedRecord(at)) = self.fault.as_ref()?
        else {
            return None;
        };
        (self.sent >= *at || self.rows.len() == 0).then(|| self.fault.clone())?
    }

    fn fault_stops(&self) -> bool {
        !matches!(self.fault, Some(Fault::BrokenJson(_) | Fault::MalformedRecord(_)))
    }

    fn put(&mut self, text: &mut String, record: &str) {
        if self.sent > 0 {
            text.push(',');
        }
        text.push_str(record);
        self.sent += 1;
        self.fault = None;
    }

    fn finish(&mut self, whole: bool) {
        if let Some(mut call) = self.call.take() {
            call.more.insert("recordCount".into(), self.sent.into());
            if !whole {
                call.more.insert("recordCountIncomplete".into(), true.into());
            }
            self.state.record(call);
        }
    }
}

/// The beginning of an error, and then no connection.
pub(crate) fn cut_off() -> Body {
    let body = futures_util::stream::unfold(false, async |begun| {
        if begun {
            // What was written before must have left before the connection goes.
            tokio::task::yield_now().await;
            let error = io::Error::new(io::ErrorKind::ConnectionAborted, "cut on purpose");
            return Some((Err(error), begun));
        }
        Some((Ok(Bytes::from_static(b"{\"error\":{\"id\":")), true))
    });
    Body::from_stream(body)
}

impl Drop for Page {
    fn drop(&mut self) {
        self.finish(false);
    }
}
