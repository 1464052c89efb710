//! Signing out: everything is wiped first, whatever the network does; then the access
//! itself can be withdrawn.

use audit_core::pryv::{Problem, Withdrawal, Withdrawn};
use audit_core::view_state::ViewState;
use leptos::prelude::*;

use super::AppState;
use crate::worker_protocol::{Identity, Leaving, ToWorker};

/// An access whose log was signed out of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Left {
    /// The account.
    pub(crate) user: String,
    /// Where it is.
    pub(crate) host: String,
    /// The access's name.
    pub(crate) access: String,
    /// How it can be withdrawn.
    pub(crate) withdrawal: Withdrawal,
    /// What becomes of it.
    pub(crate) step: LeftStep,
}

/// What becomes of an access whose log was signed out of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LeftStep {
    /// Its key is being handed on; nothing is offered yet.
    Ending,
    /// It can be withdrawn.
    Offered,
    /// The platform is asked to.
    Asking,
    /// That failed, and can be tried again.
    Failed(Problem),
    /// It is done.
    Withdrawn(Withdrawn),
}

impl AppState {
    /// Closes the source: the worker ends, and with it every record. The key of a server's
    /// log stays with the next worker until somebody decides about it.
    pub(crate) fn close(self) {
        let left = self.identity.with_value(|identity| match identity {
            Some(Identity::Server { user, host, access, withdrawal, .. }) => Some(Left {
                user: user.clone(),
                host: host.clone(),
                access: access.clone(),
                withdrawal: withdrawal.clone(),
                step: LeftStep::Ending,
            }),
            _ => None,
        });
        self.tell_other_tabs();
        self.forget_all();
        if left.is_some() {
            self.engine.succeed();
        } else {
            self.engine.restart();
        }
        self.left.set(left);
        self.go(|view| *view = ViewState { zone: std::mem::take(&mut view.zone), ..ViewState::default() });
    }

    /// Withdraws the access that was signed out of.
    pub(crate) fn withdraw(self) {
        let Some(Left { withdrawal, .. }) = self.left.get_untracked() else { return };
        self.step(LeftStep::Asking);
        self.engine.tell(&ToWorker::Withdraw(withdrawal));
    }

    /// Leaves it as it is, and forgets its key.
    pub(crate) fn leave_it(self) {
        self.engine.tell(&ToWorker::Forget);
        self.left.set(None);
    }

    pub(super) fn leaving(self, leaving: Leaving) {
        match leaving {
            Leaving::Held => {
                self.engine.end();
                self.step(LeftStep::Offered);
            }
            Leaving::Forgotten => self.left.set(None),
            Leaving::Withdrawn(withdrawn) => self.step(LeftStep::Withdrawn(withdrawn)),
            Leaving::Failed(problem) => self.step(LeftStep::Failed(problem)),
        }
    }

    fn step(self, step: LeftStep) {
        self.left.update(|left| {
            if let Some(left) = left {
                left.step = step;
            }
        });
    }
}
