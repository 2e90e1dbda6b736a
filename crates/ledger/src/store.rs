//! The tables, and the one way in which records get into them.

use crate::LedgerError;
use liantu_cooperation::agreement::Agreement;
use liantu_cooperation::ledger::{Fault, Head, Page, Row, text_hash, verify_pages};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, Executor, Row as _, Transaction};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The forms of the store, oldest first: each brings the one before it up to date. Both databases read every word of them.
const FORMS: [&[&str]; 2] = [
    &[
        // What stands at the end of each book.
        "CREATE TABLE book (book TEXT PRIMARY KEY, number BIGINT NOT NULL, hash BYTEA NOT NULL)",
        // The records, one row for each act.
        "CREATE TABLE page (book TEXT NOT NULL, first BIGINT NOT NULL, lines TEXT NOT NULL, hashes BYTEA NOT NULL, \
     PRIMARY KEY (book, first))",
        // Texts of agreements by their hashes.
        "CREATE TABLE text (hash TEXT PRIMARY KEY, text TEXT NOT NULL)",
    ],
    // What a list shows of each agreement, and of which record of its book.
    &[
        "CREATE TABLE summary (book TEXT PRIMARY KEY, number BIGINT NOT NULL, settled TEXT NOT NULL, said TEXT NOT NULL)",
    ],
];

/// Agreements stand in books of this kind.
pub(crate) const AGREEMENT: &str = "agreement/";

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_mins(2);

/// A stored record that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The book, as `agreement/<id>` or the name of a register.
    pub book: String,
    /// What is wrong.
    pub fault: Fault,
}

/// The open store. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(crate) pool: AnyPool,
    /// Connections for large acts, whose commit does not wait until the log is copied into the file of SQLite.
    bulk: AnyPool,
    server: bool,
    /// Agreements by the hash of their text.
    pub(crate) read: Arc<Mutex<HashMap<String, Arc<Agreement>>>>,
}

pub(crate) type Writing = Transaction<'static, sqlx::Any>;

impl Ledger {
    /// Opens the store in a file, which is made if it is not there.
    pub async fn open_file(path: &Path) -> Result<Self, LedgerError> {
        let name = path.to_string_lossy();
        let mut url = String::from("sqlite://");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                url.push(char::from(byte));
            } else {
                url += &format!("%{byte:02X}");
            }
        }
        Self::connect(&format!("{url}?mode=rwc"), &name).await
    }

    /// Opens the store at `sqlite:<file>` or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, LedgerError> {
        match url.strip_prefix("sqlite:") {
            Some(file) => Self::open_file(Path::new(file.strip_prefix("//").unwrap_or(file))).await,
            None => Self::connect(url, &without_password(url)).await,
        }
    }

    async fn connect(url: &str, place: &str) -> Result<Self, LedgerError> {
        sqlx::any::install_default_drivers();
        let failed = |source| LedgerError::Open { place: place.to_owned(), source };
        let options: AnyConnectOptions = url.parse().map_err(failed)?;
        let server = options.database_url.scheme().starts_with("postgres");
        let pool = |most: u32, copied: u32| {
            AnyPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(PATIENCE)
                .after_connect(move |connection, _| Box::pin(prepare(connection, server, copied)))
        };
        let own = pool(8, COPIED).connect_with(options.clone()).await.map_err(failed)?;
        let bulk = if server { own.clone() } else { pool(2, 0).connect_lazy_with(options) };
        let ledger = Self { pool: own, bulk, server, read: Arc::default() };
        ledger.bring_up().await?;
        Ok(ledger)
    }

    /// Closes the store; what was acknowledged is on the disk already.
    pub async fn close(&self) {
        self.bulk.close().await;
        self.pool.close().await;
    }

    /// Brings the tables to the newest form.
    async fn bring_up(&self) -> Result<(), LedgerError> {
        let mut writing = self.begin().await?;
        if self.server {
            // Two programs that open a new store at once would both make its tables.
            writing.execute("SELECT pg_advisory_xact_lock(6811027)").await?;
        }
        writing.execute("CREATE TABLE IF NOT EXISTS form (number BIGINT NOT NULL)").await?;
        let found: i64 =
            sqlx::query("SELECT COALESCE(MAX(number), 0) FROM form").fetch_one(&mut *writing).await?.try_get(0)?;
        let known = FORMS.len();
        if usize::try_from(found).map_or(true, |found| found > known) {
            return Err(LedgerError::Newer { found, known: i64::try_from(known).unwrap_or(i64::MAX) });
        }
        for (number, form) in (1i64..).zip(FORMS).skip(usize::try_from(found).unwrap_or(0)) {
            for statement in form {
                writing.execute(*statement).await?;
            }
            sqlx::query("INSERT INTO form (number) VALUES ($1)").bind(number).execute(&mut *writing).await?;
        }
        writing.commit().await?;
        Ok(())
    }

    /// Begins to write. SQLite lets one writer in at a time, and a reader that turns writer would be turned away.
    pub(crate) async fn begin(&self) -> Result<Writing, LedgerError> {
        Ok(self.pool.begin_with(self.beginning()).await?)
    }

    /// The same for an act that writes much.
    pub(crate) async fn begin_large(&self) -> Result<Writing, LedgerError> {
        Ok(self.bulk.begin_with(self.beginning()).await?)
    }

    fn beginning(&self) -> &'static str {
        if self.server { "BEGIN" } else { "BEGIN IMMEDIATE" }
    }

    /// Commits an act that writes much. Then it is in the log and on the disk; the log is copied into the file of SQLite while
    /// others go on, which is as much to write again. If that does not come to its end, whoever writes or opens next goes on.
    pub(crate) async fn commit_large(&self, writing: Writing) -> Result<(), LedgerError> {
        writing.commit().await?;
        if !self.server {
            let bulk = self.bulk.clone();
            tokio::spawn(async move { bulk.execute("PRAGMA wal_checkpoint(PASSIVE)").await });
        }
        Ok(())
    }

    /// The books whose names begin with `prefix`, in their order.
    pub(crate) async fn books(&self, prefix: &str) -> Result<Vec<String>, LedgerError> {
        let rows = sqlx::query("SELECT book FROM book WHERE number > 0 UNION SELECT book FROM page")
            .fetch_all(&self.pool)
            .await?;
        let mut names = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
        names.retain(|name| name.starts_with(prefix));
        // Databases sort words in their own ways.
        names.sort();
        Ok(names)
    }

    /// Reads a book for writing: others wait until `writing` ends. A book that is new begins here.
    pub(crate) async fn hold(&self, writing: &mut Writing, book: &str) -> Result<Vec<Row>, LedgerError> {
        sqlx::query("INSERT INTO book (book, number, hash) VALUES ($1, 0, $2) ON CONFLICT (book) DO NOTHING")
            .bind(book)
            .bind(vec![0u8; 32])
            .execute(&mut **writing)
            .await?;
        if self.server {
            sqlx::query("SELECT number FROM book WHERE book = $1 FOR UPDATE")
                .bind(book)
                .execute(&mut **writing)
                .await?;
        }
        rows(writing, book).await
    }

    /// Reads a book.
    pub(crate) async fn rows(&self, book: &str) -> Result<Vec<Row>, LedgerError> {
        let mut reading = self.pool.begin().await?;
        if self.server {
            reading.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await?;
        }
        rows(&mut reading, book).await
    }

    /// Every stored record that is not what was written, over all books.
    pub async fn verify(&self) -> Result<Vec<Touched>, LedgerError> {
        let mut touched = Vec::new();
        for book in self.books("").await? {
            let mut reading = self.pool.begin().await?;
            let (pages, head) = pages(&mut reading, &book).await?;
            let mut faults = verify_pages(&pages, head);
            for row in pages.iter().flat_map(Page::rows) {
                let mut fields = row.line.split('|').skip(2);
                if fields.next() != Some("text") || !book.starts_with(AGREEMENT) {
                    continue;
                }
                let hash = fields.nth(1).unwrap_or_default();
                let text = text(&mut reading, hash).await?;
                let own = text.filter(|text| text_hash(text) == hash);
                let named = own.and_then(|text| liantu_cooperation::agreement::parse_kept(&book, &text));
                if named.is_none_or(|agreement| format!("{AGREEMENT}{}", agreement.id) != book) {
                    faults.push(Fault::Touched { number: row.number });
                }
            }
            if let Some(id) = book.strip_prefix(AGREEMENT).filter(|_| faults.is_empty()) {
                let rows = pages.iter().flat_map(Page::rows).collect();
                // Two that bring and sign while this is read: what follows from these records, or an earlier one.
                let deal = self.understand(&mut reading, id, rows).await?;
                if !crate::summary::sound(&mut reading, &deal).await? {
                    faults.push(Fault::Touched { number: deal.book.head().number });
                }
            }
            touched.extend(faults.into_iter().map(|fault| Touched { book: book.clone(), fault }));
        }
        Ok(touched)
    }

    /// The number of the last record of a register; 0 where it has none. Enough to tell whether what was read of it still holds.
    pub async fn length(&self, name: &str) -> Result<u64, LedgerError> {
        let found =
            sqlx::query("SELECT number FROM book WHERE book = $1").bind(name).fetch_optional(&self.pool).await?;
        let number = found.map(|row| row.try_get::<i64, _>(0)).transpose()?.unwrap_or(0);
        Ok(number.try_into().unwrap_or(u64::MAX))
    }

    /// The records of a register: lines that another room reads, kept as agreements are.
    pub async fn register(&self, name: &str) -> Result<Vec<Row>, LedgerError> {
        self.rows(name).await
    }

    /// Appends to a register what `decide` makes of its records; two that append at once come one after the other.
    pub async fn append<T: Send>(
        &self,
        name: &str,
        decide: impl FnOnce(&[Row]) -> Result<(Page, T), LedgerError> + Send,
    ) -> Result<T, LedgerError> {
        let mut writing = self.begin().await?;
        let rows = self.hold(&mut writing, name).await?;
        let (page, answer) = decide(&rows)?;
        write(&mut writing, name, page).await?;
        writing.commit().await?;
        Ok(answer)
    }
}

/// Pages in the log after which a commit copies them into the file of SQLite.
const COPIED: u32 = 4000;

async fn prepare(connection: &mut AnyConnection, server: bool, copied: u32) -> sqlx::Result<()> {
    if server {
        return Ok(());
    }
    // Large pages suit long rows. A commit is acknowledged when it is on the disk.
    let patience = PATIENCE.as_millis();
    let settings = format!(
        "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = {patience}; \
         PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = {copied}"
    );
    connection.execute(sqlx::AssertSqlSafe(settings)).await.map(drop)
}

async fn pages(from: &mut Writing, book: &str) -> Result<(Vec<Page>, Head), LedgerError> {
    let head = sqlx::query("SELECT number, hash FROM book WHERE book = $1").bind(book);
    let head = match head.fetch_optional(&mut **from).await? {
        Some(row) => Head {
            number: row.try_get::<i64, _>(0)?.try_into().unwrap_or(u64::MAX),
            hash: row.try_get::<Vec<u8>, _>(1)?.try_into().unwrap_or([255; 32]),
        },
        None => Head::default(),
    };
    let found = sqlx::query("SELECT first, lines, hashes FROM page WHERE book = $1 ORDER BY first").bind(book);
    let pages = found.fetch_all(&mut **from).await?.into_iter().map(|row| {
        let first = row.try_get::<i64, _>(0)?.try_into().unwrap_or(u64::MAX);
        Ok(Page { first, lines: row.try_get(1)?, hashes: row.try_get(2)? })
    });
    Ok((pages.collect::<Result<_, sqlx::Error>>()?, head))
}

async fn rows(from: &mut Writing, book: &str) -> Result<Vec<Row>, LedgerError> {
    let (pages, head) = pages(from, book).await?;
    match verify_pages(&pages, head).into_iter().next() {
        Some(fault) => Err(LedgerError::Touched { book: book.to_owned(), fault }),
        None => Ok(pages.iter().flat_map(Page::rows).collect()),
    }
}

/// Writes a page at the end of a book that is held.
pub(crate) async fn write(writing: &mut Writing, book: &str, page: Page) -> Result<(), LedgerError> {
    if page.is_empty() {
        return Ok(());
    }
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let head = page.head();
    sqlx::query("INSERT INTO page (book, first, lines, hashes) VALUES ($1, $2, $3, $4)")
        .bind(book)
        .bind(signed(page.first))
        .bind(page.lines)
        .bind(page.hashes)
        .execute(&mut **writing)
        .await?;
    sqlx::query("UPDATE book SET number = $1, hash = $2 WHERE book = $3")
        .bind(signed(head.number))
        .bind(head.hash.to_vec())
        .bind(book)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Keeps a text under its hash.
pub(crate) async fn keep(writing: &mut Writing, hash: &str, text: &str) -> Result<(), LedgerError> {
    sqlx::query("INSERT INTO text (hash, text) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING")
        .bind(hash)
        .bind(text)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// A kept text.
pub(crate) async fn text(from: &mut Writing, hash: &str) -> Result<Option<String>, LedgerError> {
    let found = sqlx::query("SELECT text FROM text WHERE hash = $1").bind(hash).fetch_optional(&mut **from).await?;
    Ok(found.map(|row| row.try_get(0)).transpose()?)
}

/// An address as it may be shown.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(end)) if start < end => {
            let user = url[start + 3..end].split(':').next().unwrap_or_default();
            format!("{}{user}{}", &url[..start + 3], &url[end..])
        }
        _ => url.to_owned(),
    }
}
