//! What can be said of the text of a filter.

use serde::{Deserialize, Serialize};

use super::Field;

/// Something to say of the text of a filter, and of which part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Byte at which it starts.
    pub start: usize,
    /// Byte after its end.
    pub end: usize,
    /// What it is.
    pub kind: DiagnosticKind,
}

impl Diagnostic {
    /// Whether the text cannot be meant as it stands. Else the filter is applied,
    /// without what is not available yet.
    pub fn is_mistake(&self) -> bool {
        !matches!(self.kind, DiagnosticKind::NotAvailable { .. } | DiagnosticKind::OperatorMeant { .. })
    }
}

/// What can be said of the text of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiagnosticKind {
    /// No field has this name.
    UnknownField {
        /// The name.
        name: String,
        /// The field that was probably meant.
        suggestion: Option<String>,
    },
    /// A field without a value.
    MissingValue {
        /// The field.
        field: Field,
    },
    /// A value that the field cannot have.
    BadValue {
        /// The field.
        field: Field,
        /// The value.
        value: String,
        /// The value that was probably meant.
        suggestion: Option<String>,
    },
    /// Values of the field are not smaller or larger than others.
    NotComparable {
        /// The field.
        field: Field,
    },
    /// Part of the language, and nothing answers it yet. The rest of the text counts.
    NotAvailable {
        /// The field.
        field: Field,
        /// The value.
        value: String,
    },
    /// A quote that is not closed.
    UnclosedQuote,
    /// A `(` that is not closed.
    UnclosedGroup,
    /// A `)` that closes nothing.
    UnopenedGroup,
    /// Parentheses with nothing inside.
    EmptyGroup,
    /// A `-` or `NOT` before nothing.
    NothingNegated,
    /// An `AND` or `OR` without a term on each side.
    NothingJoined {
        /// Which.
        operator: Operator,
    },
    /// Parentheses inside of each other, more than 32.
    TooDeep,
    /// More than 2,000 characters or 200 terms.
    TooLong,
    /// A hint: a word that is searched for as text, and was perhaps meant to join terms.
    OperatorMeant {
        /// The word.
        word: String,
        /// What was perhaps meant.
        operator: Operator,
    },
}

/// A word that joins terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// Both.
    And,
    /// Either.
    Or,
    /// Not the next.
    Not,
}

impl Operator {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::And => "AND",
            Self::Or => "OR",
            Self::Not => "NOT",
        }
    }

    /// What a word in lower case, or with two letters swapped, stands for.
    pub(super) fn meant(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "and" | "adn" | "nad" => Some(Self::And),
            "or" => Some(Self::Or),
            "not" | "nto" => Some(Self::Not),
            _ => None,
        }
    }
}
