//! Values to choose from, with their counts: a click wants one, its minus leaves it out.
//! Each is an edit of the filter's text.

mod list;
mod value;

use std::sync::Arc;

use audit_core::engine::{Answer, Facet, FacetRequest, Question};
use audit_core::explore::Dimension;
use leptos::prelude::*;

use self::list::FacetList;
use crate::explored::explored;
use crate::i18n::use_i18n;
use crate::lasting::{Memo, RwSignal};

/// What records are told apart by, in the order of the panel; and whether it is open
/// before somebody decides.
const FACETS: [(Dimension, bool); 11] = [
    (Dimension::Access, true),
    (Dimension::Action, true),
    (Dimension::Status, true),
    (Dimension::Operation, false),
    (Dimension::Error, false),
    (Dimension::Address, false),
    (Dimension::Stream, false),
    (Dimension::Source, false),
    (Dimension::Caller, false),
    (Dimension::Hour, false),
    (Dimension::Weekday, false),
];

/// Values of a facet before somebody asks for all.
const FEW: u32 = 8;
/// Values on a page of all of them.
const MANY: u32 = 100;

/// What is wanted of a facet.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    open: bool,
    search: String,
    first: u32,
    count: u32,
}

/// A facet on the page.
#[derive(Clone, Copy)]
struct Handle {
    dimension: Dimension,
    wanted: RwSignal<Wanted>,
    /// Its values, as last answered.
    facet: Memo<Option<Arc<Facet>>>,
}

/// The panel.
#[component]
pub(crate) fn Facets() -> impl IntoView {
    let i18n = use_i18n();
    let wanted = FACETS.map(|(dimension, open)| {
        (dimension, RwSignal::new(Wanted { open, search: String::new(), first: 0, count: FEW }))
    });
    let question = Memo::new(move |_| {
        let request = |(dimension, wanted): &(Dimension, RwSignal<Wanted>)| {
            wanted.with(|Wanted { open, search, first, count }| {
                let request =
                    FacetRequest { dimension: *dimension, search: search.clone(), first: *first, count: *count };
                open.then_some(request)
            })
        };
        let requests: Vec<FacetRequest> = wanted.iter().filter_map(request).collect();
        (!requests.is_empty()).then_some(Question::Facets(requests))
    });
    let answer = explored(question);
    let facets = wanted.map(|(dimension, wanted)| {
        let facet = Memo::new(move |before: Option<&Option<Arc<Facet>>>| {
            answer.with(|answer| {
                let Answer::Facets(facets) = &answer.as_ref()?.answer else { return None };
                let facet = facets.iter().find(|facet| facet.dimension == dimension)?;
                // What did not change is not drawn again.
                match before {
                    Some(Some(before)) if **before == *facet => Some(before.clone()),
                    _ => Some(Arc::new(facet.clone())),
                }
            })
        });
        Handle { dimension, wanted, facet }
    });
    view! {
        <section class="facets" aria-labelledby="facets-title">
            <h2 id="facets-title">{move || i18n.texts().facets_title}</h2>
            <p class="hidden" id="facets-keys">
                {move || i18n.texts().facets_keys}
            </p>
            {facets.map(|handle| view! { <FacetList handle/> })}
        </section>
    }
}
