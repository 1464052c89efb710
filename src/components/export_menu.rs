//! Saving everything that matches, and what became of it.

use audit_core::engine::ExportFormat;
use leptos::prelude::*;

use super::record::copy::CopyButton;
use super::support_view::SupportStep;
use crate::browser::document;
use crate::i18n::{fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;
use crate::ui::{Menu, MenuState};
use crate::worker_protocol::{ExportEnd, ToWorker};

const MENU: &str = "export-menu";
const SECRETS_HINT: &str = "export-secrets-hint";

/// The menu, and the note beneath it.
#[component]
pub(crate) fn ExportMenu() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let menu = MenuState::new(MENU);
    let nothing = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.matched == 0));
    // Asked for each file anew: nobody saves keys because of what was chosen last week.
    let secrets = RwSignal::new(false);
    let support = RwSignal::new(false);
    let save = move |format| {
        menu.close();
        state.export(format, secrets.get_untracked());
        secrets.set(false);
    };
    view! {
        <Menu menu primary=true label=Signal::derive(move || i18n.texts().export_menu.to_owned())>
            <Show
                when=move || !nothing.get()
                fallback=move || view! { <p class="menu-note">{move || i18n.texts().export_nothing}</p> }
            >
                {move || {
                    let own = state.viewed.with(|viewed| viewed.snapshot.own_reads);
                    (own.folded && own.count > 0)
                        .then(|| {
                            let note = i18n.plural(|texts| texts.export_own_reads, u64::from(own.count));
                            view! { <p class="menu-note">{note}</p> }
                        })
                }}
                <Show when=move || !state.support.get()>
                <div class="menu-choice">
                    <label>
                        <input
                            type="checkbox"
                            aria-describedby=SECRETS_HINT
                            prop:checked=move || secrets.get()
                            on:change=move |event| secrets.set(event_target_checked(&event))
                        />
                        {move || i18n.texts().export_secrets}
                    </label>
                    <span class="hint" id=SECRETS_HINT>{move || i18n.texts().export_secrets_hint}</span>
                </div>
                </Show>
                <button class="menu-item" on:click=move |_| save(ExportFormat::Csv)>
                    <strong>{move || i18n.texts().export_csv}</strong>
                    " "
                    <span class="hint">{move || i18n.texts().export_csv_hint}</span>
                </button>
                <button class="menu-item" on:click=move |_| save(ExportFormat::JsonLines)>
                    <strong>{move || i18n.texts().export_jsonl}</strong>
                    " "
                    <span class="hint">{move || {
                        let texts = i18n.texts();
                        if state.support.get() { texts.support_lines } else { texts.export_jsonl_hint }
                    }}</span>
                </button>
                <button class="menu-item" on:click=move |_| save(ExportFormat::Evidence)>
                    <strong>{move || i18n.texts().export_evidence}</strong>
                    " "
                    <span class="hint">{move || i18n.texts().export_evidence_hint}</span>
                </button>
            </Show>
            <Show when=move || !state.support.get()>
                <button
                    class="menu-item"
                    on:click=move |_| {
                        menu.close();
                        support.set(true);
                    }
                >
                    <strong>{move || i18n.texts().support_menu}</strong>
                    " "
                    <span class="hint">{move || i18n.texts().support_menu_hint}</span>
                </button>
            </Show>
        </Menu>
        <SupportStep open=support/>
        <ExportNote/>
    }
}

/// The SHA-256 of a file of evidence, to be noted elsewhere.
#[component]
fn Hash() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let hash = Memo::new(move |_| {
        state.export.with(|export| export.as_ref().filter(|it| it.is_evidence).and_then(|it| it.sha256.clone()))
    });
    move || {
        let (hash, texts) = (hash.get()?, i18n.texts());
        let copied = hash.clone();
        Some(view! {
            <p class="toast-hash">{fill(texts.export_sha, &[("hash", &hash)])}</p>
            <CopyButton label=texts.copy_value text=move || Some(copied.clone())/>
            <p class="hint">{texts.export_sha_note}</p>
        })
    }
}

/// How far the export is, or how it ended.
#[component]
fn ExportNote() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let note = move || {
        let progress = state.export.get()?;
        let texts = i18n.texts();
        Some(match progress.end {
            ExportEnd::NotYet => {
                let count = i18n.number(progress.written);
                fill(texts.export_running, &[("count", &count)])
            }
            ExportEnd::Cancelled => texts.export_cancelled.to_owned(),
            ExportEnd::TooBig => texts.export_too_big.to_owned(),
            ExportEnd::NoRoom => texts.export_no_room.to_owned(),
            ExportEnd::Forbidden => texts.export_forbidden.to_owned(),
            ExportEnd::NotWritten => texts.export_not_written.to_owned(),
            ExportEnd::SourceGone => texts.export_source_gone.to_owned(),
            ExportEnd::Finished => {
                let mut saved = i18n.plural(|texts| texts.export_done, u64::from(progress.written));
                if progress.masked > 0 {
                    let masked = u64::from(progress.masked);
                    saved = format!("{saved} {}", i18n.plural(|texts| texts.export_masked, masked));
                }
                if progress.neutralized > 0 {
                    let changed = u64::from(progress.neutralized);
                    saved = format!("{saved} {}", i18n.plural(|texts| texts.neutralized, changed));
                }
                saved
            }
        })
    };
    let running = Memo::new(move |_| state.export.with(|it| it.as_ref().is_some_and(|it| it.end == ExportEnd::NotYet)));
    let there = Memo::new(move |_| state.export.with(Option::is_some));
    let dismiss = move |_| {
        if running.get_untracked() {
            state.engine.tell(&ToWorker::CancelExport);
        } else {
            state.export.set(None);
            // The note goes, and the button in it.
            document::focus(MENU);
        }
    };
    view! {
        <div class="toast-frame" role="status">
            <Show when=move || there.get()>
                <div class="toast">
                    <p>{note}</p>
                    <Hash/>
                    <button class="button compact" on:click=dismiss>
                        {move || {
                            let texts = i18n.texts();
                            if running.get() { texts.cancel } else { texts.close }
                        }}
                    </button>
                </div>
            </Show>
        </div>
    }
}
