//! What a chart draws and how one moves in it: lengths, steps and times, none of which
//! needs a screen.

mod brush;
mod heat;
mod lane;
mod stack;
mod wider;

pub use brush::{Brush, Move};
pub use heat::{HOURS, Scale, move_in_week};
pub use lane::{Mark, marks};
pub use stack::{Block, HEIGHT, blocks};
pub use wider::wider;
