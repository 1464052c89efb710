//! Signing in at a platform, in a window beside the page or with a password.

use audit_core::pryv::{CodeAsked, SignInPage};
use leptos::prelude::*;

use super::{AppState, Attempt, Target};
use crate::browser::popup::Popup;
use crate::worker_protocol::ToWorker;

impl AppState {
    /// Signs in at a platform. To be called in the turn of a click: only then do browsers
    /// open a window. It is empty until the platform has said what to show.
    pub(crate) fn sign_in(self, host: String, service: String, language: &str) {
        let popup = Popup::open();
        let blocked = popup.is_none();
        let window = untrack(|| self.window());
        let load = self.begin(Target::SignIn { host, window, page: None, blocked });
        // An empty one of before is closed.
        self.popup.set_value(popup);
        let language = language.to_owned();
        self.tell_by_rules(load, move |rules| ToWorker::SignIn { load, service, language, days: window.days(), rules });
    }

    /// The platform said what the person has to open.
    pub(super) fn sign_in_goes_on(self, load: u32, page: SignInPage) {
        if let Some(Target::SignIn { host, window, blocked, .. }) = self.opening(load) {
            self.attempt.set(Attempt::Opening(Target::SignIn { host, window, page: Some(page), blocked }));
        }
    }

    /// Signs in with a password.
    pub(crate) fn log_in(self, host: String, service: String, username: String, password: String) {
        let window = untrack(|| self.window());
        let load = self.begin(Target::LogIn { host, window, code: None });
        self.tell_by_rules(load, move |rules| ToWorker::LogIn {
            load,
            service,
            username,
            password,
            days: window.days(),
            rules,
        });
    }

    /// The account asks for a code.
    pub(super) fn code_is_asked(self, load: u32, code: CodeAsked) {
        if let Some(Target::LogIn { host, window, .. }) = self.opening(load) {
            self.attempt.set(Attempt::Opening(Target::LogIn { host, window, code: Some(code) }));
        }
    }

    /// Hands over the code that the person typed.
    pub(crate) fn type_code(self, code: String) {
        let load = self.asked.with_value(|asked| asked.load);
        if let Some(Target::LogIn { host, window, .. }) = self.opening(load) {
            self.attempt.set(Attempt::Opening(Target::LogIn { host, window, code: None }));
            self.engine.tell(&ToWorker::Code { load, code });
        }
    }

    /// Outside of the signals is the window: it shows what the sign-in waits for, and does
    /// not stay empty when there is nothing to show.
    pub(super) fn keep_popup(self) {
        Effect::new(move |_| {
            let url = self.attempt.with(|attempt| match attempt {
                Attempt::Opening(Target::SignIn { page, .. }) => Some(page.as_ref().map(|page| page.url.clone())),
                _ => None,
            });
            self.popup.update_value(|popup| match url {
                None => *popup = None,
                Some(Some(url)) => popup.iter().for_each(|popup| popup.go(&url)),
                Some(None) => {}
            });
        });
    }
}
