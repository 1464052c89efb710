//! What a report says, before it is drawn: parts with headings, and in them texts, lists and
//! tables.

use audit_core::time::{Zone, iso_local, iso_utc};

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    /// Its parts, one after the other.
    pub(super) parts: Vec<Part>,
}

impl Document {
    /// The same as Markdown, under a title.
    pub(super) fn markdown(&self, title: &str) -> String {
        let mut lines = vec![format!("# {}", plain(title))];
        for part in &self.parts {
            lines.push(format!("\n## {}", plain(&part.heading)));
            for block in &part.blocks {
                lines.push(String::new());
                match block {
                    Block::Text(text) => lines.push(plain(text)),
                    Block::Note(text) => lines.push(format!("> {}", plain(text))),
                    Block::List(all) => lines.extend(all.iter().map(|line| format!("- {}", plain(line)))),
                    Block::Facts(facts) => {
                        lines.extend(facts.iter().map(|(name, value)| format!("- {}: {}", plain(name), plain(value))));
                    }
                    Block::Table(table) => table.markdown(&mut lines),
                }
            }
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

impl Table {
    fn markdown(&self, lines: &mut Vec<String>) {
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let cell = |cell: &Cell| {
            let parts = std::iter::once(&cell.text).chain(&cell.more).filter(|text| !text.is_empty());
            parts.map(|text| plain(text)).collect::<Vec<_>>().join("; ")
        };
        lines.push(line(self.head.iter().map(|text| plain(text)).collect()));
        lines.push(line(self.head.iter().map(|_| "---".to_owned()).collect()));
        lines.extend(self.rows.iter().map(|row| line(row.iter().map(cell).collect())));
    }
}

/// A text that Markdown shows as it is: a name may come from anybody.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*[]<>|#".contains(character) {
            plain.push('\\');
        }
        plain.push(if character.is_control() { ' ' } else { character });
    }
    plain
}

/// A part under a heading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// The heading.
    pub(super) heading: String,
    /// What stands under it.
    pub(super) blocks: Vec<Block>,
}

/// A piece of a part.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A paragraph.
    Text(String),
    /// One that says about what the rest is.
    Note(String),
    /// Sentences, one under the other.
    List(Vec<String>),
    /// What is known of one thing, each by its name.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// What it is called.
    pub(super) name: String,
    /// Which of its columns are wide: the class of the table in the style sheets.
    pub(super) class: &'static str,
    /// The heads of its columns.
    pub(super) head: Vec<String>,
    /// Its rows. The first cell of each says what the row is about.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// What it says.
    pub(super) text: String,
    /// More, on lines of their own.
    pub(super) more: Vec<String>,
    /// How it is set.
    pub(super) kind: Kind,
    /// Where it leads.
    pub(super) leads: Option<Leads>,
}

/// How a cell is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As text.
    Text,
    /// As a number.
    Number,
    /// As an id, which is broken anywhere.
    Id,
    /// As a time, which is not broken.
    Time,
}

/// Where a cell leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leads {
    /// To the records that a filter leaves.
    Records(String),
    /// To one record.
    Record(String),
}

impl Cell {
    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), more: Vec::new(), kind: Kind::Text, leads: None }
    }

    /// A number, already written as people do.
    pub(super) fn number(text: String) -> Self {
        Self { kind: Kind::Number, ..Self::text(text) }
    }

    /// An id.
    pub(super) fn id(id: String) -> Self {
        Self { kind: Kind::Id, ..Self::text(id) }
    }

    /// A time on the clock of a zone, and in UTC.
    pub(super) fn time(time_ms: i64, zone: &Zone) -> Self {
        let plain = |iso: String| iso.replacen('T', " ", 1);
        Self { kind: Kind::Time, ..Self::text(plain(iso_local(time_ms, zone))) }.and(plain(iso_utc(time_ms)))
    }

    /// The same with another line, if there is anything in it.
    pub(super) fn and(mut self, line: impl Into<String>) -> Self {
        let line = line.into();
        if !line.is_empty() {
            self.more.push(line);
        }
        self
    }

    /// The same with a way to records.
    pub(super) fn leading_to(self, query: Option<String>) -> Self {
        Self { leads: query.map(Leads::Records), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn markdown_shows_what_it_is_given_and_nothing_more() {
        let rows = vec![vec![Cell::text("a|b").and("*c*"), Cell::number("2".to_owned())]];
        let table = Table { name: String::new(), class: "", head: vec!["x".to_owned(), "y".to_owned()], rows };
        let blocks = vec![
            Block::Note("note".to_owned()),
            Block::List(vec!["[x](https://elsewhere.example)\n# no heading".to_owned()]),
            Block::Facts(vec![("name".to_owned(), "<b>".to_owned())]),
            Block::Table(table),
        ];
        let document = Document { parts: vec![Part { heading: "Part".to_owned(), blocks }] };
        let expected = "# Title\n\n## Part\n\n> note\n\n- \\[x\\](https://elsewhere.example) \\# no heading\n\n\
            - name: \\<b\\>\n\n| x | y |\n| --- | --- |\n| a\\|b; \\*c\\* | 2 |\n";
        assert_eq!(document.markdown("Title"), expected);
    }
}
