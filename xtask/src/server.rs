//! A running `liantu demo` for tests that talk to it from outside.

use crate::prepare::Binary;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server on a workspace of its own; both go when it is dropped.
pub struct Server {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// Loads the shipped package into a new workspace and serves it.
    pub fn start(binary: &Binary) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("liantu-test-{}", std::process::id()));
        let port = free_port(0)?;
        let child = Command::new(binary.path())
            .arg("demo")
            .arg(&folder)
            .args(["--quiet", "--port", &port.to_string()])
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| format!("`liantu demo` does not start: {error}"))?;
        let mut server = Self { child, folder, port };
        server.wait()?;
        Ok(server)
    }

    /// Where it listens, such as `http://127.0.0.1:7400`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The workspace that it serves.
    pub fn workspace(&self) -> &Path {
        &self.folder
    }

    fn wait(&mut self) -> Result<(), String> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_mins(2) {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("`liantu demo` ended with {status}"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err(format!("`liantu demo` does not answer at {}", self.address()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both may be gone already, and a test that passed does not fail for it.
        self.child.kill().ok();
        self.child.wait().ok();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// `wanted` or, if that is taken, the next port that is free; 0 leaves the choice to the system.
pub fn free_port(wanted: u16) -> Result<u16, String> {
    (wanted..=wanted.saturating_add(20))
        .find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok())
        .and_then(|listener| listener.local_addr().ok())
        .map(|address| address.port())
        .ok_or_else(|| format!("no port from {wanted} on is free"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).expect("some port is free");
        let port = taken.local_addr().expect("it is bound").port();
        let next = free_port(port).expect("one of twenty is free");
        assert_ne!(next, port);
    }
}
