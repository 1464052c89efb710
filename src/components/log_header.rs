//! Whose log this is, what is seen of it, and the page's switches.

use audit_core::pryv::Obtained;
use audit_core::record::Generation;
use leptos::prelude::*;

use super::live::LiveSwitch;
use super::scope_menu::ScopeMenu;
use super::zone_select::ZoneSelect;
use super::{ExportMenu, Keys, ShortcutsButton};
use crate::app::{Room, title};
use crate::i18n::use_i18n;
use crate::phrases::visible;
use crate::state::use_state;
use crate::ui::{Menu, MenuState, Preferences};
use crate::worker_protocol::Identity;

/// The head of the log page.
#[component]
pub(crate) fn LogHeader(
    /// Whose log it is.
    identity: Identity,
    /// The keyboard shortcuts.
    keys: Keys,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let server = matches!(identity, Identity::Server { .. });
    let heading = identity.clone();
    let settings_menu = MenuState::new("settings-menu");
    let settings = move || {
        if room.one_line.get() {
            view! {
                <ZoneSelect/>
                <Preferences />
                <ShortcutsButton keys on_open=|| {}/>
            }
            .into_any()
        } else {
            view! {
                <Menu menu=settings_menu label=Signal::derive(move || i18n.texts().settings.to_owned())>
                    <div class="settings">
                        <ZoneSelect/>
                        <Preferences />
                        // What is in the menu cannot have the focus back.
                        <ShortcutsButton keys words=true on_open=move || settings_menu.close()/>
                    </div>
                </Menu>
            }
            .into_any()
        }
    };
    view! {
        <header class="bar">
            <div class="bar-title">
                <h1 id="title" tabindex="-1">
                    <bdi translate="no">{move || title(i18n, Some(&heading))}</bdi>
                </h1>
                <About identity />
            </div>
            <div class="bar-tools">
                <Show when=move || room.one_line.get()>
                    <LiveSwitch/>
                </Show>
                {settings}
                <ExportMenu />
                <button class="button compact" on:click=move |_| state.close()>
                    {move || {
                        let texts = i18n.texts();
                        if server { texts.sign_out } else { texts.close_file }
                    }}
                </button>
            </div>
        </header>
    }
}

/// What the token sees, and which generation the server speaks.
#[component]
fn About(identity: Identity) -> impl IntoView {
    let i18n = use_i18n();
    let Identity::Server { access, obtained, scope, is_broader, generation, api_version, .. } = identity else {
        return ().into_any();
    };
    let speaks = move || {
        let texts = i18n.texts();
        match generation {
            Generation::Events => texts.generation_events,
            Generation::Legacy => texts.generation_legacy,
        }
    };
    let version = api_version.map(|version| format!(" · Pryv.io {}", visible(&version)));
    view! {
        <div class="about">
            <ScopeMenu access scope generation/>
            <p>
                {(obtained == Obtained::Password).then(|| view! { {move || i18n.texts().by_password} " · " })}
                {is_broader.then(|| view! { {move || i18n.texts().sees_more} " · " })} {speaks} {version}
            </p>
        </div>
    }
    .into_any()
}
