//! Comparing an item, as it is now, with what the log says was written.

use audit_core::insights::ItemRef;
use audit_core::pryv::Verdict;
use leptos::prelude::*;

use super::AppState;
use crate::worker_protocol::ToWorker;

/// How far that is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Comparing {
    /// Nobody asked.
    #[default]
    No,
    /// The platform is asked for this item.
    Asking(ItemRef),
    /// It was compared.
    Done(ItemRef, Verdict),
}

impl Comparing {
    /// Which item it is about.
    pub(crate) fn item(&self) -> Option<&ItemRef> {
        match self {
            Self::No => None,
            Self::Asking(item) | Self::Done(item, _) => Some(item),
        }
    }
}

impl AppState {
    /// Asks the platform once for an item, and compares it.
    pub(crate) fn compare(self, item: &ItemRef) {
        self.comparing_request.update_value(|request| *request = request.wrapping_add(1));
        self.comparing.set(Comparing::Asking(item.clone()));
        let request = self.comparing_request.get_value();
        self.engine.tell(&ToWorker::CompareItem { request, item: item.clone() });
    }

    /// It was compared, unless another was asked for since.
    pub(super) fn compared(self, request: u32, verdict: Verdict) {
        if self.comparing_request.get_value() != request {
            return;
        }
        self.comparing.update(|comparing| {
            if let Comparing::Asking(item) = comparing {
                *comparing = Comparing::Done(item.clone(), verdict);
            }
        });
    }
}
