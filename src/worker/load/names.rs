//! Names of accesses and streams, on servers that tell them to the key in use.

use audit_core::engine::Command;
use audit_core::names::Names;
use audit_core::pryv::{self, AccessInfo, Endpoint, Request};
use audit_core::record::Generation;

use super::{Load, Stop, error_of};
use crate::worker::names::MOST_HISTORIES;

impl Load {
    /// Asks what accesses and streams are called. The ids of all other accesses come back.
    pub(super) async fn names(
        &self,
        endpoint: &Endpoint,
        info: &AccessInfo,
        generation: Generation,
    ) -> Result<Vec<String>, Stop> {
        let mut ids = Vec::new();
        match self.list(&endpoint.accesses()).await {
            Ok(body) => {
                let names = pryv::read_names(&body);
                let mut known = Names::default();
                for name in &names {
                    known.add(name.clone());
                }
                self.handle(Command::Names(names));
                ids = pryv::read_access_ids(&body);
                ids.retain(|id| *id != info.id);
                self.histories(endpoint, &known).await?;
            }
            // The older log is asked for access by access: without their ids it would be
            // a part that looks like the whole.
            Err(stop) if generation == Generation::Legacy => return Err(stop),
            Err(stop) => only_a_comfort(stop)?,
        }
        match self.list(&endpoint.streams()).await {
            Ok(body) => {
                self.handle(Command::Names(pryv::read_names(&body)));
            }
            Err(stop) => only_a_comfort(stop)?,
        }
        Ok(ids)
    }

    /// What accesses that were changed may have done before, and were called.
    async fn histories(&self, endpoint: &Endpoint, known: &Names) -> Result<(), Stop> {
        let changed = known.changed_accesses();
        for history in changed.iter().filter_map(|base| endpoint.access_history(base)).take(MOST_HISTORIES) {
            match self.list(&history).await {
                Ok(body) => {
                    self.handle(Command::Names(pryv::read_names(&body)));
                }
                Err(stop) => only_a_comfort(stop)?,
            }
        }
        Ok(())
    }

    /// A list, as the server sends it.
    async fn list(&self, request: &Request) -> Result<Vec<u8>, Stop> {
        let answer = self.send(request).await?;
        if answer.status != 200 {
            return Err(error_of(&answer, Generation::Events).await?.into());
        }
        Ok(answer.all().await?)
    }
}

/// Without names the log is whole.
fn only_a_comfort(stop: Stop) -> Result<(), Stop> {
    match stop {
        Stop::Failed(_) => Ok(()),
        Stop::Cancelled | Stop::Full => Err(stop),
    }
}
