//! Parts that know audit logs. They read signals and call back; they never
//! fetch, store, or write the address themselves.

mod chart;
mod chips;
mod count_line;
mod day_heading;
mod empty;
mod export_menu;
mod filters;
mod groups;
mod list_foot;
mod list_head;
mod list_layout;
mod list_rows;
mod load_state;
mod log_header;
mod offers;
mod paging;
mod periods;
mod record;
mod record_list;
mod search_bar;
mod shortcuts;

pub(crate) use chart::Chart;
pub(crate) use chips::Chips;
pub(crate) use count_line::CountLine;
pub(crate) use export_menu::ExportMenu;
pub(crate) use filters::Filters;
pub(crate) use groups::Groups;
pub(crate) use load_state::{LoadState, opening_words};
pub(crate) use log_header::LogHeader;
pub(crate) use record::RecordDetail;
pub(crate) use record_list::RecordList;
pub(crate) use search_bar::SearchBar;
pub(crate) use shortcuts::{Keys, Shortcuts, ShortcutsButton};
