//! Going on at another host: where a key may go by itself, and where the person is asked.

use std::rc::Rc;

use audit_core::pryv::{Endpoint, Move, Moves, ServiceAddress, ServiceInfo};

use super::{Load, Stop};
use crate::browser::address;
use crate::worker_protocol::{Failure, Pause};

impl Load {
    /// The account at the core that the last answer named; `stop` where it is not to be
    /// asked there.
    pub(super) async fn follow(
        &mut self,
        endpoint: &Endpoint,
        moves: &mut Moves,
        stop: Stop,
    ) -> Result<Rc<Endpoint>, Stop> {
        let Some(core_url) = self.core_url.take() else { return Err(stop) };
        // Asked without the key, of the host that had it already.
        let service = self.reply_to(&endpoint.service_info()).await?.ok();
        let service = service.as_ref().map(|(status, body)| (*status, body.as_slice()));
        let rules = self.log.rules.clone();
        let there = match moves.next(endpoint, &core_url, service, &rules.allowed, address::parse) {
            Some(Move::Follow(there)) => there,
            // Nobody can let a key leave the only platform.
            Some(Move::Ask(there)) if rules.only.is_none() => {
                self.confirm(endpoint.host(), there.host()).await?;
                there
            }
            Some(Move::Ask(_)) | None => return Err(stop),
        };
        let there = Rc::new(there);
        self.log.endpoint.replace(Some(there.clone()));
        Ok(there)
    }

    /// Waits until the person says that a host is known to them.
    pub(super) async fn confirm(&mut self, from: String, to: String) -> Result<(), Stop> {
        self.status.pause = Some(Pause::Elsewhere { from, to: to.clone() });
        self.post_status();
        // Another wait may have been ended too late, or another host be meant.
        while self.log.agreed.take().as_ref() != Some(&to) {
            self.log.wait.up_to(None).await;
            self.go_on()?;
        }
        self.status.pause = None;
        self.post_status();
        Ok(())
    }

    /// Whether an account is of the only platform that may be opened, if there is one.
    pub(super) async fn is_let_in(&self, endpoint: &Endpoint) -> Result<(), Stop> {
        let Some(only) = &self.log.rules.only else { return Ok(()) };
        let locked = |host: &str| Stop::Failed(Failure::Locked(host.to_owned()));
        let Ok(service) = ServiceAddress::parse(only, address::parse) else { return Err(locked(only)) };
        let host = endpoint.host();
        if self.log.rules.allowed.contains(&host) {
            return Ok(());
        }
        let (status, body) = self.reply_to(&service.request()).await??;
        let info = ServiceInfo::read(status, &body, &service, address::parse)
            .map_err(|problem| Stop::Failed(Failure::SignIn(problem)))?;
        if info.has_accounts_at(&host) { Ok(()) } else { Err(locked(service.host())) }
    }
}
