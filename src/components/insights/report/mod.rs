//! A report to keep: one page, which prints as it reads.

mod about;
mod attachment;
mod document;
mod draw;
mod misused;
mod people;
mod records;
mod scope;

use std::sync::Arc;

use audit_core::engine::{Answer, Question};
use leptos::prelude::*;

use self::attachment::Attachment;
use self::document::Document;
use self::misused::Misused;
use super::TITLE;
use super::odd::{Odd, use_odd};
use crate::browser::document as browser_document;
use crate::components::load_names::NamesMissing;
use crate::explored::{Explored, explored};
use crate::i18n::{I18n, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::{AppState, Source, use_state};
use crate::worker_protocol::LoadStatus;

/// The page: a report of everything, or of one access.
#[component]
pub(super) fn ReportPage() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let misused = RwSignal::new(false);
    let loaded = Memo::new(move |_| !state.load.with(LoadStatus::is_busy));
    let choice = move |of_one: bool| {
        view! {
            <button
                aria-pressed=move || if misused.get() == of_one { "true" } else { "false" }
                on:click=move |_| misused.set(of_one)
            >
                {move || {
                    let texts = i18n.texts();
                    if of_one { texts.report_misused } else { texts.report_everything }
                }}
            </button>
        }
    };
    view! {
        <article class="insight report" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">
                {move || {
                    let texts = i18n.texts();
                    if misused.get() { texts.scope_title } else { texts.report_title }
                }}
            </h2>
            <div class="switch report-kind" role="group" aria-label=move || i18n.texts().report_kind>
                {[false, true].map(choice)}
            </div>
            <Show
                when=move || loaded.get()
                fallback=move || view! { <p>{move || i18n.texts().report_loading}</p> }
            >
                <Show when=move || misused.get() fallback=|| view! { <Everything/> }>
                    <Misused/>
                </Show>
            </Show>
        </article>
    }
}

/// The report of everything.
#[component]
fn Everything() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let odd = use_odd();
    let ask = |question: Question| explored(Memo::new(move |_| Some(question.clone())));
    let answers = Answers {
        chosen: ask(Question::Chosen { most: records::MOST_LISTED }),
        accesses: ask(Question::Accesses),
        consent: ask(Question::Consent),
        rights: ask(Question::Rights),
    };
    // When the records were counted.
    let made = Memo::new(move |_| answers.chosen.with(|it| it.as_ref().map(|_| state.now_ms())));
    let document = Memo::new(move |_| made.get().and_then(|made| answers.document(i18n, state, odd, made)));
    view! {
        <div class="report-tools">
            <p class="hint">{move || i18n.texts().report_about}</p>
            <NamesMissing/>
            <Show when=move || document.with(Option::is_some)>
                <button class="button primary" on:click=move |_| browser_document::print()>
                    {move || i18n.texts().report_print}
                </button>
            </Show>
        </div>
        <Show when=move || document.with(Option::is_none)>
            <p>{move || i18n.texts().row_loading}</p>
        </Show>
        {move || document.with(|it| it.as_ref().map(draw::parts))}
        <Show when=move || document.with(Option::is_some)>
            <Attachment/>
        </Show>
    }
}

type Asked = RwSignal<Option<Arc<Explored>>>;

/// What a report rests on.
#[derive(Clone, Copy)]
struct Answers {
    chosen: Asked,
    accesses: Asked,
    consent: Asked,
    rights: Asked,
}

impl Answers {
    /// The report, once all that it rests on is known.
    fn document(self, i18n: I18n, state: AppState, odd: Odd, made_ms: i64) -> Option<Document> {
        if !odd.is_told() {
            return None;
        }
        let identity = state.source.with(|source| match source {
            Source::Open(identity) => Some(identity.clone()),
            Source::None => None,
        })?;
        let (chosen, accesses) = (self.chosen.get()?, self.accesses.get()?);
        let (consent, rights) = (self.consent.get()?, self.rights.get()?);
        let (Answer::Chosen(chosen), Answer::Accesses(accesses), Answer::Consent(consent), Answer::Rights(rights)) =
            (&chosen.answer, &accesses.answer, &consent.answer, &rights.answer)
        else {
            return None;
        };
        let of = |known: bool| odd.of(state, known).into_iter().map(move |finding| (finding, known));
        let findings: Vec<_> = of(false).chain(of(true)).collect();
        Some(Document {
            parts: vec![
                about::head(i18n, state, &identity, made_ms),
                about::visible(i18n, state, &identity),
                records::counts(i18n, chosen),
                people::accesses(i18n, state, accesses),
                people::consent(i18n, state, consent),
                people::rights(i18n, state, rights),
                people::findings(i18n, state, &findings),
                records::list(i18n, state, chosen),
                about::proof(i18n),
            ],
        })
    }
}
