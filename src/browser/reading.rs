//! The bytes of a file, one piece after the other: as they stand there, or unpacked where
//! gzip packed them.

use super::file::{LocalFile, Slice};
use super::gunzip::{Broken, Gunzip, is_gzip};

/// A file that is read from its beginning to its end.
pub(crate) struct Reading {
    file: LocalFile,
    coming: Option<Slice>,
    begun: bool,
    unpacked: Option<Gunzip>,
    /// Bytes of the file read before the last piece.
    read: u64,
    bytes: Vec<u8>,
}

/// A piece of it.
pub(crate) struct Piece<'a> {
    /// Its bytes.
    pub(crate) bytes: &'a [u8],
    /// How many bytes of the file were read for it.
    pub(crate) arrived: u64,
    /// They were packed there.
    pub(crate) is_unpacked: bool,
}

impl Reading {
    /// Begins to read.
    pub(crate) fn of(file: &LocalFile) -> Self {
        let coming = file.slice(0);
        Self { file: file.clone(), coming, begun: false, unpacked: None, read: 0, bytes: Vec::new() }
    }

    /// The next piece; `None` at the end of a file that is whole.
    pub(crate) async fn next(&mut self) -> Result<Option<Piece<'_>>, Broken> {
        if self.unpacked.is_none() {
            let Some(slice) = self.coming.take() else { return Ok(None) };
            let end = slice.end;
            slice.bytes(&mut self.bytes).await.ok_or(Broken::Unreadable)?;
            if self.begun || !is_gzip(&self.bytes) {
                self.begun = true;
                // The next one is read while this one is used.
                self.coming = self.file.slice(end);
                let arrived = self.bytes.len() as u64;
                return Ok(Some(Piece { bytes: &self.bytes, arrived, is_unpacked: false }));
            }
            self.unpacked = Some(Gunzip::begin(&self.file)?);
        }
        let Some(unpacked) = &self.unpacked else { return Ok(None) };
        let Some(bytes) = unpacked.next().await? else { return Ok(None) };
        let arrived = unpacked.read() - self.read;
        self.read += arrived;
        self.bytes = bytes;
        Ok(Some(Piece { bytes: &self.bytes, arrived, is_unpacked: true }))
    }
}
