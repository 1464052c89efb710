//! fake-pryv
