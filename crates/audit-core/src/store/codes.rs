//! Columns of codes: small numbers that stand for values of a dictionary.

use std::ops::Range;

/// One code a row, as narrow as the largest of them allows.
#[derive(Debug)]
pub enum Codes {
    /// All rows have the same code.
    Same {
        /// It, below 2⁸.
        code: u8,
        /// How many rows there are.
        rows: usize,
        /// How many are expected, if that is known.
        room: usize,
    },
    /// All codes are below 2⁸.
    Bytes(Vec<u8>),
    /// All codes are below 2¹⁶.
    Shorts(Vec<u16>),
    /// Any codes.
    Words(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::Same { code: 0, rows: 0, room: 0 }
    }
}

/// Carries out the same lines for whichever width the codes have.
macro_rules! with_codes {
    ($codes:expr, $slice:ident => $body:expr) => {
        match $codes {
            $crate::store::Codes::Same { code, rows, .. } => {
                let $slice = &vec![*code; *rows];
                $body
            }
            $crate::store::Codes::Bytes($slice) => $body,
            $crate::store::Codes::Shorts($slice) => $body,
            $crate::store::Codes::Words($slice) => $body,
        }
    };
}
pub(crate) use with_codes;

impl Codes {
    #[expect(clippy::inline_always, reason = "twenty columns to a record: the call alone is a tenth of loading")]
    #[inline(always)]
    pub(crate) fn push(&mut self, code: u32) {
        // Nearly every column stays narrow.
        match (self, u8::try_from(code)) {
            (Self::Bytes(codes), Ok(code)) => codes.push(code),
            (Self::Same { code: same, rows, .. }, Ok(code)) if *same == code => *rows += 1,
            (codes, _) => codes.push_wide(code),
        }
    }

    #[inline(never)]
    fn push_wide(&mut self, code: u32) {
        match (&mut *self, u16::try_from(code)) {
            (Self::Shorts(codes), Ok(code)) => codes.push(code),
            (Self::Words(codes), _) => codes.push(code),
            (Self::Same { code: same, rows: rows @ 0, .. }, Ok(code)) if code <= u8::MAX.into() => {
                *same = u8::try_from(code).unwrap_or_default();
                *rows = 1;
            }
            _ => {
                self.widen();
                self.push(code);
            }
        }
    }

    /// Makes room for twice the width of codes.
    fn widen(&mut self) {
        match self {
            Self::Same { code, rows, room } => {
                let mut codes = Vec::with_capacity(*room.max(rows));
                codes.resize(*rows, *code);
                *self = Self::Bytes(codes);
            }
            Self::Bytes(codes) => *self = Self::Shorts(widened(codes)),
            Self::Shorts(codes) => *self = Self::Words(widened(codes)),
            Self::Words(_) => {}
        }
    }

    /// Makes room for more rows.
    pub(crate) fn reserve(&mut self, rows: usize) {
        match self {
            // Many a column stays the same.
            Self::Same { rows: held, room, .. } => *room = *held + rows,
            Self::Bytes(codes) => codes.reserve_exact(rows),
            Self::Shorts(codes) => codes.reserve_exact(rows),
            Self::Words(codes) => codes.reserve_exact(rows),
        }
    }

    /// The code of a row.
    pub fn get(&self, row: u32) -> u32 {
        let row = row as usize;
        match self {
            Self::Same { code, .. } => (*code).into(),
            Self::Bytes(codes) => codes[row].into(),
            Self::Shorts(codes) => codes[row].into(),
            Self::Words(codes) => codes[row],
        }
    }

    /// Gives a row another code.
    fn set(&mut self, row: u32, code: u32) {
        let place = row as usize;
        match (&mut *self, u8::try_from(code), u16::try_from(code)) {
            (Self::Same { code: same, .. }, Ok(code), _) if *same == code => {}
            (Self::Bytes(codes), Ok(code), _) => codes[place] = code,
            (Self::Shorts(codes), _, Ok(code)) => codes[place] = code,
            (Self::Words(codes), ..) => codes[place] = code,
            _ => {
                self.widen();
                self.set(row, code);
            }
        }
    }

    /// Moves the code of the last row to another, in the place of what that one had.
    pub(super) fn move_last_to(&mut self, row: u32) {
        let last = match self {
            Self::Same { code, rows, .. } => {
                *rows = rows.saturating_sub(1);
                Some((*code).into())
            }
            Self::Bytes(codes) => codes.pop().map(u32::from),
            Self::Shorts(codes) => codes.pop().map(u32::from),
            Self::Words(codes) => codes.pop(),
        };
        if let Some(code) = last {
            self.set(row, code);
        }
    }

    /// How many of the rows have a code other than 0.
    pub(super) fn filled(&self, rows: Range<usize>) -> usize {
        fn count<T: Copy + Into<u32>>(codes: &[T]) -> usize {
            codes.iter().filter(|code| (**code).into() != 0).count()
        }
        match self {
            Self::Same { code: 0, .. } => 0,
            Self::Same { .. } => rows.len(),
            Self::Bytes(codes) => count(&codes[rows]),
            Self::Shorts(codes) => count(&codes[rows]),
            Self::Words(codes) => count(&codes[rows]),
        }
    }

    /// Bytes that the codes take.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Same { .. } => 0,
            Self::Bytes(codes) => codes.len(),
            Self::Shorts(codes) => size_of_val(codes.as_slice()),
            Self::Words(codes) => size_of_val(codes.as_slice()),
        }
    }
}

/// Wider codes, with the room that there was.
fn widened<From: Copy, To: std::convert::From<From>>(codes: &Vec<From>) -> Vec<To> {
    let mut wider = Vec::with_capacity(codes.capacity());
    wider.extend(codes.iter().map(|code| To::from(*code)));
    wider
}

/// A code as an index.
pub(crate) fn index(code: impl Into<u32>) -> usize {
    code.into() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_as_they_were_when_the_column_widens() {
        let codes = [0, 0, 255, 256, 7, 65_535, 65_536, u32::MAX, 0];
        for end in 0..=codes.len() {
            let mut column = Codes::default();
            codes[..end].iter().for_each(|code| column.push(*code));
            let held: Vec<u32> = (0..).take(end).map(|row| column.get(row)).collect();
            assert_eq!(held, codes[..end]);
            assert_eq!(column.filled(0..end), held.iter().filter(|code| **code != 0).count());
        }
        let mut same = Codes::default();
        (0..3).for_each(|_| same.push(7));
        assert!(matches!(same, Codes::Same { code: 7, rows: 3, .. }));
        for end in 1..=codes.len() {
            let mut column = Codes::default();
            (0..end).for_each(|_| column.push(7));
            for (code, row) in codes[..end].iter().zip(0..) {
                column.push(*code);
                column.move_last_to(row);
            }
            assert_eq!((0..).take(end).map(|row| column.get(row)).collect::<Vec<_>>(), codes[..end]);
        }
        let mut straight = Codes::default();
        straight.push(70_000);
        assert_eq!(straight.get(0), 70_000);
    }
}
