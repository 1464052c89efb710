//! Checking files of evidence: whether they are as they were written, and what two of them
//! tell of each other.

use audit_core::view_state::Page;
use leptos::prelude::*;

use crate::browser::file;
use crate::components::{ComparedFiles, FileCheck, verdict_name};
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::state::{Source, use_state};
use crate::ui::{DropZone, Preferences};
use crate::worker_protocol::CheckedFile;

/// The page.
#[component]
pub(crate) fn CheckPage() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let open = move || state.source.with(|source| matches!(source, Source::Open(_)));
    let leave = move |_| {
        if untrack(open) { state.back_to_log() } else { state.go(|view| view.page = Page::Open) }
    };
    on_cleanup(move || state.forget_checks());
    view! {
        <header class="bar bar-plain">
            <Preferences/>
        </header>
        <main class="evidence">
            <button class="link" on:click=leave>
                {move || {
                    let texts = i18n.texts();
                    if open() { texts.back_to_log } else { texts.evidence_back }
                }}
            </button>
            <h1 id="title" tabindex="-1">{move || i18n.texts().evidence_title}</h1>
            <p>{move || i18n.texts().evidence_intro}</p>
            <Choose/>
            <Found/>
            <section aria-labelledby="proves-title">
                <h2 id="proves-title">{move || i18n.texts().proves_title}</h2>
                <ul>
                    <li>{move || i18n.texts().proves_yes}</li>
                    <li>{move || i18n.texts().proves_not_signed}</li>
                    <li>{move || i18n.texts().proves_not_true}</li>
                </ul>
            </section>
        </main>
    }
}

/// Files, by button or dropped.
#[component]
fn Choose() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <DropZone labelled_by="title" on_files=move |files| state.check(files)>
            <label class="button file-button">
                {move || i18n.texts().evidence_choose}
                <input
                    type="file"
                    class="hidden"
                    multiple
                    accept=".jsonl,.ndjson,.json,.gz,application/gzip"
                    on:change=move |event| state.check(&file::chosen(&event))
                />
            </label>
        </DropZone>
    }
}

/// How far it is, and what came of it.
#[component]
fn Found() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let checks = state.checking.checks;
    let said = Memo::new(move |_| {
        checks.with(|checks| {
            let checks = checks.as_ref()?;
            if !checks.done {
                let (read, total) = (i18n.bytes(checks.read), i18n.bytes(checks.total));
                return Some(fill(i18n.texts().evidence_running, &[("read", &read), ("total", &total)]));
            }
            let verdicts: Vec<&str> = checks.files.iter().map(|file| verdict_name(i18n.texts(), file)).collect();
            Some(fill(i18n.texts().evidence_checked, &[("verdicts", &verdicts.join(" · "))]))
        })
    });
    let done = Memo::new(move |_| checks.with(|checks| checks.as_ref().filter(|checks| checks.done).cloned()));
    view! {
        <p class="evidence-state" role="status">{move || said.get()}</p>
        {move || {
            let checks = done.get()?;
            let order = order(&checks.files);
            let compared = checks.compared.map(|compared| view! { <ComparedFiles compared order/> });
            Some(view! {
                {compared}
                {checks.files.into_iter().map(|file| view! { <FileCheck file/> }).collect_view()}
                <button class="button evidence-open" on:click=move |_| state.open_checked()>
                    {move || i18n.texts().evidence_open}
                </button>
            })
        }}
    }
}

/// The names of two files that were made one after the other, by what they say.
fn order(files: &[CheckedFile]) -> Option<(String, String)> {
    let made = |file: &CheckedFile| file.checked.as_ref()?.manifest.exported_ms();
    match files {
        [first, second] if made(first)? < made(second)? => Some((first.name.clone(), second.name.clone())),
        _ => None,
    }
}
