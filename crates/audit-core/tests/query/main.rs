//! The filter's language, as text: what is read, how it is printed, what is said of
//! mistakes; and what it finds, against a reading of it that is too simple to be wrong.

mod complete;
mod finds;
mod laws;
mod mistakes;
mod model;
mod own_reads;
mod support;
mod vectors;
