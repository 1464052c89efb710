//! Bars made of parts, one on the other.

/// How high the highest bar is.
pub const HEIGHT: f64 = 100.0;

/// What is there has at least this height, or nobody would see it.
const LEAST: f64 = 1.5;

/// A part of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Which bar.
    pub bar: usize,
    /// Which part of it.
    pub part: usize,
    /// How far below the top of the chart it begins.
    pub top: f64,
    /// How high it is.
    pub height: f64,
}

/// The blocks of bars of so many parts, the first of which stands on the ground;
/// `counts` holds one part of one bar after the other.
pub fn blocks(counts: &[u32], parts: usize) -> Vec<Block> {
    let bars = || counts.chunks(parts.max(1)).enumerate();
    let total = |counts: &[u32]| counts.iter().map(|count| f64::from(*count)).sum::<f64>();
    let highest = bars().map(|(_, counts)| total(counts)).fold(1.0, f64::max);
    let mut blocks = Vec::new();
    for (bar, counts) in bars() {
        let mut top = HEIGHT;
        for (part, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let height = (f64::from(*count) / highest * HEIGHT).max(LEAST).min(top);
            top -= height;
            blocks.push(Block { bar, part, top, height });
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_on_each_other_and_stay_visible() {
        let drawn = blocks(&[50, 50, 0, 0, 0, 0, 1, 0, 0], 3);
        let at = |block: &Block| (block.bar, block.part, block.top, block.height);
        assert_eq!(
            drawn.iter().map(at).collect::<Vec<_>>(),
            [(0, 0, 50.0, 50.0), (0, 1, 0.0, 50.0), (2, 0, 98.5, 1.5)]
        );
        assert_eq!(blocks(&[], 0), []);
    }

    #[test]
    fn no_part_leaves_the_chart() {
        let counts: Vec<u32> = std::iter::once(1_000_000).chain(std::iter::repeat_n(1, 6)).collect();
        for block in blocks(&counts, 7) {
            assert!(block.top >= 0.0 && block.top + block.height <= HEIGHT, "{block:?}");
        }
    }
}
