//! Where a test's ledger is: a file, or a database of a PostgreSQL server that is started for the tests.

use liantu_ledger::Ledger;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A store of its own for a test.
pub struct Place {
    /// For [`Ledger::open`].
    pub url: String,
    /// For the driver itself, which wants a path with its signs escaped.
    pub driver: String,
    _folder: Option<tempfile::TempDir>,
}

impl Place {
    pub async fn open(&self) -> Ledger {
        Ledger::open(&self.url).await.expect("a ledger")
    }
}

/// A file, and a database where PostgreSQL is installed.
pub fn places() -> Vec<Place> {
    let folder = tempfile::Builder::new().prefix("账本 %").tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let escaped = url.replace('%', "%25").replace(' ', "%20").replacen("sqlite:", "sqlite://", 1);
    let mut places = vec![Place { url, driver: escaped, _folder: Some(folder) }];
    match server() {
        Ok(server) => {
            let url = server.database();
            places.push(Place { driver: url.clone(), url, _folder: None });
        }
        Err(reason) => eprintln!("not tested on PostgreSQL: {reason}"),
    }
    places
}

/// A running server.
pub struct Server {
    bin: PathBuf,
    socket: PathBuf,
    user: &'static str,
    /// Whether the programs are run as this system user, because the tests run as root, which PostgreSQL refuses.
    other: bool,
}

/// The server, or why there is none. It is started once, by the first test, and ends with the process of the tests.
pub fn server() -> Result<&'static Server, &'static str> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    SERVER.get_or_init(Server::start).as_ref().map_err(String::as_str)
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Server {
    fn start() -> Result<Self, String> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").map_err(|_| "PostgreSQL is not installed")?;
        let mut bins: Vec<PathBuf> = versions.flatten().map(|version| version.path().join("bin")).collect();
        bins.retain(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file());
        bins.sort();
        let bin = bins.pop().ok_or("PostgreSQL has no initdb: its server package is not installed")?;
        let other = run(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
        if other && run(Command::new("id").arg("postgres")).is_err() {
            return Err("the tests run as root, and there is no user `postgres` to run the server as".to_owned());
        }
        // Short: the path of a socket has at most a hundred signs.
        let folder = std::env::temp_dir().join(format!("liantu-pg-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        if other {
            run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let server = Self { bin, socket: folder.clone(), user: "postgres", other };
        let data = folder.join("data");
        run(server
            .program("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"])
            .arg(&data))?;
        let log = std::fs::File::create(folder.join("log")).map_err(|error| error.to_string())?;
        let errors = log.try_clone().map_err(|error| error.to_string())?;
        let mut postgres = server.program("postgres");
        postgres.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-c", "listen_addresses="]);
        postgres.stdout(log).stderr(errors);
        let child = postgres.spawn().map_err(|error| error.to_string())?;
        guard(&child, &folder)?;
        let begin = Instant::now();
        while run(server.program("pg_isready").arg("-q").arg("-h").arg(&folder)).is_err() {
            if begin.elapsed() > Duration::from_mins(1) {
                return Err(std::fs::read_to_string(folder.join("log")).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(server)
    }

    fn program(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = if self.other {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    /// The address of a new database.
    pub fn database(&self) -> String {
        let name = format!("ledger{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        run(self.program("createdb").arg("-h").arg(&self.socket).args(["-U", self.user, &name])).expect("a database");
        let socket = self.socket.display().to_string().replace('/', "%2F");
        format!("postgres://{}@{socket}/{name}", self.user)
    }
}

/// Ends the server when this process has ended, however it ends.
fn guard(server: &Child, folder: &Path) -> Result<(), String> {
    let script = "while kill -0 \"$1\" 2>/dev/null; do sleep 0.5; done; kill -INT \"$2\" 2>/dev/null; \
                  while kill -0 \"$2\" 2>/dev/null; do sleep 0.2; done; rm -rf \"$3\"";
    let (own, other) = (std::process::id().to_string(), server.id().to_string());
    let mut guard = Command::new("sh");
    guard.args(["-c", script, "guard", &own, &other]).arg(folder);
    guard.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    guard.spawn().map(drop).map_err(|error| error.to_string())
}

/// What a program prints; what it says of its failure otherwise.
fn run(command: &mut Command) -> Result<String, String> {
    let done = command.output().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&done.stderr).into_owned())
    }
}
