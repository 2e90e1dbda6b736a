//! One writer at a time, in this process and among processes.
//!
//! The lock is the operating system's, on `writer.lock`: it dies with its holder, so that a killed process never leaves a
//! workspace that somebody has to unlock. Readers don't take it.

use crate::error::{Result, WorkspaceError, io};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use tokio::sync::OwnedMutexGuard;

/// Held for as long as somebody writes.
#[derive(Debug)]
pub(crate) struct WriterLock {
    file: File,
    /// Writers of one process queue here instead of failing.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl WriterLock {
    pub fn take(root: &Path, turn: Option<OwnedMutexGuard<()>>) -> Result<Self> {
        let path = root.join("writer.lock");
        let mut options = OpenOptions::new();
        let file =
            options.create(true).truncate(false).write(true).open(&path).map_err(io("opened for writing", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file, _turn: turn }),
            Err(TryLockError::WouldBlock) => Err(WorkspaceError::Busy { path }),
            Err(TryLockError::Error(source)) => Err(io("locked", path)(source)),
        }
    }
}

impl Drop for WriterLock {
    /// Says so: closing the file alone leaves it locked as long as a child that was just started shares it.
    fn drop(&mut self) {
        // Where this fails, the file is closed next.
        let _ = self.file.unlock();
    }
}
