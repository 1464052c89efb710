//! The demo account, as a platform would send it.

use audit_core::engine::{Command, Origin};
use audit_core::pryv;
use demo_account::DemoAccount;

use super::{Load, Stop};
use crate::browser::clock::sleep;

/// How many bytes of the demo are decoded between two looks at the messages.
const DEMO_SLICE: usize = 256 << 10;

impl Load {
    pub(super) async fn demo(&mut self, account: &DemoAccount) -> Result<(), Stop> {
        self.handle(Command::Open(Origin::File));
        let accesses = account.accesses_json();
        let deleted = account.access_deletions_json();
        let accesses = format!(r#"{{"accesses":{accesses},"accessDeletions":{deleted}}}"#);
        let streams = format!(r#"{{"streams":{}}}"#, account.streams_json());
        let listed = [account.accesses_json(), account.access_deletions_json()];
        let ids = listed.iter().filter_map(|list| list.as_array()).flatten().filter_map(|access| access["id"].as_str());
        let histories = ids.map(|id| format!(r#"{{"history":{}}}"#, account.access_history_json(id)));
        for list in [accesses, streams].into_iter().chain(histories) {
            self.handle(Command::Names(pryv::read_names(list.as_bytes())));
        }
        self.handle(Command::BodyStart);
        let mut slice = Vec::with_capacity(DEMO_SLICE + 4096);
        for record in account.records() {
            slice.extend_from_slice(record.as_bytes());
            slice.push(b'\n');
            if slice.len() >= DEMO_SLICE {
                self.feed_if_room(&slice)?;
                slice.clear();
                // Questions of the page are answered in between.
                sleep(0).await;
                self.go_on()?;
            }
        }
        self.feed_if_room(&slice)?;
        let tally = self.give(Command::BodyEnd);
        self.report(tally);
        Ok(())
    }
}
